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

    private readonly AuditWriter _writer = new(journal, networks, clock);
    private readonly Lock _gate = new();
    private Dictionary<Kind, Counted> _counted = [];

    /// <summary>Notes what was done. Answered once that is durable.</summary>
    /// <exception cref="StoreException">It was not noted: then it must not have happened, or nobody may be told of it.</exception>
    public Task Note(AuditNote note) => Note(note, ActOutcome.Done);

    /// <inheritdoc cref="Note(AuditNote)"/>
    public Task Note(AuditNote note, ActOutcome outcome) => Append(note, outcome.Outcome, outcome.Code);

    /// <summary>
    /// Does something that has effects by itself: notes that it is about to be done, does it, and notes what became of it. Where the first cannot be noted,
    /// nothing is done; where the last cannot, the entry says that the act was begun.
    /// </summary>
    /// <exception cref="StoreException">It could not be noted, and was not done.</exception>
    public async Task<T> Around<T>(AuditNote note, Func<Task<T>> act, Func<T, ActOutcome> outcomeOf)
    {
        var began = clock.GetTimestamp();
        var seq = await Append(note, null, null);
        var result = await act();
        if (clock.GetElapsedTime(began) < MostOfAct)
        {
            try
            {
                var outcome = outcomeOf(result);
                await _writer.Append(new AuditEvent.Settled(seq, outcome.Outcome, outcome.Code, outcome.On), note.Who, null);
            }
            catch (StoreException e)
            {
                LogNotSettled(note.Act, seq, e.Message);
            }
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
        Add(new Kind(note.Act, outcome.Code, note.Who.Kind), new Counted(1, note.Who.Id, NetworkOf(note.From), note.On));
    }

    /// <summary>Notes what was counted since. What cannot be noted now is counted on.</summary>
    public async Task Flush()
    {
        Dictionary<Kind, Counted> counted;
        lock (_gate)
        {
            (counted, _counted) = (_counted, []);
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

    private readonly record struct Kind(string Act, string? Code, string Who);

    /// <param name="Id">Whose it was, where all were one's.</param>
    /// <param name="Network">From where, where all came from there.</param>
    /// <param name="On">To what, where all were to one.</param>
    private sealed record Counted(int Count, string? Id, string? Network, string? On);
}
