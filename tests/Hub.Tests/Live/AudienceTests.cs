using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>What waits for approval is the chair's, what is hidden nobody reads, and both audiences count the same events.</summary>
public sealed class AudienceTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_comment_that_waits_is_withheld_from_the_room_and_shown_to_the_chair()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        await using var chair = await room.Chair.Connect();
        await using var watcher = await room.Stranger().Connect();
        var author = await room.Join("居民");
        var said = (await author.Post(Comment("先审后发"))).ShouldBeDone();
        (await chair.Next("commented")).Text.ShouldBe("先审后发");
        var withheld = await watcher.Next(e => e.Seq == said.Seq);
        withheld.Type.ShouldBe("withheld");
        (withheld.At, withheld.Actor, withheld.Data).ShouldBe((null, null, null));
        (await room.Snapshot()).ToString().ShouldNotContain("先审后发");
        (await room.Snapshot()).Number("comments", "total").ShouldBe(0);
        (await room.Record()).ShouldAllBe(e => !e.ToString().Contains("先审后发"));
        (await room.Comments()).ShouldBeEmpty();
        (await room.Snapshot(room.Chair)).List("comments", "waiting").ShouldHaveSingleItem().Text("text").ShouldBe("先审后发");

        var approved = (await room.Chair.Post(Of("approveComment", new { comment = said.Made }))).ShouldBeDone();
        (await watcher.Next("commentApproved")).Data!.Value.Text("view", "text").ShouldBe("先审后发");
        await chair.Reach(approved.Seq!.Value);
        (await room.Comments()).ShouldHaveSingleItem().Text("text").ShouldBe("先审后发");
        (chair.Frames[^1].To, chair.Position).ShouldBe((watcher.Frames[^1].To, watcher.Position));
    }

    [Fact]
    public async Task A_comment_refused_while_it_waited_never_reaches_the_room()
    {
        var room = await house.Meeting();
        await room.Chair.Post(Of("setModeration", new { mode = "pre" }));
        await using var watcher = await room.Stranger().Connect();
        var comment = (await (await room.Join("居民")).Post(Comment("不妥的话"))).Made;
        var hidden = await room.Chair.Post(Of("hideComment", new { comment }));
        await watcher.Reach(hidden.ShouldBeDone().Seq!.Value);
        watcher.Events.ShouldAllBe(e => e.Type == "withheld");
        (await room.Record()).ShouldAllBe(e => !e.ToString().Contains("不妥的话"));
    }

    [Fact]
    public async Task A_hidden_text_is_blank_on_every_later_read()
    {
        var room = await house.Meeting();
        string position;
        await using (var line = await room.Stranger().Connect())
        {
            position = line.Position;
        }

        var comment = (await (await room.Join("居民")).Post(Comment("要隐去的话"))).Made;
        await room.Chair.Post(Of("pinComment", new { comment }));
        await using var watcher = await room.Stranger().Connect();
        (await room.Chair.Post(Of("hideComment", new { comment, reason = "隐私" }))).ShouldBeDone();
        (await watcher.Next("commentHidden")).Data!.Value.Text("comment").ShouldBe(comment);

        await using var back = await room.Stranger().Connect(position);
        await using var chairBack = await room.Chair.Connect(position);
        back.Answer.Missed.ShouldNotBeNull();
        back.Events.Concat(chairBack.Events).ShouldAllBe(e => !e.Data.ToString()!.Contains("要隐去的话"));
        foreach (var reader in new[] { null, room.Chair })
        {
            (await room.Snapshot(reader)).ToString().ShouldNotContain("要隐去的话");
            (await room.Record(reader)).ShouldAllBe(e => !e.ToString().Contains("要隐去的话"));
        }

        var page = (await room.Comments()).ShouldHaveSingleItem();
        (page.Text("text"), page.Text("status")).ShouldBe(("", "hidden"));

        (await room.Chair.Post(Of("restoreComment", new { comment }))).ShouldBeDone();
        (await watcher.Next("commentRestored")).Data!.Value.Text("view", "text").ShouldBe("要隐去的话");
    }

    /// <summary>Guards R9, the chair's undo under pre-moderation: what nobody had approved was published by it, to the room, its pages and its lists.</summary>
    [Fact]
    public async Task A_waiting_comment_that_is_hidden_and_restored_waits_again_for_the_chair_and_the_room_hears_nothing()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var comment = (await (await room.Join("居民")).Post(Comment("还没有人看过的话"))).ShouldBeDone().Made;
        await using var watcher = await room.Stranger().Connect();
        await using var chair = await room.Chair.Connect();
        (await room.Chair.Post(Of("hideComment", new { comment }))).ShouldBeDone();
        (await room.Snapshot(room.Chair)).At("comments").List("waiting").ShouldBeEmpty();
        var restored = (await room.Chair.Post(Of("restoreComment", new { comment }))).ShouldBeDone();

        (await room.Comments()).Select(c => c.Text("text")).ShouldBeEmpty();
        (await watcher.Next(e => e.Seq == restored.Seq)).Type.ShouldBe("withheld");
        var told = (await chair.Next("commentRestored")).Data!.Value;
        (told.Text("view", "text"), told.Text("view", "status")).ShouldBe(("还没有人看过的话", "waiting"));
        told.At("waiting").GetBoolean().ShouldBeTrue();
        (await room.Snapshot(room.Chair)).At("comments").List("waiting").ShouldHaveSingleItem().Text("id").ShouldBe(comment);
        (await room.Snapshot()).ToString().ShouldNotContain("还没有人看过的话");
        (await room.Record()).ShouldAllBe(e => !e.ToString().Contains("还没有人看过的话"));

        (await room.Chair.Post(Of("approveComment", new { comment }))).ShouldBeDone();
        (await watcher.Next("commentApproved")).Data!.Value.Text("view", "text").ShouldBe("还没有人看过的话");
        (await room.Comments()).ShouldHaveSingleItem().Text("id").ShouldBe(comment);
    }

    [Fact]
    public async Task A_hidden_text_stays_blank_in_a_house_that_was_restarted()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var comment = (await (await room.Join("居民")).Post(Comment("要隐去的话"))).Made;
            await room.Chair.Post(Of("hideComment", new { comment }));
            await own.Restart();
            (await room.Record(room.Chair)).ShouldAllBe(e => !e.ToString().Contains("要隐去的话"));
            (await room.Snapshot(room.Chair)).ToString().ShouldNotContain("要隐去的话");
        }
    }

    [Fact]
    public async Task What_the_author_takes_back_is_blank_too()
    {
        var room = await house.Meeting();
        var author = await room.Join("居民");
        var comment = (await author.Post(Comment("收回的话"))).Made;
        (await author.Post(Of("withdrawComment", new { comment }))).ShouldBeDone();
        (await room.Record()).ShouldAllBe(e => !e.ToString().Contains("收回的话"));
        (await room.Chair.Post(Of("restoreComment", new { comment }))).ShouldBeRefused("commentWithdrawn");
    }

    /// <summary>Guards a closed meeting whose record kept for ever what should never have been said: nothing could be hidden or taken back any more.</summary>
    [Theory]
    [InlineData("hideComment", "hidden")]
    [InlineData("withdrawComment", "withdrawn")]
    public async Task After_the_close_a_text_can_still_be_made_blank(string type, string status)
    {
        var room = await house.Meeting();
        var author = await room.Join("居民");
        var comment = (await author.Post(Comment("不该留下的话"))).Made;
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await using var watcher = await room.Stranger().Connect();
        var done = (await (type == "hideComment" ? room.Chair : author).Post(Of(type, new { comment }))).ShouldBeDone();
        (await watcher.Next(e => e.Seq == done.Seq)).Data!.Value.Text("comment").ShouldBe(comment);
        foreach (var reader in new[] { null, room.Chair })
        {
            (await room.Snapshot(reader)).ToString().ShouldNotContain("不该留下的话");
            (await room.Record(reader)).ShouldAllBe(e => !e.ToString().Contains("不该留下的话"));
        }

        var page = (await room.Comments()).ShouldHaveSingleItem();
        (page.Text("text"), page.Text("status")).ShouldBe(("", status));
        (await room.Chair.Post(Of("restoreComment", new { comment }))).ShouldBeRefused("meetingClosed");
    }

    [Fact]
    public async Task Who_checked_in_is_told_to_the_chair_and_counted_for_the_room()
    {
        var room = await house.Meeting("standingCommittee");
        await using var chair = await room.Chair.Connect();
        await using var watcher = await room.Stranger().Connect();
        var member = await room.Join("委员", "member");
        var seq = (await member.Post(Of("checkIn"))).ShouldBeDone().Seq!.Value;
        (await chair.Next("checkedIn")).Actor!.Value.Text("name").ShouldBe("委员");
        (await watcher.Next(e => e.Seq == seq)).Type.ShouldBe("withheld");
        (await room.Snapshot()).Number("present", "checkedIn").ShouldBe(1);
        (await room.Snapshot()).Number("present", "entitled").ShouldBe(1);
    }

    [Theory]
    [InlineData("afterClose")]
    [InlineData("onReveal")]
    public async Task Counts_that_are_not_shown_yet_reach_nobody_in_the_room(string results)
    {
        var room = await house.Meeting();
        var members = await room.Crowd(3, "member");
        await using var watcher = await room.Stranger().Connect();
        var ballot = (await room.Chair.Post(Approval(results: results))).ShouldBeDone().Made;
        await Task.WhenAll(members.Select(m => m.Post(Vote(ballot, "approve"))));
        (await watcher.NextTally(t => t.Tallies.Any(i => i.Id == ballot && i.Cast == 3))).Tallies.Single(i => i.Id == ballot).Counts.ShouldBeNull();
        (await room.Snapshot()).List("ballots")[0].Find("tally", "counts").ShouldBeNull();
        watcher.Tallies.SelectMany(t => t.Tallies).Where(t => t.Id == ballot).ShouldAllBe(t => t.Counts == null);

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var closed = (await watcher.Next("ballotClosed")).Data!.Value;
        (closed.Find("tally", "counts") is not null).ShouldBe(results == "afterClose");
        (closed.Find("outcome") is not null).ShouldBe(results == "afterClose");
        if (results == "onReveal")
        {
            (await room.Record()).Last().Find("data", "tally", "counts").ShouldBeNull();
            (await room.Snapshot()).List("ballots")[0].Find("outcome").ShouldBeNull();
            (await room.Chair.Post(Of("revealBallot", new { ballot }))).ShouldBeDone();
            (await watcher.Next("ballotRevealed")).Data!.Value.Number("tally", "counts", "approve").ShouldBe(3);
        }

        (await room.Snapshot()).List("ballots")[0].Number("tally", "counts", "approve").ShouldBe(3);
    }

    /// <summary>Guards a wall that was opened in the chair's own browser: it was told what only the chair may know, and only a script kept it off.</summary>
    [Fact]
    public async Task A_wall_in_the_chairs_own_browser_is_told_what_the_room_is_told()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var member = await room.Join("委员", "member");
        await using var chair = await room.Chair.Connect();
        await using var wall = await room.Chair.Connect(asRoom: true);
        await using var watcher = await room.Stranger().Connect();
        (await member.Post(Comment("先审后发"))).ShouldBeDone();
        var hidden = (await (await room.Join("居民")).Post(Comment("要隐去的话"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("hideComment", new { comment = hidden }))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Approval(results: "onReveal"))).ShouldBeDone().Made;
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
        var last = (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone().Seq!.Value;
        await Task.WhenAll(chair.Reach(last), wall.Reach(last), watcher.Reach(last));
        await Task.WhenAll(chair.Next("ballotClosed"), wall.Next("ballotClosed"), watcher.Next("ballotClosed"));

        wall.Events.Select(e => e.ToString()).ShouldBe(watcher.Events.Select(e => e.ToString()));
        wall.Events.Where(e => e.Seq <= last).ShouldAllBe(e => !e.ToString().Contains("先审后发") && !e.ToString().Contains("要隐去的话"));
        chair.Events.ShouldContain(e => e.ToString().Contains("先审后发"), "else this test could not fail");
        (await chair.Next("ballotClosed")).Data!.Value.Find("tally", "counts").ShouldNotBeNull("else this test could not fail");
        (await wall.Next("ballotClosed")).Data!.Value.Find("tally", "counts").ShouldBeNull();
        wall.Tallies.SelectMany(t => t.Tallies).Where(t => t.Id == ballot).ShouldAllBe(t => t.Counts == null);
        wall.Answer.Me.ShouldBeNull();

        // Read anew, missed, and read over HTTP.
        await using var again = await room.Chair.Connect(asRoom: true);
        await using var back = await room.Chair.Connect(wall.Answer.Position, asRoom: true);
        back.Events.Select(e => e.ToString()).ShouldBe(watcher.Events.Select(e => e.ToString()));
        var asRoom = (await house.Get($"{room.Path}?as=room", room.Chair.Token)).At("snapshot");
        foreach (var snapshot in new[] { again.Answer.Snapshot!.Value, asRoom })
        {
            (snapshot.At("comments").Find("waiting"), snapshot.List("ballots")[0].Find("tally", "counts"), snapshot.List("ballots")[0].Find("outcome"))
                .ShouldBe((null, null, null));
        }

        (await house.Get($"{room.Path}/events?as=room", room.Chair.Token)).List("events").Select(e => e.ToString())
            .ShouldBe((await room.Record()).Select(e => e.ToString()));
    }

    /// <summary>Guards paper that is handed round: what staff and chair alone read of the minutes is not on it.</summary>
    [Fact]
    public async Task Minutes_that_are_asked_for_as_the_room_reads_them_are_the_same_for_everybody()
    {
        var room = await house.Meeting();
        await room.Join("居民");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var seen = (await house.Get($"{room.Path}/minutes")).ToString();

        foreach (var token in new[] { room.Chair.Token, house.OperatorToken })
        {
            (await house.Get($"{room.Path}/minutes", token)).ToString().ShouldNotBe(seen, "else this test could not fail");
            (await house.Get($"{room.Path}/minutes?as=room", token)).ToString().ShouldBe(seen);
        }
    }

    [Theory]
    [InlineData("as=chair")]
    [InlineData("as=room")]
    public async Task Nobody_is_told_more_by_asking_to_read_as_somebody_else(string query)
    {
        var room = await house.Meeting(visibility: "codes");
        using var refused = await house.Send(HttpMethod.Get, $"{room.Path}?{query}");
        refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);

        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var author = await room.Join("居民");
        (await author.Post(Comment("先审后发"))).ShouldBeDone();
        (await house.Get($"{room.Path}?{query}", author.Token)).At("snapshot").ToString().ShouldNotContain("先审后发");
    }
}
