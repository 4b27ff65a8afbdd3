using System.Collections.Concurrent;
using System.Net;
using Hub.Server.Common;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>Where a code or a key is tried; each has allowances of its own.</summary>
internal enum TriedAt
{
    /// <summary><c>POST /api/session</c>.</summary>
    Key,

    /// <summary><c>POST /api/join</c>.</summary>
    Join,

    /// <summary><c>POST /api/code</c>, and the page of a code.</summary>
    Code,

    /// <summary><c>POST /api/roll</c>.</summary>
    Roll,

    /// <summary><c>POST /api/accept</c>.</summary>
    Invite,

    /// <summary>Where the provider sends whoever signed in there.</summary>
    Provider,
}

/// <summary>
/// Wrong codes and keys. Only what fails is counted, by the address (an IPv6 network of 64 bits is one) and, with more room, by its block; who has spent the
/// allowance is refused before anything is looked up, and waits longer the longer it goes on.
/// </summary>
/// <remarks>
/// A whole hall, and the staff, sit behind one address with whoever guesses there. None of these is kept out by a guesser:
/// <list type="bullet">
/// <item>A device with a session of staff or of a member has an allowance of its own.</item>
/// <item>A code that was made, shown or used on this node is looked up whatever was guessed: of a hall where all have the same code, one succeeds and opens
/// the door to the others.</item>
/// <item>Codes and keys of 80 bits are looked up always, beyond the allowance one after the other: at a million guesses a second it takes longer than the
/// universe is old to find one, so only the look-ups' cost needs a bound.</item>
/// </list>
/// What can be guessed are codes of 40 bits, which only let in whoever could read them off the wall: within the allowances, and beyond them
/// <see cref="LimitSettings.GuessesPerSecond"/> of all who guess at a node, which finds one of four hundred codes in two months. The rest is refused before it
/// is looked up, and beyond <see cref="LimitSettings.GuessAlarmPerMinute"/> one line of the log says each minute that somebody guesses. The operator's key is
/// compared within the allowances only where it <see cref="OperatorKey.CanBeGuessed"/>: who has such a key, but no session, waits while somebody guesses from
/// the same address.
/// </remarks>
internal sealed partial class FailedJoins(
    IDirectory directory, IOptions<LimitSettings> limits, TimeProvider clock, HubMeter meter, ILogger<FailedJoins> logger) : IDisposable
{
    /// <summary>How much more a block may fail than one of its addresses.</summary>
    private const int AddressesOfBlock = 10;

    private const int MostWaiting = 256;
    private const int MostRecognised = 20_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly object Item = new();

    private readonly Budgets<(TriedAt Door, IPAddress Address)> _addresses = new(
        limits.Value.FailedJoinBurst, limits.Value.FailedJoinsPerMinute / 60, LongestWait, clock);

    private readonly Budgets<(TriedAt Door, IPNetwork Block)> _blocks = new(
        limits.Value.FailedJoinBurst * AddressesOfBlock, limits.Value.FailedJoinsPerMinute * AddressesOfBlock / 60, LongestWait, clock);

    private readonly Budgets<(TriedAt Door, string Person)> _devices = new(
        limits.Value.FailedJoinBurst, limits.Value.FailedJoinsPerMinute / 60, LongestWait, clock);

    private readonly Budgets<string> _trickle = new(limits.Value.GuessesPerSecond, limits.Value.GuessesPerSecond, TimeSpan.Zero, clock);

    private readonly RecentSet<Hash> _recognised = new(MostRecognised);
    private readonly ConcurrentDictionary<Hash, Task<Code?>> _underWay = new();
    private readonly SemaphoreSlim _lane = new(1);
    private readonly Lock _gate = new();
    private int _waiting;
    private int _wrong;
    private long _minute = clock.GetTimestamp();
    private bool _said;

    /// <summary>The one try that a request makes at a door, from its first question on.</summary>
    public Guess Of(HttpContext http, TriedAt door)
    {
        if (http.Items.TryGetValue(Item, out var known))
        {
            return (Guess)known!;
        }

        var guess = new Guess(this, http, door);
        http.Items[Item] = guess;
        http.Response.RegisterForDispose(guess);
        return guess;
    }

    /// <summary>What a code or a member's key opens; null: nothing, or it was not looked up, and <see cref="Guess.Wait"/> says how long not.</summary>
    public async Task<Code?> Find(HttpContext http, TriedAt door, string? typed, CancellationToken cancel)
    {
        if (Codes.HashOfTyped(typed) is not { } hash)
        {
            return null;
        }

        if (_recognised.Contains(hash))
        {
            if (await directory.FindCode(hash, cancel) is { } again)
            {
                return again;
            }

            // It was renewed since.
            _recognised.Remove(hash);
            return null;
        }

        // What is under way with the same code is as good: it cannot have been made while it was already being tried.
        var found = _underWay.TryGetValue(hash, out var shared) ? await shared.WaitAsync(cancel)
            : Of(http, door).Wait is null ? await Share(hash)
            : !Codes.CanBeGuessed(typed!) || _trickle.Take("") is null ? await InTurn(() => directory.FindCode(hash, cancel), cancel)
            : null;
        if (found is not null)
        {
            _recognised.Add(hash);
        }

        return found;
    }

    /// <summary>Looks up what a code opens that is too long to be guessed: beyond the allowance, one after the other.</summary>
    /// <returns>Null: nothing, or it was not looked up, and <see cref="Guess.Wait"/> says how long not.</returns>
    public async Task<T?> Find<T>(HttpContext http, TriedAt door, string? typed, Func<Hash, Task<T?>> find, CancellationToken cancel)
        where T : class
    {
        if (Codes.HashOfTyped(typed) is not { } hash || Codes.CanBeGuessed(typed!))
        {
            return null;
        }

        var found = _recognised.Contains(hash) || Of(http, door).Wait is null ? await find(hash) : await InTurn(() => find(hash), cancel);
        if (found is null)
        {
            _recognised.Remove(hash);
        }
        else
        {
            _recognised.Add(hash);
        }

        return found;
    }

    /// <summary>This code was just made here, or shown.</summary>
    public void Recognise(params ReadOnlySpan<string?> codes)
    {
        foreach (var code in codes)
        {
            if (Codes.HashOfTyped(code) is { } hash)
            {
                _recognised.Add(hash);
            }
        }
    }

    public void Dispose() => _lane.Dispose();

    private async Task<Code?> Share(Hash hash)
    {
        var finding = _underWay.GetOrAdd(hash, h => directory.FindCode(h));
        try
        {
            return await finding;
        }
        finally
        {
            _underWay.TryRemove(hash, out _);
        }
    }

    private async Task<T?> InTurn<T>(Func<Task<T?>> find, CancellationToken cancel)
        where T : class
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                return null;
            }

            await _lane.WaitAsync(cancel);
            try
            {
                return await find();
            }
            finally
            {
                _lane.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private TimeSpan? Begin(HttpContext http, TriedAt door)
    {
        if (Known(http) is { } person)
        {
            return _devices.Begin((door, person));
        }

        var from = http.Connection.RemoteIpAddress;
        var (address, block) = (AddressBlock.Host(from), AddressBlock.Of(from));
        if (_addresses.Begin((door, address)) is { } wait)
        {
            return wait;
        }

        if (_blocks.Begin((door, block)) is { } longer)
        {
            _addresses.End((door, address), failed: false);
            return longer;
        }

        return null;
    }

    private void End(HttpContext http, TriedAt door, string? person, bool failed)
    {
        if (person is not null)
        {
            _devices.End((door, person), failed);
            return;
        }

        _addresses.End((door, AddressBlock.Host(http.Connection.RemoteIpAddress)), failed);
        _blocks.End((door, AddressBlock.Of(http.Connection.RemoteIpAddress)), failed);
    }

    /// <summary>Whose own allowance counts. Others may have a session for the asking.</summary>
    private static string? Known(HttpContext http) => Session.Of(http.User) is { IsGuest: false } session
        ? session.Person : null;

    /// <summary>Counts a wrong one, for the alarm of the whole house.</summary>
    private void Count(TriedAt door, bool refused)
    {
        meter.Guessed(door.ToString(), refused);
        var alarm = 0;
        lock (_gate)
        {
            if (clock.GetElapsedTime(_minute) >= TimeSpan.FromMinutes(1))
            {
                (_minute, _wrong, _said) = (clock.GetTimestamp(), 0, false);
            }

            if (++_wrong > limits.Value.GuessAlarmPerMinute && !_said)
            {
                (alarm, _said) = (_wrong, true);
            }
        }

        if (alarm > 0)
        {
            LogAlarm(alarm, door);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Somebody guesses codes or keys of this house: {Count} wrong ones within a minute, the last at {Door}. They are slowed, and nobody else is.")]
    private partial void LogAlarm(int count, TriedAt door);

    /// <summary>One request's try at a door.</summary>
    internal sealed class Guess(FailedJoins owner, HttpContext http, TriedAt door) : IDisposable
    {
        private string? _person;
        private bool _asked;
        private bool _ended;
        private TimeSpan? _wait;

        /// <summary>Null: what was typed may be compared and looked up. Else the allowance is spent, and so long is to wait.</summary>
        public TimeSpan? Wait
        {
            get
            {
                if (!_asked)
                {
                    (_asked, _person, _wait) = (true, Known(http), owner.Begin(http, door));
                }

                return _wait;
            }
        }

        /// <summary>What was typed opens nothing.</summary>
        /// <returns>How long to wait, where it was not even looked up, or the allowance is spent; else null.</returns>
        public TimeSpan? Wrong()
        {
            var wait = Wait;
            if (!_ended)
            {
                // At once, and not with the answer: the next try may be here before that has left.
                owner.Count(door, wait is not null);
                End(failed: true);
            }

            return wait;
        }

        public void Dispose() => End(failed: false);

        private void End(bool failed)
        {
            if (_asked && _wait is null && !_ended)
            {
                owner.End(http, door, _person, failed);
            }

            _ended = true;
        }
    }
}
