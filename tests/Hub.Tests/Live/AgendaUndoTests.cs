using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>An agenda item that was taken off by mistake comes back whole, and its topic follows.</summary>
public sealed class AgendaUndoTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>Guards the chair's undo: the item came back as a new one, without its topic, and what had been said on it hung on nothing.</summary>
    [Fact]
    public async Task An_item_about_a_topic_that_is_dropped_and_taken_back_is_the_same_item_and_is_discussed()
    {
        var room = await house.Meeting();
        var topic = await Topic.Raise(house);
        var item = (await topic.Staff(Of("schedule", new { meeting = room.Id }))).ShouldBeDone().Made;
        var last = (await room.Chair.Post(Of("addItem", new { title = "散会" }))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("addTime", new { item, seconds = 300 }))).ShouldBeDone();
        (await (await room.Join("居民")).Post(Of("comment", new { text = "这一项要紧", item }))).ShouldBeDone();
        var before = (await room.Snapshot()).At("agenda").GetRawText();

        foreach (var _ in new[] { 1, 2 })
        {
            (await room.Chair.Post(Of("dropItem", new { item }))).ShouldBeDone();
            (await topic.Status()).ShouldBe("accepted");
            var op = Guid.NewGuid().ToString("n");
            var back = (await room.Chair.Post(Of("restoreItem", new { item }), op)).ShouldBeDone();
            var again = (await room.Chair.Post(Of("restoreItem", new { item }), op)).ShouldBeDone();
            again.Seq.ShouldBe(back.Seq, "sent again, it is the same");
            (back.Result, again.Result).ShouldBe((null, null), "nothing was made: the item has the id that it had");
            (await room.Snapshot()).At("agenda").GetRawText().ShouldBe(before);
            (await topic.Status()).ShouldBe("scheduled");
        }

        (await room.Chair.Post(Of("startItem", new { item }))).ShouldBeDone();
        (await room.Chair.Post(Of("startItem", new { item = last }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("discussed");
        var meeting = (await topic.Snapshot()).List("meetings").ShouldHaveSingleItem();
        (meeting.Text("item"), meeting.Text("status"), meeting.Number("comments")).ShouldBe((item, "discussed", 1));
    }
}
