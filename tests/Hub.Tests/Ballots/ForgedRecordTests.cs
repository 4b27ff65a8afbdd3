using System.Text;
using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>
/// A house that cheats may sign what it likes. Each of these records is whole in every hash and signature, and is noticed by one thing that cannot have been.
/// </summary>
public sealed class ForgedRecordTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string OneByOne = "Each vote is one that may be cast";
    private const string InAll = "What the box took belongs together";
    private const string Opened = "As many votes were opened as were sealed";
    private const string Uncounted = "It could not be counted";
    private const string Happened = "What happened can happen in a meeting";
    private const string End = "The record goes to the meeting's end";

    private const string Weights = "The weights are summed as they were given";
    private const string Called = "The names are those that were recorded";

    private static readonly Dictionary<string, (Action<Forgery, HeldMeeting> Forge, string[] Noticed)> Forgeries = new()
    {
        ["a named ballot says its votes cannot be counted"] = ((f, h) => f.Uncount(h.Named), [Uncounted]),
        ["a confidential ballot that was counted says it was not"] = ((f, h) => f.Uncount(h.Several), [Uncounted]),
        ["a ballot that was not counted has failed"] = ((f, h) => Lose(f, h.Several, "Not carried"), [Uncounted]),
        ["a ballot that was not counted has more voters"] = ((f, h) =>
        {
            Lose(f, h.Several, null);
            Tally(f, h.Several)["cast"] = 3;
        }, ["4 might vote"]),
        ["sealed votes that were not opened count as none"] = ((f, h) =>
        {
            Open(f, h.Several, "{\"o1\":0,\"o2\":0,\"o3\":0}");
            f.Event("questionClosed", h.Several).Remove("opened");
        }, [Opened]),
        ["an option has more votes than voters"] = ((f, h) => Open(f, h.Several, "{\"o1\":3,\"o2\":0,\"o3\":0}"), [Opened]),
        ["two voters choose five of at most two each"] = ((f, h) => Open(f, h.Several, "{\"o1\":2,\"o2\":2,\"o3\":1}"), [Opened]),
        ["a voter chose nothing"] = ((f, h) => Open(f, h.Several, "{\"o1\":1,\"o2\":0,\"o3\":0}"), [Opened]),
        ["a candidate has more answers than voters"] = ((f, h) => Open(f, h.Secret, Answers(2, 1, 0, 0)), [Opened, "The tally is"]),
        ["candidates have more approvals than there are"] = ((f, h) => Open(f, h.Secret, Answers(2, 0, 1, 0)), [Opened, "The tally is"]),
        ["a sealed vote is less than none"] = ((f, h) => Open(f, h.Secret, Answers(2, -1, 0, 1)), [Opened, "The tally is"]),
        ["a named ballot is opened too"] = ((f, h) =>
        {
            f.Event("questionClosed", h.Election)["opened"] = JsonNode.Parse("{\"o1:approve\":1}");
            Tally(f, h.Election)["counts"]!["o1:approve"] = 2;
            f.Decide(h.Election);
        }, [Opened]),
        ["another one has won"] = ((f, h) => f.Event("ballotClosed", h.Election)["outcome"]!["winners"] = new JsonArray("o2"), ["The outcome follows"]),
        ["a vote comes after the close"] = ((f, h) => f.MoveBehind("voted", "questionClosed", h.Named), [OneByOne]),
        ["hands come after the close"] = ((f, h) => f.MoveBehind("handsCounted", "questionClosed", h.Named), [OneByOne]),
        ["there were once more hands than people"] = ((f, h) =>
        {
            f.Repeat("handsCounted", h.Named);
            f.Event("handsCounted", h.Named)["counts"]!["approve"] = 2;
        }, [OneByOne]),
        ["somebody votes when all were counted by hand"] = ((f, h) =>
        {
            f.Repeat("questionOpened", h.Named);
            var hands = f.Box[f.Box.FindIndex(e => e["event"]!["ballot"]?.GetValue<string>() == h.Named) + 1];
            hands["event"] = f.Event("handsCounted", h.Named).DeepClone();
            hands["event"]!["counts"]!["approve"] = 2;
        }, [OneByOne]),
        ["other hands are told than were counted"] = ((f, h) => Tally(f, h.Named)["hands"] = JsonNode.Parse("{\"oppose\":1}"), ["4 might vote"]),
        ["the box was never asked"] = ((f, h) => f.Remove("questionOpened", h.Election), [InAll, OneByOne, "4 might vote"]),
        ["the box never closed"] = ((f, h) => f.Remove("questionClosed", h.Named), [InAll]),
        ["the close never began"] = ((f, h) => f.Remove("ballotClosing", h.Named), [OneByOne, "4 might vote"]),
        ["a ballot opens twice"] = ((f, h) => f.Repeat("ballotOpened", h.Named), [OneByOne]),
        ["a close begins twice, and somebody comes between"] = ((f, h) => f.Repeat("ballotClosing", h.Named), [OneByOne]),
        ["a ballot is closed twice"] = ((f, h) => f.Repeat("ballotClosed", h.Named), [OneByOne]),
        ["the box is asked twice"] = ((f, h) => f.Repeat("questionOpened", h.Named), [OneByOne]),
        ["the box closes twice"] = ((f, h) => f.Repeat("questionClosed", h.Named), [OneByOne]),
        ["somebody is in the electorate who came as a guest"] =
            ((f, h) => f.Event("questionOpened", h.Named)["electorate"]!.AsArray()[Place(f, h.Silent, h.Named)] = h.Guest, [OneByOne]),
        ["the box lets everybody vote"] = ((f, h) => f.Event("questionOpened", h.Election).Remove("electorate"), [OneByOne, "4 might vote"]),
        ["the box lets more vote than the room was told"] = ((f, h) => f.Event("ballotOpened", h.Named)["eligible"] = 3, [OneByOne]),
        ["a candidate is answered twice"] =
            ((f, h) => Choose(f, h.Election, "o1:approve", "o1:oppose"), [OneByOne, "The tally is", "The outcome", "The votes' tree"]),
        ["more are approved than may be"] =
            ((f, h) => Choose(f, h.Election, "o1:approve", "o2:approve"), [OneByOne, "The tally is", "The outcome", "The votes' tree"]),
        ["the box was asked of fewer"] = ((f, h) => f.Event("questionOpened", h.Named)["options"]!.AsArray().RemoveAt(2), [OneByOne]),
        ["the box allows more"] = ((f, h) => f.Event("questionOpened", h.Election)["max"] = 2, [OneByOne]),
        ["the box lets others vote"] = ((f, h) => f.Event("questionOpened", h.Named)["voters"] = "all", [OneByOne]),
        ["the box was asked otherwise"] = ((f, h) => f.Event("questionOpened", h.Election)["kind"] = "multiple", [OneByOne]),
        ["the box keeps secret what the room does not"] = ((f, h) => f.Event("questionOpened", h.Named)["secrecy"] = "confidential", [OneByOne]),
        ["a vote weighs where votes do not"] = ((f, h) => f.Event("questionOpened", h.Secret)["weights"] = new JsonObject(), [OneByOne]),
        ["somebody comes after the end"] = ((f, h) => f.Meeting.Add(f.Envelope("checkedIn").DeepClone().AsObject()), [Happened]),
        ["the box takes something after its seal"] = ((f, h) => f.Box.Add(f.Envelope("boxSealed").DeepClone().AsObject()), [Happened]),
        ["a meeting is scheduled twice"] = ((f, h) => f.Meeting.Insert(1, f.Meeting[0].DeepClone().AsObject()), [Happened]),
        ["a ballot is not told of"] = ((f, h) => f.Meeting.RemoveAll(e => e["event"]!["ballot"]?.GetValue<string>() == h.Named), [Happened]),
        ["the box is cut off"] = ((f, h) => f.Box.RemoveAt(f.Box.Count - 1), [End]),
        ["the meeting is cut off"] = ((f, h) => f.Remove("meetingClosed"), [End]),
        ["there is nothing of a box"] = ((f, h) => f.Box.Clear(), [End, InAll, Opened, "4 might vote", "The tally is", "The votes' tree"]),
        ["a voter is called otherwise"] = ((f, h) => f.Names.Find(n => Is(n, h.Silent))!["name"] = "孙不在", [$"{Called}: "]),
        ["a voter is called otherwise under a salt of its own"] = ((f, h) =>
        {
            var name = f.Names.Find(n => Is(n, h.Silent))!;
            (name["name"], name["salt"]) = ("孙不在", "00112233445566778899aabbccddeeff");
            name["nameHash"] = RecordedName.HashOf(Convert.FromHexString("00112233445566778899aabbccddeeff"), h.Silent, "孙不在");
        }, [$"{Called}: nothing was done by", $"{Called}: the name of"]),
        ["two people have changed their names"] = ((f, h) =>
        {
            var (one, other) = (f.Names.Find(n => Is(n, h.Silent))!, f.Names.Find(n => Is(n, h.Guest))!);
            foreach (var field in new[] { "name", "salt", "nameHash" })
            {
                (one[field], other[field]) = (other[field]!.DeepClone(), one[field]!.DeepClone());
            }
        }, [$"{Called}: "]),
        ["a name is missing"] = ((f, h) => f.RemoveName(h.Guest), [$"{Called}: the name of"]),
        ["somebody is named who did nothing"] = ((f, h) =>
        {
            var name = f.Names[0].DeepClone().AsObject();
            (name["participant"], name["nameHash"]) =
                ("nobody", RecordedName.HashOf(Convert.FromHexString(name["salt"]!.GetValue<string>()), "nobody", name["name"]!.GetValue<string>()));
            f.AddName(name);
        }, [$"{Called}: nothing was done by"]),
        ["a name stands there that was removed"] = ((f, h) =>
        {
            var removal = f.Envelope("meetingClosed").DeepClone().AsObject();
            removal.Remove("name");
            removal["actor"] = "operator";
            var hash = f.Names.Find(n => Is(n, h.Guest))!["nameHash"]!.GetValue<string>();
            removal["event"] = JsonNode.Parse($"{{\"$type\":\"nameRemoved\",\"participant\":\"{h.Guest}\",\"reason\":\"本人申请\",\"hashes\":[\"{hash}\"]}}");
            f.Meeting.Add(removal);
        }, [$"{Called}: the name of"]),
        ["a comment was written under another name than its author's"] =
            ((f, h) => f.Envelope("commented")["name"]!["hash"] = f.Names.Find(n => Is(n, h.Silent))!["nameHash"]!.DeepClone(), [$"{Called}: the name of"]),
        ["somebody is given the floor under another's name"] = ((f, h) =>
        {
            var floor = f.Envelope("commented").DeepClone().AsObject();
            var name = floor["name"]!.DeepClone();
            name["hash"] = f.Names.Find(n => Is(n, h.Silent))!["nameHash"]!.DeepClone();
            floor["event"] = new JsonObject { ["$type"] = "floorGiven", ["participant"] = floor["actor"]!.DeepClone(), ["name"] = name };
            f.Meeting.Insert(f.Meeting.IndexOf(f.Envelope("commented")) + 1, floor);
        }, [$"{Called}: "]),
        ["there is nothing at all"] = ((f, h) =>
        {
            f.Meeting.Clear();
            f.Box.Clear();
        }, [End, "The title is", "The names are those that were recorded"]),
    };

    private static bool Is(JsonObject name, string participant) => name["participant"]!.GetValue<string>() == participant;

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_cannot_have_been_is_noticed(string forgery)
    {
        var (export, held) = await HeldMeeting.Export(house);
        var (forge, noticed) = Forgeries[forgery];
        var forged = new Forgery(export);
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldBeEmpty("before it is forged");
        forge(forged, held);
        var wrong = Verification.Of(forged.Signed()).Lines.Where(IsWrong).ToList();
        wrong.ShouldContain(l => l.StartsWith($"WRONG {noticed[0]}", StringComparison.Ordinal));
        wrong.ShouldAllBe(l => noticed.Any(n => l.StartsWith($"WRONG {n}", StringComparison.Ordinal)), string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_ballot_whose_key_was_lost_holds_though_it_is_not_counted()
    {
        var (export, held) = await HeldMeeting.Export(house);
        var forged = new Forgery(export);
        Lose(forged, held.Several, null);
        var findings = Verification.Of(forged.Signed());
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain("ok    It could not be counted: its key was lost");
    }

    [Fact]
    public async Task Another_box_than_the_meeting_s_is_noticed()
    {
        var (export, _) = await HeldMeeting.Export(house);
        Verification.Of(new Forgery(export).Signed(box: "boxes/another")).Lines.Where(IsWrong)
            .ShouldBe(["WRONG The record is the meeting's and its box's: boxes/another is neither"]);
    }

    [Fact]
    public async Task The_chain_does_not_vouch_for_what_stands_beside_a_hidden_text_and_says_so()
    {
        var (export, held) = await HeldMeeting.Export(house);
        var lines = Forgery.Lines(Encoding.UTF8.GetString(export));
        var (hidden, shown) = (Commit(lines, held.Hidden), Commit(lines, held.Shown));
        var commits = lines.Count(l => l["number"] is not null);
        Verification.Of(export).Lines.ShouldContain(l => l.Contains($"1 of {commits} commits had a hidden text"));

        // The ballot's opening beside it, in one commit, as people who act together are stored.
        var opening = Commit(lines, $"\"$type\":\"ballotOpened\",\"ballot\":\"{held.Named}\"");
        Forgery.Redact(opening, $"{opening["payload"]!.GetValue<string>()[..^1]},{hidden["redacted"]!.GetValue<string>()[1..]}");
        lines.Remove(hidden);
        Renumber(lines);
        var findings = Verification.Of(Forgery.SignedAgain(Text(lines)));
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain(l =>
            l.EndsWith($"the chain does not vouch for what else they say, on the ballots {held.Named} too", StringComparison.Ordinal));

        Forgery.Redact(shown, shown["payload"]!.GetValue<string>().Replace("说得对", ""));
        Verification.Of(Forgery.SignedAgain(Text(lines))).Lines.Where(IsWrong)
            .ShouldBe([$"WRONG Only hidden texts were taken out of commit {shown["number"]} of {lines[0]["room"]}: nobody hid the comment {held.Shown}"]);
    }

    /// <summary>
    /// The box is asked before the room is told: who comes in between is not in the electorate, and nobody cheated. So it is said, and not called wrong.
    /// </summary>
    [Fact]
    public async Task Who_was_there_and_might_not_vote_is_named()
    {
        var (export, held) = await HeldMeeting.Export(house);
        var forged = new Forgery(export);
        forged.Event("questionOpened", held.Election)["electorate"]!.AsArray().RemoveAt(Place(forged, held.Silent, held.Election));
        forged.Event("ballotOpened", held.Election)["eligible"] = 3;
        var tally = Tally(forged, held.Election);
        (tally["eligible"], tally["present"], forged.Event("questionClosed", held.Election)["present"]) = (3, 3, 3);
        forged.Decide(held.Election);
        var findings = Verification.Of(forged.Signed());
        findings.Lines.Where(IsWrong).ShouldBeEmpty();
        findings.Lines.ShouldContain($"      {held.Silent} was checked in as it opened and might not vote");
        Verification.Of(export).Lines.ShouldNotContain(l => l.Contains("might not vote"));
    }

    [Fact]
    public async Task Who_was_present_by_weight_is_not_left_out_where_it_decides()
    {
        var room = await house.Meeting("sectorConsultation");
        var people = await room.Crowd(3, "member");
        foreach (var person in people)
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("setWeight", new { participant = people[0].Participant, weight = "2.5" }))).ShouldBeDone();
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", @base = "present", majority = "1/2" }))).ShouldBeDone().Made;
        (await people[1].Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await people[0].Post(Of("checkOut"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldBeEmpty();
        Tally(forged, ballot)["weights"]!.AsObject().Remove("present");
        forged.Decide(ballot);
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldBe(["WRONG The weights are summed as they were given: 1 of 4.5 was cast, 2 was present"]);
    }

    private static readonly Dictionary<string, (Action<Forgery, string, string[]> Forge, string[] Noticed)> Weighed = new()
    {
        ["a weight that nobody gave"] = ((f, b, p) => f.Event("questionOpened", b)["weights"]![p[0]] = "3.5", [OneByOne, Weights]),
        ["a weight for somebody who has none"] = ((f, b, p) => f.Event("questionOpened", b)["weights"]![p[1]] = "2", [OneByOne, Weights]),
        ["a sum that is too high"] = ((f, b, p) => Weigh(f, b, "counts", "approve", "9"), [Weights]),
        ["more weight than was cast"] = ((f, b, p) => Weigh(f, b, null, "cast", "9"), [Weights]),
        ["more weight than may vote"] = ((f, b, p) => Weigh(f, b, null, "eligible", "9"), [Weights]),
        ["more weight by delegate than delegated"] = ((f, b, p) => Weigh(f, b, null, "represented", "3"), [Weights]),
        ["a delegation that nobody made"] =
            ((f, b, p) => f.Event("questionOpened", b)["delegates"]![p[2]] = p[1], [OneByOne, "3 might vote", Weights, "The tally is", "The outcome"]),
        ["no weights where the box weighed"] = ((f, b, p) => Tally(f, b).Remove("weights"), [Weights, "The outcome"]),
        ["whoever delegated is named by nobody"] = ((f, b, p) => f.Unname(p[0]), [$"{Called}: "]),
    };

    public static TheoryData<string> WeightNames => [.. Weighed.Keys];

    /// <summary>Of three members one, of weight 2.5, delegates to the second and leaves; the second votes.</summary>
    [Theory]
    [MemberData(nameof(WeightNames))]
    public async Task A_forged_weight_or_delegation_is_noticed(string forgery)
    {
        var room = await house.Meeting("sectorConsultation");
        var people = await room.Crowd(3, "member");
        foreach (var person in people)
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("setWeight", new { participant = people[0].Participant, weight = "2.5" }))).ShouldBeDone();
        (await people[0].Post(Of("delegate", new { to = people[1].Participant }))).ShouldBeDone();
        (await people[0].Post(Of("checkOut"))).ShouldBeDone();
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", @base = "present", majority = "1/2" }))).ShouldBeDone().Made;
        (await people[1].Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var forged = new Forgery(await HeldMeeting.Bytes(room));
        Verification.Of(forged.Signed()).Lines.Where(IsWrong).ShouldBeEmpty("before it is forged");
        var (forge, noticed) = Weighed[forgery];
        forge(forged, ballot, [.. people.Select(p => p.Participant)]);
        var wrong = Verification.Of(forged.Signed()).Lines.Where(IsWrong).ToList();
        wrong.ShouldContain(l => l.StartsWith($"WRONG {noticed[0]}", StringComparison.Ordinal));
        wrong.ShouldAllBe(l => noticed.Any(n => l.StartsWith($"WRONG {n}", StringComparison.Ordinal)), string.Join('\n', wrong));
    }

    private static void Weigh(Forgery f, string ballot, string? under, string field, string weight)
    {
        var weights = Tally(f, ballot)["weights"]!.AsObject();
        (under is null ? weights : weights[under]!.AsObject())[field] = weight;
        f.Decide(ballot);
    }

    private static bool IsWrong(string line) => line.StartsWith("WRONG", StringComparison.Ordinal);

    private static JsonObject Tally(Forgery f, string ballot) => f.Event("ballotClosed", ballot)["tally"]!.AsObject();

    /// <summary>The key is lost before the count.</summary>
    private static void Lose(Forgery f, string ballot, string? sentence)
    {
        f.Event("questionClosed", ballot).Remove("opened");
        f.Uncount(ballot);
        if (sentence is not null)
        {
            f.Event("ballotClosed", ballot)["outcome"]!["text"]!["en"] = sentence;
        }
    }

    private static void Open(Forgery f, string ballot, string counts)
    {
        f.Event("questionClosed", ballot)["opened"] = JsonNode.Parse(counts);
        Tally(f, ballot)["counts"] = JsonNode.Parse(counts);
        f.Decide(ballot);
    }

    private static string Answers(int firstFor, int firstAgainst, int secondFor, int secondAgainst) =>
        $"{{\"o1:abstain\":0,\"o1:approve\":{firstFor},\"o1:oppose\":{firstAgainst},\"o2:abstain\":0,\"o2:approve\":{secondFor},\"o2:oppose\":"
        + $"{secondAgainst}}}";

    private static void Choose(Forgery f, string ballot, params string[] choices) =>
        f.Event("voted", ballot)["choices"] = new JsonArray([.. choices.Select(c => (JsonNode)c)]);

    /// <summary>Where in the electorate somebody stands.</summary>
    private static int Place(Forgery f, string participant, string ballot) =>
        f.Event("questionOpened", ballot)["electorate"]!.AsArray().Select(p => p!.GetValue<string>()).ToList().IndexOf(participant);

    private static JsonObject Commit(List<JsonObject> lines, string part) =>
        lines.First(l => l["number"] is not null && (l["payload"] ?? l["redacted"])!.GetValue<string>().Contains(part, StringComparison.Ordinal));

    private static void Renumber(List<JsonObject> lines)
    {
        foreach (var stream in lines.Where(l => l["number"] is not null).GroupBy(l => l["stream"]!.GetValue<string>()))
        {
            var (number, seq) = (0L, 0L);
            foreach (var commit in stream)
            {
                commit["number"] = ++number;
                commit["firstSeq"] = seq + 1;
                commit["lastSeq"] = seq += JsonNode.Parse((commit["payload"] ?? commit["redacted"])!.GetValue<string>())!.AsArray().Count;
            }
        }
    }

    private static string Text(List<JsonObject> lines) => string.Concat(lines.Select(l => l.ToJsonString() + "\n"));
}
