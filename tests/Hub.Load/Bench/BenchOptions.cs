using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>
/// Whole numbers given by name (<c>--seconds 5</c>), each within its bounds: no benchmark runs for ever, or takes more than this machine has.
/// </summary>
internal sealed class BenchOptions
{
    public const string Help = """
        Hub.Load bench <verb>: what this program does, against the plain way to do the same, in one run on one machine.

          commands   acknowledged commands of one meeting, against a transaction for each row of SQLite
            --callers N     who each wait for their answer before they ask again    (64)
            --seconds N     of each phase                                           (5)
            --rounds N      of the phases, in turn                                  (3)
          votes      votes of a frozen electorate into one ballot, at the room's box, against a commit for each row and against all that the store can
            --votes N       of each round                                           (100000)
            --callers N     who each wait for their answer                          (1000)
            --store S       sqlite or postgres (needs postgresql)                   (both, in turn)
            --seconds N     of each phase of a commit for each row                  (5)
            --rounds N      of the phases, in turn                                  (3)
          tracedvotes  the votes at the room's box with a trace of each and without, in turn
            --votes N       of each round                                           (100000)
            --callers N     who each wait for their answer                          (1000)
            --store S       sqlite or postgres (needs postgresql)                   (both, in turn)
            --rounds N      of both, in turn                                        (3)
          spike      a second in which everybody votes, answers and tallies on every screen, and the chair meanwhile
            --people N      who follow the meeting and may vote                     (2000)
            --few N         who vote where only some do                             (200)
            --store S       sqlite or postgres (needs postgresql)                   (both, in turn)
            --rounds N      of both, in turn                                        (5)
          hubvotes   votes through the hub, against a commit for each row and against all that the store can
            --people N      connections                                             (2000)
            --ballots N     in which each votes                                     (50)
            --store S       sqlite or postgres (needs postgresql)                   (both, in turn)
            --seconds N     of each phase of a commit for each row                  (5)
            --rounds N      of the phases, in turn                                  (3)
          frames     frames to everybody in a room, against SignalR's own group broadcast
            --clients N     who listen, to each of the two                          (2000)
            --frames N      of each round                                           (100)
            --rounds N      in turn                                                 (3)
          fanout     one meeting over three nodes and PostgreSQL, against SignalR's Redis backplane; both lose their store, ours a node too
                     (needs postgresql, redis-server)
            --clients N     who follow, each of the two                             (2000)
            --seconds N     of each phase                                           (8)
            --rounds N      of the paced phases, in turn                            (2)
          watchers   who only watch, by position through nginx in front of one node, a small crowd and a large one: what the house is asked for
                     (needs nginx)
            --watchers N    of the large crowd, each one connection                 (10000)
            --few N         of the small one                                        (1000)
            --messages N    to each, one in two seconds                             (15)
          opening    the first read of a long meeting after a restart, with its snapshot and without
            --comments N    in the meeting                                          (10000)
            --rounds N      in turn                                                 (5)
          lcp        when a slow phone has painted the largest thing of the entrance, a meeting and the year's report, beside a blank page
                     (needs chromium)
            --rounds N      visits of each, in turn                                 (7)
          joins      people who join a meeting over HTTP, against another build of the hub
            --against DLL   the other build's Hub.Server.dll; comes first
            --people N      of each round                                           (1600)
            --callers N     who each wait for their answer                          (16)
            --rounds N      in turn; the first third is not counted                 (45)
          paced      one message of 650 bytes, 2, 8 and 20 times a second, to everybody: this hub against bare SignalR, a bare Kestrel event stream, a bare
                     socket send, Node ws, socket.io, nginx with nchan, Redis; each where it is installed (all of it takes long)
            --peers P,…     of: hub, hub-events, signalr, events, socket, ws, socket.io, nchan, redis   (all)
            --clients N,…   who follow, one number after the other                  (500,2000)
            --rates N,…     messages a second, steady                               (2,8,20)
            --first-rates N,…  the same for a process that is fresh                 (8)
            --first N       seconds of its first minute                             (60)
            --warm N        seconds between the two, not counted                    (40)
            --seconds N     of each steady phase, and of idling                     (20)
            --saturated N   clients of the last scenario, as fast as it goes; 0: none   (8000)
            --json FILE     the table once more                                     (paced.json)
          beside V   the benchmark V of this build and of another one, in turn, as processes of their own; V's options come last
            --against DLL   the other build's Hub.Load.dll; comes first
            --turns N       of each build; comes second                             (5)

        Build with -c Release: the numbers of a Debug build mean nothing. Temporary files are removed at the end.
        """;

    private readonly Dictionary<string, int> _given = [];
    private readonly string[] _words;

    /// <inheritdoc cref="BenchOptions(ReadOnlySpan{string}, string, string[], ValueTuple{string, int, int}[])"/>
    public BenchOptions(ReadOnlySpan<string> args, params (string Name, int Otherwise, int Most)[] known)
        : this(args, "", [], known)
    {
    }

    /// <param name="choice">An option that takes one of some words; absent, all of them.</param>
    /// <exception cref="FormatException">Names the option at fault.</exception>
    public BenchOptions(ReadOnlySpan<string> args, string choice, string[] words, params (string Name, int Otherwise, int Most)[] known)
    {
        _words = words;
        foreach (var (name, otherwise, _) in known)
        {
            _given[name] = otherwise;
        }

        for (var i = 0; i < args.Length; i += 2)
        {
            var name = args[i];
            if (name == choice)
            {
                _words = i + 1 < args.Length && words.Contains(args[i + 1])
                    ? [args[i + 1]] : throw new FormatException($"{name} must be one of: {string.Join(", ", words)}.");
                continue;
            }

            var (_, _, most) = Array.Find(known, k => k.Name == name) is { Name: not null } found
                ? found : throw new FormatException($"There is no option {name}.");
            _given[name] = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
                && number <= most
                ? number
                : throw new FormatException($"{name} must be a whole number from 1 to {most}.");
        }
    }

    /// <summary>The word that was chosen, or all there are.</summary>
    public IReadOnlyList<string> Words => _words;

    public int this[string name] => _given[name];
}
