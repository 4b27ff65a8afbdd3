using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;
using Answer = Hub.Server.Contracts.Answer;

namespace Hub.Server.Rooms;

/// <summary>
/// The owner of one topic. The rules are <see cref="TopicDecider"/>'s; its own are the two protocols with others (a meeting takes the topic on its agenda
/// before the topic says so; a topic that is merged asks the other to take it in) and the deadlines of what was promised.
/// </summary>
[Reentrant]
internal sealed partial class TopicGrain : RoomGrain<Topic, TopicEvent, TopicCommand>, ITopicGrain
{
    private readonly Calendar _calendar;
    private readonly IFileStore _files;
    private readonly ILogger _logger;
    private readonly RoomRounds<Topic?, TopicEvent> _rounds;
    private Task<bool>? _merging;

    public TopicGrain(
        RoomServices services, IOptions<HouseSettings> house, Pseudonyms pseudonyms, IFileStore files, HubMeter meter, ILogger<TopicGrain> logger)
        : base(services, (id, context) => new TopicEncoder(id, context, pseudonyms.In(id)), TopicEvolution.Evolve, meter.Topics, logger)
    {
        (_calendar, _files, _logger) = (house.Value.ToCalendar(), files, logger);
        _rounds = new RoomRounds<Topic?, TopicEvent>(
            Room, () => Topic?.Rounds ?? Rounds.None, (operation, actor, command) => Decide(operation, actor, new OfRound(command)), () => GrainFactory, Loop,
            services.Clock, () => SetDeadline(), logger);
    }

    private Topic? Topic => State;

    private TopicPseudonyms Pseudonyms => ((TopicEncoder)Encoder).Pseudonyms;

    protected override DateTimeOffset? NextDeadline => new[]
    {
        Topic is { MergingInto: not null } && _merging is null ? Clock.GetUtcNow() + Again : Topic?.NextDeadline, _rounds.NextDeadline(Again),
    }.Min();

    public Task<AboutTopic?> About() =>
        About(() => new AboutTopic(TopicStatus.Raised, null, Rejection.Quarantined), topic =>
            new AboutTopic(topic.Status, topic.MergedInto, Raiser: topic.Raiser, Title: topic.IsHidden ? "" : topic.Title)
            {
                County = topic.County,
                Venue = topic.Venue,
            });

    public Task<Dictionary<string, ResponsibleDepartment>> Departments() =>
        Task.FromResult(Topic?.Commitments.ToDictionary(c => c.Id, c => c.Responsible) ?? []);

    public Task<MineInTopic> Mine(string person, bool isStaff)
    {
        var mine = Topic?.RatingOf(person);
        return Task.FromResult(new MineInTopic(
            Topic?.Raiser == person, Topic?.IsFollowedBy(person) ?? false, isStaff, mine?.Rating.Score, mine?.Rating.Text,
            mine is { IsApart: true } ? true : null, Topic?.IsCounted(person, isKnown: true) ?? true ? null : true)
        {
            Pseudonym = Pseudonyms.Of(person),
        });
    }

    /// <summary>Whatever was told without a key is told anew by the next activation, to which no position of this one leads.</summary>
    protected override Task LookAround()
    {
        if (Pseudonyms.AreOutdated)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    protected override Decision<TopicEvent> Rules(Topic? state, TopicCommand command, Given given) => TopicDecider.Decide(state, command, given, _calendar);

    protected override Task<Answer> Do(Operation operation, Actor actor, TopicCommand command) => command switch
    {
        Schedule schedule => PutOnAgendaFirst(operation, actor, schedule),
        MergeInto merge => Merge(operation, actor, merge),
        Progress { Files: { IsEmpty: false } files } progress => DecideWithFiles(operation, actor, progress, files),
        Complete { Files: { IsEmpty: false } files } complete => DecideWithFiles(operation, actor, complete, files),
        OfRound round => _rounds.Do(operation, actor, round.Command),
        TopicCommand.RemoveTexts remove => RemoveWhatIsTheirs(operation, actor, remove),
        _ => Decide(operation, actor, command),
    };

    public override async Task<bool> CountGroups(string round, int groups) => (await Do(
        Operation.OfHouse($"{groups} groups in {Id} {round} after {Loop.Head.Seq}: {Guid.NewGuid()}"), Actor.House,
        new OfRound(new RoundCommand.CountGroups(round, groups)))).IsDone;

    protected override Rounds RoundsOf(Topic state) => state.Rounds;

    protected override Task Loaded(CancellationToken cancel)
    {
        _rounds.Resume();
        return Task.CompletedTask;
    }

    protected override (IReadOnlySet<long> Seqs, long By) RemovedTexts(Topic state) => (state.TextsRemoved, state.TextsRemovedAt);

    protected override TopicEvent WithoutText(TopicEvent happened) => happened.WithoutText() ?? happened;

    protected override string? WhyRemoved(TopicEvent happened) => (happened as TopicTextsRemoved)?.Reason;

    private async Task<Answer> RemoveWhatIsTheirs(Operation operation, Actor actor, TopicCommand.RemoveTexts command) => await RemoveTexts(
        operation, actor, command.Author is { } author ? command with { Seqs = await TextsOf(author) } : command);

    protected override Rejection? WhyNotReact(Topic state, string what) =>
        state.MergedInto is not null ? Rejection.TopicMerged
        : state.IsHidden ? Rejection.TopicDeclined
        : what == Topic.Itself ? null
        : state.Comments.Find(what) switch
        {
            null => Rejection.UnknownComment,
            { Status: not CommentStatus.Visible } => Rejection.CommentNotVisible,
            _ => null,
        };

    protected override string FollowedAs(string actor) => Pseudonyms.Of(actor);

    protected override void Published(Batch<Topic?, TopicEvent> batch)
    {
        if (batch.Events.Exists(e => e.Event is TopicTextsRemoved))
        {
            Reencode();
        }

        TellHidden(batch.Events.Select(e => e.Event).OfType<InRound>().Select(e => e.Event));
        if (batch.Events.Exists(e =>
            e.Event is CommitmentMade or CommitmentTakenBack or CommitmentCompleted or CommitmentReopened or CommitmentEscalated or CommitmentReported
                or CommitmentAcknowledged or CommitmentSentBack or TopicMerged or TopicDeclined or TopicAccepted or TopicReconsidered or InRound))
        {
            SetDeadline();
        }
    }

    protected override async Task MeetDeadlines()
    {
        if (Topic is { MergingInto: not null })
        {
            await FinishMerge();
        }

        await _rounds.MeetDeadlines();
        if (Topic?.NextDeadline is { } due && due <= Clock.GetUtcNow())
        {
            await Decide(Operation.OfHouse($"escalate {Id} {due.ToUnixTimeMilliseconds()}"), Actor.House, new Escalate());
        }
    }

    /// <summary>
    /// The evidence stays before anybody is told of it, and only where the rules take what it is evidence of: what is refused leaves its files loose
    /// (<see cref="LooseFiles"/>), and they are deleted by themselves.
    /// </summary>
    private Task<Answer> DecideWithFiles(Operation operation, Actor actor, TopicCommand command, IReadOnlyCollection<string> named) =>
        DecideAround<TopicEvent>(operation, actor, command, async (_, _) =>
    {
        if (!await _files.Exist(named))
        {
            return Answer.Refused(Rejection.UnknownFile, "files");
        }

        // Asked again once they stay: they may have been deleted in between.
        await _files.Attach(named);
        return await _files.Exist(named) ? new Asked<TopicEvent>(noted => noted) : Answer.Refused(Rejection.UnknownFile, "files");
    });

    /// <summary>
    /// The meeting has the topic on its agenda before anybody is told that it will be discussed there. Both derive the item from the operation: a repeat after
    /// a crash puts it there once.
    /// </summary>
    private Task<Answer> PutOnAgendaFirst(Operation operation, Actor actor, Schedule command) =>
        DecideAround<TopicEvent>(operation, actor, command, async (topic, _) =>
    {
        if (!StreamNames.IsId(command.Meeting))
        {
            return Answer.Refused(Rejection.UnknownMeeting, "meeting");
        }

        var added = await Loop.WhileActive(GrainFactory.Grain<IMeetingGrain>(command.Meeting).Do(
            new Ask<MeetingCommand>(operation.Key, Actor.House, null, new MeetingCommand.AddTopic(Id, topic.Title))));
        return added.Rejection == Rejection.UnknownRoom ? Answer.Refused(Rejection.UnknownMeeting, "meeting")
            : added.IsDone ? new Asked<TopicEvent>(scheduled => scheduled)
            : added;
    });

    /// <summary>
    /// First this topic is one that is being merged, and takes no other in; then the other takes it in, or does not; then it is merged, or not. So no two can
    /// take each other in, nor any number in a circle: a topic is only ever taken in by one that is not merged itself. A crash in the middle resumes it.
    /// </summary>
    private async Task<Answer> Merge(Operation operation, Actor actor, MergeInto command)
    {
        if (command.Topic == Id || !StreamNames.IsId(command.Topic))
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
            var attempt = Loop.Head.Seq;
            var taken = await Loop.WhileActive(GrainFactory.Grain<ITopicGrain>(into).Do(new Ask<TopicCommand>(
                Operation.OfHouse($"take {Id} into {into} at {attempt}").Key, Actor.House, null,
                new Absorb(Id, topic.Title, [topic.Raiser, .. topic.Followers.Keys.Order(StringComparer.Ordinal)]))));
            return (taken.IsDone || taken.Rejection is not null)
                && (await Decide(Operation.OfHouse($"end merge of {Id} into {into} at {attempt}"), Actor.House, new EndMerge(into, taken.IsDone))).IsDone;
        }
#pragma warning disable CA1031 // The other topic may be out of reach for a moment. The merge is stored as begun, and the deadline's timer takes it up again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogMergeFailed(Id, into, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Merging {Topic} into {Into} did not get through; it will be tried again.")]
    private partial void LogMergeFailed(string topic, string into, Exception e);
}
