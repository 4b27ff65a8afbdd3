using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Crowd;

/// <summary>
/// The people of one round: attendees, and a chair who keeps opening and closing ballots. They are spread over the nodes and come back to any of them.
/// </summary>
internal sealed class Audience(House house, Api api, HeldMeeting meeting, int seed) : IAsyncDisposable
{
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _leave = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly List<Task> _connections = [];
    private readonly Random _chance = new(seed);
    private readonly Lock _gate = new();
    private Task _taking = Task.CompletedTask;
    private volatile bool _chairRests;

    public Operations Operations { get; } = new();

    public Figures Figures { get; } = new();

    public HeldMeeting Meeting => meeting;

    public List<Attendee> People { get; } = [];

    public Attendee Chair { get; private set; } = null!;

    /// <summary>All who are connected, the chair too.</summary>
    public IEnumerable<Attendee> Everybody => People.Append(Chair);

    public bool AllLive => Everybody.All(p => p.Client.IsLive);

    /// <summary>The ballot that was opened last, for those who want to hit it.</summary>
    public string? Ballot { get; private set; }

    /// <summary>How fast people go on: 1 as usual, less is slower, 0 stands still.</summary>
    public double Pace { get; set; } = 1;

    /// <summary>With a pace of 0 and a chair that does not act: nobody asks for anything, or waits for an answer, any more.</summary>
    public bool IsStill => _chairRests && Operations.InFlight == 0;

    /// <summary>Whether the chair opens and closes ballots by the script; off while a fault plays the chair.</summary>
    public bool ChairActs { get; set; } = true;

    /// <exception cref="InvalidOperationException">Somebody does not get in.</exception>
    public async Task Arrive(int people)
    {
        Chair = await Enter(0, "chair");
        await Chair.Do(Commands.Of("open"), patient: true);
        People.AddRange(await Task.WhenAll(Enumerable.Range(1, people).Select(i => Enter(i, i % 3 == 0 ? "attend" : "member"))));
        if (!await Wait.Until(() => AllLive, Arrival))
        {
            throw new InvalidOperationException($"{Everybody.Count(p => !p.Client.IsLive)} people do not get in.");
        }

        await Task.WhenAll(People.Select(p => p.Do(Commands.CheckIn(), patient: true)));
    }

    public void TakePart() => _taking = Task.WhenAll(People.Select(p => p.TakePart(() => Pace, _leave.Token)).Append(Preside()));

    /// <summary>Ends the scripts, closes what is open, and returns once nobody waits for an answer.</summary>
    public async Task Finish()
    {
        await _leave.CancelAsync();
        await _taking;
        if (Ballot is { } open)
        {
            await Chair.Do(Commands.Of("closeBallot", ("ballot", open)), patient: true);
        }
    }

    /// <summary>Opens a ballot for all who have checked in.</summary>
    /// <returns>Its id, or null where it did not come to be.</returns>
    public async Task<string?> OpenBallot()
    {
        var opened = await Chair.Do(
            Commands.Of("openBallot", ("question", "同意吗？"), ("kind", "approval"), ("voters", "all"), ("results", "live")), patient: true);
        return opened.Receipt?.Result is { } made ? Ballot = made.GetProperty("ballot").GetString() : null;
    }

    public Task<Sent> CloseBallot(string ballot) => Chair.Do(Commands.Of("closeBallot", ("ballot", ballot)), patient: true);

    public async ValueTask DisposeAsync()
    {
        await _leave.CancelAsync();
        await _gone.CancelAsync();
        await Task.WhenAll(_connections);
        _leave.Dispose();
        _gone.Dispose();
    }

    private async Task Preside()
    {
        var chance = new Random(_chance.Next());
        try
        {
            while (true)
            {
                _chairRests = !ChairActs || Pace < 1;
                await Task.Delay(200 + chance.Next(600), _leave.Token);
                if (_chairRests)
                {
                    continue;
                }

                if (await OpenBallot() is { } ballot)
                {
                    await Task.Delay(1500 + chance.Next(2500), _leave.Token);
                    await CloseBallot(ballot);
                }

                if (chance.NextDouble() < 0.5)
                {
                    await Chair.Do(Commands.Of("addItem", ("title", "下一项"), ("minutes", 5)), patient: true);
                }

                if (Chair.Client.Room.AnyComment(chance) is { } comment && chance.NextDouble() < 0.3)
                {
                    await Chair.Do(Commands.Of("pinComment", ("comment", comment)), patient: true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The meeting is over.
        }
    }

    private async Task<Attendee> Enter(int number, string role)
    {
        var seat = await api.Join(meeting, role == "chair" ? "主持人" : $"与会者 {number}", role);
        var (next, told) = (number, new Told());
        Attendee attendee;
        lock (_gate)
        {
            // Each time to another node, so that one that is dead costs one attempt.
            var client = new LiveClient(() => house.Nodes[next++ % house.Nodes.Count].Address, seat, Figures, null, new Random(_chance.Next()), told);
            _connections.Add(client.Run(_gone.Token));
            attendee = new Attendee(client, told, Operations, new Random(_chance.Next()));
        }

        return attendee;
    }
}
