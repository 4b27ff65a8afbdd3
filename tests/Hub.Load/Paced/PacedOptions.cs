using System.Globalization;

namespace Hub.Load.Paced;

/// <param name="Peers">Names out of <see cref="AllPeers"/>, in its order.</param>
/// <param name="Clients">How many follow, one after the other.</param>
/// <param name="Rates">Messages a second, in the steady phases.</param>
/// <param name="FirstRates">Messages a second of a fresh process; each has one of its own.</param>
/// <param name="First">Seconds that count as the first minute.</param>
/// <param name="Warm">Seconds of load between the first minute and the steady phases, which are not counted.</param>
/// <param name="Seconds">Of each steady phase, and of the idle one.</param>
/// <param name="Saturated">Clients of the last scenario, in which messages are sent as fast as they go; null: it is left out.</param>
/// <param name="Json">The file that has what the table has.</param>
public sealed record PacedOptions(
    IReadOnlyList<string> Peers, IReadOnlyList<int> Clients, IReadOnlyList<int> Rates, IReadOnlyList<int> FirstRates, int First, int Warm, int Seconds,
    int? Saturated, string Json)
{
    public const string Hub = "hub";
    public const string HubEvents = "hub-events";
    public const string SignalR = "signalr";
    public const string Events = "events";
    public const string Socket = "socket";
    public const string Ws = "ws";
    public const string SocketIo = "socket.io";
    public const string Nchan = "nchan";
    public const string Redis = "redis";

    /// <summary>A child process is waited for two minutes, and a phase is one answer.</summary>
    private const int LongestPhase = 100;

    private static readonly string[] Names = ["--peers", "--clients", "--rates", "--first-rates", "--first", "--warm", "--seconds", "--saturated", "--json"];

    public static IReadOnlyList<string> AllPeers { get; } = [Hub, HubEvents, SignalR, Events, Socket, Ws, SocketIo, Nchan, Redis];

    /// <exception cref="FormatException">Names the option at fault.</exception>
    public static PacedOptions Parse(ReadOnlySpan<string> args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            given[Names.Contains(args[i]) ? args[i] : throw new FormatException($"There is no option {args[i]}.")] =
                i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
        }

        var saturated = Wholes(given, "--saturated", "8000", 0, 12_000)[0];
        return new PacedOptions(
            PeersOf(given), Wholes(given, "--clients", "500,2000", 1, 9000), Wholes(given, "--rates", "2,8,20", 1, 100),
            Wholes(given, "--first-rates", "8", 1, 100), Wholes(given, "--first", "60", 1, LongestPhase)[0],
            Wholes(given, "--warm", "40", 1, LongestPhase)[0], Wholes(given, "--seconds", "20", 1, LongestPhase)[0],
            saturated == 0 ? null : saturated, given.GetValueOrDefault("--json", "paced.json"));
    }

    private static List<string> PeersOf(Dictionary<string, string> given)
    {
        var wanted = given.TryGetValue("--peers", out var text) ? text.Split(',') : [.. AllPeers];
        if (Array.Find(wanted, name => !AllPeers.Contains(name)) is { } unknown)
        {
            throw new FormatException($"There is no peer {unknown}: --peers takes {string.Join(", ", AllPeers)}.");
        }

        return [.. AllPeers.Where(peer => wanted.Contains(peer))];
    }

    private static List<int> Wholes(Dictionary<string, string> given, string name, string otherwise, int least, int most)
    {
        var numbers = new List<int>();
        foreach (var text in given.GetValueOrDefault(name, otherwise).Split(','))
        {
            numbers.Add(
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                    ? number
                    : throw new FormatException($"{name} must be whole numbers from {least} to {most}, with commas between them."));
        }

        return numbers;
    }
}
