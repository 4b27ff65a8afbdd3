using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Files;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>Topics: anyone reads and acts, whoever comes without a session as the person of that one operation; staff see what is hidden.</summary>
internal sealed class TopicKind(
    IGrainFactory grains, Guests guests, ReturnKeys keys, Pseudonyms pseudonyms, IFileStore files, Departments departments, ExistingRooms rooms,
    IJournal journal)
    : RoomKind("topics/", typeof(TopicCommand), typeof(RoundCommand))
{
    public override bool IsForAnyone => true;

    public override IRoomOwner Owner(string id) => new TopicOwner(grains.Grain<ITopicGrain>(id));

    public override async Task<Reader> Reader(Session? session, string id)
    {
        var about = await rooms.Has(StreamNames.OfTopic(id)) ? await grains.Grain<ITopicGrain>(id).About() : null;
        var where = about is null ? Scope.House : Scopes.Of(about);
        return new TopicReader(
            about is null ? Rejection.UnknownRoom : about.Unreadable,
            session?.May(Permission.ReadHiddenTopics, where) == true ? Audience.Chair : Audience.Room,
            session is null ? null : await keys.PersonIn(session, id),
            session?.May(Permission.ModerateTopics, where) == true, grains, id, pseudonyms.In(id),
            IsGuest: TellsKnown && session is { MemberEverywhere: null }, departments)
        {
            Asked = (session, where),
        };
    }

    public override async Task<Answer> Ask(Session? session, string id, string operation, object command)
    {
        if (!await rooms.Has(StreamNames.OfTopic(id)))
        {
            return Answer.Refused(Rejection.UnknownRoom);
        }

        if (command is RoundCommand inRound)
        {
            return await AskInRound(session, id, operation, inRound);
        }

        if (command is TopicCommand.Commit { DepartmentId: var department } && await departments.WhyNot(department) is { } unknown)
        {
            return unknown;
        }

        if (journal.Format < RecordFormat.Eighth && command is TopicCommand.Reconsider or TopicCommand.TakeOn or TopicCommand.LetGo)
        {
            // The topic may be on a node of an older build, which knows none of them.
            return Answer.Refused(Rejection.NotOffered);
        }

        if (command is TopicCommand.TakeOn)
        {
            // Who takes it on is who asks.
            command = new TopicCommand.TakeOn(session?.Account);
        }

        var isStaff = session is not null && await May(session, id, command);
        if (journal.Format < RecordFormat.Fifth && (command is TopicCommand.Acknowledge or TopicCommand.SendBack || (
            !isStaff && NeededFor(command) is Permission.AnswerCommitments && session?.MaySomewhere(Permission.AnswerCommitments) == true)))
        {
            // The topic may be on a node of an older build, which knows nothing of it, and to which only staff exist.
            return Answer.Refused(Rejection.NotOffered);
        }

        var answersFor = session is null || isStaff ? null : await AnswersFor(session, id, command);

        // From the fifth format on the topic itself sees to it, once it knows that it takes what they are evidence of.
        var named = command switch
        {
            TopicCommand.Progress c => c.Files,
            TopicCommand.Complete c => c.Files,
            _ => null,
        };
        if (named is { IsEmpty: false } ids && isStaff && journal.Format < RecordFormat.Fifth)
        {
            await files.Attach(ids);
            if (!await files.Exist(ids))
            {
                return Answer.Refused(Rejection.UnknownFile, "files");
            }
        }

        if (session is null)
        {
            // Who comes without a session is another person each time: there is nothing to remember of them.
            return await Visitors.Ask(grains, new Actor(guests.OfOperation(operation), Role.Attendee), operation, id, (TopicCommand)command);
        }

        var visitor = grains.Grain<IVisitorGrain>(await keys.PersonIn(session, id));
        return command is TopicCommand.Rate && session.MemberEverywhere is not null && TellsKnown
            ? await visitor.DoAs(KnownBy.Link, operation, id, (TopicCommand)command)
            : answersFor is not null ? await visitor.DoFor(answersFor, operation, id, (TopicCommand)command)
            : await visitor.Do(operation, id, isStaff, (TopicCommand)command);
    }

    /// <summary>One person has one stance: whoever comes without a session, and is another person each time, takes none.</summary>
    private async Task<Answer> AskInRound(Session? session, string id, string operation, RoundCommand command) =>
        journal.Format < RecordFormat.Ninth ? Answer.Refused(Rejection.NotOffered, "round")
        : session is not null
            ? await grains.Grain<IVisitorGrain>(await keys.PersonIn(session, id)).DoInRound(operation, id, await May(session, id, command), command)
        : command is RoundCommand.TakeStance ? Answer.Refused(Rejection.Forbidden)
        : await Visitors.Ask(grains, new Actor(guests.OfOperation(operation), Role.Attendee), operation, id, command);

    /// <summary>Whether this is a command of staff's, and the session may give it: what also changes another room, for that one too.</summary>
    private async ValueTask<bool> May(Session session, string id, object command)
    {
        if (NeededFor(command) is not { } needed || !session.MaySomewhere(needed) || await Topic(id).About() is not { } about)
        {
            return false;
        }

        var where = Scopes.Of(about);
        return command switch
        {
            TopicCommand.MergeInto { Topic: { } into } => session.May(needed, where)
                && (!await IsThere(StreamNames.OfTopic(into)) || await Topic(into).About() is not { } other || session.May(needed, Scopes.Of(other))),
            TopicCommand.Schedule { Meeting: { } meeting } => session.May(needed, where)
                && (!await IsThere(StreamNames.OfMeeting(meeting)) || await grains.Grain<IMeetingGrain>(meeting).About() is not { } other
                    || session.May(Permission.EditMeetings, Scopes.Of(other))),
            _ => session.May(needed, where),
        };
    }

    /// <summary>For which department the session gives this command; null: for none, or it is no command of theirs.</summary>
    private async ValueTask<ResponsibleDepartment?> AnswersFor(Session session, string id, object command)
    {
        if (NeededFor(command) is not Permission.AnswerCommitments || !session.MaySomewhere(Permission.AnswerCommitments)
            || await Topic(id).About() is not { } about)
        {
            return null;
        }

        var committed = await Topic(id).Departments();
        var commitment = command switch
        {
            TopicCommand.Progress c => c.Commitment,
            TopicCommand.Complete c => c.Commitment,
            _ => null,
        };
        return (await departments.Of(session, Scopes.Of(about)))
            .FirstOrDefault(d => committed.Any(c => (commitment is null || c.Key == commitment) && d.AnswersFor(c.Value)));
    }

    /// <returns>Null: it is nobody's as staff.</returns>
    private static Permission? NeededFor(object command) => command switch
    {
        TopicCommand.Accept or TopicCommand.Decline or TopicCommand.MergeInto or TopicCommand.HideComment or TopicCommand.RestoreComment
            or TopicCommand.Reconsider or TopicCommand.TakeOn or TopicCommand.LetGo => Permission.ModerateTopics,
        RoundCommand and not RoundCommand.TakeStance => Permission.ModerateTopics,
        TopicCommand.Schedule => Permission.ScheduleTopics,
        TopicCommand.Commit or TopicCommand.Reopen or TopicCommand.Acknowledge or TopicCommand.SendBack => Permission.MakeCommitments,
        TopicCommand.Progress or TopicCommand.Complete or TopicCommand.Answer => Permission.AnswerCommitments,
        _ => null,
    };

    private async ValueTask<bool> IsThere(string room) => StreamNames.IsId(room.AsSpan(room.IndexOf('/') + 1)) && await rooms.Has(room);

    private ITopicGrain Topic(string id) => grains.Grain<ITopicGrain>(id);

    /// <summary>Whether it is recorded how the house knows who rates, and counted by it.</summary>
    private bool TellsKnown => journal.Format >= RecordFormat.Fourth;

    public override bool HasSeq(object command) => command is not (TopicCommand.React or RoundCommand.TakeStance);
}

internal sealed record TopicReader(
    Rejection? Refused, Audience Audience, string? Person, bool IsStaff, IGrainFactory Grains, string Topic, TopicPseudonyms Pseudonyms,
    bool IsGuest, Departments Departments)
    : Reader(Refused, Audience, null, null, IsPublic: true)
{
    private static readonly Permission[] OnTopics =
        [Permission.ReadHiddenTopics, Permission.ModerateTopics, Permission.ScheduleTopics, Permission.MakeCommitments, Permission.AnswerCommitments];

    public override string? Present => Person is null ? null : Pseudonyms.Of(Person);

    public override async Task<MeView?> Me()
    {
        if (Person is null)
        {
            return null;
        }

        var (inTopic, inBox) =
            (Grains.Grain<ITopicGrain>(Topic).Mine(Person, IsStaff),
            Grains.Grain<IBoxGrain>(StreamNames.BoxKey(StreamNames.OfTopic(Topic))).Mine(Person));
        var mine = await inTopic;
        if (IsGuest && !mine.Raised)
        {
            mine = mine with { Apart = true, Guest = true };
        }

        return MeView.OfTopic(mine.Pseudonym ?? Present!, await OfStaff(mine), (await inBox).Likes);
    }

    /// <summary>With what staff may do here: a department only with what was committed to it.</summary>
    private async Task<MineInTopic> OfStaff(MineInTopic mine)
    {
        if (Asked.Who is not { } session || !OnTopics.Any(session.MaySomewhere))
        {
            return mine;
        }

        var may = OnTopics.Where(May).ToList();
        ImmutableArray<string>? answers = null;
        if (Departments.AreKept && !May(Permission.AnswerCommitments) && session.MaySomewhere(Permission.AnswerCommitments))
        {
            var mineToAnswer = await Departments.Of(session, Asked.Where);
            answers = [.. (await Grains.Grain<ITopicGrain>(Topic).Departments()).Where(c => mineToAnswer.Any(d => d.AnswersFor(c.Value))).Select(c => c.Key)];
            if (answers.Value.Length > 0)
            {
                may.Add(Permission.AnswerCommitments);
            }
        }

        return may.Count == 0 ? mine : mine with { May = [.. may.Select(p => CamelCase.Of(p))], Answers = answers };
    }
}
