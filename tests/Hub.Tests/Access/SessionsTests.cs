using System.Net;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Access;

/// <summary>How long sessions go on, and what a node does that hears of endings, or does not.</summary>
public sealed class SessionsTests : IAsyncLifetime
{
    private readonly SqliteScratch _scratch = new();
    private readonly Standing _clock = new();
    private Tokens _tokens = null!;
    private Shared _store = null!;
    private Sessions _sessions = null!;

    public async ValueTask InitializeAsync()
    {
        _tokens = new Tokens(await Keys.KeyFolder.SecretsOf(_scratch.Store), _clock);
        await _tokens.Load([1, 2, 3]);
        _store = new Shared(new SqliteSessions(_scratch.Store));
        _sessions = await Node();
    }

    public async ValueTask DisposeAsync()
    {
        await _sessions.StopAsync(default);
        _sessions.Dispose();
        await _scratch.DisposeAsync();
    }

    [Theory]
    [InlineData("operator", 7)]
    [InlineData("member", 90)]
    [InlineData("guest", 400)]
    public async Task A_session_goes_on_for_its_days_and_no_longer(string kind, int days)
    {
        var session = await Begin(kind);
        var token = _tokens.Issue(session);

        // The operator's would else fall idle.
        for (var left = TimeSpan.FromDays(days); left > TimeSpan.Zero;)
        {
            (await GoesOn(session)).ShouldBeTrue($"{left} before its end");
            var step = kind == "operator" ? TimeSpan.FromHours(12) : left > TimeSpan.FromSeconds(1) ? left - TimeSpan.FromSeconds(1) : left;
            await Pass(step);
            left -= step;
        }

        (await _tokens.Read(token)).ShouldBeNull();
        if (kind != "guest")
        {
            (await GoesOn(session)).ShouldBeFalse("nor by a token that was made later");
        }
    }

    /// <summary>Guards the desk that somebody left open over night.</summary>
    [Fact]
    public async Task The_operators_session_ends_when_nothing_is_done_in_it_for_half_a_day_and_a_guests_does_not()
    {
        var (operators, guests) = (await Begin("operator"), await Begin("guest"));
        await Pass(TimeSpan.FromHours(12));
        (await GoesOn(operators)).ShouldBeTrue();

        await Pass(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        (await GoesOn(operators)).ShouldBeFalse();
        (await GoesOn(guests)).ShouldBeTrue();
        (await _sessions.ReadOf("operator", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    /// <summary>Guards two nodes: what was done at the other keeps the session alive here.</summary>
    [Fact]
    public async Task What_is_done_at_one_node_keeps_a_session_from_falling_idle_at_another()
    {
        var session = await Begin("operator");
        (await GoesOn(session)).ShouldBeTrue();
        await Pass(TimeSpan.FromHours(11));
        await _store.See([new SeenSession(session.Id!, _clock.GetUtcNow())]);

        await Pass(TimeSpan.FromHours(11));
        (await GoesOn(session)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_that_says_less_than_its_session_is_good_and_one_that_says_more_is_not()
    {
        var (member, guest) = (await Begin("member"), await Begin("guest"));
        (await GoesOn(member with { Member = null, Room = "meetings/m1" })).ShouldBeTrue();
        (await GoesOn(member with { Member = new SignedMember("another", "k") })).ShouldBeFalse();
        (await GoesOn(member with { IsOperator = true })).ShouldBeFalse();
        (await GoesOn(guest with { Member = new SignedMember("m1", "k") })).ShouldBeFalse();
        (await GoesOn(guest)).ShouldBeTrue();
    }

    /// <summary>Guards the operator's key: where it is changed, what the older one opened has ended.</summary>
    [Fact]
    public async Task The_operators_session_ends_with_the_key_that_opened_it()
    {
        var session = await Begin("operator");
        await _tokens.Load([4, 5, 6]);
        (await GoesOn(session)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_does_not_hear_for_a_second_acts_for_nobody_and_goes_on_when_it_hears_again()
    {
        var session = await Begin("guest");
        _store.IsCut = true;
        _clock.Pass(Sessions.Lease - TimeSpan.FromMilliseconds(1));
        (await GoesOn(session)).ShouldBeTrue("what was heard last still holds");

        _clock.Pass(TimeSpan.FromMilliseconds(1));
        _sessions.IsCurrent.ShouldBeFalse();
        var asked = GoesOn(session);
        asked.IsCompleted.ShouldBeFalse("whoever asks waits a moment");

        _store.IsCut = false;
        (await asked).ShouldBeTrue();
    }

    /// <summary>
    /// Guards the whole process: a connection that was cut in the middle of an answer failed with no error of the database, on a thread that nobody waits for.
    /// </summary>
    [Fact]
    public async Task A_node_whose_store_fails_in_any_way_is_deaf_and_hears_again_when_it_can()
    {
        var session = await Begin("guest");
        _store.IsBroken = true;
        await Eventually.Holds(() => _store.Broke > 0);
        _clock.Pass(Sessions.Lease);
        _sessions.IsCurrent.ShouldBeFalse();
        var asked = GoesOn(session);

        _store.IsBroken = false;

        (await asked).ShouldBeTrue();
    }

    /// <summary>Guards the moment in which a node wakes: what ended meanwhile is closed before anything goes on.</summary>
    [Fact]
    public async Task What_ended_elsewhere_is_closed_before_this_node_acts_again()
    {
        var session = await Begin("guest");
        _store.IsCut = true;
        _clock.Pass(TimeSpan.FromHours(1));
        var (heard, ended) = (new List<string>(), new TaskCompletionSource());
        _sessions.Ended += ids =>
        {
            heard.AddRange(ids);
            _sessions.IsCurrent.ShouldBeFalse();
            ended.TrySetResult();
        };
        _store.EndedElsewhere.Add(session.Id!);
        var asked = GoesOn(session);

        _store.IsCut = false;

        (await asked).ShouldBeFalse();
        await ended.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
        heard.ShouldBe([session.Id!]);
        _store.Asked.ShouldBeGreaterThan(TimeSpan.FromHours(1), "it asks for all that it may have missed");
    }

    /// <summary>Guards whoever has just joined when the database is lost: a row that waits is no reason to send anybody away.</summary>
    [Fact]
    public async Task A_guest_whose_row_could_not_be_stored_goes_on_and_is_stored_as_soon_as_it_can_be()
    {
        _store.IsLost = true;
        var session = await Begin("guest");
        await Eventually.Holds(() => _store.Refused >= 2);
        (await GoesOn(session)).ShouldBeTrue();

        _store.IsLost = false;
        await Eventually.Holds(async () => (await _store.Find([session.Id!], TestContext.Current.CancellationToken)).Count == 1);
        (await GoesOn(session)).ShouldBeTrue();
    }

    /// <summary>Guards the store: whoever asks for one session after the other filled its table. Their sessions go on, and end, all the same.</summary>
    [Fact]
    public async Task One_network_has_ten_thousand_guests_stored_at_once_and_the_next_goes_on_without()
    {
        for (var i = 0; i < 10_000; i++)
        {
            await Begin("guest");
        }

        var (next, elsewhere) = (await Begin("guest"), await Begin("guest", "198.51.100.1"));
        await Eventually.Holds(async () => await IsStored(elsewhere));
        (await _store.ReadOf("guest", TestContext.Current.CancellationToken)).Count.ShouldBe(10_001);
        (await IsStored(next)).ShouldBeFalse();
        (await GoesOn(next)).ShouldBeTrue();

        await _sessions.End(next, new DefaultHttpContext());
        (await GoesOn(next)).ShouldBeFalse();
        (await IsStored(next)).ShouldBeTrue("that it has ended is never lost");

        async Task<bool> IsStored(Session session) => (await _store.Find([session.Id!], TestContext.Current.CancellationToken)).Count == 1;
    }

    private async Task<Sessions> Node()
    {
        var sessions = new Sessions(_store, _tokens, _clock, NullLogger<Sessions>.Instance);
        await sessions.StartAsync(default);
        await Eventually.Holds(() => sessions.IsCurrent);
        return sessions;
    }

    private async Task<Session> Begin(string kind, string from = "203.0.113.1")
    {
        var session = new Session(
            kind, null, IsOperator: kind == "operator", kind == "member" ? new SignedMember("m1", "k") : null, Sessions.NewId());
        await _sessions.Begin(session, new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } });
        return session;
    }

    private Task<bool> GoesOn(Session session) => _sessions.GoesOn(session, new DefaultHttpContext(), isExchanged: false);

    /// <summary>Time passes, and the node goes on hearing.</summary>
    private async Task Pass(TimeSpan time)
    {
        _clock.Pass(time);
        await Eventually.Holds(() => _sessions.IsCurrent);
    }

    /// <summary>A clock that stands until it is told.</summary>
    private sealed class Standing : TimeProvider
    {
        private long _ticks = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
    }

    /// <summary>A store that other nodes write too, and that this one may be cut off from.</summary>
    private sealed class Shared(ISessionStore store) : ISessionStore
    {
        private volatile bool _isCut;
        private volatile bool _isLost;
        private volatile bool _isBroken;
        private int _refused;
        private int _broke;

        public bool IsShared => true;

        public bool IsCut
        {
            get => _isCut;
            set => _isCut = value;
        }

        /// <summary>Its driver fails where it should have said that the connection is gone.</summary>
        public bool IsBroken
        {
            get => _isBroken;
            set => _isBroken = value;
        }

        /// <summary>How often it did.</summary>
        public int Broke => Volatile.Read(ref _broke);

        /// <summary>Nothing is written or read, though endings are heard of.</summary>
        public bool IsLost
        {
            get => _isLost;
            set => _isLost = value;
        }

        /// <summary>How often rows could not be added.</summary>
        public int Refused => Volatile.Read(ref _refused);

        public List<string> EndedElsewhere { get; } = [];

        public TimeSpan Asked { get; private set; }

        public Task Add(IReadOnlyCollection<SessionRow> rows)
        {
            if (IsLost)
            {
                Interlocked.Increment(ref _refused);
                throw new StoreException("lost", mayBeStored: false);
            }

            return store.Add(rows);
        }

        public Task<IReadOnlyList<SessionRow>> Find(IReadOnlyCollection<string> ids, CancellationToken cancel = default) =>
            IsLost ? throw new StoreException("lost", mayBeStored: false) : store.Find(ids, cancel);

        public Task<IReadOnlyList<SessionRow>> ReadOf(string person, CancellationToken cancel = default) => store.ReadOf(person, cancel);

        public Task See(IReadOnlyCollection<SeenSession> seen) => store.See(seen);

        public Task End(SessionRow row) => store.End(row);

        public Task<IReadOnlyList<string>> EndOfMember(string member) => store.EndOfMember(member);

        public Task<IReadOnlyList<string>> EndOfAccount(string account) => store.EndOfAccount(account);

        public Task<IReadOnlyList<string>> EndOfProvider(string? account, string? providerSession) => store.EndOfProvider(account, providerSession);

        public Task<IReadOnlyList<string>> Forget(string person) => store.Forget(person);

        public IReadOnlyList<string> ReadEnded(TimeSpan within)
        {
            if (IsCut)
            {
                throw new StoreException("cut off", mayBeStored: false);
            }

            if (IsBroken)
            {
                Interlocked.Increment(ref _broke);
                throw new InvalidOperationException("The driver is broken.");
            }

            Asked = within > Asked ? within : Asked;
            return [.. EndedElsewhere];
        }

        public Task Prune(DateTimeOffset now) => store.Prune(now);
    }
}
