using System.Collections.Concurrent;
using System.Text;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Live;
using Hub.Tests.House;
using Frame = Hub.Server.Contracts.Frame;

namespace Hub.Tests.Live;

/// <summary>How a node tells a room to those who only watch it, and what it keeps of that for who asks by position.</summary>
public sealed class PacedRoomTests
{
    private readonly ManualClock _clock = new();
    private readonly Lock _gate = new();
    private readonly List<Beat> _beats = [];
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly PacedRoom _room;
    private Action<Beat> _tell;
    private int _followers = 1;
    private int _watchers = 1;

    public PacedRoomTests()
    {
        _tell = _beats.Add;
        _room = new(
            _gate, new PaceSettings { CrowdFrom = 10 }, () => _followers, () => _watchers, _clock, beat => _tell(beat), () => { }, _failures.Enqueue);
        _room.StartAt(5, "5-h");
    }

    [Fact]
    public async Task The_first_is_told_at_once_and_what_follows_soon_together_a_pace_later()
    {
        await Told(One(5));
        _room.Add([One(6)], Tally(1));
        _room.Add([One(7)], Tally(2));
        _beats.Count.ShouldBe(1);
        await NextBeat();
        var beat = _beats[1];
        var frame = """{"room":"meetings/m","from":6,"to":8,"events":[{"seq":7},{"seq":8}],"position":"8-h"}""";
        Text(beat.Frame!).ShouldBe(frame);
        beat.Tally!.Version.ShouldBe(2);
        Text(beat.Events).ShouldBe($"id: 8-h\nevent: frame\ndata: {frame}\n\nevent: tally\ndata: {Text(beat.Tally.Json)}\n\n");
    }

    [Fact]
    public async Task Of_counts_that_wait_the_newest_are_told_with_the_likes_that_only_older_ones_have()
    {
        await Told(One(5));
        _room.Add([], Tally(1, "c1"));
        _room.Add([], Tally(2, "c2"));
        await NextBeat();
        Text(_beats[1].Events).ShouldBe(
            """
            event: tally
            data: {"room":"meetings/m","version":2,"present":{"now":0,"checkedIn":0},"tallies":[TALLIES]}


            """.ReplaceLineEndings("\n").Replace(
                "TALLIES", """{"id":"c1","counts":{"like":1}},{"id":"c2","counts":{"like":1}}""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_every_place_the_next_frame_leads_to_the_end_of_what_was_told_together()
    {
        using var follows = _room.Follow();
        await Told(One(5));
        _room.Add([One(6), One(7)], null);
        FramesBehind(6).ShouldBeEmpty("it waits to be told");
        await NextBeat();
        const string First = """{"room":"meetings/m","from":5,"to":6,"events":[{"seq":6}],"position":"6-h"}""";
        const string Together = """{"room":"meetings/m","from":6,"to":8,"events":[{"seq":7},{"seq":8}],"position":"8-h"}""";
        FramesBehind(5).ShouldBe([First, Together]);
        FramesBehind(6).ShouldBe([Together]);
        FramesBehind(7).ShouldBe(["""{"room":"meetings/m","from":7,"to":8,"events":[{"seq":8}],"position":"8-h"}"""]);
        FramesBehind(8).ShouldBeEmpty();
        _room.Behind(At(4)).IsLost.ShouldBeTrue();
    }

    /// <summary>
    /// Guards a text that is hidden: it would stand in what was told before. A node of an older build does not say what its frames take back.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public async Task Behind_a_frame_that_takes_something_back_nothing_older_is_kept(bool? takesBack)
    {
        using var follows = _room.Follow();
        await Told(One(5));
        _room.Add([One(6)], null);
        _room.Add([One(7) with { TakesBack = takesBack }], null);
        _beats.Count.ShouldBe(2, "what waited is told to those who watch, and to nobody later");
        _beats[1].To.ShouldBe(7);
        (_room.Behind(At(5)).IsLost, _room.Behind(At(6)).IsLost).ShouldBe((true, true));
        await NextBeat();
        FramesBehind(7).ShouldBe(["""{"room":"meetings/m","from":7,"to":8,"events":[{"seq":8}],"position":"8-h"}"""]);
    }

    [Fact]
    public async Task All_who_wait_for_what_follows_a_position_wait_for_one_task()
    {
        using var waits = _room.Follow();
        _room.HeadAfter("5-h", out var one, out _).ShouldBeNull();
        _room.HeadAfter("5-h", out var other, out _).ShouldBeNull();
        other.ShouldBeSameAs(one);
        _room.Add([One(5)], null);
        await one.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
        _room.HeadAfter("5-h", out _, out _).ShouldBe("6-h");
        _room.HeadAfter("6-h", out _, out var isAhead).ShouldBeNull();
        isAhead.ShouldBeFalse();
        foreach (var position in new[] { "4-h", "6-other", "elsewhere" })
        {
            _room.HeadAfter(position, out _, out _).ShouldBe("6-h", position);
        }

        _room.HeadAfter("9-h", out _, out isAhead).ShouldBeNull();
        isAhead.ShouldBeTrue("it may be of a record that was restored since");
    }

    [Fact]
    public async Task Who_follows_is_told_each_frame_once_however_far_behind_and_the_newest_counts()
    {
        using var follows = _room.Follow();
        var start = _room.Here();
        await Told(One(5));
        var prompt = _room.Behind(start);
        Text(prompt.Events!).ShouldBe(Text(_beats[0].Events));
        prompt.Events.ShouldBeSameAs(_beats[0].Events, "encoded once, for all");
        _room.Behind(prompt.Place).Events.ShouldBeNull();

        _room.Add([One(6)], Tally(1, "c1"));
        await NextBeat();
        _room.Add([One(7)], Tally(2, "c2"));
        await NextBeat();
        var late = _room.Behind(start);
        Text(late.Events!).Split('\n').Where(l => l.StartsWith("id: ", StringComparison.Ordinal)).ShouldBe(["id: 6-h", "id: 7-h", "id: 8-h"]);
        Text(late.Events!).Split("event: tally").Length.ShouldBe(2);
        Text(late.Events!).ShouldContain("c1");
        late.Place.ShouldBe(_room.Here());
    }

    [Fact]
    public async Task A_room_that_goes_on_elsewhere_is_read_anew_by_who_follows()
    {
        using var follows = _room.Follow();
        await Told(One(5));
        var place = _room.Here();
        _room.Behind(place).IsLost.ShouldBeFalse();
        _room.Add([One(8)], null);
        _room.Behind(place).IsLost.ShouldBeTrue();
        _room.StartAt(3, "3-restored");
        _room.HeadAfter(null, out _, out _).ShouldBe("3-restored");
    }

    [Fact]
    public void Where_nobody_watches_nothing_is_made_ready()
    {
        (_followers, _watchers) = (0, 0);
        var before = _room.Here();
        _room.Add([One(5), One(6)], Tally(1));
        _beats.ShouldBeEmpty();
        _room.HeadAfter(null, out _, out _).ShouldBe("7-h");
        _room.Behind(before).IsLost.ShouldBeTrue();
    }

    /// <summary>Guards the clock of the pace: a fault in one beat would have stopped it, and nobody who watches would have been told anything more.</summary>
    [Fact]
    public async Task A_beat_that_cannot_be_told_does_not_silence_the_room()
    {
        var before = _room.Here();
        _tell = _ => throw new InvalidOperationException("It cannot be told.");
        _room.Add([One(5)], null);
        await Eventually.Holds(() => !_failures.IsEmpty);
        _failures.ShouldHaveSingleItem().Message.ShouldBe("It cannot be told.");
        _room.Behind(before).IsLost.ShouldBeTrue();
        _tell = _beats.Add;
        await Told(One(6));
        (_beats[0].From, _beats[0].To).ShouldBe((6, 7));
    }

    [Fact]
    public async Task Where_a_crowd_follows_it_is_one_from_the_next_time_that_nothing_waits()
    {
        _followers = 10;
        _room.Pace.ShouldBe(TimeSpan.FromSeconds(1));
        await Told(One(5));
        _room.IsCrowd.ShouldBeTrue();
        _followers = 9;
        _room.Add([One(6)], null);
        _room.IsCrowd.ShouldBeTrue("what waits is still told to them so");
        await NextBeat();
        _room.IsCrowd.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 500)]
    [InlineData(1000, 600)]
    [InlineData(2500, 750)]
    [InlineData(5000, 1000)]
    [InlineData(1_000_000, 1000)]
    public void The_more_follow_the_slower_they_are_told(int followers, int milliseconds) =>
        new PaceSettings().Of(followers).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void Frames_become_one_without_their_events_being_read()
    {
        byte[][] frames =
        [
            """{"room":"meetings/m","from":1,"to":2,"events":[{"seq":2,"data":{"text":"]},{\"events\":["}}],"omitted":3,"position":"2-a"}"""u8.ToArray(),
            """{"room":"meetings/m","from":2,"to":3,"events":[],"omitted":1,"position":"3-b"}"""u8.ToArray(),
            """{"room":"meetings/m","from":3,"to":5,"events":[{"seq":4},{"seq":5}],"position":"5-c"}"""u8.ToArray(),
        ];
        Text(FrameJson.Merge(frames)).ShouldBe(
            """{"room":"meetings/m","from":1,"to":5,"events":[{"seq":2,"data":{"text":"]},{\"events\":["}},{"seq":4},{"seq":5}],"""
            + "\"omitted\":4,\"position\":\"5-c\"}");
        FrameJson.Merge([frames[0]]).ShouldBeSameAs(frames[0]);
    }

    private static Frame One(long from)
    {
        var json = Encoding.UTF8.GetBytes(
            $$"""{"room":"meetings/m","from":{{from}},"to":{{from + 1}},"events":[{"seq":{{from + 1}}}],"position":"{{from + 1}}-h"}""");
        return new Frame(from, from + 1, $"{from + 1}-h", json, json) { TakesBack = false };
    }

    private static Counted Tally(long version, params string[] liked) => new(version, WireJson.Bytes(new Hub.Server.Contracts.TallyUpdate(
        "meetings/m", version, new PresentView(0, 0),
        [.. liked.Select(c => new Hub.Server.Contracts.TallyItem(c, new Dictionary<string, int> { ["like"] = 1 }))])));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private Place At(long to) => _room.Here() with { To = to };

    /// <summary>The frames that a stream gets from this place on.</summary>
    private IEnumerable<string> FramesBehind(long to)
    {
        var news = _room.Behind(At(to));
        news.IsLost.ShouldBeFalse();
        return Text(news.Events ?? []).Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l["data: ".Length..]);
    }

    /// <summary>The room was quiet: this is told at once.</summary>
    private async Task Told(Frame frame)
    {
        _room.Add([frame], null);
        await Eventually.Holds(() => Count() == 1);
    }

    /// <summary>Time passes until the next beat.</summary>
    private async Task NextBeat()
    {
        var before = Count();
        await Eventually.Holds(() =>
        {
            _clock.Pass(TimeSpan.FromMilliseconds(100));
            return Count() > before;
        });
    }

    private int Count()
    {
        lock (_gate)
        {
            return _beats.Count;
        }
    }
}
