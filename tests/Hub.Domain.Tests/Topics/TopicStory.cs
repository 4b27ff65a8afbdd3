using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;
using static Hub.Domain.Topics.TopicCommand;

namespace Hub.Domain.Tests.Topics;

/// <summary>A topic under test, with its story so far. Time stands still until <see cref="At"/>.</summary>
internal sealed class TopicStory
{
    public static readonly Actor Raiser = new("zhao", Role.Attendee);
    public static readonly Actor Follower = new("qian", Role.Attendee, Known: KnownBy.Link);
    public static readonly Actor Stranger = new("sun", Role.Attendee, Known: KnownBy.Link);
    public static readonly Actor Staff = new("clerk", Role.Attendee, IsStaff: true);
    public static readonly Actor Officer = new("zheng", Role.Attendee, For: new ResponsibleDepartment("d1", "局"));
    public static readonly Hub.Domain.Calendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    private readonly List<Recorded<TopicEvent>> _story = [];
    private int _operations;

    public Topic? State { get; private set; }

    public Topic Topic => State ?? throw new InvalidOperationException("Nothing is raised.");

    public IReadOnlyList<Recorded<TopicEvent>> Story => _story;

    public DateTimeOffset Now { get; private set; } = new(2021, 5, 18, 9, 0, 0, TimeSpan.FromHours(8));

    public Rejection? Refusal { get; private set; }

    public IReadOnlyList<TopicEvent> Happened { get; private set; } = [];

    /// <summary>The id of what was made last.</summary>
    public string Made => _story.Last(r => r.Event.Made is not null).Event.Made!.Id;

    public static TopicStory Raised() => new TopicStory().Given(Raiser, new Raise("晚高峰公交太少", "等了四十分钟", "清江浦区", "府前社区", "交通"));

    public static TopicStory Committed() => Raised().Given(Staff, new Commit("市交通运输局", "加开两班", new DateOnly(2021, 6, 30)));

    public static TopicStory Resolved()
    {
        var story = Committed();
        return story.Given(Staff, new Complete(story.Made, "已开行"));
    }

    /// <summary>A department that answers for itself (see <see cref="Officer"/>) was committed to something by a name of its own.</summary>
    public static TopicStory GivenToDepartment() => Raised().Given(Staff, new Commit("交通局", "加开两班", new DateOnly(2021, 6, 30), DepartmentId: "d1"));

    /// <summary>And has reported it done.</summary>
    public static TopicStory Reported()
    {
        var story = GivenToDepartment();
        return story.Given(Officer, new Complete(story.Made, "已开行", ["f1"]));
    }

    public TopicStory At(int year, int month, int day, int hour = 9)
    {
        Now = new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.FromHours(8));
        return this;
    }

    public TopicStory When(Actor actor, TopicCommand command) => When(actor, command, RecordFormats.Newest);

    public TopicStory When(Actor actor, TopicCommand command, RecordFormat format)
    {
        var given = new Given(actor, Now, Operation.Of(actor.Id, $"{++_operations}")) { Format = format };
        (Refusal, Happened) = TopicDecider.Decide(State, command, given, Calendar) switch
        {
            Decision<TopicEvent>.Refused refused => (refused.Rejection, []),
            Decision<TopicEvent>.Accepted accepted => ((Rejection?)null, (IReadOnlyList<TopicEvent>)[.. accepted.Events]),
            _ => (null, []),
        };
        foreach (var happened in Happened)
        {
            var recorded = new Recorded<TopicEvent>(_story.Count + 1, Now, actor.Id, given.Operation, happened);
            State = TopicEvolution.Evolve(State, recorded);
            _story.Add(recorded);
        }

        return this;
    }

    public TopicStory Given(Actor actor, TopicCommand command)
    {
        When(actor, command);
        Refusal.ShouldBeNull();
        Happened.ShouldNotBeEmpty();
        return this;
    }
}
