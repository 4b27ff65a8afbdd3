using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Hub.Server.Common;
using Hub.Server.Journal;
using Microsoft.Extensions.Caching.Memory;

namespace Hub.Server.Access;

/// <summary>
/// Which sessions go on. One that ends, on whichever node, is heard of by every node within <see cref="Lease"/>, and what was open under it is closed; a node
/// that cannot hear of endings, because it was frozen or is cut off from the database, knows so after that time, and acts for nobody until it hears again.
/// </summary>
/// <remarks>
/// The sessions of members and of staff are stored before their token is answered, and without its row no such token is worth anything. A guest's is
/// stored soon after they did something, many in one write: a crowd that joins waits for none of it, and where a crash loses the row, the token brings it back
/// with its next use. Only that a session has ended is never lost.
/// </remarks>
internal sealed partial class Sessions : BackgroundService
{
    /// <summary>How long what was heard of endings holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(900);

    /// <summary>Of a staff session, without anything being done in it.</summary>
    public static readonly TimeSpan StaffIdle = TimeSpan.FromHours(12);

    /// <summary>How long somebody waits for this node to hear of endings before being asked to try again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ListenEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>What the database was slow to commit is heard of nevertheless.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(15);

    /// <summary>So that not every request asks the store. What has ended meanwhile is remembered for longer.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EndedRemembered = 3 * Remembered;

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    private static readonly MemoryCacheEntryOptions ForAWhile = new() { Size = 1, AbsoluteExpirationRelativeToNow = Remembered };

    private const int MostKnown = 200_000;
    private const int MostWaiting = 100_000;
    private const int MostAtOnce = 500;
    private const int MostOfDevice = 200;

    /// <summary>Sessions of guests that are stored for one network: a stadium at once, and then as its people come.</summary>
    private const int GuestsAtOnce = 10_000;
    private const double GuestsPerSecond = 5;

    private readonly ISessionStore _store;
    private readonly Tokens _tokens;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, long> _ended = new();
    private readonly Budgets<IPNetwork> _newGuests;
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostKnown });
    private readonly Channel<SessionRow> _added = Bounded<SessionRow>();
    private readonly Channel<SeenSession> _seen = Bounded<SeenSession>();
    private readonly Channel<Looked> _looking = Channel.CreateUnbounded<Looked>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private TaskCompletionSource _hears = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heardAt;
    private bool _hasHeard;

    public Sessions(ISessionStore store, Tokens tokens, TimeProvider clock, ILogger<Sessions> logger) =>
        (_store, _tokens, _clock, _logger, _newGuests) =
            (store, tokens, clock, logger, new Budgets<IPNetwork>(GuestsAtOnce, GuestsPerSecond, TimeSpan.Zero, clock));

    /// <summary>Sessions that have ended: whoever holds something open for them closes it. Comes before <see cref="IsCurrent"/> is true again.</summary>
    public event Action<IReadOnlyCollection<string>>? Ended;

    /// <summary>This node has heard of endings: what waited for it goes on.</summary>
    public event Action? Heard;

    /// <summary>Whether this node knows of every session that ended until <see cref="Lease"/> ago.</summary>
    public bool IsCurrent => !_store.IsShared || (Volatile.Read(ref _hasHeard) && _clock.GetElapsedTime(Interlocked.Read(ref _heardAt)) < Lease);

    public bool HasEnded(string id) => _ended.ContainsKey(id);

    /// <summary>When a session ends by itself. No token of it is good for longer, so that whoever has ended one may be forgotten then.</summary>
    public DateTimeOffset EndOf(Session session) => session.Ends ?? _clock.GetUtcNow() + session.GoodFor;

    /// <summary>
    /// A new session's id (RFC 9562, version 7): it begins with the time, so that the rows of a crowd that joins lie side by side in the store.
    /// </summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    /// <summary>What a token of a build that knew no sessions names: the same for each node that meets it.</summary>
    public static string IdOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));

    /// <summary>
    /// Stores a session: one that can more than a guest's before its token is answered, a guest's soon, with others.
    /// </summary>
    public async Task Begin(Session session, HttpContext http)
    {
        if (session.IsGuest)
        {
            AddSoon(session, http);
            return;
        }

        var row = Row(session, http);
        await _store.Add([row]);
        Know(row.Id, new Known(row, isStored: true));
    }

    /// <summary>Has a guest's session stored soon, unless it is.</summary>
    public void AddSoon(Session session, HttpContext http)
    {
        if (_known.TryGetValue(session.Id!, out Known? known) && known!.IsStored)
        {
            return;
        }

        // Who asks for one after the other fills no table: such sessions go on all the same, and are stored where they are ended.
        if (_newGuests.Take(AddressBlock.Of(http.Connection.RemoteIpAddress)) is not null)
        {
            return;
        }

        var row = Row(session, http);
        Know(row.Id, new Known(row, isStored: true));
        _added.Writer.TryWrite(row);
    }

    /// <summary>Waits until this node knows of every session that ended a while ago.</summary>
    /// <exception cref="StoreException">It does not hear of any; nothing was done.</exception>
    public async ValueTask Current()
    {
        var began = _clock.GetTimestamp();
        while (!IsCurrent)
        {
            var hears = Volatile.Read(ref _hears).Task;
            if (IsCurrent)
            {
                return;
            }

            var left = Patience - _clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || await Task.WhenAny(hears, Task.Delay(left, _clock)) != hears)
            {
                throw new StoreException("This node does not hear which sessions have ended.", mayBeStored: false);
            }
        }
    }

    /// <summary>
    /// Whether a session goes on. A guest's does as long as it has not ended; a member's or that of staff has to be stored, and to be what its token says.
    /// </summary>
    /// <param name="session">As its token tells of it, with the account as it is now.</param>
    /// <param name="http">The request that it came with.</param>
    /// <param name="isExchanged">The token is of a build that knew no sessions, and is taken for a session with its first use.</param>
    /// <exception cref="StoreException">It cannot be known now.</exception>
    public async Task<bool> GoesOn(Session session, HttpContext http, bool isExchanged)
    {
        await Current();
        var id = session.Id!;
        if (HasEnded(id))
        {
            return false;
        }

        if (!_known.TryGetValue(id, out Known? known) || !Allows(known!, session))
        {
            // Another node may have seen it since.
            known = await Look(session, http, isExchanged);
            if (known is null || HasEnded(id) || !Allows(known, session))
            {
                return false;
            }

            Know(id, known);
        }

        See(id, known!);
        return true;
    }

    /// <summary>Somebody acts in a session over a connection that was opened before.</summary>
    public void Acts(string id)
    {
        if (_known.TryGetValue(id, out Known? known))
        {
            See(id, known!);
        }
    }

    /// <summary>The sessions of a person that go on.</summary>
    public async Task<IReadOnlyList<SessionRow>> ReadOf(string person, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        return [.. (await _store.ReadOf(person, cancel)).Where(r =>
            r.Expires > now && !HasEnded(r.Id) && (r.OperatorEpoch is null || r.OperatorEpoch == _tokens.OperatorEpochNow)
                && (!r.IsOfStaff || now - r.LastSeen <= StaffIdle))];
    }

    /// <summary>Ends a session, here at once and everywhere soon; answered when nothing can bring it back.</summary>
    public async Task End(Session session, HttpContext http)
    {
        await _store.End(Row(session, http));
        Hear([session.Id!]);
    }

    /// <summary>Ends another session of the same person.</summary>
    /// <returns>False where this person has no such session, or not any more.</returns>
    public async Task<bool> End(string id, string person)
    {
        if ((await _store.Find([id])).FirstOrDefault(r => r.Person == person && !r.HasEnded) is not { } row)
        {
            return false;
        }

        await _store.End(row);
        Hear([id]);
        return true;
    }

    /// <summary>Stores what this node has only in memory yet.</summary>
    public Task Flush() => WriteWaiting();

    /// <summary>Ends all sessions of a person, and forgets from where they came.</summary>
    public async Task Forget(string person)
    {
        // What waits to be added would be added afterwards.
        await WriteWaiting();
        Hear(await _store.Forget(person));
    }

    /// <summary>Ends all sessions of a member.</summary>
    public async Task EndOfMember(string member) => Hear(await _store.EndOfMember(member));

    /// <summary>Ends all sessions of a staff account, here at once and everywhere soon.</summary>
    public async Task EndOfAccount(string account) => Hear(await _store.EndOfAccount(account));

    /// <inheritdoc cref="ISessionStore.EndOfProvider"/>
    public async Task<int> EndOfProvider(string? account, string? providerSession)
    {
        var ended = await _store.EndOfProvider(account, providerSession);
        Hear(ended);
        return ended.Count;
    }

    public override void Dispose()
    {
        _stop.Dispose();
        _writing.Dispose();
        _known.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_store.IsShared)
        {
            // A thread of its own, so that a busy node hears in time: its pool may have thousands of votes to do first.
            new Thread(Listen) { Name = "ended sessions", IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();
        }

        var looking = LookTogether();
        try
        {
            var pruned = _clock.GetTimestamp();
            using var timer = new PeriodicTimer(WriteEvery, _clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteWaiting();
                ForgetEnded();
                if (_clock.GetElapsedTime(pruned) > PruneEvery)
                {
                    pruned = _clock.GetTimestamp();
                    await Attempt(() => _store.Prune(_clock.GetUtcNow()));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteWaiting();
        }
        finally
        {
            await _stop.CancelAsync();
            _looking.Writer.TryComplete();
            await looking;
        }
    }

    private static Channel<T> Bounded<T>() => Channel.CreateBounded<T>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private void Listen()
    {
        while (!_stop.IsCancellationRequested)
        {
            var began = _clock.GetTimestamp();
            try
            {
                // What was heard last holds from when it was asked.
                var within = Volatile.Read(ref _hasHeard) ? _clock.GetElapsedTime(Interlocked.Read(ref _heardAt)) : TimeSpan.Zero;
                Hear(_store.ReadEnded(within + Overlap));
                Interlocked.Exchange(ref _heardAt, began);
                Volatile.Write(ref _hasHeard, true);
                Interlocked.Exchange(ref _hears, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                Heard?.Invoke();
            }
#pragma warning disable CA1031 // Whatever it is that the store throws: this is a thread of its own, and an exception that leaves it ends the whole house.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (IsCurrent)
                {
                    // It is told once, before it shows.
                    LogDeaf(e.Message);
                }
            }

            if (!Wait())
            {
                return;
            }
        }
    }

    /// <returns>False where this is over.</returns>
    private bool Wait()
    {
        try
        {
            return !_stop.Token.WaitHandle.WaitOne(ListenEvery);
        }
        catch (ObjectDisposedException)
        {
            // The house has ended while the store was asked: an exception that left this thread would make a crash of it.
            return false;
        }
    }

    private void Hear(IReadOnlyCollection<string> ended)
    {
        var news = ended.Where(id => _ended.TryAdd(id, _clock.GetTimestamp())).ToList();
        if (news.Count > 0)
        {
            news.ForEach(_known.Remove);
            Ended?.Invoke(news);
        }
    }

    private void ForgetEnded()
    {
        foreach (var (id, at) in _ended)
        {
            if (_clock.GetElapsedTime(at) > EndedRemembered)
            {
                _ended.TryRemove(id, out _);
            }
        }
    }

    private void Know(string id, Known known) => _known.Set(id, known, ForAWhile);

    private void See(string id, Known known)
    {
        var now = _clock.GetUtcNow();
        if (known.IsStored && now - known.LastSeen >= SeenEvery)
        {
            known.LastSeen = now;
            _seen.Writer.TryWrite(new SeenSession(id, now));
        }
    }

    /// <summary>A token may say less than its session is, as one does that was made for a room; never more.</summary>
    private bool Allows(Known known, Session session)
    {
        var now = _clock.GetUtcNow();
        return known.Expires > now
            && (session.Member is null || session.Member.Id == known.Member)
            && (!session.IsOfOperatorKey || known.OperatorEpoch == _tokens.OperatorEpochNow)
            && (session.Account is null || (session.Account == known.Account && session.AccountEpoch == known.AccountEpoch))
            && (!session.IsStaff || now - known.LastSeen <= StaffIdle);
    }

    /// <summary>As the store keeps it.</summary>
    private SessionRow Row(Session session, HttpContext http)
    {
        var now = _clock.GetUtcNow();
        var device = http.Request.Headers.UserAgent.ToString();
        return new SessionRow(
            session.Id!, session.Person, session.Member?.Id, session.IsOfOperatorKey ? _tokens.OperatorEpochNow : null,
            device.Length <= MostOfDevice ? device : device[..MostOfDevice], AddressBlock.Of(http.Connection.RemoteIpAddress).ToString(), now, now,
            EndOf(session), Account: session.Account, AccountEpoch: session.Account is null ? null : session.AccountEpoch,
            ProviderSession: session.ProviderSession);
    }

    /// <returns>Null where the store says that it does not go on.</returns>
    private async Task<Known?> Look(Session session, HttpContext http, bool isExchanged)
    {
        var looked = new Looked(session.Id!, new TaskCompletionSource<SessionRow?>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_looking.Writer.TryWrite(looked))
        {
            throw new StoreException("This node is about to end.", mayBeStored: false);
        }

        var found = await looked.Found.Task;
        if (found is null && isExchanged && !session.IsGuest)
        {
            // Whatever is stored by now counts, if another node was first.
            await _store.Add([Row(session, http)]);
            found = (await _store.Find([session.Id!])).Single();
        }

        return found is not null ? found.HasEnded || found.Person != session.Person ? null : new Known(found, isStored: true)
            : session.IsGuest ? new Known(Row(session, http), isStored: false)
            : null;
    }

    /// <summary>Whoever comes back at once, comes back by thousands: those who wait are looked for together.</summary>
    private async Task LookTogether()
    {
        while (await _looking.Reader.WaitToReadAsync())
        {
            var wanted = new List<Looked>();
            while (wanted.Count < MostAtOnce && _looking.Reader.TryRead(out var next))
            {
                wanted.Add(next);
            }

            try
            {
                var found = (await _store.Find([.. wanted.Select(w => w.Id).Distinct()], _stop.Token)).ToDictionary(r => r.Id);
                wanted.ForEach(w => w.Found.TrySetResult(found.GetValueOrDefault(w.Id)));
            }
#pragma warning disable CA1031 // Whoever asked is told.
            catch (Exception e)
#pragma warning restore CA1031
            {
                wanted.ForEach(w => w.Found.TrySetException(e));
            }
        }
    }

    private async Task WriteWaiting()
    {
        await _writing.WaitAsync();
        try
        {
            await WriteAllThatWaits();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteAllThatWaits()
    {
        while (Take(_added.Reader) is { Count: > 0 } rows)
        {
            if (!await Attempt(() => _store.Add(rows)))
            {
                // The sessions go on without, and what waits is written when the store can be reached again.
                rows.ForEach(r => _added.Writer.TryWrite(r));
                break;
            }
        }

        while (Take(_seen.Reader) is { Count: > 0 } seen)
        {
            if (!await Attempt(() => _store.See(seen)))
            {
                break;
            }
        }
    }

    private static List<T> Take<T>(ChannelReader<T> reader)
    {
        var taken = new List<T>();
        while (taken.Count < MostAtOnce && reader.TryRead(out var next))
        {
            taken.Add(next);
        }

        return taken;
    }

    private async Task<bool> Attempt(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, the house goes on: an exception that left this service would stop it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotWritten(e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node does not hear which sessions end, and acts for nobody until it does: {Why}")]
    private partial void LogDeaf(string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "When sessions were seen could not be noted: {Why}")]
    private partial void LogNotWritten(string why);

    private sealed record Looked(string Id, TaskCompletionSource<SessionRow?> Found);

    /// <summary>What this node remembers of a session that goes on.</summary>
    private sealed class Known(SessionRow row, bool isStored)
    {
        public string? Member { get; } = row.Member;

        public string? OperatorEpoch { get; } = row.OperatorEpoch;

        public string? Account { get; } = row.Account;

        public long? AccountEpoch { get; } = row.AccountEpoch;

        public DateTimeOffset Expires { get; } = row.Expires;

        public bool IsStored { get; } = isStored;

        public DateTimeOffset LastSeen { get; set; } = row.LastSeen;
    }
}
