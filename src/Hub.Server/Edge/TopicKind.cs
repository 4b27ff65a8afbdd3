using Hub.Domain;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Files;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>Topics: anyone reads and acts, whoever comes without a session as the person of that one operation; staff see what is hidden.</summary>
internal sealed class TopicKind(
    IGrainFactory grains, Guests guests, ReturnKeys keys, Pseudonyms pseudonyms, IFileStore files, ExistingRooms rooms, IJournal journal)
    : RoomKind("topics/", typeof(TopicCommand))
{
    public override bool IsForAnyone => true;

    public override IRoomOwner Owner(string id) => new TopicOwner(grains.Grain<ITopicGrain>(id));

    public override async Task<Reader> Reader(Session? session, string id)
    {
        var about = await rooms.Has(StreamNames.OfTopic(id)) ? await grains.Grain<ITopicGrain>(id).About() : null;
        var isStaff = session is { IsOperator: true };
        return new TopicReader(
            about is null ? Rejection.UnknownRoom : about.Unreadable, isStaff ? Audience.Chair : Audience.Room,
            session is null ? null : await keys.PersonIn(session, id),
            isStaff, grains, id, pseudonyms.In(id),
            IsGuest: TellsKnown && session is { MemberEverywhere: null });
    }

    public override async Task<Answer> Ask(Session? session, string id, string operation, object command)
    {
        if (!await rooms.Has(StreamNames.OfTopic(id)))
        {
            return Answer.Refused(Rejection.UnknownRoom);
        }

        var named = command switch
        {
            TopicCommand.Progress c => c.Files,
            TopicCommand.Complete c => c.Files,
            _ => null,
        };
        if (named is { IsEmpty: false } ids && session is { IsOperator: true })
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
            : await visitor.Do(operation, id, session.IsOperator, (TopicCommand)command);
    }

    /// <summary>Whether it is recorded how the house knows who rates, and counted by it.</summary>
    private bool TellsKnown => journal.Format >= RecordFormat.Fourth;

    public override bool HasSeq(object command) => command is not TopicCommand.React;
}

internal sealed record TopicReader(
    Rejection? Refused, Audience Audience, string? Person, bool IsStaff, IGrainFactory Grains, string Topic, TopicPseudonyms Pseudonyms,
    bool IsGuest)
    : Reader(Refused, Audience, null, null, IsPublic: true)
{
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

        return MeView.OfTopic(mine.Pseudonym ?? Present!, mine, (await inBox).Likes);
    }
}
