using System.Collections.Concurrent;

namespace Hub.Load.Crowd;

/// <summary>A crowd at one meeting, from the first who scans the code to the last whose command is answered.</summary>
public sealed class CrowdRun(CrowdOptions options, OperationLog? log)
{
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentBag<LiveClient> _clients = [];
    private readonly ConcurrentBag<Task> _connections = [];

    public Figures Figures { get; } = new();

    public Findings Findings => Findings.Of(_clients);

    /// <summary>The ballots as the house counts them at the end: by ballot and option, where it shows counts.</summary>
    public IReadOnlyDictionary<(string Ballot, string Option), int> HouseCounts { get; private set; } = new Dictionary<(string, string), int>();

    /// <summary>
    /// Votes that were acknowledged and that the house does not count. Unknown, and so 0, where a vote was left unanswered: it may have replaced one that was.
    /// </summary>
    public long VotesMissing => Figures.Unanswered > 0 ? 0 : Figures.CountVotes()
        .Where(v => HouseCounts.ContainsKey((v.Ballot, v.Option))).Sum(v => Math.Max(0, v.Votes - HouseCounts[(v.Ballot, v.Option)]));

    /// <summary>The house answered at the end, so that its counts could be compared.</summary>
    public bool IsCompared { get; private set; }

    public bool Faultless => Findings.Faultless && IsCompared && VotesMissing == 0;

    /// <exception cref="WrongCodeException">The house does not know a code.</exception>
    public async Task Run(CancellationToken stop)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var giveUp = new CancellationTokenSource();
        using var gone = new CancellationTokenSource();
        using var door = new Door(options.Url);
        leave.CancelAfter(TimeSpan.FromMinutes(options.Minutes));
        leave.Token.Register(() => giveUp.CancelAfter(Patience));

        // Who finds the door shut for good need not wait for the others.
        var people = Enumerable.Range(0, options.People).Select(i => Attend(i, door, leave.Token, giveUp.Token, gone.Token)).ToList();
        await foreach (var one in Task.WhenEach(people))
        {
            await one;
        }

        await Settle();
        await ReadHouseCounts(door);
        await gone.CancelAsync();
        await Task.WhenAll(_connections);
    }

    private async Task Attend(int number, Door door, CancellationToken leave, CancellationToken giveUp, CancellationToken gone)
    {
        var chance = new Random((options.Seed * 7919) + number);
        var code = options.MemberCode is { } memberCode && chance.NextDouble() < options.MemberShare ? memberCode : options.Code;
        try
        {
            await Task.Delay(Arrival * chance.NextDouble(), leave);
            var seat = await door.Enter(code, Names.Next(chance), chance, leave);
            var client = new LiveClient(() => options.Url, seat, Figures, log, new Random(chance.Next()));
            _clients.Add(client);
            _connections.Add(client.Run(gone));
            await new Person(client, chance).TakePart(leave, giveUp);
        }
        catch (OperationCanceledException)
        {
            // The crowd goes home.
        }
    }

    private async Task ReadHouseCounts(Door door)
    {
        for (var tries = 0; tries < 20 && !IsCompared && _clients.TryPeek(out var client); tries++)
        {
            try
            {
                (HouseCounts, IsCompared) = (await door.ReadCounts(client.Seat, CancellationToken.None), true);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // It may be restarting. Where it stays away, the summary says so.
                await Task.Delay(500, CancellationToken.None);
            }
        }
    }

    /// <summary>Nobody sends any more: within ten seconds all must stand where the one stands who was told most.</summary>
    private async Task Settle()
    {
        for (var tries = 0; tries < 20 && (tries < 2 || Findings.Behind > 0); tries++)
        {
            await Task.Delay(500, CancellationToken.None);
        }
    }
}
