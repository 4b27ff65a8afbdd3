using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;
using Answer = Hub.Server.Contracts.Answer;

namespace Hub.Server.Rooms;

/// <summary>
/// The owner of one topic. The rules are <see cref="TopicDecider"/>'s; its own are the two protocols with others (a meeting takes the topic on its agenda before the topic says so; a topic
/// that is merged asks the other to take it in) and the deadlines of what was promised.
/// </summary>
[Reentrant]
internal sealed partial class TopicGrain : Grain, ITopicGrain
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly string _id;
    private readonly TimeProvider _clock;
    private readonly Calendar _calendar;
    private readonly ILogger _logger;
    private readonly GrainMeter _meter;
    private readonly RoomContext _context = new();
    private readonly TopicEncoder _encoder;
    private readonly RoomOwner<Topic, TopicEvent> _room;
    private readonly EventLoop<Topic?, TopicEvent> _loop;
    private IDisposable? _active;
    private IGrainTimer? _deadline;
    private Task<bool>? _merging;

    public TopicGrain(IJournal journal, IOptions<HouseSettings> house, TimeProvider clock, HubMeter meter, Drain drain, ILogger<TopicGrain> logger)
    {
        _id = this.GetPrimaryKeyString();
        (_clock, _calendar, _meter, _logger) = (clock, house.Value.ToCalendar(), meter.Topics, logger);
        _encoder = new TopicEncoder(_id, _context);
        _room = new RoomOwner<Topic, TopicEvent>(
            _encoder, _context, TopicEvolution.Evolve, journal, clock, Published, since => Box.Counts(since), _ => { }, DeactivateOnIdle, logger, _meter, drain.Over);
        _loop = _room.Loop;
    }

    private IBoxGrain Box => GrainFactory.GetGrain<IBoxGrain>(StreamNames.BoxKey(StreamNames.OfTopic(_id)));

    private Topic? Topic => _loop.Committed;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _room.Load(cancellationToken);
        this.RegisterGrainTimer(ExpireWatchers, RoomFeed.Lease, RoomFeed.Lease);
        _active = _meter.Activated();
        if (Topic is not null && _loop.Corrupt is null)
        {
            SetDeadline();
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        return _loop.SnapshotNow();
    }

    public Task<Answer> Do(Ask<TopicCommand> ask)
    {
        var operation = new Operation(ask.Operation);
        return ask.Command switch
        {
            Schedule command => PutOnAgendaFirst(operation, ask.Actor, command),
            MergeInto command => Merge(operation, ask.Actor, command),
            var command => Decide(operation, ask.Actor, command),
        };
    }

    public Task<Reading> Read(ReadRequest request) => _room.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => _room.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => _room.ReadEvents(audience, after, limit);

    public async Task<CommentsPage> ReadComments(long before, int limit)
    {
        if (Topic is null)
        {
            return new CommentsPage("[]"u8.ToArray(), null);
        }

        await _room.PullCounts();
        var page = Topic.Comments.Before(before, limit + 1);
        var items = page.TakeLast(limit).ToList();
        return new CommentsPage(_encoder.Comments(items), page.Count > limit ? items[0].Seq : null);
    }

    public Task<AboutTopic?> About()
    {
        if (Topic is null && _loop.Corrupt is null && _loop.Tentative is null)
        {
            // Asked for by a name that nothing was raised under: it does not stay.
            DeactivateOnIdle();
        }

        return Task.FromResult(
            _loop.Corrupt is not null ? new AboutTopic(TopicStatus.Raised, null, Rejection.Quarantined)
            : Topic is { } topic ? new AboutTopic(topic.Status, topic.MergedInto)
            : null);
    }

    public Task<MineInTopic> Mine(string person, bool isStaff)
    {
        var mine = Topic?.RatingOf(person);
        return Task.FromResult(new MineInTopic(
            Topic?.Raiser == person, Topic?.IsFollowedBy(person) ?? false, isStaff, mine?.Rating.Score, mine?.Rating.Text,
            mine is { IsApart: true } ? true : null, Topic?.IsCounted(person) ?? true ? null : true));
    }

    public Task<Rejection?> MayReact(string what) => Task.FromResult<Rejection?>(
        Topic is null ? Rejection.UnknownRoom
        : Topic.MergedInto is not null ? Rejection.TopicMerged
        : Topic.IsHidden ? Rejection.TopicDeclined
        : what == Topic.Itself ? null
        : Topic.Comments.Find(what) switch
        {
            null => Rejection.UnknownComment,
            { Status: not CommentStatus.Visible } => Rejection.CommentNotVisible,
            _ => null,
        });

    public Task<bool> HasComment(string comment) => Task.FromResult(Topic?.Comments.Find(comment) is not null);

    public Task Counted(BoxCounts counts) => _room.Counted(counts);

    public Task Wake() => Task.CompletedTask;

    private Task<Answer> Decide(Operation operation, Actor actor, TopicCommand command) =>
        HubTrace.Do(command).Until(_loop.Do(operation, actor, (topic, given) => TopicDecider.Decide(topic, command, given, _calendar)));

    private void Published(Batch<Topic?, TopicEvent> batch)
    {
        if (batch.Events.Exists(e => e.Event is CommitmentMade or CommitmentCompleted or CommitmentReopened or CommitmentEscalated or TopicMerged or TopicDeclined or TopicAccepted))
        {
            SetDeadline();
        }
    }

    /// <summary>The meeting has the topic on its agenda before anybody is told that it will be discussed there. Both derive the item from the operation: a repeat after a crash puts it there once.</summary>
    private async Task<Answer> PutOnAgendaFirst(Operation operation, Actor actor, Schedule command)
    {
        if (_loop.Knows(operation) || _loop.Tentative is not { } topic
            || TopicDecider.Decide(topic, command, _loop.Given(operation, actor), _calendar) is not Decision<TopicEvent>.Accepted)
        {
            return await Decide(operation, actor, command);
        }

        if (!StreamNames.IsId(command.Meeting))
        {
            return Answer.Refused(Rejection.UnknownMeeting, "meeting");
        }

        var added = await _loop.WhileActive(GrainFactory.GetGrain<IMeetingGrain>(command.Meeting).Do(
            new Ask<MeetingCommand>(operation.Key, Actor.House, null, new MeetingCommand.AddTopic(_id, topic.Title))));
        return added.Rejection == Rejection.UnknownRoom ? Answer.Refused(Rejection.UnknownMeeting, "meeting")
            : !added.IsDone ? added
            : await Decide(operation, actor, command);
    }

    /// <summary>
    /// First this topic is one that is being merged, and takes no other in; then the other takes it in, or does not; then it is merged, or not. So no two can take each other in, nor any number
    /// in a circle: a topic is only ever taken in by one that is not merged itself. A crash in the middle resumes it.
    /// </summary>
    private async Task<Answer> Merge(Operation operation, Actor actor, MergeInto command)
    {
        if (command.Topic == _id || !StreamNames.IsId(command.Topic))
        {
            return actor.IsStaff ? Answer.Refused(Rejection.BadMerge, "topic") : Answer.Refused(Rejection.Forbidden);
        }

        var answer = await Decide(operation, actor, command);
        return !answer.IsDone ? answer
            : Topic!.MergingInto is not null && !await FinishMerge() ? Answer.Retry
            : Topic.MergedInto == command.Topic ? answer
            : Answer.Refused(Rejection.BadMerge, "topic");
    }

    private async Task<bool> FinishMerge()
    {
        try
        {
            return await (_merging ??= FinishMergeOnce());
        }
        finally
        {
            _merging = null;
            SetDeadline();
        }
    }

    private async Task<bool> FinishMergeOnce()
    {
        await Task.Yield();
        if (Topic is not { MergingInto: { } into } topic)
        {
            return true;
        }

        try
        {
            // Once for each try to merge: after one that failed, it may be asked again.
            var attempt = _loop.Head.Seq;
            var taken = await _loop.WhileActive(GrainFactory.GetGrain<ITopicGrain>(into).Do(new Ask<TopicCommand>(
                Operation.OfHouse($"take {_id} into {into} at {attempt}").Key, Actor.House, null, new Absorb(_id, topic.Title, [topic.Raiser, .. topic.Followers.Keys.Order(StringComparer.Ordinal)]))));
            return (taken.IsDone || taken.Rejection is not null)
                && (await Decide(Operation.OfHouse($"end merge of {_id} into {into} at {attempt}"), Actor.House, new EndMerge(into, taken.IsDone))).IsDone;
        }
#pragma warning disable CA1031 // The other topic may be out of reach for a moment. That it is being merged is stored, and is taken up again by the deadline's timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogMergeFailed(_id, into, e);
            return false;
        }
    }

    /// <summary>One timer, for what comes next. Deadlines are stored: they fire after a restart too, with nobody connected.</summary>
    private void SetDeadline()
    {
        _deadline?.Dispose();
        _deadline = null;
        var now = _clock.GetUtcNow();
        if ((Topic is { MergingInto: not null } && _merging is null ? now + Again : Topic?.NextDeadline) is { } due)
        {
            // A timer waits no longer than some weeks; one that fires early is set again.
            var wait = TimeSpan.FromTicks(Math.Clamp((due - now).Ticks, 0, TimeSpan.FromDays(20).Ticks));
            _deadline = this.RegisterGrainTimer(MeetDeadlines, wait, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task MeetDeadlines()
    {
        try
        {
            if (Topic is { MergingInto: not null })
            {
                await FinishMerge();
            }

            if (Topic?.NextDeadline is { } due && due <= _clock.GetUtcNow())
            {
                await Decide(Operation.OfHouse($"escalate {_id} {due.ToUnixTimeMilliseconds()}"), Actor.House, new Escalate());
            }
        }
        finally
        {
            // Whatever was in the way, it is tried again.
            SetDeadline();
        }
    }

    private Task ExpireWatchers()
    {
        _room.Expire();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Merging {Topic} into {Into} did not get through; it will be tried again.")]
    private partial void LogMergeFailed(string topic, string into, Exception e);
}
