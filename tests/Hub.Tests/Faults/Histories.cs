using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Faults.Check;
using Hub.Faults.Crowd;
using Hub.Load.Crowd;

namespace Hub.Tests.Faults;

/// <summary>A small history in which all holds, made by hand: two people vote, one comments, the chair closes. Each test breaks one thing in it.</summary>
internal static class Histories
{
    public const string Ann = "ann";
    public const string Bob = "bob";
    public const string TheBallot = "b1";

    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Sent AnnVotes = Done(Ann, 1, Commands.Vote(TheBallot, ["approve"]));
    public static readonly Sent BobVotes = Done(Bob, 2, Commands.Vote(TheBallot, ["oppose"]));
    public static readonly Sent AnnComments = Done(Ann, 3, Commands.Comment("…"), seq: 2);

    public static History Whole() => new(Stored(), [AnnVotes, BobVotes, AnnComments], [SeenBy("ann"), SeenBy("bob")], [Shown(Tally(1, 1))], []);

    public static StoredRoom Stored() => new(
        [
            In(1, "chair", Op(90), Opened()),
            In(2, Ann, OpOf(AnnComments), new MeetingEvent.Commented("c1", "…")),
            In(3, "chair", Op(91), new MeetingEvent.BallotClosing(TheBallot)),
            In(4, "house", Op(92), Closed(1, 1)),
        ],
        [
            InBox(1, "house", Op(90), new BoxEvent.QuestionOpened(TheBallot, ["approve", "oppose"], 1, Voters.All, [Ann, Bob])),
            InBox(2, Ann, OpOf(AnnVotes), new BoxEvent.Voted(TheBallot, ["approve"])),
            InBox(3, Bob, OpOf(BobVotes), new BoxEvent.Voted(TheBallot, ["oppose"])),
            InBox(4, "house", Op(93), new BoxEvent.QuestionClosed(TheBallot, 2)),
        ],
        []);

    public static Recorded<MeetingEvent> In(long seq, string actor, Operation operation, MeetingEvent happened) => new(seq, Noon, actor, operation, happened);

    public static Recorded<BoxEvent> InBox(long seq, string actor, Operation operation, BoxEvent happened) => new(seq, Noon, actor, operation, happened);

    public static MeetingEvent.BallotClosed Closed(int approve, int oppose, int cast = 2) => new(
        TheBallot, new Tally(4, Counts(approve, oppose).ToImmutableSortedDictionary(), cast, 2), new Hub.Domain.Ballots.Outcome(false, new Text("", "")));

    public static ShownBallot Shown(Count tally) => new("node 1", TheBallot, "closed", tally);

    public static Count Tally(int approve, int oppose, int cast = 2) => new(4, Counts(approve, oppose), cast);

    public static Seen SeenBy(string name) => new(
        name, 4, 0, 0, 0, 0,
        new Dictionary<long, string> { [1] = "ballotOpened b1", [2] = "commented c1", [3] = "ballotClosing b1", [4] = "ballotClosed b1" },
        new Dictionary<string, Count> { [TheBallot] = Tally(1, 1) }, []);

    public static Sent Done(string participant, int number, JsonObject command, long? seq = null) => Answer(participant, number, command, "done", seq);

    public static Sent Answer(string participant, int number, JsonObject command, string outcome, long? seq = null, string? code = null) =>
        new(participant, Id(number), command)
        {
            Tries = 1,
            Outcome = outcome == "refused" ? Answered.Refused : Answered.Ok,
            Receipt = new Receipt(Id(number), outcome, seq, code, null, null),
        };

    public static Operation OpOf(Sent sent) => Operation.Of(sent.Participant, sent.Op);

    public static Operation Op(int number) => Operation.OfHouse($"{number}");

    public static string Id(int number) => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    public static StoredRoom With(this StoredRoom stored, Recorded<BoxEvent> more, int at) =>
        stored with { Box = [.. stored.Box.Take(at), more, .. stored.Box.Skip(at).Select(e => e with { Seq = e.Seq + 1 })] };

    private static MeetingEvent.BallotOpened Opened() => new(
        TheBallot, "?", BallotKind.Approval, [new BallotOption("approve", ""), new BallotOption("oppose", "")], 1, Voters.All, ResultsShown.Live, 2);

    private static Dictionary<string, int> Counts(int approve, int oppose) => new() { ["approve"] = approve, ["oppose"] = oppose };
}
