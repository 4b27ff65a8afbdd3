using System.Net;
using Hub.Domain.Audit;
using Hub.Server.Common;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>
/// Notes who did what with power: nothing of that happens without an entry that is durable before. What guests do by themselves is not noted, and costs them
/// nothing.
/// </summary>
internal sealed partial class AuditLog(IJournal journal, IAuditNetworks networks, TimeProvider clock, ILogger<AuditLog> logger)
{
    /// <summary>An outcome that takes longer is not waited for: the entry says that nothing was heard.</summary>
    public static readonly TimeSpan MostOfAct = TimeSpan.FromMinutes(2);

    /// <summary>So many refusals of one person at one act have an entry each, until the next <see cref="Flush"/>; those behind them are counted.</summary>
    public const int MostRefusals = 10;

    private readonly AuditWriter _writer = new(journal, networks, clock);
    private readonly Lock _gate = new();
    private Dictionary<Kind, Counted> _counted = [];
    private Dictionary<(AuditWho Who, string Act), Refusals> _refused = [];

    /// <summary>Notes what was done. Answered once that is durable.</summary>
    /// <exception cref="StoreException">It was not noted: then it must not have happened, or nobody may be told of it.</exception>
    public Task Note(AuditNote note) => Note(note, ActOutcome.Done);

    /// <inheritdoc cref="Note(AuditNote)"/>
    public Task Note(AuditNote note, ActOutcome outcome) => Append(note, outcome.Outcome, outcome.Code);

    /// <summary>
    /// Does something that has effects by itself: notes that it is about to be done, does it, and notes what became of it. Where the first cannot be noted,
    /// nothing is done; where the last cannot, the entry says that the act was begun.
    /// </summary>
    /// <remarks>
    /// Whoever is refused again and again fills no disk: behind <see cref="MostRefusals"/> their tries share one entry that says who is about to do what, and
    /// not to what; the next <see cref="Flush"/> says how many there were. One that succeeds among them settles the entry, and the log says then what it was
    /// done to.
    /// </remarks>
    /// <exception cref="StoreException">It could not be noted, and was not done.</exception>
    public async Task<T> Around<T>(AuditNote note, Func<Task<T>> act, Func<T, ActOutcome> outcomeOf)
    {
        var began = clock.GetTimestamp();
        var (isShared, shared) = Shared(note);
        var seq = shared ?? await Append(isShared ? note with { On = null } : note, null, null);
        var result = await act();
        var outcome = outcomeOf(result);
        if (clock.GetElapsedTime(began) >= MostOfAct)
        {
            return result;
        }

        // Of what is answered "retry" nobody knows whether it was done.
        if (outcome.Code is not (null or "retry") && WasRefused(note, isShared ? seq : null))
        {
            Add(new Kind(note.Act, outcome.Code, note.Who.Kind, note.Who.Id), new Counted(1, note.Who.Id, NetworkOf(note.From), note.On));
            return result;
        }

        try
        {
            await _writer.Append(
                new AuditEvent.Settled(seq, outcome.Outcome, outcome.Code, outcome.On ?? (isShared ? note.On : null)), note.Who, null);
        }
        catch (StoreException e)
        {
            LogNotSettled(note.Act, seq, e.Message);
        }

        return result;
    }

    /// <inheritdoc cref="Around{T}"/>
    public Task Around(AuditNote note, Func<Task> act) => Around(
        note, async () =>
        {
            await act();
            return true;
        }, _ => ActOutcome.Done);

    /// <summary>
    /// Counts what anybody can cause as often as they like: all of one kind within a minute are one entry, so that a flood does not fill the disk. A process
    /// that dies loses the counts of its last minute.
    /// </summary>
    public void Count(AuditNote note, ActOutcome outcome)
    {
        Add(new Kind(note.Act, outcome.Code, note.Who.Kind, null), new Counted(1, note.Who.Id, NetworkOf(note.From), note.On));
    }

    /// <summary>Notes what was counted since. What cannot be noted now is counted on.</summary>
    public async Task Flush()
    {
        Dictionary<Kind, Counted> counted;
        Dictionary<(AuditWho Who, string Act), Refusals> refused;
        lock (_gate)
        {
            (counted, _counted) = (_counted, []);
            (refused, _refused) = (_refused, []);
        }

        foreach (var ((by, act), refusals) in refused)
        {
            await Settle(by, act, refusals.Open);
        }

        foreach (var (kind, n) in counted)
        {
            try
            {
                var network = n.Network is null ? null : AuditNetwork.Of(n.Network, clock.GetUtcNow());
                var who = new AuditWho(kind.Who, n.Id);
                await _writer.Append(
                    new AuditEvent.Noted(
                        who, kind.Act, n.On, new ActOutcome(kind.Code).Outcome, kind.Code, n.Count == 1 ? null : n.Count, network?.Hash.ToString()),
                    who, network);
            }
            catch (StoreException e)
            {
                Add(kind, n);
                LogNotCounted(kind.Act, e.Message);
            }
        }
    }

    /// <summary>Says of entries that were shared by refused tries that nothing was done under them.</summary>
    private async Task Settle(AuditWho who, string act, Stack<long> open)
    {
        while (open.TryPeek(out var seq))
        {
            try
            {
                await _writer.Append(new AuditEvent.Settled(seq, AuditOutcome.Refused), who, null);
                open.Pop();
            }
            catch (StoreException e)
            {
                lock (_gate)
                {
                    Of(who, act).Take(open);
                }

                LogNotSettled(act, seq, e.Message);
                return;
            }
        }
    }

    /// <returns>Whether this one's tries share entries by now, and one that is free: nobody else acts under it meanwhile.</returns>
    private (bool IsShared, long? Seq) Shared(AuditNote note)
    {
        lock (_gate)
        {
            return !_refused.TryGetValue((note.Who, note.Act), out var refusals) || refusals.Count < MostRefusals ? (false, null)
                : (true, refusals.Open.TryPop(out var seq) ? seq : null);
        }
    }

    /// <returns>Whether it is counted, and not settled by itself.</returns>
    private bool WasRefused(AuditNote note, long? shared)
    {
        lock (_gate)
        {
            var refusals = Of(note.Who, note.Act);
            refusals.Count++;
            if (shared is { } seq)
            {
                refusals.Open.Push(seq);
            }

            return shared is not null;
        }
    }

    private Refusals Of(AuditWho who, string act)
    {
        if (!_refused.TryGetValue((who, act), out var refusals))
        {
            _refused[(who, act)] = refusals = new Refusals();
        }

        return refusals;
    }

    private void Add(Kind kind, Counted more)
    {
        lock (_gate)
        {
            _counted[kind] = !_counted.TryGetValue(kind, out var was) ? more : new Counted(
                was.Count + more.Count, was.Id == more.Id ? was.Id : null, was.Network == more.Network ? was.Network : null, was.On == more.On ? was.On : null);
        }
    }

    private Task<long> Append(AuditNote note, AuditOutcome? outcome, string? code)
    {
        var network = NetworkOf(note.From) is { } block ? AuditNetwork.Of(block, clock.GetUtcNow()) : null;
        return _writer.Append(
            new AuditEvent.Noted(note.Who, note.Act, note.On, outcome, code, null, network?.Hash.ToString(), note.Settings), note.Who, network);
    }

    private static string? NetworkOf(IPAddress? from) => from is null ? null : AddressBlock.Of(from).ToString();

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of {Act} could not be noted in the audit log; entry {Seq} says that it was begun: {Why}")]
    private partial void LogNotSettled(string act, long seq, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How often {Act} was tried could not be noted in the audit log yet: {Why}")]
    private partial void LogNotCounted(string act, string why);

    /// <param name="Of">Whose tries are counted apart, as they have power; null: all of a kind together.</param>
    private readonly record struct Kind(string Act, string? Code, string Who, string? Of);

    /// <summary>Of one person at one act, since the last <see cref="Flush"/>.</summary>
    private sealed class Refusals
    {
        public int Count { get; set; }

        /// <summary>Entries under which nothing was done yet, and nothing is being done.</summary>
        public Stack<long> Open { get; } = new();

        public void Take(Stack<long> others)
        {
            while (others.TryPop(out var seq))
            {
                Open.Push(seq);
            }
        }
    }

    /// <param name="Id">Whose it was, where all were one's.</param>
    /// <param name="Network">From where, where all came from there.</param>
    /// <param name="On">To what, where all were to one.</param>
    private sealed record Counted(int Count, string? Id, string? Network, string? On);
}
