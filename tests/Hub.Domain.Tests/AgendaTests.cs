using Hub.Domain;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class AgendaTests
{
    [Fact]
    public void An_item_is_added_at_the_end_or_after_another()
    {
        var room = Room.Opened().When(Chair, new AddItem(" 答问 "));
        room.Then(new ItemAdded(new PlannedItem(room.Made, "答问", "discussion", 10), "i3"));
        Order(room).ShouldBe(["i1", "i2", "i3", room.Made]);

        Room.Opened().When(Chair, new AddItem("答问", "reply", 5, After: "i1")).Meeting.Agenda[1].Title.ShouldBe("答问");
    }

    [Fact]
    public void An_item_that_cannot_be_is_not_added()
    {
        var room = Room.Opened();
        room.When(Chair, new AddItem("")).ThenRefused(Rejection.Empty, "title");
        room.When(Chair, new AddItem(new string('长', 201))).ThenRefused(Rejection.TooLong, "title");
        room.When(Chair, new AddItem("答问", Minutes: 24 * 60 + 1)).ThenRefused(Rejection.OutOfRange, "minutes");
        room.When(Chair, new AddItem("答问", Minutes: double.NaN)).ThenRefused(Rejection.OutOfRange, "minutes");
        room.When(Chair, new AddItem("答问", After: "i9")).ThenRefused(Rejection.UnknownItem);
    }

    [Fact]
    public void An_agenda_holds_a_hundred_items()
    {
        var room = Room.Opened();
        Enumerable.Range(4, 97).ToList().ForEach(i => room.Given(Chair, new AddItem($"第 {i} 项")));
        room.When(Chair, new AddItem("第 101 项")).ThenRefused(Rejection.TooLong, "agenda");
    }

    [Fact]
    public void An_edit_changes_what_it_names()
    {
        var room = Room.Opened().When(Chair, new EditItem("i1", Title: " 情况通报 ", Minutes: 25)).Then(new ItemEdited("i1", "情况通报", null, 25));
        room.Meeting.Item("i1").ShouldBe(new AgendaItem("i1", "情况通报", "report", 25, ItemStatus.Planned, null, TimeSpan.Zero));
    }

    [Fact]
    public void An_edit_that_names_nothing_new_changes_nothing()
    {
        Room.Opened().When(Chair, new EditItem("i1")).ThenAlready();
        Room.Opened().When(Chair, new EditItem("i1", "通报", "report", 20)).ThenAlready();
        Room.Opened().When(Chair, new EditItem("i1", Kind: " ")).ThenAlready();
    }

    [Fact]
    public void An_edit_cannot_make_what_could_not_be_added()
    {
        Room.Opened().When(Chair, new EditItem("i9")).ThenRefused(Rejection.UnknownItem);
        Room.Opened().When(Chair, new EditItem("i1", " ")).ThenRefused(Rejection.Empty, "title");
        Room.Opened().When(Chair, new EditItem("i1", Kind: new string('k', 41))).ThenRefused(Rejection.TooLong, "kind");
        Room.Opened().When(Chair, new EditItem("i1", Minutes: -1)).ThenRefused(Rejection.OutOfRange, "minutes");
    }

    [Theory]
    [InlineData("i3", null, "i3 i1 i2")]
    [InlineData("i3", "i1", "i1 i3 i2")]
    [InlineData("i1", "i3", "i2 i3 i1")]
    public void An_item_moves_behind_another_or_to_the_front(string item, string? after, string order)
    {
        var room = Room.Opened().When(Chair, new MoveItem(item, after)).Then(new ItemMoved(item, after));
        Order(room).ShouldBe(order.Split(' '));
    }

    [Fact]
    public void An_item_that_stands_there_does_not_move()
    {
        Room.Opened().When(Chair, new MoveItem("i1")).ThenAlready();
        Room.Opened().When(Chair, new MoveItem("i2", "i1")).ThenAlready();
        Room.Opened().When(Chair, new MoveItem("i2", "i2")).ThenAlready();
    }

    [Fact]
    public void What_is_not_on_the_agenda_does_not_move()
    {
        Room.Opened().When(Chair, new MoveItem("i9")).ThenRefused(Rejection.UnknownItem);
        Room.Opened().When(Chair, new MoveItem("i1", "i9")).ThenRefused(Rejection.UnknownItem);
    }

    [Fact]
    public void Only_an_item_that_has_not_begun_is_dropped()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i1")).Given(Chair, new FinishItem("i2"));
        room.When(Chair, new DropItem("i1")).ThenRefused(Rejection.ItemUnderWay);
        room.When(Chair, new DropItem("i2")).ThenRefused(Rejection.ItemUnderWay);
        room.When(Chair, new DropItem("i9")).ThenRefused(Rejection.UnknownItem);
        room.When(Chair, new DropItem("i3")).Then(new ItemDropped("i3"));
        Order(room).ShouldBe(["i1", "i2"]);
    }

    [Fact]
    public void Starting_an_item_finishes_the_one_before_with_its_time()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i1")).Later(60).When(Chair, new StartItem("i2")).Then(new ItemStarted("i2"));
        room.Meeting.Item("i1").ShouldBe(new AgendaItem("i1", "通报", "report", 20, ItemStatus.Done, null, TimeSpan.FromSeconds(60)));
        room.Meeting.CurrentItem.ShouldBe(new AgendaItem("i2", "发言", "speeches", 30, ItemStatus.Active, room.Now, TimeSpan.Zero));
    }

    [Fact]
    public void A_finished_item_that_starts_again_keeps_the_time_it_took()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i1")).Later(60).Given(Chair, new FinishItem("i1")).Later(600).Given(Chair, new StartItem("i1"));
        room.Meeting.CurrentItem!.Spent.ShouldBe(TimeSpan.FromSeconds(60));
        room.Meeting.CurrentItem!.StartedAt.ShouldBe(room.Now);
    }

    [Fact]
    public void Starting_and_finishing_twice_changes_nothing()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i1")).When(Chair, new StartItem("i1")).ThenAlready();
        room.When(Chair, new FinishItem("i1")).Then(new ItemFinished("i1")).When(Chair, new FinishItem("i1")).ThenAlready();
        room.When(Chair, new StartItem("i9")).ThenRefused(Rejection.UnknownItem);
        room.When(Chair, new FinishItem("i9")).ThenRefused(Rejection.UnknownItem);
    }

    [Fact]
    public void The_time_of_an_item_stands_still_while_the_meeting_is_paused()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i1")).Later(60).Given(Chair, new Pause());
        room.Meeting.CurrentItem!.StartedAt.ShouldBeNull();
        room.Meeting.CurrentItem.Spent.ShouldBe(TimeSpan.FromSeconds(60));

        room.Later(900).Given(Chair, new Resume()).Later(30).Given(Chair, new FinishItem("i1"));
        room.Meeting.Item("i1")!.Spent.ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void An_item_finished_in_a_pause_does_not_run_on_afterwards()
    {
        var room = Room.Opened().Given(Chair, new StartItem("i1")).Later(60).Given(Chair, new Pause()).Later(900)
            .Given(Chair, new FinishItem("i1")).Given(Chair, new Resume()).Later(60);
        room.Meeting.Item("i1").ShouldBe(new AgendaItem("i1", "通报", "report", 20, ItemStatus.Done, null, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void The_chair_gives_an_item_more_time_or_less()
    {
        Room.Opened().When(Chair, new AddTime("i1", 90)).Then(new TimeAdded("i1", 90)).Meeting.Item("i1")!.Minutes.ShouldBe(21.5);
        Room.Opened().When(Chair, new AddTime("i1", -1200)).Then(new TimeAdded("i1", -1200)).Meeting.Item("i1")!.Minutes.ShouldBe(0);
        Room.Opened().When(Chair, new AddTime("i1", 0)).ThenAlready();
        Room.Opened().When(Chair, new AddTime("i1", -1201)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Opened().When(Chair, new AddTime("i1", int.MaxValue)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Opened().When(Chair, new AddTime("i9", 90)).ThenRefused(Rejection.UnknownItem);
    }

    /// <summary>Guards an agenda on which time was taken from one item and given to none: it was two commands.</summary>
    [Fact]
    public void Time_is_moved_from_one_item_to_another_in_one_command()
    {
        var moved = Room.Opened().When(Chair, new TakeTime("i1", "i2", 120)).Then(new TimeAdded("i2", -120), new TimeAdded("i1", 120)).Meeting;
        var before = Room.Opened().Meeting;
        (moved.Item("i1")!.Minutes - before.Item("i1")!.Minutes, moved.Item("i2")!.Minutes - before.Item("i2")!.Minutes).ShouldBe((2, -2));
        Room.Opened().When(Chair, new TakeTime("i1", "i2", (int)(before.Item("i2")!.Minutes * 60) + 1)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Opened().When(Chair, new TakeTime("i1", "i2", 0)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Opened().When(Chair, new TakeTime("i1", "i2", -60)).ThenRefused(Rejection.OutOfRange, "seconds");
        Room.Opened().When(Chair, new TakeTime("i1", "i1", 60)).ThenRefused(Rejection.UnknownItem);
        Room.Opened().When(Chair, new TakeTime("i1", "i9", 60)).ThenRefused(Rejection.UnknownItem);
    }

    private static IEnumerable<string> Order(Room room) => room.Meeting.Agenda.Select(i => i.Id);
}
