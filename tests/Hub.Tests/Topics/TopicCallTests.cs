using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>A topic over HTTP, from the scanned code to the rated outcome.</summary>
public sealed class TopicCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_topic_is_raised_without_an_account_and_its_raiser_comes_back_with_a_key()
    {
        var topic = await Topic.Raise(house);

        var shown = await topic.Snapshot();
        shown.Text("status").ShouldBe("raised");
        shown.Text("county").ShouldBe("清江浦区");
        (await topic.Me(topic.Raiser)).At("topic")
            .ShouldSatisfyAllConditions(me => me.At("raised").GetBoolean().ShouldBeTrue(), me => me.At("staff").GetBoolean().ShouldBeFalse());
        (await topic.Me(await topic.Somebody())).At("topic", "raised").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_topic_raised_twice_with_one_op_is_one_topic()
    {
        var body = new { title = "路灯不亮", text = "东大街路灯坏了一周", op = Commands.NewOp() };

        var (first, second) = (await Topic.Raise(house, body), await Topic.Raise(house, body));

        second.Id.ShouldBe(first.Id);
        (await second.Me(second.Raiser)).At("topic", "raised").GetBoolean().ShouldBeTrue();
        (await house.Get($"{first.Path}/events")).List("events").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_topic_goes_from_raised_to_rated()
    {
        var topic = await Topic.Raise(house);
        var follower = await topic.Known();
        (await topic.Do(follower, Commands.Of("follow"))).ShouldBeDone();
        (await topic.Staff(Commands.Of("accept"))).ShouldBeDone();
        (await topic.Status()).ShouldBe("accepted");

        var meeting = await house.Meeting(open: false);
        var item = (await topic.Staff(Commands.Of("schedule", new { meeting = meeting.Id }))).ShouldBeDone().Made;
        (await topic.Status()).ShouldBe("scheduled");
        (await meeting.Snapshot()).List("agenda", "items").Single(i => i.Text("id") == item).Text("topic").ShouldBe(topic.Id);

        (await meeting.Chair.Post(Commands.Of("open"))).ShouldBeDone();
        (await meeting.Chair.Post(Commands.Of("startItem", new { item }))).ShouldBeDone();
        var comment = (await (await meeting.Join("赵")).Post(Commands.Of("comment", new { text = "建议先加开晚班", item }))).ShouldBeDone().Made;
        (await meeting.Chair.Post(Commands.Of("finishItem", new { item }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("discussed");
        (await topic.Snapshot()).List("meetings").ShouldHaveSingleItem().Number("comments").ShouldBe(1);

        var commitment =
            (await meeting.Chair.Post(Commands.Of("commit", new { department = "市交通运输局", what = "加开晚班车", due = "2099-06-30", comment }))).ShouldBeDone().Made;
        (await topic.Status()).ShouldBe("committed");
        var made = (await topic.Snapshot()).List("commitments").ShouldHaveSingleItem();
        made.Text("id").ShouldBe(commitment);
        made.Text("source", "quote").ShouldBe("建议先加开晚班");
        made.Text("source", "comment").ShouldBe(comment);
        (await meeting.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("commitment").ShouldBe(commitment);

        (await topic.Do(follower, Commands.Of("rate", new { score = 5 }))).ShouldBeRefused("notResolved");
        (await topic.Staff(Commands.Of("progress", new { commitment, note = "已招标" }))).ShouldBeDone();
        (await topic.Staff(Commands.Of("complete", new { commitment, note = "7月1日起开行" }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("resolved");

        (await topic.Do(follower, Commands.Of("rate", new { score = 5, text = "方便多了" }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Commands.Of("rate", new { score = 3 }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Commands.Of("rate", new { score = 4 }))).ShouldBeDone();
        var end = await topic.Snapshot();
        end.Text("status").ShouldBe("rated");
        end.Number("satisfaction", "n").ShouldBe(2);
        end.At("satisfaction", "rate").GetDouble().ShouldBe(1.0);
        end.List("words").ShouldHaveSingleItem().Text("text").ShouldBe("方便多了");
        end.List("chain").Select(s => s.Text("status")).ShouldBe(["raised", "accepted", "scheduled", "discussed", "committed", "resolved", "rated"]);
        (await topic.Me(topic.Raiser)).Number("topic", "score").ShouldBe(4);
    }

    /// <summary>Guards S5: what was given by a slip of the finger stood for good, in the meeting, in its topic and in the list of its department.</summary>
    [Fact]
    public async Task What_a_meeting_gives_it_takes_back_until_its_department_has_answered()
    {
        var department = $"市水务局{Guid.NewGuid():n}";
        var meeting = await house.Meeting();
        var comment = (await (await meeting.Join("钱")).Post(Commands.Of("comment", new { text = "后巷积水没过脚踝" }))).ShouldBeDone().Made;
        var gives = Commands.Of("commit", new { department, what = "清淤", due = "2099-06-30", comment });
        var first = (await meeting.Chair.Post(gives)).ShouldBeDone().Made;
        var topic = (await meeting.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("topic");
        (await house.Get($"/api/commitments?department={department}")).List("items").Count.ShouldBe(1);

        (await (await meeting.Join("孙")).Post(Commands.Of("takeBackCommitment", new { commitment = first }))).ShouldBeRefused("forbidden");
        (await meeting.Chair.Post(Commands.Of("takeBackCommitment", new { commitment = first }))).ShouldBeDone();
        (await meeting.Chair.Post(Commands.Of("takeBackCommitment", new { commitment = first }))).Outcome.ShouldBe("already");

        (await meeting.Snapshot()).Find("commitments").ShouldBeNull();
        (await house.Get($"/api/commitments?department={department}")).List("items").ShouldBeEmpty();
        var gone = (await house.Get($"/api/topics/{topic}")).At("snapshot");
        (gone.Text("status"), gone.List("commitments").Count, gone.Text("title")).ShouldBe(("declined", 0, ""));
        (await meeting.Record(meeting.Chair)).Select(e => e.Text("type")).Where(t => t.StartsWith("commitment", StringComparison.Ordinal))
            .ShouldBe(["commitmentMade", "commitmentTakenBack"]);

        var second = (await meeting.Chair.Post(Commands.Of("commit", new { department, what = "清淤", due = "2099-06-30", comment }))).ShouldBeDone().Made;
        var again = (await meeting.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("topic");
        again.ShouldNotBe(topic);
        using var noted = await house.Send(
            HttpMethod.Post, $"/api/topics/{again}/commands", house.OperatorToken,
            new { op = Commands.NewOp(), command = Commands.Of("progress", new { commitment = second, note = "已进场" }) });
        noted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await meeting.Chair.Post(Commands.Of("takeBackCommitment", new { commitment = second }))).ShouldBeRefused("commitmentAnswered");
        (await meeting.Chair.Post(Commands.Of("takeBackCommitment", new { commitment = "none" }))).ShouldBeRefused("unknownCommitment");
        (await meeting.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        (await meeting.Chair.Post(Commands.Of("takeBackCommitment", new { commitment = second }))).ShouldBeRefused("meetingClosed");
        (await meeting.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("commitment").ShouldBe(second);
    }

    /// <summary>Guards a crash between the topic, which has given a commitment up, and the meeting, whose record was finished with it.</summary>
    [Fact]
    public async Task What_only_the_topic_has_given_up_when_the_meeting_closes_its_record_takes_back_too()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var meeting = await own.Meeting();
            var (gone, stays) = (await Given("清淤"), await Given("补种"));
            var topic = (await meeting.Snapshot()).List("commitments").Single(c => c.Text("commitment") == gone).Text("topic");

            await own.Restart(() => Records.Write(
                own.File, $"topics/{topic}", Records.Event($$"""{"$type":"commitmentTakenBack","commitment":"{{gone}}"}""")));
            (await meeting.Chair.Post(Commands.Of("close"))).ShouldBeDone();

            (await meeting.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("commitment").ShouldBe(stays);
            (await meeting.Record(meeting.Chair)).Select(e => e.Text("type")).Where(t => t is "commitmentMade" or "commitmentTakenBack" or "meetingClosed")
                .ShouldBe(["commitmentMade", "commitmentMade", "commitmentTakenBack", "meetingClosed"]);

            async Task<string> Given(string what) =>
                (await meeting.Chair.Post(Commands.Of("commit", new { department = "市水务局", what, due = "2099-06-30", item = "i1" }))).ShouldBeDone().Made;
        }
    }

    [Fact]
    public async Task A_low_rating_reopens_what_was_promised_and_the_department_can_answer()
    {
        var topic = await Topic.Raise(house);
        var commitment = await topic.Resolve();

        (await topic.Do(topic.Raiser, Commands.Of("rate", new { score = 2, text = "只开了三天" }))).ShouldBeDone();

        var shown = await topic.Snapshot();
        shown.Text("status").ShouldBe("committed");
        shown.List("commitments").ShouldHaveSingleItem().Text("status").ShouldBe("reopened");
        (await topic.Do(topic.Raiser, Commands.Of("rate", new { score = 5 }))).ShouldBeRefused("notResolved");
        (await topic.Staff(Commands.Of("answer", new { text = "车辆检修,下周一恢复" }))).ShouldBeDone();
        (await topic.Staff(Commands.Of("complete", new { commitment, note = "已恢复" }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("resolved");
        (await topic.Do(topic.Raiser, Commands.Of("rate", new { score = 5 }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("rated");
        (await topic.Snapshot()).Number("satisfaction", "n").ShouldBe(1);
    }

    [Fact]
    public async Task Likes_count_each_person_once_and_only_the_first_time_as_an_interaction()
    {
        var topic = await Topic.Raise(house);
        var comment = (await topic.Do(await topic.Somebody(), Commands.Comment("我们那里也是"))).ShouldBeDone().Made;
        var (one, two) = (await topic.Somebody(), await topic.Somebody());

        (await topic.Do(one, Commands.Of("react", new { kind = "like", on = true }))).ShouldBeDone();
        (await topic.Do(one, Commands.Of("react", new { kind = "like", on = true }))).Outcome.ShouldBe("already");
        (await topic.Do(two, Commands.Of("react", new { kind = "like", on = true }))).ShouldBeDone();
        (await topic.Do(two, Commands.Of("react", new { kind = "like", on = false }))).ShouldBeDone();
        (await topic.Do(two, Commands.Of("react", new { kind = "like", on = true }))).ShouldBeDone();
        (await topic.Do(one, Commands.Like(comment))).ShouldBeDone();

        var shown = await topic.Snapshot();
        shown.Number("likes").ShouldBe(2);
        shown.List("comments", "items").ShouldHaveSingleItem().Number("likes").ShouldBe(1);
        (await topic.Me(one)).List("likes").Select(l => l.GetString()).ShouldBe([comment, "topic"], ignoreOrder: true);
        (await topic.Do(one, Commands.Like("nothing"))).ShouldBeRefused("unknownComment");
    }

    [Fact]
    public async Task Who_comes_without_a_session_is_the_same_person_when_the_answer_was_lost()
    {
        var topic = await Topic.Raise(house);
        var op = Commands.NewOp();

        var first = (await topic.Do(null, Commands.Comment("没有账号也能说"), op)).ShouldBeDone();
        (await topic.Do(null, Commands.Comment("没有账号也能说"), op)).ShouldBeSame(first);

        (await topic.Snapshot()).Number("comments", "total").ShouldBe(1);
    }

    [Fact]
    public async Task Merging_brings_the_followers_along_and_never_goes_in_a_circle()
    {
        var (one, two, three) = (await Topic.Raise(house), await Topic.Raise(house), await Topic.Raise(house));
        (await one.Staff(Commands.Of("mergeInto", new { topic = one.Id }))).ShouldBeRefused("badMerge");
        (await one.Staff(Commands.Of("mergeInto", new { topic = "nothing" }))).ShouldBeRefused("badMerge");
        (await one.Status()).ShouldBe("raised");

        var op = Commands.NewOp();
        var merged = (await one.Staff(Commands.Of("mergeInto", new { topic = two.Id }), op)).ShouldBeDone();
        (await one.Staff(Commands.Of("mergeInto", new { topic = two.Id }), op)).ShouldBeSame(merged);
        (await one.Status()).ShouldBe("merged");
        (await one.Snapshot()).Text("mergedInto").ShouldBe(two.Id);
        (await two.Snapshot()).List("absorbed").ShouldHaveSingleItem().Text("topic").ShouldBe(one.Id);
        (await two.Me(one.Raiser)).At("topic", "follows").GetBoolean().ShouldBeTrue();

        (await two.Staff(Commands.Of("mergeInto", new { topic = one.Id }))).ShouldBeRefused("badMerge");
        (await two.Staff(Commands.Of("mergeInto", new { topic = three.Id }))).ShouldBeDone();
        (await three.Staff(Commands.Of("mergeInto", new { topic = one.Id }))).ShouldBeRefused("badMerge");
        (await three.Status()).ShouldBe("raised");
        (await one.Do(one.Raiser, Commands.Comment("还在吗"))).ShouldBeRefused("topicMerged");
    }

    [Fact]
    public async Task Topics_merged_into_each_other_at_once_never_end_in_a_circle()
    {
        for (var round = 0; round < 20; round++)
        {
            var topics = new[] { await Topic.Raise(house), await Topic.Raise(house), await Topic.Raise(house) };

            await Task.WhenAll(topics.Select((t, i) => t.Staff(Commands.Of("mergeInto", new { topic = topics[(i + 1) % 3].Id }))));

            (await Task.WhenAll(topics.Select(t => t.Status()))).ShouldContain("raised", customMessage: "one of them lives on");
        }
    }

    [Theory]
    [InlineData("commit", """{"department":"市交通运输局","what":"加开","due":"2020-01-01"}""", "dueInThePast")]
    [InlineData("commit", """{"department":" ","what":"加开","due":"2099-01-01"}""", "empty")]
    [InlineData("commit", """{"department":"局","what":"加开","due":"2199-01-01"}""", "outOfRange")]
    [InlineData("commit", """{"department":"局","what":"加开","due":"明天"}""", "unreadable")]
    [InlineData("schedule", """{"meeting":"nothing"}""", "unknownMeeting")]
    [InlineData("schedule", """{"meeting":"../x"}""", "unknownMeeting")]
    [InlineData("complete", """{"commitment":"nothing","note":"好"}""", "unknownCommitment")]
    [InlineData("decline", """{"reason":""}""", "empty")]
    [InlineData("rate", """{"score":9}""", "outOfRange")]
    [InlineData("rate", """{"score":5}""", "notFollowing")]
    [InlineData("raise", """{"title":"x","text":"y"}""", "unknownCommand")]
    public async Task Bad_input_is_refused_in_words_and_nothing_is_half_done(string type, string fields, string code)
    {
        var topic = await Topic.Raise(house);

        (await topic.Staff(Commands.Of(type, JsonSerializer.Deserialize<JsonElement>(fields)))).ShouldBeRefused(code);

        (await house.Get($"{topic.Path}/events")).List("events").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("accept", "{}")]
    [InlineData("decline", """{"reason":"不属本市"}""")]
    [InlineData("commit", """{"department":"局","what":"办","due":"2099-01-01"}""")]
    [InlineData("hideComment", """{"comment":"c1"}""")]
    [InlineData("mergeInto", """{"topic":"other"}""")]
    [InlineData("schedule", """{"meeting":"other"}""")]
    [InlineData("answer", """{"text":"好"}""")]
    public async Task What_is_staffs_nobody_else_does(string type, string fields)
    {
        var topic = await Topic.Raise(house);

        foreach (var token in new[] { topic.Raiser, await topic.Somebody(), null })
        {
            (await topic.Do(token, Commands.Of(type, JsonSerializer.Deserialize<JsonElement>(fields)))).ShouldBeRefused("forbidden");
        }
    }

    [Theory]
    [InlineData("""{"title":"","text":"x"}""", HttpStatusCode.Conflict, "empty")]
    [InlineData("""{"title":"x"}""", HttpStatusCode.BadRequest, "unreadable")]
    [InlineData("""{"title":"x","text":"y","op":"1"}""", HttpStatusCode.BadRequest, "badOperation")]
    [InlineData("""{"title":"x","text":"y","files":["nothing"]}""", HttpStatusCode.Conflict, "unknownFile")]
    public async Task What_is_no_topic_is_refused(string body, HttpStatusCode status, string code)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/topics", null, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(status);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe(code);
    }

    [Fact]
    public async Task A_topic_of_a_megabyte_is_too_large_and_one_of_ten_thousand_letters_too_long()
    {
        // Whoever asks first is answered before the body: one that is on its way already may meet a closed connection instead of the answer.
        using var asking = new HttpRequestMessage(HttpMethod.Post, "/api/topics")
        {
            Content = JsonContent.Create(new { title = "x", text = new string('长', 400_000) }),
            Headers = { ExpectContinue = true },
        };
        using var large = await house.Http.SendAsync(asking, TestContext.Current.CancellationToken);
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        using var lengthy = await house.Send(HttpMethod.Post, "/api/topics", null, new { title = "x", text = new string('长', 10_000) });
        lengthy.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await OpenHouse.Json(lengthy)).Text("code").ShouldBe("tooLong");
    }

    [Fact]
    public async Task A_topic_declined_as_hidden_is_read_by_staff_only()
    {
        var topic = await Topic.Raise(house, new { title = "不该出现的话", text = "不该出现的话" });
        (await topic.Staff(Commands.Of("decline", new { reason = "含他人隐私", hidden = true }))).ShouldBeDone();

        (await topic.Snapshot()).GetRawText().ShouldNotContain("不该出现");
        (await house.Get($"{topic.Path}/events")).GetRawText().ShouldNotContain("不该出现");
        (await topic.Snapshot(house.OperatorToken)).Text("title").ShouldBe("不该出现的话");
    }

    [Fact]
    public async Task A_commitment_in_a_meeting_without_a_topic_makes_one_of_what_was_said()
    {
        var meeting = await house.Meeting();
        var author = await meeting.Join("孙");
        var comment = (await author.Post(Commands.Comment("河边护栏断了"))).ShouldBeDone().Made;
        var op = Commands.NewOp();
        var command = Commands.Of("commit", new { department = "市水利局", what = "修护栏", due = "2099-01-01", comment });

        (await author.Post(command)).ShouldBeRefused("forbidden");
        var made = (await meeting.Chair.Post(command, op)).ShouldBeDone();
        (await meeting.Chair.Post(command, op)).ShouldBeSame(made);

        var topic = (await meeting.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("topic");
        var shown = (await house.Get($"/api/topics/{topic}")).At("snapshot");
        shown.Text("title").ShouldBe("河边护栏断了");
        shown.Text("status").ShouldBe("committed");
        shown.Text("source", "meeting").ShouldBe(meeting.Id);
        (await meeting.Chair.Post(Commands.Of("commit", new { department = "局", what = "办", due = "2001-01-01", comment }))).ShouldBeRefused("dueInThePast");
    }

    [Fact]
    public async Task A_topic_that_a_meeting_did_not_come_to_is_accepted_again()
    {
        var (topic, meeting) = (await Topic.Raise(house), await house.Meeting());
        (await topic.Staff(Commands.Of("schedule", new { meeting = meeting.Id }))).ShouldBeDone();
        (await topic.Staff(Commands.Of("schedule", new { meeting = meeting.Id }))).Outcome.ShouldBe("already");

        (await meeting.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        (await topic.Status()).ShouldBe("accepted");
        (await topic.Staff(Commands.Of("schedule", new { meeting = meeting.Id }))).ShouldBeRefused("meetingClosed");
    }
}
