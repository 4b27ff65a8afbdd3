using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Feed;
using Hub.Domain.Tests.Topics;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Tests.Topics.TopicStory;

namespace Hub.Tests.Client;

/// <summary>A topic that is played onto a tape: an hour lies between two steps, unless a day is named.</summary>
internal sealed class TopicTale
{
    private static readonly Actor[] Followers = [Follower, Stranger, new("zhou", Role.Attendee), new("wu", Role.Attendee)];

    private readonly TopicStory _topic = new();

    private TopicTale(string name, Raise raise)
    {
        Tape = new Tape<Topic, TopicEvent>(name, new TopicEncoder("t", new RoomContext(), new TopicPseudonyms("t", new byte[32], () => RecordFormats.Newest)));
        Then(Raiser, raise);
    }

    public Tape<Topic, TopicEvent> Tape { get; }

    /// <summary>Every event of a topic happens in at least one of these.</summary>
    public static IEnumerable<Tape<Topic, TopicEvent>> All() =>
        [Resolved(), Discussed(), Written(), WrittenALot(), Removed(), Merged(), Hidden(), Reconsidered(), Reported(), Consulted()];

    private static Tape<Topic, TopicEvent> Resolved()
    {
        var source = new Source("m1", "i1", "c1", "车太少");
        var tale = new TopicTale(
            "a topic is promised, done and rated", new Raise("晚高峰公交太少", "等了四十分钟", "清江浦区", "府前社区", "交通", ["f1"], source, Member: "m1"));
        tale.Then(topic => Followers[..^1].Aggregate(topic, (t, follower) => t.Given(follower, new Follow())));
        tale.Then(Staff, new Commit("市交通运输局", "加开两班", new DateOnly(2021, 6, 30), source));
        var promise = tale._topic.Made;
        tale.Then(Staff, new Progress(promise, "已招标", ["f2"]));
        tale.Then(Staff, new Progress(promise, "已开标"));
        tale.ThenAt(2021, 7, 1, Actor.House, new Escalate());
        tale.ThenAt(2021, 7, 8, Actor.House, new Escalate());
        tale.Then(Staff, new Complete(promise, "已开行", ["f3"]));
        tale.Then(Followers[^1], new Follow());
        tale.Then(Followers[^1], new Rate(3, "来晚了"));
        tale.Then(Raiser, new Rate(5, "办得快"));
        tale.Then(Follower, new Rate(4));
        tale.Then(Raiser, new Rate(4, "还可以"));
        tale.Then(Staff, new TopicCommand.Answer("下周再加一班"));
        tale.Then(Staff, new Reopen(promise, "只开了三天"));
        tale.Then(Staff, new Complete(promise, "又开行了"));
        tale.Then(Followers[^1], new Rate(5, "好"));
        tale.Then(Raiser, new Rate(2, "又停了"));
        tale.Then(Staff, new Complete(promise, "恢复了"));
        tale.Then(Followers[0], new Rate(1));
        tale.Then(Followers[1], new Rate(2, "不准时"));
        tale.Then(Followers[2], new Rate(1, "还是挤"));
        tale.Then(Staff, new Commit("市公安局", "划公交专用道", new DateOnly(2021, 12, 31)));
        tale.Then(Actor.House, new TakeBack(tale._topic.Made));
        tale.Then(Staff, new Commit("市公安局", "划公交专用道", new DateOnly(2021, 12, 31)));
        tale.Then(Followers[2], new Follow(On: false));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Reported()
    {
        var tale = new TopicTale("a department reports what it promised done, and that is taken or not", new Raise("站台没有灯", "晚上看不见"));
        tale.Then(Staff, new Commit("交通局", "装灯", new DateOnly(2021, 6, 30), DepartmentId: "d1"));
        var promise = tale._topic.Made;
        tale.Then(Officer, new Progress(promise, "已采购", ["f1"]));
        tale.Then(Officer, new Complete(promise, "已装", ["f2", "f3"]));
        tale.Then(Staff, new SendBack(promise, "还差一盏"));
        tale.Then(Officer, new Complete(promise, "都装了"));
        tale.Then(Raiser, new SendBack(promise, "有一盏不亮"));
        tale.Then(Officer, new Complete(promise, "换了灯泡"));
        tale.Then(Raiser, new Acknowledge(promise));
        tale.Then(Raiser, new Rate(5, "亮了"));
        tale.Then(Staff, new Reopen(promise, "又坏了"));
        tale.Then(Officer, new Complete(promise, "又修好"));
        tale.Then(Staff, new Acknowledge(promise, "去看过"));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Discussed()
    {
        var tale = new TopicTale("a topic stands on agendas and is discussed", new Raise("路灯坏了", "三个月没有修"));
        tale.Then(Staff, new Accept());
        tale.Then(Staff, new Schedule("m1"));
        var item = tale._topic.Made;
        tale.Then(Actor.House, new Hear("m1", item, Discussed: false, 0, 0));
        tale.Then(Actor.House, new Hear("m1", item, Discussed: false, 0, 0, Back: true));
        tale.Then(Staff, new Schedule("m2"));
        tale.Then(Actor.House, new Hear("m1", item, Discussed: true, 12, 600));
        tale.Then(Actor.House, new Hear("m3", "i9", Discussed: false, 0, 0));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Written()
    {
        var tale = new TopicTale("a topic is talked about", new Raise("路灯坏了", "三个月没有修"));
        tale.Then(Follower, new TopicCommand.Comment("我们那里也是"));
        var first = tale._topic.Made;
        tale.Then(Raiser, new TopicCommand.Comment("哪一盏?", first));
        tale.Then(Staff, new HideComment(first, "与议题无关"));
        tale.Then(Staff, new RestoreComment(first));
        tale.Then(Follower, new WithdrawComment(first));
        tale.Then(topic => topic.Given(Stranger, new TopicCommand.Comment("说错了")).Given(Staff, new HideComment(topic.Made)));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> WrittenALot()
    {
        var tale = new TopicTale("more is said of a topic than a snapshot carries", new Raise("路灯坏了", "三个月没有修"));
        tale.Then(Follower, new TopicCommand.Comment("第 1 句"));
        var first = tale._topic.Made;
        tale.Then(topic => Enumerable.Range(2, 25).Aggregate(topic, (t, i) => t.Given(Follower, new TopicCommand.Comment($"第 {i} 句"))));
        tale.Then(topic => Enumerable.Range(27, 25).Aggregate(topic, (t, i) => t.Given(Follower, new TopicCommand.Comment($"第 {i} 句"))));
        tale.Then(Staff, new HideComment(first));
        tale.Then(Staff, new RestoreComment(first));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Removed()
    {
        var tale = new TopicTale("what somebody wrote of a topic is removed", new Raise("我的电话", "打 13912345678", Files: ["f1"]));
        tale.Then(Follower, new TopicCommand.Comment("我们那里也是"));
        tale.Then(Raiser, new TopicCommand.Comment("请给我打电话"));
        tale.Then(Actor.House, new Absorb("t0", "晚上太黑", [Stranger.Id]));
        tale.Then(Actor.House, new RemoveTexts(null, "本人申请", [1, 3]));
        tale.Then(Actor.House, new RemoveTexts(null, "本人申请", [4]));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Merged()
    {
        var tale = new TopicTale("a topic takes another in, and lives on in a third", new Raise("路灯坏了", "三个月没有修"));
        tale.Then(Actor.House, new Absorb("t0", "晚上太黑", [Follower.Id, Stranger.Id]));
        tale.Then(Actor.House, new Absorb("t1", "一盏路灯", [Follower.Id]));
        tale.Then(Staff, new Decline("与本市无关"));
        tale.Then(Followers[^1], new Follow());
        tale.Then(Staff, new Accept());
        tale.Then(Staff, new MergeInto("t2"));
        tale.Then(Actor.House, new EndMerge("t2", Taken: false));
        tale.Then(Staff, new MergeInto("t3"));
        tale.Then(Actor.House, new EndMerge("t3", Taken: true));
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Hidden()
    {
        var tale = new TopicTale("a topic is hidden and shown again", new Raise("某人的事", "不宜公开", Files: ["f1"]));
        tale.Then(Staff, new Decline("涉及隐私", Hidden: true));
        tale.Then(Staff, new Decline("与本市无关"));
        tale.Then(Staff, new Decline("涉及隐私", Hidden: true));
        tale.Then(Staff, new Accept());
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Reconsidered()
    {
        var tale = new TopicTale("what was decided on a topic is taken back, and somebody of the staff sees to it", new Raise("路灯不亮", "夜里看不清台阶"));
        tale.Then(Staff, new TakeOn("a1"));
        tale.Then(Staff, new Decline("与本市无关"));
        tale.Then(Staff, new Decline("已有答复"));
        tale.Then(Staff, new Reconsider(4));
        tale.Then(Staff, new Accept());
        tale.Then(Staff, new Reconsider(6));
        tale.Then(Staff, new TakeOn("a2"));
        tale.Then(Staff, new LetGo());
        return tale.Tape;
    }

    private static Tape<Topic, TopicEvent> Consulted()
    {
        var tale = new TopicTale("people are asked what they think of a topic", new Raise("车站太远", "老人走不到"));
        tale.Then(Staff, new OfRound(new RoundCommand.OpenRound("车站往哪里搬?", ["搬到东街口", "搬到西街口"], ClosesIn: 864000, Add: true)));
        var round = tale._topic.Made;
        tale.Then(Follower, new OfRound(new RoundCommand.AddStatement(round, "哪里也不搬")));
        var added = tale._topic.Made;
        tale.Then(Staff, new OfRound(new RoundCommand.HideStatement(added, "与议题无关")));
        tale.Then(Staff, new OfRound(new RoundCommand.ApproveStatement(added)));
        tale.Then(Staff, new OfRound(new RoundCommand.MergeStatement($"{round}-2", $"{round}-1")));
        tale.Then(Actor.House, new OfRound(new RoundCommand.CountGroups(round, 2)));
        tale.Then(Staff, new OfRound(new RoundCommand.CloseRound(round)));
        tale.Then(Actor.House, new OfRound(new RoundCommand.SealRound(round, new RoundResult(0, 0, [], new Confidence(Finding.TooFew, 0)))));
        return tale.Tape;
    }

    private void Then(Actor who, TopicCommand command) => Then(topic => topic.Given(who, command));

    private void ThenAt(int year, int month, int day, Actor who, TopicCommand command)
    {
        _topic.At(year, month, day);
        Then(who, command);
    }

    /// <summary>All that happens leaves as one frame.</summary>
    private void Then(Func<TopicStory, TopicStory> happens)
    {
        var known = _topic.Story.Count;
        var now = _topic.Now.AddHours(1);
        Tape.Hear(happens(_topic.At(now.Year, now.Month, now.Day, now.Hour)).Topic, [.. _topic.Story.Skip(known)]);
    }
}
