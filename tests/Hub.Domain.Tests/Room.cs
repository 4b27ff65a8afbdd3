using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;

namespace Hub.Domain.Tests;

/// <summary>
/// A meeting under test, with its story so far. <see cref="Given(Actor, MeetingCommand)"/> must be accepted; <see cref="When"/> may be anything,
/// and one of the Then says what. Time stands still until <see cref="Later"/>.
/// </summary>
internal sealed class Room
{
    public static readonly Format Formal = new(
        "standingCommittee", new Text("常委会会议", "Standing committee meeting"), new Text("常务委员会", "The standing committee"),
        new FormatRules(CheckIn: true, Voters.Members), [new("通报", "report", 20), new("发言", "speeches", 30), new("总结", "summary", 10)]);

    public static readonly Format Grassroots = Formal with { Id = "grassroots", Rules = new FormatRules(CheckIn: false, Voters.All) };

    /// <summary>Where votes have weight, and one may have another vote.</summary>
    public static readonly Format Sectoral = Formal with { Id = "sectorConsultation", Rules = Formal.Rules with { Weighted = true, Delegation = true } };

    private readonly List<Recorded<MeetingEvent>> story = [];
    private Decision<MeetingEvent>? decision;
    private int operations;

    public Meeting? State { get; private set; }
    public IReadOnlyList<Recorded<MeetingEvent>> Story => story;
    public DateTimeOffset Now { get; private set; } = new(2022, 5, 18, 9, 0, 0, TimeSpan.FromHours(8));

    public Meeting Meeting => State ?? throw new InvalidOperationException("Nothing is scheduled.");

    /// <summary>The id of what was made last.</summary>
    public string Made => story.Last(r => r.Event.Made is not null).Event.Made!.Id;

    public Ballot Ballot => Meeting.Ballots[^1];

    public static Room Scheduled(Format? format = null) => new Room().Given(People.Clerk, new Schedule("主动接轨大上海 加快建设新淮安", format ?? Formal));

    public static Room Opened(Format? format = null) => Scheduled(format).Given(People.Chair, new Open());

    /// <summary>A formal meeting in which both members, an attendee and the chair have checked in.</summary>
    public static Room Attended(FormatRules? rules = null) =>
        Opened(rules is null ? null : Formal with { Rules = rules }).Given(People.Li, new CheckIn()).Given(People.Wang, new CheckIn())
            .Given(People.Zhao, new CheckIn()).Given(People.Chair, new CheckIn());

    public static Room WithComment() => Opened().Given(People.Zhao, new MeetingCommand.Comment("建议早高峰多加一班公交"));

    public static Room WithBallot(ResultsShown? results = null) =>
        Attended().Given(People.Chair, new OpenBallot("是否同意建议案?", BallotKind.Approval, Results: results));

    /// <summary>The ballot opened, closed and counted.</summary>
    public static Room WithResult(ResultsShown? results = null)
    {
        var room = WithBallot(results);
        return room.Given(People.Chair, new CloseBallot(room.Made)).Given(Actor.House, new SealBallot(room.Made, Count(1, 0, 0)));
    }

    public static Tally Count(int approve, int oppose, int abstain) => new(
        7, ImmutableSortedDictionary<string, int>.Empty.Add(BallotRules.Approve, approve).Add(BallotRules.Oppose, oppose).Add(BallotRules.Abstain, abstain),
        approve + oppose + abstain, 10);

    public Room Given(Actor who, MeetingCommand command)
    {
        When(who, command);
        decision.ShouldBeOfType<Decision<MeetingEvent>.Accepted>(customMessage: Stored.Json(decision));
        return this;
    }

    public Room When(Actor who, MeetingCommand command)
    {
        var operation = Operation.Of(who.Id, (++operations).ToString("x32", CultureInfo.InvariantCulture));
        decision = MeetingDecider.Decide(State, command, new Given(who, Now, operation));
        foreach (var happened in decision is Decision<MeetingEvent>.Accepted accepted ? accepted.Events : [])
        {
            var recorded = new Recorded<MeetingEvent>(story.Count + 1, Now, who.Id, operation, happened, who.Name);
            story.Add(recorded);
            State = MeetingEvolution.Evolve(State, recorded);
        }

        return this;
    }

    public Room Later(int seconds)
    {
        Now = Now.AddSeconds(seconds);
        return this;
    }

    public Room Then(params MeetingEvent[] expected)
    {
        var happened = decision.ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events;
        Stored.Json(happened).ShouldBe(Stored.Json(expected));
        return this;
    }

    public Room ThenAlready()
    {
        decision.ShouldBeOfType<Decision<MeetingEvent>.AlreadySo>();
        return this;
    }

    /// <param name="similar">The ids of what says nearly the same, where that is why.</param>
    public Room ThenRefused(Rejection rejection, string? field = null, params string[] similar)
    {
        var refused = decision.ShouldBeOfType<Decision<MeetingEvent>.Refused>();
        (refused.Rejection, refused.Field).ShouldBe((rejection, field));
        (refused.Similar ?? []).ToArray().ShouldBe(similar);
        return this;
    }

    /// <summary>Why the last command was refused; null where it was not.</summary>
    public Rejection? Refusal => (decision as Decision<MeetingEvent>.Refused)?.Rejection;

    /// <summary>What happened by the last command; nothing where it was refused or already so.</summary>
    public ImmutableArray<MeetingEvent> Happened => decision is Decision<MeetingEvent>.Accepted accepted ? accepted.Events : [];
}
