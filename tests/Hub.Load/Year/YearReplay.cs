using System.Collections.Concurrent;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Seeding;

namespace Hub.Load.Year;

/// <summary>
/// Does a planned year, day by day: each day first what happens to topics, then the meetings, then what follows from them. Every operation's id is derived from
/// the plan: a day that was cut off is done again, and what of it was stored is answered as it was.
/// </summary>
internal sealed class YearReplay
{
    /// <summary>Topics and meetings of one day that are under way beside each other.</summary>
    private const int AtOnce = 64;

    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The first seats of a meeting are members' of the conference; the first of these check in, speak and vote.</summary>
    private const int MembersOfAMeeting = 3;
    private const int CheckingIn = 2;
    private const int MeetingsPerBallot = 4;

    /// <summary>The chair's number among a meeting's seats.</summary>
    private const int Chairs = -1;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly Actor Staff = new("operator", Role.Observer, IsStaff: true);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);
    private static readonly string StaffPerson = Operation.OfHouse("staff of the replayed year").NewId();

    private readonly string _name;
    private readonly int _year;
    private readonly YearPlan _plan;
    private readonly IGrainFactory _grains;
    private readonly FormatCatalogue _formats;
    private readonly ILookup<int, PlannedMeeting> _meetings;
    private readonly ILookup<int, PlannedEntry> _entries;
    private readonly ILookup<int, (PlannedTopic Topic, Deed Deed)> _early;
    private readonly ILookup<int, (PlannedTopic Topic, Deed Deed)> _late;
    private readonly ConcurrentDictionary<int, string> _commitments = new();
    private long _done;

    public YearReplay(YearOptions options, YearPlan plan, IGrainFactory grains, FormatCatalogue formats)
    {
        (_year, _plan, _grains, _formats) = (options.Year, plan, grains, formats);
        _name = string.Create(CultureInfo.InvariantCulture, $"year {options.Year} seed {options.Seed} scale {options.Scale}");
        _meetings = plan.Meetings.ToLookup(m => m.On);
        _entries = plan.Registers.Entries.ToLookup(e => e.Day);
        _early = plan.Topics.SelectMany(Early).ToLookup(d => Math.Min(d.Day, YearPlan.Days - 1), d => (d.Topic, d.Deed));
        _late = plan.Topics.SelectMany(Late).ToLookup(d => Math.Min(d.Day, YearPlan.Days - 1), d => (d.Topic, d.Deed));
    }

    private enum Deed
    {
        Raise,
        Accept,
        FirstBurst,
        SecondBurst,
        Commit,
        Follow,
        Progress,
        Complete,
        Rate,
    }

    /// <summary>Commands answered so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    public async Task Day(int day)
    {
        if (day == 0)
        {
            ReplayClock.Set(At(0, 0, 1));
            await Register(RegisterName.Members, _plan.Registers.Import, new RegisterCommand.Import([.. _plan.Registers.Members]));
        }

        await Each(_entries[day], entry => Record(entry, At(day, 7, entry.Number)));
        await Deeds(_early[day], day, hour: 8);
        await Each(_meetings[day], meeting => Hold(meeting, At(day, 9 + (meeting.Number % 8), meeting.Number)));
        await Deeds(_late[day], day, hour: 18);
    }

    private static IEnumerable<(int Day, PlannedTopic Topic, Deed Deed)> Early(PlannedTopic t)
    {
        yield return (t.RaisedOn, t, Deed.Raise);
        yield return (t.RaisedOn + 1, t, Deed.FirstBurst);
        if (t.Accepted)
        {
            yield return (t.RaisedOn + 2, t, Deed.Accept);
        }

        yield return (t.RaisedOn + 6, t, Deed.SecondBurst);
    }

    private static IEnumerable<(int Day, PlannedTopic Topic, Deed Deed)> Late(PlannedTopic t)
    {
        if (t.CommitsOn is { } commits && !t.CommitsInMeeting)
        {
            yield return (commits, t, Deed.Commit);
        }

        if (t.CompletesOn is { } completes)
        {
            yield return (t.CommitsOn!.Value + 2, t, Deed.Follow);
            yield return (t.CommitsOn!.Value + 2, t, Deed.Progress);
            yield return (completes, t, Deed.Complete);
            yield return (completes + 3, t, Deed.Rate);
        }
    }

    private DateTimeOffset At(int day, int hour, int minute) => new DateTimeOffset(_year, 1, 1, hour, 0, 0, Offset).AddDays(day).AddMinutes(minute % 60);

    private Task Deeds(IEnumerable<(PlannedTopic Topic, Deed Deed)> deeds, int day, int hour) => Each(deeds.GroupBy(d => d.Topic), async of =>
    {
        var at = At(day, hour, of.Key.Number);
        foreach (var (topic, deed) in of.OrderBy(d => d.Deed))
        {
            ReplayClock.Set(at);
            await (deed switch
            {
                Deed.Raise =>
                    Surely(() =>
                    OfTopic(topic, topic.Raiser, $"raise {topic.Number}",
                    new TopicCommand.Raise(topic.Title, topic.Text, topic.County, topic.Venue, topic.Category, Member: topic.Member))),
                Deed.Accept => ByStaff(topic, "accept", new TopicCommand.Accept()),
                Deed.FirstBurst => Burst(topic, at, 0, 2),
                Deed.SecondBurst => Burst(topic, at, 1, 2),
                Deed.Commit => Commitment(topic),
                Deed.Follow => Follow(topic, at),
                Deed.Progress => ByStaff(topic, "progress", new TopicCommand.Progress(await Commitment(topic), Of(YearWords.Notes, topic.Number))),
                Deed.Complete => ByStaff(topic, "complete", new TopicCommand.Complete(await Commitment(topic), "已办结,请评价")),
                Deed.Rate => Rate(topic, at),
                _ => throw new InvalidOperationException($"No way to do {deed}."),
            });
            at = at.AddMinutes(1);
        }
    });

    private DateOnly Due(PlannedTopic topic) => new DateOnly(_year, 1, 1).AddDays(topic.CommitsOn!.Value + 90);

    /// <summary>What was made by the commitment's operation: remembered, or asked for once more.</summary>
    private async Task<string> Commitment(PlannedTopic topic)
    {
        if (!_commitments.TryGetValue(topic.Number, out var commitment))
        {
            _commitments[topic.Number] = commitment = (await (topic.CommitsInMeeting ? CommitInMeeting(topic) : Commit(topic))).MadeId!;
        }

        return commitment;
    }

    private Task<Answer> Commit(PlannedTopic topic) => ByStaff(topic, "commit", new TopicCommand.Commit(topic.Department, Promise(topic), Due(topic)));

    private Task<Answer> CommitInMeeting(PlannedTopic topic) =>
        Chair(topic.Meeting!, "commit", new MeetingCommand.Commit(topic.Department, Promise(topic), Due(topic), ItemOf(topic)));

    private static string Promise(PlannedTopic topic) => $"解决“{topic.Title}”";

    private string ItemOf(PlannedTopic topic) => Operation.Of(StaffPerson, Op($"topic {topic.Number} schedule")).NewId();

    /// <summary>Some of the city comment, like the topic, and like what was said.</summary>
    private async Task Burst(PlannedTopic topic, DateTimeOffset at, int part, int of)
    {
        var comments = Enumerable.Range(0, topic.Comments).Where(i => i % of == part).ToList();
        await Task.WhenAll(comments.Select(i => At(at.AddSeconds(i), () => Surely(() => OfTopic(
            topic, Somebody(topic, i), $"topic {topic.Number} comment {i}", new TopicCommand.Comment(Of(YearWords.Remarks, topic.Number + i)))))));
        await Task.WhenAll(Enumerable.Range(0, topic.Likes).Where(i => i % of == part).Select(i => At(at.AddSeconds(i / 4), () => Surely(() => OfTopic(
            topic, Somebody(topic, i), $"topic {topic.Number} like {i}", new TopicCommand.React(true))))));
    }

    /// <summary>Who will rate follows before it is done.</summary>
    private async Task Follow(PlannedTopic topic, DateTimeOffset at)
    {
        for (var i = 0; i < topic.Ratings.Count; i++)
        {
            var person = Rater(topic, i);
            ReplayClock.Set(at.AddSeconds(i));
            if (person != topic.Raiser)
            {
                await Follow(topic, person, i);
            }
        }
    }

    private Task<Answer> Follow(PlannedTopic topic, string person, int i) =>
        Surely(() => OfTopic(topic, person, $"topic {topic.Number} follow {i}", new TopicCommand.Follow()));

    private string Rater(PlannedTopic topic, int i) => i == (topic.RaiserIsLast ? topic.Ratings.Count - 1 : 0) ? topic.Raiser : Somebody(topic, i);

    private async Task Rate(PlannedTopic topic, DateTimeOffset at)
    {
        // Passers-by first: what they say leaves everything to those who count.
        for (var i = 0; i < topic.Apart.Count; i++)
        {
            var (number, score) = (topic.Ratings.Count + i, topic.Apart[i]);
            var person = Somebody(topic, number);
            ReplayClock.Set(at.AddSeconds(i));
            await Follow(topic, person, number);
            await Surely(() => OfTopic(topic, person, $"topic {topic.Number} rate {number}", new TopicCommand.Rate(score)));
        }

        var low = 0;
        for (var i = 0; i < topic.Ratings.Count; i++)
        {
            var (person, score) = (Rater(topic, i), topic.Ratings[i]);
            ReplayClock.Set(at.AddSeconds(topic.Apart.Count + i));
            var word = score <= Satisfaction.Low ? Of(YearWords.LowWords, i) : i % 3 == 0 ? Of(YearWords.Words, topic.Number) : null;
            await Surely(() => _grains.GetGrain<IVisitorGrain>(person)
                .DoAs(KnownBy.Link, Op($"topic {topic.Number} rate {i}"), topic.Id, new TopicCommand.Rate(score, word)));
            if (score <= Satisfaction.Low && (person == topic.Raiser || ++low == Satisfaction.LowFollowers))
            {
                // It was reopened by that, is answered, and done again.
                await ByStaff(topic, $"answer {i}", new TopicCommand.Answer("已安排返工"));
                await ByStaff(topic, $"complete after {i}", new TopicCommand.Complete(await Commitment(topic), "返工已完成"));
                low = 0;
            }
        }
    }

    private async Task Hold(PlannedMeeting meeting, DateTimeOffset at)
    {
        var grain = _grains.GetGrain<IMeetingGrain>(meeting.Id);
        var format = _formats.Find(meeting.Format)!;
        ReplayClock.Set(at);
        await Surely(() => grain.Do(new Ask<MeetingCommand>(
            Operation.OfHouse($"{_name} schedule {meeting.Number}").Key, Staff, null,
            new MeetingCommand.Schedule(meeting.Title, format, Venue: meeting.Venue, County: meeting.County, StartsAt: at, Expected: meeting.People))));
        await Sit(meeting, Chairs, "主持人", Role.Chair);
        var item = "i1";
        if (meeting.Topic is { } topic)
        {
            await ByStaff(topic, "schedule", new TopicCommand.Schedule(meeting.Id));
            item = ItemOf(topic);
        }

        await Chair(meeting, "open", new MeetingCommand.Open());
        await Chair(meeting, "start", new MeetingCommand.StartItem(item));
        await Task.WhenAll(Enumerable.Range(0, meeting.People).Select(p => Sit(meeting, p, $"与会者 {p + 1}", Role.Attendee)));
        await Task.WhenAll(
            Enumerable.Range(0, CheckingIn)
            .Select(p => Surely(() => Seat(meeting, p).Do(Op($"meeting {meeting.Number} check in {p}"), new MeetingCommand.CheckIn()))));

        // Every third is a reply to the first.
        var comments = new string[meeting.Comments];
        for (var i = 0; i < Math.Min(1, comments.Length); i++)
        {
            comments[i] = await Say(meeting, i, null, item);
        }

        await Task.WhenAll(Enumerable.Range(1, Math.Max(0, comments.Length - 1)).Select(i => At(
            at.AddSeconds(60 + (i * 20)), async () => comments[i] = await Say(meeting, i, i % 3 == 2 ? comments[0] : null, item))));
        await Task.WhenAll(
            Enumerable.Range(0, meeting.Likes).Select(k => At(at.AddSeconds(90 + (k * 5)), () => Surely(() => Seat(meeting, k % meeting.People).Do(
            Op($"meeting {meeting.Number} like {k}"), new BoxCommand.React(comments[k / meeting.People], true))))));

        await Speak(meeting, at.AddMinutes(30));
        if (meeting.Number % MeetingsPerBallot == 0)
        {
            ReplayClock.Set(at.AddMinutes(45));
            await Vote(meeting);
        }

        ReplayClock.Set(at.AddMinutes(50));
        if (meeting.Topic is { CommitsInMeeting: true } promised)
        {
            await Commitment(promised);
        }

        await Chair(meeting, "finish", new MeetingCommand.FinishItem(item));
        await Chair(meeting, "close", new MeetingCommand.Close());
    }

    /// <summary>Two of the members speak, one after the other.</summary>
    private async Task Speak(PlannedMeeting meeting, DateTimeOffset at)
    {
        for (var p = 0; p < CheckingIn; p++)
        {
            var speaker = (await Seat(meeting, p).Seat())!.Participant;
            ReplayClock.Set(at);
            await Chair(meeting, $"floor {p}", new MeetingCommand.GiveFloor(speaker, 180));
            at = at.AddSeconds(45 + (meeting.Number % 100)).AddMilliseconds(137 * (p + 1));
        }

        ReplayClock.Set(at);
        await Chair(meeting, "floor ends", new MeetingCommand.EndFloor());
    }

    private async Task Vote(PlannedMeeting meeting)
    {
        var ballot = (await Chair(meeting, "ballot", new MeetingCommand.OpenBallot("这样办,同意吗?", BallotKind.Approval))).MadeId!;
        await Task.WhenAll(
            Enumerable.Range(0, CheckingIn)
            .Select(p =>
            Surely(() => Seat(meeting, p).Do(Op($"meeting {meeting.Number} vote {p}"), new BoxCommand.Vote(ballot, [p == 0 ? "approve" : "oppose"])))));
        await Chair(meeting, "ballot closes", new MeetingCommand.CloseBallot(ballot));
    }

    private async Task Record(PlannedEntry entry, DateTimeOffset at)
    {
        ReplayClock.Set(at);
        var id = (await Register(entry.Register, Operation.OfHouse($"{_name} entry {entry.Number}"), new RegisterCommand.Record(entry.Entry))).MadeId!;
        if (entry.Assigned is { } department)
        {
            await Register(entry.Register, Operation.OfHouse($"{_name} assign {entry.Number}"), new RegisterCommand.AssignProposal(id, department));
            await Register(entry.Register, Operation.OfHouse($"{_name} answer {entry.Number}"), new RegisterCommand.AnswerProposal(id, "已列入计划"));
        }
    }

    private Task<Answer> Register(RegisterName register, Operation operation, RegisterCommand command) =>
        Surely(() => _grains.GetGrain<IRegisterGrain>(register.ToString()).Do(new Ask<RegisterCommand>(operation.Key, Staff, null, command)));

    private async Task<string> Say(PlannedMeeting meeting, int i, string? replyTo, string item) => (await Surely(() => Seat(meeting, i % meeting.People).Do(
        Op($"meeting {meeting.Number} comment {i}"),
        new MeetingCommand.Comment(Of(replyTo is null ? YearWords.Remarks : YearWords.Replies, meeting.Number + i), item, replyTo)))).MadeId!;

    private Task<Answer> Chair(PlannedMeeting meeting, string deed, MeetingCommand command) =>
        Surely(() => Seat(meeting, Chairs).Do(Op($"meeting {meeting.Number} {deed}"), command));

    private async Task Sit(PlannedMeeting meeting, int number, string name, Role role)
    {
        Task sits = number is >= 0 and < MembersOfAMeeting
            ? Seat(meeting, number).SitAs(name, Role.Member, Member(meeting, number)) : (Task)Seat(meeting, number).Sit(name, role);
        await sits.WaitAsync(AnswerWithin);
        Interlocked.Increment(ref _done);
    }

    /// <param name="number">Of the one who takes part, or <see cref="Chairs"/>.</param>
    private IParticipantGrain Seat(PlannedMeeting meeting, int number) => _grains.GetGrain<IParticipantGrain>(IParticipantGrain.Key(
        meeting.Id, number == Chairs ? Operation.OfHouse($"chair of {meeting.Venue}").NewId()
        : number < MembersOfAMeeting ? MemberKeys.PersonOf(Member(meeting, number).Member)
        : YearPlan.Person(((meeting.Number * 31) + number) % _plan.City)));

    private SeatedMember Member(PlannedMeeting meeting, int number)
    {
        var at = ((meeting.Number * 7) + (number * 13)) % _plan.Registers.Members.Length;
        return new SeatedMember(_plan.Registers.MemberId(at), _plan.Registers.Members[at].Sector);
    }

    private string Somebody(PlannedTopic topic, int i) => YearPlan.Person((topic.People + 1 + i) % _plan.City);

    private Task<Answer> ByStaff(PlannedTopic topic, string deed, TopicCommand command) =>
        Surely(() => _grains.GetGrain<IVisitorGrain>(StaffPerson).Do(Op($"topic {topic.Number} {deed}"), topic.Id, true, command));

    private Task<Answer> OfTopic(PlannedTopic topic, string person, string deed, TopicCommand command) =>
        _grains.GetGrain<IVisitorGrain>(person).Do(Op(deed), topic.Id, false, command);

    /// <summary>Asked under one operation until there is an answer, as a client does. What is refused is a fault of the plan.</summary>
    private async Task<Answer> Surely(Func<Task<Answer>> ask)
    {
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var answer = await ask().WaitAsync(AnswerWithin);
                if (answer.IsDone)
                {
                    Interlocked.Increment(ref _done);
                    return answer;
                }

                if (answer.Rejection is { } rejection)
                {
                    throw new InvalidOperationException($"The year's plan asked for something that is refused: {rejection} {answer.Field}.");
                }
            }
            catch (Exception e) when (Perseverance.IsPassing(e))
            {
                // It may have been done: the same is asked again.
            }

            await Task.Delay(pause);
        }
    }

    private static async Task At(DateTimeOffset at, Func<Task> does)
    {
        ReplayClock.Set(at);
        await does();
    }

    private static Task Each<T>(IEnumerable<T> all, Func<T, Task> does) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) => await does(one));

    private string Op(string deed) => YearPlan.Op(_name, deed);

    private static T Of<T>(T[] among, int number) => among[number % among.Length];
}
