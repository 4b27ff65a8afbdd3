using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Opinion;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Orleans.Concurrency;

namespace Hub.Server.Rooms;

/// <summary>
/// The owner of one round's stances. A stance is decided and stored as a vote is; the stances themselves are folded in place beside the loop, from what is
/// stored and from nothing else, and anew from the whole stream when the grain is activated. The map is computed beside the grain's turns, at most once in
/// <see cref="PictureEvery"/>, and only once <see cref="Anonymity.News"/> people have said something new.
/// </summary>
[Reentrant]
internal sealed partial class StancesGrain : Grain, IStancesGrain
{
    public static readonly TimeSpan PictureEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often it is asked how sure the groups are, which takes as long as eight pictures.</summary>
    public static readonly TimeSpan StabilityEvery = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many stances are known again when they are repeated, the newest: at two thousand a second those of the last two minutes, mostly all of a round's.
    /// There may be millions, so that not all are remembered; one that is repeated after so many others is taken anew, and says what its person said then.
    /// </summary>
    public const int Remembered = 1 << 18;

    private readonly string _key;
    private readonly string _round;
    private readonly IRoomOwner _owner;
    private readonly IJournal _journal;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly GrainMeter _meter;
    private readonly EventLoop<StanceBox, StanceEvent> _loop;
    private Dictionary<string, StanceCounts> _told = [];
    private HashSet<string> _news = new(StringComparer.Ordinal);
    private RoundStances? _stances;
    private OpinionMap? _map;
    private RoundResult? _picture;

    /// <summary>The last picture with groups.</summary>
    private RoundResult? _stood;
    private GroupCount _groups = new();
    private (int Groups, double? Known, long At)? _stability;
    private IDisposable? _active;
    private Task<RoundResult>? _counting;
    private long _version;
    private bool _drawing;
    private bool _reporting;
    private bool _ended;

    public StancesGrain(IJournal journal, RoomKinds kinds, TimeProvider clock, HubMeter meter, Drain drain, ILogger<StancesGrain> logger)
    {
        _key = this.GetPrimaryKeyString();
        var (room, round) = StreamNames.OfStances(_key) ?? throw new ArgumentException($"There is no round whose stances are '{_key}'.");
        _owner = kinds.Find(room)?.Owner ?? throw new ArgumentException($"There is no room '{room}'.");
        (_round, _journal, _clock, _meter, _logger) = (round, journal, clock, meter.Boxes, logger);
        _loop = new EventLoop<StanceBox, StanceEvent>(
            StreamNames.StancesStream(_key), StanceBox.Empty, StanceEvolution.Evolve, journal, clock, Published, DeactivateOnIdle, logger, _meter, drain.Over,
            Remembered);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _active = _meter.Activated();
        await _loop.Load(cancellationToken);
        if (_loop.Corrupt is not null || _loop.Head.Seq == 0)
        {
            return;
        }

        await foreach (var commit in _journal.Read(StreamNames.StancesStream(_key), Head.None, cancellationToken))
        {
            // Whatever another activation still stores is for the next one to fold.
            if (commit.Number <= _loop.Head.Commit)
            {
                foreach (var recorded in StoredEvents.Unpack<StanceEvent>(commit))
                {
                    Hear(recorded);
                }
            }
        }

        _groups = new GroupCount(_loop.Committed.Round?.Groups ?? 0);
        if (_stances is { } stances && _loop.Committed.Round is { Status: not RoundStatus.Open } ended)
        {
            // Whoever took part finds their place on the last map again.
            _ = Count(stances, ended);
        }

        KeepPicture();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        _ended = true;
        return _loop.SnapshotNow();
    }

    public async Task<Answer> Take(Ask<RoundCommand> ask)
    {
        if (ask.Command is not RoundCommand.TakeStance command)
        {
            throw new ArgumentException($"Stances are asked for {ask.Command.GetType().Name}.");
        }

        // The room may have shown a statement a moment before it could tell of it here.
        var operation = ask.ToOperation();
        if (_loop.Corrupt is null && !_loop.Knows(operation) && _loop.Tentative.Round is not { Status: not RoundStatus.Open }
            && _loop.Tentative.Round?.Find(command.Statement) is not { Status: StatementStatus.Visible or StatementStatus.Merged }
            && await _loop.WhileActive(_owner.FindRound(_round)) is { } told && !await Tell(told))
        {
            return Answer.Retry;
        }

        if (_loop.Tentative.Round is null)
        {
            // Asked for by a name under which nothing is: it does not stay.
            DeactivateOnIdle();
        }

        return await HubTrace.Do(command).Until(_loop.Do(operation, ask.Actor, (box, given) =>
            RoundDecider.Decide(box.Round, command, given, IsSaid(given.Actor.Id, command))));
    }

    public async Task<bool> Tell(Round round) =>
        (await _loop.Do(Operation.OfHouse($"told of {_key}: {Guid.NewGuid()}"), Actor.House, (box, _) => StanceDecider.Told(box, round))).IsDone;

    public async Task<RoundResult?> End(Round round)
    {
        if (!await Tell(round) || !await _loop.Settled() || _stances is null)
        {
            return null;
        }

        return await Count(_stances, _loop.Committed.Round!);
    }

    /// <summary>Once, however often it is asked for: it may take longer than a call waits, and whoever asks again finds what is counted by then.</summary>
    private Task<RoundResult> Count(RoundStances stances, Round ended) =>
        _counting is null or { IsFaulted: true } or { IsCanceled: true } ? _counting = CountAll(stances, ended) : _counting;

    /// <summary>From all stances, from nothing: the same whoever counts, and whenever.</summary>
    private async Task<RoundResult> CountAll(RoundStances stances, Round ended)
    {
        var (frozen, of) = (stances.Stances.Freeze(), _loop.Head.Seq);
        var (result, map) = await Task.Run(() => RoundResult.CountedOn(ended, frozen));
        (_picture, _map, _version) = (result, map, of);
        return result;
    }

    public Task<RoundPicture> Picture() => Task.FromResult(new RoundPicture(
        _picture, _stances is null ? [] : _stances.AllShown().ToDictionary(s => s.Key, s => StanceCount.Of(s.Value)), _version));

    public Task<NextAsked> Next(string person, int count)
    {
        if (_stances is null || _loop.Committed.Round is not { } round)
        {
            return Task.FromResult(new NextAsked([], 0, 0));
        }

        var next = _stances.Next(round, _map, person, count);
        return Task.FromResult(new NextAsked([.. next.Statements], next.Answered, next.Left));
    }

    public Task<MineInRound> Mine(string person)
    {
        if (_stances is null || _loop.Committed.Round is not { } round)
        {
            return Task.FromResult(new MineInRound([]));
        }

        var place = _map is null ? null : MapBin.PlaceOf(_map, person);
        return Task.FromResult(new MineInRound(_stances.Mine(round, person).ToDictionary(), GroupOf(person), place?.X, place?.Y));
    }

    private int? GroupOf(string person) =>
        _map is not null && _picture is { Confidence: { Finding: Finding.Groups, Groups: var groups } } && _map.Groups(groups) is { } grouping
            && _map.Set.Find(person) is >= 0 and var row && _map.Places.Find(row) is >= 0 and var at ? grouping.Labels[at] : null;

    /// <summary>What is on its way to be stored may say otherwise: then the same is stored once more, and counts once.</summary>
    private bool IsSaid(string person, RoundCommand.TakeStance command) =>
        _loop.IsSettled && _stances is not null && _stances.Of(person, command.Statement) == command.Choice;

    private void Published(Batch<StanceBox, StanceEvent> batch)
    {
        var moved = false;
        foreach (var recorded in batch.Events)
        {
            moved |= Hear(recorded);
        }

        KeepPicture();
        if (moved)
        {
            Report();
        }
    }

    /// <returns>Whether what everybody may see of the counts may have moved.</returns>
    private bool Hear(Recorded<StanceEvent> recorded)
    {
        switch (recorded.Event)
        {
            case StanceEvent.RoundTold { Event: RoundEvent.RoundOpened opened }:
                _stances = new RoundStances(opened);
                return false;
            case StanceEvent.RoundTold told:
                _stances!.Hear(told.Event);
                return true;
            case StanceEvent.StanceTaken taken:
                _news.Add(recorded.Actor);
                return _stances!.Hear(taken, recorded.Actor, recorded.Seq);
            default:
                throw new InvalidOperationException($"The stances are told of {recorded.Event.GetType().Name}?");
        }
    }

    private void KeepPicture()
    {
        if (!_drawing)
        {
            _ = DrawWhileDue();
        }
    }

    private async Task DrawWhileDue()
    {
        _drawing = true;
        while (!_ended && _news.Count >= Anonymity.News && _loop.Committed.Round is { Status: RoundStatus.Open })
        {
            await Task.Delay(PictureEvery, _clock);
            var news = _news;
            _news = new HashSet<string>(StringComparer.Ordinal);
            try
            {
                await Draw();
            }
#pragma warning disable CA1031 // The stances are stored whatever becomes of their picture, which is drawn again with the next of them.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotDrawn(_key, e);
                _news.UnionWith(news);
                break;
            }
        }

        _drawing = false;
    }

    /// <summary>What takes long is done beside the grain's turns, of a copy; stances go on meanwhile.</summary>
    private async Task Draw()
    {
        if (_stances is not { } stances || _loop.Committed.Round is not { Status: RoundStatus.Open } round)
        {
            return;
        }

        var (frozen, of, last, before) = (stances.Stances.Freeze(), _loop.Head.Seq, _map, _picture);
        StanceCounts?[] shown = [.. Enumerable.Range(0, stances.Stances.Statements).Select(number => stances.Shown[number])];
        var map = await Task.Run(() => OpinionMap.Of(frozen.Arranged(), round.Id, last));
        _groups = _groups.Heard(map.Best);
        var groups = _groups.Shown;
        if (groups > 0 && (_stability is not { } known || known.Groups != groups || _clock.GetElapsedTime(known.At) >= StabilityEvery))
        {
            _stability = (groups, await Task.Run(() => map.Stability(round.Id, groups)), _clock.GetTimestamp());
        }

        var stability = groups > 0 ? _stability?.Known : null;
        var stood = _stood;
        var picture = await Task.Run(() => RoundResult.Of(round, map, groups, stability, number => shown[number], before, stood));
        if (_counting is not null)
        {
            // The round has ended meanwhile, and what is said in the end stays.
            return;
        }

        (_picture, _map, _version, _stood) = (picture, map, of, picture.Groups is null ? stood : picture);
        var found = _picture.Confidence.Finding == Finding.Groups ? _picture.Confidence.Groups : 0;
        if (found != _loop.Committed.Round?.Groups)
        {
            await _loop.WhileActive(_owner.CountGroups(_round, found));
        }

        Report();
    }

    private void Report()
    {
        if (!_reporting)
        {
            _ = ReportSoon();
        }
    }

    private async Task ReportSoon()
    {
        _reporting = true;
        await Task.Delay(BoxGrain.ReportEvery, _clock);
        var shown = _stances!.AllShown();
        var counts = shown.Where(s => !_told.TryGetValue(s.Key, out var before) || before != s.Value).ToDictionary(s => s.Key, s => StanceCount.Of(s.Value));
        (_told, _reporting) = (shown, false);
        try
        {
            await _owner.RoundCounted(new RoundCounts(_round, counts, _picture?.People ?? 0, _version));
        }
#pragma warning disable CA1031 // The room may be moving. Whoever reads the round finds what it was to be told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogReportFailed(_key, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The picture of the round {Round} could not be drawn; it will be with the next stances.")]
    private partial void LogNotDrawn(string round, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stances of {Round} could not report their counts; whoever reads the round finds them.")]
    private partial void LogReportFailed(string round, Exception e);
}
