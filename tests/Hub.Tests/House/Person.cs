using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hub.Tests.House;

/// <summary>One person with a seat, or without (an observer): what they may do over HTTP, and the lines they hold to the room.</summary>
public sealed class Person(Room room, string name, string participant, string? token)
{
    public string Name => name;

    public string Participant => participant;

    public string? Token => token;

    public Room Room => room;

    /// <summary>A command over HTTP.</summary>
    public async Task<Receipt> Post(JsonObject command, string? op = null)
    {
        using var answer = await PostRaw(command, op);
        return System.Text.Json.JsonSerializer.Deserialize<Receipt>(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), System.Text.Json.JsonSerializerOptions.Web)!;
    }

    public Task<HttpResponseMessage> PostRaw(JsonObject command, string? op = null) =>
        room.House.Send(HttpMethod.Post, $"{room.Path}/commands", token, new JsonObject { ["op"] = op ?? Commands.NewOp(), ["command"] = command.DeepClone() });

    /// <summary>Connects, and joins the room.</summary>
    /// <param name="asRoom">To be told what the room is told.</param>
    public async Task<Line> Connect(string? position = null, bool asRoom = false)
    {
        var line = await Line.Open(this, asRoom);
        await line.Join(position);
        return line;
    }
}

/// <summary>
/// One connection to the room. It records what it is told and fails as soon as that is not one unbroken sequence: every frame starts where the one before, or
/// the answer to the join, ended, and counts of one version never follow those of a later.
/// </summary>
public sealed class Line : IAsyncDisposable
{
    private readonly Person _person;
    private readonly HubConnection _hub;
    private readonly Lock _gate = new();
    private readonly List<RoomEvent> _events = [];
    private readonly List<Frame> _frames = [];
    private readonly List<TallyUpdate> _tallies = [];
    private readonly List<JsonElement> _mine = [];
    private readonly List<Frame> _early = [];
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _broken;
    private bool _joined;

    private Line(Person person, HubConnection hub)
    {
        (_person, _hub) = (person, hub);
        hub.On<Frame>("frame", frame => Take(() =>
        {
            if (_joined)
            {
                Take(frame);
            }
            else
            {
                _early.Add(frame);
            }
        }));
        hub.On<TallyUpdate>("tally", tally => Take(() =>
        {
            _broken ??= _tallies.Count > 0 && tally.Version < _tallies[^1].Version ? $"counts went back from {_tallies[^1].Version} to {tally.Version}" : null;
            _tallies.Add(tally);
        }));
        hub.On<MineUpdate>("mine", mine => Take(() => _mine.Add(mine.Me)));
        hub.On<LeavingNote>("leaving", note => Take(() => Leaving = note));
        hub.On<RoomNote>("resync", note => Take(() => Resyncs++));
        hub.Closed += _ =>
        {
            Take(() => IsClosed = true);
            return Task.CompletedTask;
        };
    }

    public HubConnection Hub => _hub;

    public JoinAnswer Answer { get; private set; } = null!;

    public long To { get; private set; }

    public string Position { get; private set; } = "";

    public int Resyncs { get; private set; }

    public LeavingNote? Leaving { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>What was missed and what came live, in order.</summary>
    public IReadOnlyList<RoomEvent> Events => Read(() => _events.ToList());

    public IReadOnlyList<Frame> Frames => Read(() => _frames.ToList());

    public IReadOnlyList<TallyUpdate> Tallies => Read(() => _tallies.ToList());

    /// <summary>What is theirs, each time they were told, oldest first.</summary>
    public IReadOnlyList<JsonElement> Mine => Read(() => _mine.ToList());

    /// <summary>Told, behind the join, that what is theirs is so.</summary>
    public Task MineIs(Func<JsonElement, bool> so, string what) => Until(() => _mine.Count > 0 && so(_mine[^1]), what);

    public int Omitted => Frames.Sum(f => f.Omitted ?? 0);

    public static async Task<Line> Open(Person person, bool asRoom = false)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(person.Room.House.Address, asRoom ? "/hubs/live?as=room" : "/hubs/live"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult(person.Token);
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .Build();
        var line = new Line(person, hub);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return line;
    }

    public async Task<JoinAnswer> Join(string? position = null)
    {
        lock (_gate)
        {
            _joined = false;
        }

        var answer = await _hub.InvokeAsync<JoinAnswer>("Join", _person.Room.Name, position, TestContext.Current.CancellationToken);
        Take(() =>
        {
            if (answer.Missed is { } missed)
            {
                // The place it starts from stands in the position: seq, a hyphen, some of the hash.
                (To, Position) = (long.Parse(position!.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture), position);
                foreach (var frame in missed)
                {
                    Take(frame);
                }

                _broken ??= To == answer.To ? null : $"missed ends at {To}, the answer at {answer.To}";
            }

            (To, Position, Answer, _joined) = (answer.To, answer.Position, answer, true);
            foreach (var frame in _early)
            {
                Take(frame);
            }

            _early.Clear();
        });
        return answer;
    }

    public Task<Receipt> Do(JsonObject command, string? op = null) =>
        _hub.InvokeAsync<Receipt>("Do", _person.Room.Name, op ?? Commands.NewOp(), command, TestContext.Current.CancellationToken);

    public Task Leave() => _hub.InvokeAsync("Leave", _person.Room.Name, TestContext.Current.CancellationToken);

    /// <summary>The first event that matches, of those told so far or to come.</summary>
    public async Task<RoomEvent> Next(Func<RoomEvent, bool> matches)
    {
        await Until(() => _events.Exists(e => matches(e)), "the event");
        return Read(() => _events.First(matches));
    }

    public Task<RoomEvent> Next(string type) => Next(e => e.Type == type);

    /// <summary>The first counts that match, of those told so far or to come.</summary>
    public async Task<TallyUpdate> NextTally(Func<TallyUpdate, bool> matches)
    {
        await Until(() => _tallies.Exists(t => matches(t)), "the counts");
        return Read(() => _tallies.First(matches));
    }

    public Task<TallyUpdate> Counted(string id, string choice, int count) =>
        NextTally(t => t.Tallies.Any(i => i.Id == id && i.Counts?.GetValueOrDefault(choice) == count));

    /// <summary>Told everything up to a seq.</summary>
    public Task Reach(long seq) => Until(() => To >= seq, $"seq {seq}");

    /// <summary>Makes those who wait look again.</summary>
    public void Wake() => Take(() => { });

    public async Task Until(Func<bool> so, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (true)
        {
            Task pulse;
            lock (_gate)
            {
                _broken.ShouldBeNull();
                if (so())
                {
                    return;
                }

                pulse = _pulse.Task;
            }

            try
            {
                await pulse.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException(
                    $"{_person.Name} waited in vain for {what}; told up to {To}, {_events.Count} events, {_tallies.Count} counts, closed: {IsClosed}.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _broken.ShouldBeNull();
    }

    private void Take(Action what)
    {
        lock (_gate)
        {
            what();
            var pulse = _pulse;
            _pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pulse.SetResult();
        }
    }

    private void Take(Frame frame)
    {
        _broken ??= frame.Room != _person.Room.Name ? $"a frame of {frame.Room}"
            : frame.From != To ? $"a frame from {frame.From} came at {To}"
            : IsWhole(frame) ? null
            : $"the frame {frame.From} to {frame.To} does not account for each seq: {string.Join(' ', frame.Events.Select(e => e.Seq))}, omitted "
                + $"{frame.Omitted}";
        (To, Position) = (frame.To, frame.Position);
        _frames.Add(frame);
        _events.AddRange(frame.Events);
    }

    private static bool IsWhole(Frame frame) =>
        frame.Events.Count + (frame.Omitted ?? 0) == frame.To - frame.From
        && frame.Events.Select(e => e.Seq).SequenceEqual(frame.Events.Select(e => e.Seq).Distinct().Order())
        && frame.Events.All(e => e.Seq > frame.From && e.Seq <= frame.To);

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
