using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Tests.Fixtures;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>
/// Nothing of a record of this build can be made to look as the first release wrote it, where names, heads and sets of people are not vouched for. Each of
/// these was found right once, with a note at most.
/// </summary>
public sealed class DowngradedRecordTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Called = "The names are those that were recorded: ";
    private const string Happened = "What happened can happen in a meeting: ";

    private static readonly Dictionary<string, (Action<Forgery, HeldMeeting> Forge, string Noticed)> Forgeries = new()
    {
        ["a voter's name was fixed by the house"] = ((f, h) =>
        {
            f.Unname(h.Silent);
            Fix(f, h.Silent);
        }, Called),
        ["a guest's name was fixed by the house, and the record is said to be older"] = ((f, h) =>
        {
            f.AsBefore();
            f.Unname(h.Guest);
            Fix(f, h.Guest);
            Behind(f, "ballotOpened", "commented");
        }, Called),
        ["somebody has a fixed name beside their own"] = ((f, h) =>
        {
            var line = f.Names.Find(n => Is(n, h.Silent))!.DeepClone().AsObject();
            f.AddName(line);
            Fix(f, line);
        }, $"{Called}the name of "),
        ["no name of anybody is recorded"] = ((f, h) =>
        {
            foreach (var participant in f.Names.Select(n => n["participant"]!.GetValue<string>()).Distinct().ToList())
            {
                f.Unname(participant);
                f.RemoveName(participant);
            }
        }, $"{Called}nothing says under which name "),
        ["a person's act is the house's"] = ((f, h) =>
        {
            var comment = f.Envelope("commented");
            comment.Remove("name");
            comment["actor"] = "house";
        }, $"{Called}nothing says under which name house did "),
        ["one ballot is counted by the first rule"] = ((f, h) =>
        {
            foreach (var type in new[] { "questionOpened", "ballotOpened" })
            {
                f.Event(type, h.Election).Remove("turnout").ShouldBeTrue();
            }
        }, "4 might vote, 4 of them were present, 1 did, by the turnout rule of version 1: it was opened where the record is of the second format"),
        ["a later ballot is counted by the first rule, and the record is said to be older"] = ((f, h) =>
        {
            f.AsBefore();
            foreach (var type in new[] { "questionOpened", "ballotOpened" })
            {
                f.Event(type, h.Election).Remove("turnout").ShouldBeTrue();
            }
        }, "4 might vote, 4 of them were present, 1 did, by the turnout rule of version 1: it was opened where the record is of the second format"),
        ["the record is of a format to come"] =
            ((f, h) => f.Event("meetingScheduled")["recordFormat"] = (int)RecordFormats.Newest + 1,
            $"{Happened}its record is of format {(int)RecordFormats.Newest + 1}"),
        ["a member votes as a chair who presides"] =
            ((f, h) => f.Event("checkedIn")["asMember"] = true, $"{Happened}{{0}} checks in as a member who votes as a member"),
        ["a chair votes as a member where no chair does"] = ((f, h) =>
        {
            f.Event("meetingScheduled")["rules"]!.AsObject().Remove("chairVotes").ShouldBeTrue();
            f.Envelope("checkedIn")["name"]!["as"] = "chair";
            f.Event("checkedIn")["role"] = "chair";
            f.Event("checkedIn")["asMember"] = true;
        }, $"{Happened}{{0}} checks in as a chair who votes as a member"),
        ["a member is a chair who presides, where chairs do"] = ((f, h) =>
        {
            f.Event("checkedIn")["role"] = "chair";
            f.Event("checkedIn")["asMember"] = true;
        }, $"{Happened}{{0}} acts as chair under a name that was recorded as member"),
    };

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_this_build_wrote_does_not_pass_for_what_the_first_release_wrote(string forgery)
    {
        var (export, held) = await HeldMeeting.Export(house);
        var (forge, noticed) = Forgeries[forgery];
        var forged = new Forgery(export);
        Verification.Of(forged.Signed()).IsSound.ShouldBeTrue("before it is forged");
        var first = forged.Envelope("checkedIn")["actor"]!.GetValue<string>();
        forge(forged, held);
        Wrong(forged, noticed.Replace("{0}", first, StringComparison.Ordinal));
    }

    /// <summary>Whoever only voted is named by nothing but the seats that are recorded before the close.</summary>
    [Theory]
    [InlineData("named")]
    [InlineData("confidential")]
    public async Task Whoever_only_voted_is_named_when_their_vote_is_counted(string secrecy)
    {
        var (room, voter, _) = await OnlyVoted(secrecy);
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        Verification.Of(forged.Signed()).IsSound.ShouldBeTrue();
        forged.Remove("seatsRecorded");
        forged.RemoveName(voter.Participant);
        Wrong(forged, $"{Called}the vote of {voter.Participant} counts in ");
    }

    [Fact]
    public async Task A_ballot_of_everybody_is_counted_by_a_rule_that_is_known_and_the_record_s()
    {
        var (room, _, ballot) = await OnlyVoted("named");
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        foreach (var version in new int?[] { 3, null })
        {
            foreach (var opened in new[] { forged.Event("questionOpened", ballot), forged.Event("ballotOpened", ballot) })
            {
                opened.Remove("turnout").ShouldBeTrue();
                if (version is { } number)
                {
                    opened["turnout"] = number;
                }
            }

            Wrong(forged, "1 might vote, 1 did, by the turnout rule of version ");
        }
    }

    /// <summary>
    /// Guards the record of a meeting that was under way when its house was upgraded: who acted before that has no name there, and it is no fault.
    /// </summary>
    [Fact]
    public async Task What_was_done_before_the_second_format_began_needs_no_name()
    {
        var (export, _) = await HeldMeeting.Export(house);
        var upgraded = new Forgery(export);
        upgraded.AsBefore();
        foreach (var act in upgraded.Meeting.TakeWhile(e => e["event"]!["$type"]!.GetValue<string>() != "ballotOpened"))
        {
            act.Remove("name");
        }

        // What the house fixed of people of whom no event says a name.
        foreach (var line in upgraded.Names.Where(n =>
            !upgraded.Meeting.Exists(e => e.ToJsonString().Contains(n["nameHash"]!.GetValue<string>(), StringComparison.Ordinal))))
        {
            line["fixed"] = true;
        }

        var findings = Verification.Of(upgraded.Signed());
        findings.Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
        findings.Lines.ShouldContain(l => l.Contains("acts from before refer to no name"));
    }

    /// <summary>
    /// A node of this build that still shares its database with older ones names people already: that makes no record one of the second format.
    /// </summary>
    [Fact]
    public async Task A_name_beside_a_record_of_the_first_format_says_nothing_of_the_rest()
    {
        var (export, held) = await HeldMeeting.Export(house);
        var mixed = new Forgery(export);
        var name = mixed.Envelope("commented")["name"]!.DeepClone();
        mixed.AsFirst("hub export 2");
        mixed.Envelope("commented")["name"] = name;
        foreach (var line in mixed.Names.Where(n => !Is(n, held.Guest)))
        {
            line["fixed"] = true;
        }

        // By the first rule nobody abstains who left a candidate out.
        mixed.Event("ballotClosed", held.Secret)["tally"]!["counts"]!["o2:abstain"] = 0;
        mixed.Decide(held.Secret);
        var findings = Verification.Of(mixed.Signed());
        findings.Lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).ShouldBeEmpty();
        findings.Lines.ShouldContain(l => l.Contains("names were fixed when the first release's record was taken over", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("held")]
    [InlineData("present")]
    [InlineData("free")]
    public void A_record_of_the_first_release_is_as_right_as_it_was(string meeting) =>
        Verification.Of(OlderRecords.Sqlite.Export(meeting)).IsSound.ShouldBeTrue();

    private static void Wrong(Forgery forged, string noticed)
    {
        var findings = Verification.Of(forged.Signed());
        findings.IsSound.ShouldBeFalse();
        findings.Lines.ShouldContain(l => l.StartsWith($"WRONG {noticed}", StringComparison.Ordinal), string.Join('\n', findings.Lines));
    }

    /// <summary>The lines of this person's names become one, of any name, that is bound to nothing.</summary>
    private static void Fix(Forgery f, string participant)
    {
        var line = f.Names.Find(n => Is(n, participant))!.DeepClone().AsObject();
        f.RemoveName(participant);
        f.AddName(line);
        Fix(f, line);
    }

    private static void Fix(Forgery f, JsonObject line)
    {
        (line["name"], line["fixed"]) = ("孙不在", true);
        line["nameHash"] = RecordedName.HashOf(Convert.FromHexString(line["salt"]!.GetValue<string>()), line["participant"]!.GetValue<string>(), "孙不在");
        f.Names.ShouldContain(line);
    }

    /// <summary>The last event of the one type to right behind the first of the other.</summary>
    private static void Behind(Forgery f, string other, string type)
    {
        var moved = f.Meeting.FindLast(e => e["event"]!["$type"]!.GetValue<string>() == type)!;
        f.Meeting.Remove(moved);
        f.Meeting.Insert(f.Meeting.IndexOf(f.Envelope(other)) + 1, moved);
    }

    private static bool Is(JsonObject name, string participant) => name["participant"]!.GetValue<string>() == participant;

    /// <summary>A closed meeting where nobody checks in, and somebody did nothing but vote.</summary>
    private async Task<(Room Room, Person Voter, string Ballot)> OnlyVoted(string secrecy)
    {
        var room = await house.Meeting();
        var voter = await room.Join("李梅", "member");
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", voters = "members", secrecy }))).ShouldBeDone().Made;
        (await voter.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        return (room, voter, ballot);
    }
}
