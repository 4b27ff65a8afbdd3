using System.Diagnostics;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Rooms;
using Hub.Server.Telemetry;
using Hub.Tests.Grains;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Telemetry;

/// <summary>A trace follows one command from the call to the frame that left.</summary>
public sealed class TraceTests
{
    private const string AtTheSeat = "IParticipantGrain/Do > IParticipantGrain/Do > IMeetingGrain/Do > IMeetingGrain/Do > Do comment";

    [Fact]
    public async Task A_quiet_rooms_comment_is_one_trace_from_the_call_to_the_frame()
    {
        await using var receiver = await OtlpReceiver.Open();
        await using var house = new ToldHouse(receiver);
        await house.Open();
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();

        using (var http = new Spans())
        {
            (await room.Chair.Post(Comment("一句话"))).ShouldBeDone();
            (await http.WayTo("Tell frame")).ShouldEndWith($"POST /api/meetings/{{id}}/commands > {AtTheSeat} > Commit > Send frame > Tell frame");
            var commit = await http.Ended(a => a.TraceId == http.Asked.TraceId && a.DisplayName == "Commit", "Commit");
            (commit.GetTagItem("hub.outcome"), commit.GetTagItem("hub.commands"), commit.GetTagItem("hub.events")).ShouldBe(("stored", 1, 1));
            var done = await http.Ended(a => a.TraceId == http.Asked.TraceId && a.DisplayName == "Do comment", "Do comment");
            (done.GetTagItem("hub.command"), done.GetTagItem("hub.outcome")).ShouldBe(("comment", "done"));
        }

        await using var chair = await Line.Open(room.Chair);
        using var hub = new Spans();
        (await chair.Do(Comment("又一句"))).ShouldBeDone();
        (await hub.WayTo("Tell frame")).ShouldEndWith($"Hub.Server.Live.LiveHub/Do > {AtTheSeat} > Commit > Send frame > Tell frame");
    }

    [Fact]
    public async Task A_refusal_is_told_by_its_span_and_leads_to_no_commit()
    {
        await using var receiver = await OtlpReceiver.Open();
        await using var house = new ToldHouse(receiver);
        await house.Open();
        var room = await house.Meeting();
        using var spans = new Spans();
        (await room.Chair.Post(Comment(" "))).ShouldBeRefused("empty");
        var refused = await spans.Ended(a => a.TraceId == spans.Asked.TraceId && a.DisplayName == "Do comment", "Do comment");
        (refused.GetTagItem("hub.outcome"), refused.GetTagItem("hub.refusal")).ShouldBe(("refused", "empty"));
    }

    /// <summary>Guards the one way of votes: with tracing on they went past the calls that carry many, so that what was measured was not what runs.</summary>
    [Fact]
    public async Task A_vote_that_is_carried_with_others_is_in_the_trace_of_who_sent_it()
    {
        await using var receiver = await OtlpReceiver.Open();
        await using var house = new ToldHouse(receiver);
        await house.Open();
        var room = await house.Meeting();
        var member = await room.Join("委员", "member");
        var ballot = (await room.Chair.Post(Approval(closesIn: 600))).ShouldBeDone().Made;
        using var spans = new Spans();
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await spans.WayTo("Do vote")).ShouldEndWith("POST /api/meetings/{id}/commands > IParticipantGrain/Do > IParticipantGrain/Do > Do vote");
        var done = await spans.Ended(a => a.TraceId == spans.Asked.TraceId && a.DisplayName == "Do vote", "Do vote");
        (done.GetTagItem("hub.command"), done.GetTagItem("hub.outcome")).ShouldBe(("vote", "done"));
        var commit = await spans.Ended(a => a.TraceId == spans.Asked.TraceId && a.DisplayName == "Commit", "Commit");
        (commit.ParentSpanId, commit.GetTagItem("hub.commands")).ShouldBe((done.SpanId, 1));
    }

    [Fact]
    public async Task Commands_that_share_a_commit_are_all_linked_to_it()
    {
        var (journal, commits) = (new GatedJournal(), new List<Batch<Box, BoxEvent>>());
        var loop = new EventLoop<Box, BoxEvent>("boxes/m1", Box.Empty, BoxEvolution.Evolve, journal, TimeProvider.System, commits.Add, () =>
            { }, NullLogger.Instance);
        await loop.Load(TestContext.Current.CancellationToken);
        using var spans = new Spans();
        journal.IsOpen = false;
        var asked = Enumerable.Range(1, 4).Select(i => Like(loop, i)).ToList();
        journal.Let(AppendOutcome.Stored, stored: true);
        journal.Let(AppendOutcome.Stored, stored: true);
        foreach (var (_, answer) in asked)
        {
            (await answer).IsDone.ShouldBeTrue();
        }

        commits.Count.ShouldBe(2);
        var (lonely, shared) = (commits[0].Span.ShouldNotBeNull(), commits[1].Span.ShouldNotBeNull());
        (lonely.ParentSpanId, lonely.Links.Count()).ShouldBe((asked[0].Span.SpanId, 0));
        shared.ParentSpanId.ShouldBe(asked[1].Span.SpanId);
        shared.Links.Select(l => l.Context).ShouldBe([asked[2].Span.Context, asked[3].Span.Context]);
        shared.GetTagItem("hub.commands").ShouldBe(3);
        Activity.Current.ShouldBe(spans.Asked, "who asks goes on in a span of their own");

        var trail = new FrameTrail();
        commits.ForEach(c => trail.Add(c.Head.Seq, DateTimeOffset.UnixEpoch.AddSeconds(c.Head.Seq), c.Span!.Context));
        using var frame = HubTrace.Send(trail.SpansBehind(0)).ShouldNotBeNull();
        (frame.ParentSpanId, frame.Links.Single().Context).ShouldBe((lonely.SpanId, shared.Context));
        trail.Behind(0, frame).ShouldBe(new FrameOrigin(DateTimeOffset.UnixEpoch.AddSeconds(1), frame.Id));
        trail.Behind(1, null).ShouldBe(new FrameOrigin(DateTimeOffset.UnixEpoch.AddSeconds(4), null));
        trail.Behind(4, frame).ShouldBeNull();
    }

    private static (Activity Span, Task<Answer> Answer) Like(EventLoop<Box, BoxEvent> loop, int op)
    {
        var command = new BoxCommand.React($"c{op}", true);
        var span = HubTrace.Do(command).ShouldNotBeNull();
        return (span, span.Until(loop.Do(new Operation((UInt128)op), new Actor("li", Role.Attendee), (box, given) => BoxDecider.Decide(box, command, given))));
    }
}
