using Hub.Load.Crowd;

namespace Hub.Tests.Load;

/// <summary>The crowd's eye: a checker that cannot fail proves nothing.</summary>
public class FrameSequenceTests
{
    private readonly FrameSequence _told = new();

    [Fact]
    public void Frames_that_follow_each_other_are_in_order()
    {
        Joined(4);
        _told.Take(Frame(4, 5)).ShouldBeTrue();
        _told.Take(Frame(5, 8)).ShouldBeTrue();
        (_told.To, _told.Position, _told.Frames, _told.Gaps, _told.Duplicates).ShouldBe((8, "p8", 2, 0, 0));
    }

    [Fact]
    public void A_frame_that_starts_later_than_the_last_ended_is_one_gap()
    {
        Joined(4);
        _told.Take(Frame(5, 6));
        _told.Take(Frame(6, 7));
        (_told.Gaps, _told.Duplicates, _told.To).ShouldBe((1, 0, 7));
    }

    [Fact]
    public void A_frame_told_twice_or_reaching_back_is_a_duplicate()
    {
        Joined(4);
        _told.Take(Frame(4, 6));
        _told.Take(Frame(4, 6)).ShouldBeFalse();
        _told.Take(Frame(5, 7)).ShouldBeTrue();
        (_told.Gaps, _told.Duplicates, _told.To).ShouldBe((0, 2, 7));
    }

    [Fact]
    public void Comments_left_out_are_accounted_for_and_nothing_else_may_be()
    {
        Joined(4);
        _told.Take(Frame(4, 9) with { Events = [Event(5), Event(9)], Omitted = 3 });
        (_told.Gaps, _told.Omitted).ShouldBe((0, 3));
        _told.Take(Frame(9, 12) with { Events = [Event(10), Event(12)] });
        _told.Gaps.ShouldBe(1);
    }

    [Fact]
    public void Events_out_of_order_or_out_of_their_frame_are_a_gap()
    {
        Joined(4);
        _told.Take(Frame(4, 6) with { Events = [Event(6), Event(5)] });
        _told.Take(Frame(6, 8) with { Events = [Event(7), Event(9)] });
        _told.Gaps.ShouldBe(2);
    }

    [Fact]
    public void What_was_missed_must_connect_to_what_was_known()
    {
        Joined(4);
        _told.Take(new JoinAnswer("p7", 7, null, [Frame(4, 7)]));
        (_told.To, _told.Gaps).ShouldBe((7, 0));
        _told.Take(new JoinAnswer("p9", 9, null, [Frame(8, 9)]));
        _told.Gaps.ShouldBe(1);
        _told.Take(new JoinAnswer("p10", 10, null, []));
        _told.Gaps.ShouldBe(2, "nothing was told of 10");
    }

    [Fact]
    public void A_room_that_comes_back_shorter_was_told_before_it_was_stored()
    {
        Joined(9);
        Joined(12);
        _told.Rewinds.ShouldBe(0);
        Joined(11);
        _told.Rewinds.ShouldBe(1);
    }

    [Fact]
    public void Counts_may_stand_still_and_never_go_back_also_not_over_a_reconnect()
    {
        _told.Take(new TallyUpdate("meetings/m", 5));
        _told.Take(new TallyUpdate("meetings/m", 5));
        Joined(4);
        _told.TallyRegressions.ShouldBe(0);
        _told.Take(new TallyUpdate("meetings/m", 4));
        _told.Take(new TallyUpdate("meetings/m", 5));
        _told.TallyRegressions.ShouldBe(1);
    }

    private void Joined(long to) => _told.Take(new JoinAnswer($"p{to}", to, default(System.Text.Json.JsonElement), null));

    private static Frame Frame(long from, long to) =>
        new("meetings/m", from, to, [.. Enumerable.Range((int)from + 1, (int)(to - from)).Select(i => Event(i))], null, $"p{to}");

    private static RoomEvent Event(long seq) => new(seq, "withheld", null);
}
