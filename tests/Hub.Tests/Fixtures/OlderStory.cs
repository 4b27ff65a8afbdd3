using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.Registers;

namespace Hub.Tests.Fixtures;

/// <summary>What is done in a house so that its journal holds one of everything that this program must still read, in ten years as well.</summary>
/// <param name="Meetings">Their ids, by a word each.</param>
/// <param name="Codes">Of each meeting, by its word and the code's role: "held.chair".</param>
/// <param name="Ballots">By a word each: "held.named".</param>
/// <param name="Topics">By a word each.</param>
/// <param name="Members">Of the register, by name.</param>
internal sealed record OlderStory(
    Dictionary<string, string> Meetings, Dictionary<string, string> Codes, Dictionary<string, string> Ballots, Dictionary<string, string> Topics,
    Dictionary<string, string> Members)
{
    /// <summary>The words of the meetings that are closed and whose results are shown: they can be exported.</summary>
    public static readonly string[] Exported = ["held", "present", "free"];

    public static readonly string[] Closed = [.. Exported, "hidden"];

    /// <summary>Plays the whole story in a house that is empty.</summary>
    public static async Task<OlderStory> Play(OpenHouse house)
    {
        var story = new OlderStory([], [], [], [], []);
        await story.Registers(house);
        await story.Held(house);
        await story.Present(house);
        await story.Free(house);
        await story.Hidden(house);
        await story.Open(house);
        await story.Coming(house);
        await story.Rated(house);
        return story;
    }

    private async Task Registers(OpenHouse house)
    {
        foreach (var (name, sector) in new[] { ("周明", "教育界"), ("吴芳", "妇联"), ("郑强", "工商联") })
        {
            Members[name] = await house.Member(name, sector);
        }

        (await house.Record("venues", Entry("venue", new { title = "府前社区协商议事室", kind = "consultationRoom", county = "清江浦区" }))).ShouldBeDone();
        (await house.Record("year2026", Entry("output", new { kind = "proposal", on = "2026-01-10", title = "关于加开晚班车的提案", members = new[] { Members["周明"] } })))
            .ShouldBeDone();
        var amended =
            (await house.Record("year2026", Entry("ledgerEntry", new { kind = "studySession", on = "2026-03-01", title = "读书班", count = 2 }))).ShouldBeDone()
            .Made;
        (await house.Register(
            "year2026", Of(
            "amend", new { entry = amended, @is = Entry("ledgerEntry", new { kind = "studySession", on = "2026-03-02", title = "读书班", count = 3 }) })))
            .ShouldBeDone();
    }

    /// <summary>
    /// With check-in, weights, delegation, speeches, comments of every kind, approved minutes, and a member who takes another name afterwards.
    /// </summary>
    private async Task Held(OpenHouse house)
    {
        var room = await Meeting(house, "held", new { title = "界别协商：校门口拥堵", format = "sectorConsultation", venue = "府前社区协商议事室", county = "清江浦区" });
        var topic = await Topic.Raise(house, new { title = "校门口拥堵", text = "放学时段走不动", county = "清江浦区", venue = "府前社区协商议事室", category = "交通" });
        Topics["discussed"] = topic.Id;
        (await topic.Staff(Of("accept"))).ShouldBeDone();
        (await topic.Staff(Of("schedule", new { meeting = room.Id }))).ShouldBeDone();
        await Do(room.Chair, "open");

        var token = await house.SignIn(Members["周明"]);
        var (wang, li, zhao, sun) =
            (await room.Join("王建国", "member"), await room.Join("李梅", "member"), await room.Join("赵强", "member"), await room.Join("孙丽", "member"));
        var (zhou, qian) = (await room.Join("周明", "member", token), await room.Join("钱七"));
        foreach (var person in new[] { wang, li, zhao, sun, zhou, qian })
        {
            await Do(person, "checkIn");
        }

        // An observer with the meeting's code for them.
        await room.Join("记者", "watch");
        await Do(room.Chair, "setWeight", new { participant = li.Participant, weight = "2.5" });
        await Do(li, "delegate", new { to = zhao.Participant });
        await Do(li, "checkOut");

        var items = (await room.Snapshot()).List("agenda", "items").Select(i => i.Text("id")).ToList();
        var ours = (await room.Snapshot()).List("agenda", "items").Single(i => i.Text("title") == "校门口拥堵").Text("id");
        await Do(room.Chair, "startItem", new { item = items[0] });
        await Do(room.Chair, "addTime", new { item = items[0], seconds = 60 });
        await Do(room.Chair, "finishItem", new { item = items[0] });
        var added = await Do(room.Chair, "addItem", new { title = "临时动议", kind = "discussion", minutes = 3 });
        await Do(room.Chair, "editItem", new { item = added, title = "临时动议（一）" });
        await Do(room.Chair, "moveItem", new { item = added, after = items[0] });
        await Do(room.Chair, "dropItem", new { item = items[4] });
        await Do(room.Chair, "startItem", new { item = ours });

        await Do(room.Chair, "setFloorPolicy", new { policy = "fair" });
        foreach (var person in new[] { wang, zhao, qian, sun })
        {
            await Do(person, "raiseHand", person == wang ? new { about = "先试点" } : null);
        }

        await Do(sun, "lowerHand");
        await Do(room.Chair, "reorderHands", new { participants = new[] { zhao.Participant, wang.Participant } });
        await Do(room.Chair, "dismissHand", new { participant = qian.Participant });
        await Do(room.Chair, "giveFloor", new { participant = zhao.Participant, seconds = 120 });
        await Do(room.Chair, "addFloorTime", new { seconds = 30 });
        await Do(room.Chair, "pause");
        await Do(room.Chair, "resume");
        await Do(room.Chair, "endFloor");
        await Do(room.Chair, "giveFloor", new { participant = wang.Participant });
        await Do(wang, "yieldFloor");

        var (hidden, restored, withdrawn, pinned) = (await Say(qian, "不该公开的话"), await Say(zhou, "建议先试点"), await Say(sun, "说错了"), await Say(wang, "建议错峰放学"));
        await Do(room.Chair, "hideComment", new { comment = hidden, reason = "与议题无关" });
        await Do(room.Chair, "hideComment", new { comment = restored });
        await Do(room.Chair, "restoreComment", new { comment = restored });
        await Do(sun, "withdrawComment", new { comment = withdrawn });
        await Do(room.Chair, "pinComment", new { comment = pinned });
        await Do(qian, "comment", new { text = "同意楼上", replyTo = pinned });
        (await zhou.Post(Like(pinned))).ShouldBeDone();
        (await qian.Post(Like(pinned))).ShouldBeDone();
        await Do(room.Chair, "setModeration", new { mode = "pre" });
        var (approved, waiting) = (await Say(qian, "等着放行的话"), await Say(sun, "还没有放行的话"));
        await Do(room.Chair, "approveComment", new { comment = approved });
        await Do(room.Chair, "hideComment", new { comment = waiting });
        await Do(room.Chair, "showScene", new { scene = "comment" });

        var named = await Ballot(room, "held.named", new { question = "是否以本界别名义提出？", kind = "approval", majority = "absolute", @base = "entitled" },
            (wang, "oppose"), (zhao, "approve"), (sun, "abstain"), (zhou, "approve"));
        await Do(room.Chair, "showScene", new { scene = "result", ballot = named });
        await Ballot(
            room, "held.election",
            new { question = "推选召集人", kind = "election", options = new[] { "王建国", "李梅", "赵强" }, max = 1, majority = "absolute", @base = "present" },
            (wang, "o1:approve,o2:oppose"), (zhao, "o3:approve"), (zhou, "o1:approve"));
        await Ballot(
            room, "held.single", new { question = "先办哪一件？", kind = "single", options = new[] { "错峰", "天桥" }, results = "afterClose" }, (sun, "o1"),
            (zhou, "o2"));
        await Ballot(room, "held.rating", new { question = "请打分", kind = "rating", voters = "all" }, (qian, "4"), (zhou, "5"));

        await Do(room.Chair, "commit", new { department = "市交通运输局", what = "早晚高峰各加两名协管员", due = "2099-06-30", item = ours });
        await Do(room.Chair, "commit", new { department = "市教育局", what = "试点错峰放学", due = "2099-09-01", comment = pinned });
        await Do(room.Chair, "finishItem", new { item = ours });
        await Do(zhou, "checkOut");
        await Do(room.Chair, "close");
        await Do(room.Chair, "correctMinutes", new { section = "summary", text = "大家商量出了办法。" });
        await Do(room.Chair, "approveMinutes");

        // The same session takes another name in the finished record.
        (await room.Join("孙不在", "member", wang.Token)).Participant.ShouldBe(wang.Participant);
    }

    /// <summary>
    /// Four check in, two of them vote and leave; an election whose result is revealed after the minutes were approved; a confidential ballot; hands.
    /// </summary>
    private async Task Present(OpenHouse house)
    {
        var room = await Meeting(house, "present", new { title = "常委会会议", format = "standingCommittee" });
        await Do(room.Chair, "open");
        var people = await room.Crowd(4, "member");
        var guest = await room.Join("旁听");
        foreach (var person in people.Append(guest))
        {
            await Do(person, "checkIn");
        }

        var hidden = await Say(guest, "散会后才隐去的话");
        var left = (await room.Chair.Post(
            Of("openBallot", new { question = "是否同意建议案？", kind = "approval", majority = "absolute", @base = "present", quorum = "2/3 present" })))
            .ShouldBeDone().Made;
        Ballots["present.left"] = left;
        foreach (var person in people[..2])
        {
            (await person.Post(Vote(left, "approve"))).ShouldBeDone();
            await Do(person, "checkOut");
        }

        await Do(room.Chair, "closeBallot", new { ballot = left });
        foreach (var person in people[..2])
        {
            await Do(person, "checkIn");
        }

        await Ballot(
            room, "present.confidential", new { question = "对办理结果满意吗？", kind = "approval", secrecy = "confidential" }, (people[0], "approve"),
            (people[1], "oppose"), (people[2], "approve"));
        var hands = (await room.Chair.Post(Of("openBallot", new { question = "是否同意本次会议议程？", kind = "approval" }))).ShouldBeDone().Made;
        Ballots["present.hands"] = hands;
        (await people[0].Post(Vote(hands, "approve"))).ShouldBeDone();
        await Do(room.Chair, "countHands", new { ballot = hands, counts = new { approve = 2 } });
        await Do(room.Chair, "closeBallot", new { ballot = hands });
        var secret = await Ballot(room, "present.revealed",
            new
            {
                question = "对提名人选的表决",
                kind = "election",
                options = new[] { "王建国", "李梅" },
                max = 1,
                secrecy = "confidential",
                results = "onReveal",
                @base = "present",
                quorum = "2/3 present"
            },
            (people[0], "o1:approve"), (people[1], "o1:approve,o2:oppose"), (people[3], "o2:approve"));
        await Do(room.Chair, "close");
        await Do(room.Chair, "approveMinutes");
        await Do(room.Chair, "revealBallot", new { ballot = secret });
        await Do(room.Chair, "hideComment", new { comment = hidden });
    }

    /// <summary>Without check-in; somebody comes after the close.</summary>
    private async Task Free(OpenHouse house)
    {
        var room = await Meeting(
            house, "free", new
            {
                title = "楼道里的充电桩",
                format = "grassroots",
                venue = "府前社区协商议事室",
                county = "清江浦区",
                agenda = new[] { new { title = "充电桩装在哪里" } }
            });
        await Do(room.Chair, "open");
        var (li, wu) = (await room.Join("李大妈"), await room.Join("吴芳", "attend", await house.SignIn(Members["吴芳"])));
        await Say(li, "装在车棚里");
        await Ballot(room, "free.named", new { question = "装在车棚里，您同意吗？", kind = "approval" }, (li, "approve"), (wu, "approve"));
        await Ballot(
            room, "free.several", new { question = "先办哪几件？", kind = "multiple", options = new[] { "路灯", "车棚", "电梯" }, max = 2 }, (li, "o1,o2"), (wu, "o2"));
        await Do(room.Chair, "close");
        await room.Join("来晚的人");
        await room.Join("换了名的主持人", "chair", room.Chair.Token);
    }

    /// <summary>For those with a code only; closed while a result was not revealed.</summary>
    private async Task Hidden(OpenHouse house)
    {
        var room = await Meeting(house, "hidden", new { title = "座谈会", format = "consultativeSeminar", visibility = "codes" });
        await Do(room.Chair, "open");
        var people = await room.Crowd(2, "member");
        foreach (var person in people)
        {
            await Do(person, "checkIn");
        }

        await Ballot(
            room, "hidden.kept", new { question = "是否同意建议稿？", kind = "approval", results = "onReveal" }, (people[0], "approve"), (people[1], "oppose"));
        await Do(room.Chair, "close");
    }

    /// <summary>In the midst of two ballots, one of them confidential, with hands up and a comment that waits.</summary>
    private async Task Open(OpenHouse house)
    {
        var room = await Meeting(house, "open", new { title = "主席专题协商会", format = "chairsConsultation" });
        await Do(room.Chair, "open");
        var people = await room.Crowd(3, "member");
        foreach (var person in people)
        {
            await Do(person, "checkIn");
        }

        var item = (await room.Snapshot()).List("agenda", "items")[0].Text("id");
        await Do(room.Chair, "startItem", new { item });
        await Do(room.Chair, "giveFloor", new { participant = people[0].Participant, seconds = 300 });
        await Do(people[1], "raiseHand");
        await Do(room.Chair, "setModeration", new { mode = "pre" });
        await Say(await room.Join("钱七"), "等着放行的话");
        Ballots["open.named"] =
            (await room.Chair.Post(Of("openBallot", new { question = "是否同意报送？", kind = "approval", majority = "2/3", @base = "present" }))).ShouldBeDone().Made;
        Ballots["open.confidential"] =
            (await room.Chair.Post(Of("openBallot", new { question = "满意吗？", kind = "approval", secrecy = "confidential" }))).ShouldBeDone().Made;
        (await people[0].Post(Vote(Ballots["open.named"], "approve"))).ShouldBeDone();
        (await people[1].Post(Vote(Ballots["open.confidential"], "approve"))).ShouldBeDone();
        await Do(people[0], "checkOut");
    }

    private async Task Coming(OpenHouse house) =>
        await Meeting(
            house, "scheduled", new { title = "下次再议", format = "livelihoodSeminar", venue = "市政协", startsAt = "2099-01-10T01:00:00Z", expected = 40 });

    /// <summary>
    /// Promised, done, rated well, and reopened by a passer-by; one merged, one hidden, one declined, one promised for a day that is over in a year.
    /// </summary>
    private async Task Rated(OpenHouse house)
    {
        var (rated, merged, hidden) =
            (await Topic.Raise(house, new { title = "路灯不亮", text = "晚上看不见", county = "清江浦区" }), await Topic.Raise(house, "路灯坏了"),
            await Topic.Raise(house, "不该出现的话"));
        (Topics["rated"], Topics["merged"], Topics["hidden"]) = (rated.Id, merged.Id, hidden.Id);
        (await merged.Staff(Of("mergeInto", new { topic = rated.Id }))).ShouldBeDone();
        (await hidden.Staff(Of("decline", new { reason = "含他人隐私", hidden = true }))).ShouldBeDone();
        var comment = (await rated.Do(merged.Raiser, Comment("我们那里也是"))).ShouldBeDone().Made;
        (await rated.Staff(Of("hideComment", new { comment }))).ShouldBeDone();
        (await rated.Staff(Of("restoreComment", new { comment }))).ShouldBeDone();
        (await rated.Do(merged.Raiser, Like(comment))).ShouldBeDone();
        (await rated.Do(merged.Raiser, Of("react", new { kind = "like", on = true }))).ShouldBeDone();
        var commitment = (await rated.Staff(Of("commit", new { department = "市城管局", what = "换灯", due = "2099-01-01" }))).ShouldBeDone().Made;
        (await rated.Staff(Of("progress", new { commitment, note = "已采购" }))).ShouldBeDone();
        (await rated.Staff(Of("complete", new { commitment, note = "已换" }))).ShouldBeDone();
        (await rated.Do(rated.Raiser, Of("rate", new { score = 5, text = "亮了" }))).ShouldBeDone();
        (await rated.Staff(Of("answer", new { text = "谢谢" }))).ShouldBeDone();
        var passer = await rated.Somebody();
        (await rated.Do(passer, Of("follow"))).ShouldBeDone();
        (await rated.Do(passer, Of("rate", new { score = 1, text = "不满意" }))).ShouldBeDone();
        (await rated.Status()).ShouldBe("committed");
        Topics["promised"] = (await Topic.Raise(house, "停车难")).Id;
    }

    private async Task<Room> Meeting(OpenHouse house, string word, object asked)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var scheduled = await OpenHouse.Json(answer);
        var room = new Room(house, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        Meetings[word] = room.Id;
        foreach (var (role, code) in room.Codes)
        {
            Codes[$"{word}.{role}"] = code;
        }

        room.Chair = await room.Join("主持人", "chair");
        return room;
    }

    /// <summary>Opens a ballot, has people vote, each with choices that a comma parts, and closes it.</summary>
    private async Task<string> Ballot(Room room, string word, object asked, params (Person Voter, string Choices)[] votes)
    {
        var ballot = (await room.Chair.Post(Of("openBallot", asked))).ShouldBeDone().Made;
        Ballots[word] = ballot;
        foreach (var (voter, choices) in votes)
        {
            (await voter.Post(Vote(ballot, choices.Split(',')))).ShouldBeDone();
        }

        await Do(room.Chair, "closeBallot", new { ballot });
        return ballot;
    }

    private static async Task<string> Say(Person person, string text) => (await person.Post(Comment(text))).ShouldBeDone().Made;

    /// <returns>What it made, or nothing.</returns>
    private static async Task<string> Do(Person person, string type, object? fields = null) =>
        (await person.Post(Of(type, fields))).ShouldBeDone().Result?.Values.FirstOrDefault() ?? "";
}
