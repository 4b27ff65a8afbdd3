using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Server.Views;

namespace Hub.Server.Privacy;

/// <summary>
/// Forgets a person: their names, what they wrote, what they handed in, and where they came from. No vote, like or rating changes, and no count: the record
/// says that a name or a text was there and is gone. Each step is done by whoever owns the record, says so in the record first, and may be done again; the wish
/// is stored before the first of them, and taken up where a crash left it.
/// </summary>
/// <remarks>
/// What stands in a closed meeting or in the members' register, and an account of the staff, waits until a second pair of eyes agrees
/// (<see cref="Agree"/>): that is the one place where whoever may agree is asked.
/// </remarks>
internal sealed class Forgetting(
    IForgetWishes wishes, PersonalData held, IDirectory directory, IReturnStore returns, ReturnKeys returnKeys, ISeatCards cards, MemberKeys memberKeys,
    Sessions sessions,
    StaffAccounts accounts, MemberRolls rolls, IFileStore files, IJournal journal, IGrainFactory grains, ForgetList list, Erasure erasure, HouseViews views,
    RegisterLists registers, TimeProvider clock)
{
    /// <summary>As the record says it.</summary>
    public const string Why = "本人申请依法删除";

    /// <summary>Stores the wish of a person and does what can be done at once.</summary>
    /// <param name="session">Of whoever asks, for all of the house.</param>
    public async Task<ForgetWish> Ask(Session session)
    {
        var wish = await wishes.Add(new ForgetWish(
            Guid.NewGuid().ToString("n"), session.Person, session.Member?.Id, clock.GetUtcNow(), ForgetState.Asked, Account: session.Account));
        return await Go(wish);
    }

    /// <summary>Takes up what a crash, or a database that was away, left half done.</summary>
    public async Task Resume()
    {
        foreach (var wish in (await wishes.ReadOpen()).Where(w => w.State is ForgetState.Asked or ForgetState.Agreed))
        {
            await Go(wish);
        }
    }

    /// <summary>Somebody of the staff agrees that closed records forget this person too.</summary>
    /// <param name="by">Who: another than the one who asked.</param>
    /// <returns>Null where no such wish waits, or whoever agrees is who asked.</returns>
    public async Task<ForgetWish?> Agree(string id, string by)
    {
        if ((await wishes.ReadOpen()).FirstOrDefault(w => w.Id == id && w.State is ForgetState.Waiting or ForgetState.Agreed) is not { } wish
            || wish.Person == by || !(wish.State == ForgetState.Agreed || await wishes.Move(id, [ForgetState.Waiting], ForgetState.Agreed, by)))
        {
            return null;
        }

        return await Go(wish with { State = ForgetState.Agreed, DecidedBy = by });
    }

    /// <summary>Somebody of the staff does not agree. What was forgotten by then stays so.</summary>
    public Task<bool> Decline(string id, string by, string reason) => wishes.Move(id, [ForgetState.Waiting], ForgetState.Declined, by, reason);

    private async Task<ForgetWish> Go(ForgetWish wish)
    {
        // Before the first step and after the last: whatever comes in between, it is erased.
        await erasure.Request();
        var mayClosed = wish.State == ForgetState.Agreed;
        var waits = false;
        var persons = await held.PersonsOf(wish.Person, wish.Member);
        foreach (var person in persons)
        {
            foreach (var (topic, author) in await held.TopicsOf(person))
            {
                waits |= !await WhereReadable(() => ForgetTopic(topic, author));
            }

            foreach (var seat in await directory.ReadSeatsOf(person))
            {
                waits |= !await WhereReadable(() => ForgetSeat(seat.Room, seat.Participant, mayClosed));
            }
        }

        if (wish.Member is { } member)
        {
            waits |= !mayClosed || !await WhereReadable(() => ForgetMember(member));
        }

        if (wish.Account is { } account)
        {
            // Whoever is of the staff answers for what they did: another lets them go.
            if (mayClosed)
            {
                await list.Add([new Forgotten(Account: account)]);
                await accounts.Forget(account);
            }
            else
            {
                waits = true;
            }
        }

        if (waits)
        {
            await wishes.Move(wish.Id, [ForgetState.Asked], ForgetState.Waiting);
            return wish with { State = ForgetState.Waiting };
        }

        foreach (var person in persons)
        {
            await returns.Forget(person);
            await cards.Forget(person);
            await sessions.Forget(person);
        }

        await wishes.Finish(wish.Id, clock.GetUtcNow());
        await erasure.Request();
        return wish with { State = ForgetState.Done };
    }

    /// <summary>A room that lives on by its snapshot does not say that its record is damaged before that: whoever reads it does.</summary>
    /// <returns>False where the record cannot be read, so that not all of it is forgotten yet.</returns>
    private static async Task<bool> WhereReadable(Func<Task<bool>> forget)
    {
        try
        {
            return await forget();
        }
        catch (CorruptStreamException)
        {
            return false;
        }
    }

    /// <returns>False where the record cannot be read, so that nothing of it is forgotten yet.</returns>
    private async Task<bool> ForgetTopic(string id, string author)
    {
        var grain = grains.Grain<ITopicGrain>(id);
        if (await grain.About() is not { } about)
        {
            return true;
        }

        if (about.Unreadable is not null)
        {
            return false;
        }

        var isRaiser = about.Raiser == author;
        var named = isRaiser ? await held.FilesOf(id) : [];
        if (named.Length > 0)
        {
            // Before the record forgets which files it named: where a crash comes in between, the next start deletes them.
            await list.Add([.. named.Select(file => new Forgotten(File: file))]);
        }

        Done(await grain.Do(Ask<TopicCommand>(new TopicCommand.RemoveTexts(author, Why, []))));
        foreach (var file in named)
        {
            await DeleteUnlessNamed(files, file);
        }

        if (!isRaiser)
        {
            return true;
        }

        await returnKeys.Renew(id);
        if (about.MergedInto is { } into)
        {
            var seqs = await Seqs<TopicEvent>(StreamNames.OfTopic(into), e => e is TopicEvent.TopicAbsorbed absorbed && absorbed.Topic == id);
            Done(await grains.Grain<ITopicGrain>(into).Do(Ask<TopicCommand>(new TopicCommand.RemoveTexts(null, Why, seqs))));
        }

        return true;
    }

    /// <returns>False where the meeting is closed, and nobody has agreed yet, or cannot be read.</returns>
    private async Task<bool> ForgetSeat(string room, string participant, bool mayClosed)
    {
        if (StreamNames.Meeting(room) is not { } id || await grains.Grain<IMeetingGrain>(id).About() is not { } about)
        {
            return true;
        }

        if (about.Unreadable is not null)
        {
            return false;
        }

        var meeting = grains.Grain<IMeetingGrain>(id);
        if (about.Status == MeetingStatus.Closed && !mayClosed)
        {
            return !await held.HasAnything(room, participant);
        }

        await ForgetQuotes(id, participant);
        Done(await meeting.Do(Ask<MeetingCommand>(new MeetingCommand.RemoveTexts(participant, Why, []))));
        await ForgetName(meeting, participant);
        return true;
    }

    /// <summary>A file is its content: where somebody else handed in the same, it is theirs too, and stays.</summary>
    internal static async Task DeleteUnlessNamed(IFileStore files, string file)
    {
        if (!await files.IsNamed(file))
        {
            await files.Delete(file);
        }
    }

    /// <summary>What a topic quotes of a comment that a commitment came from. What the chair made of it is the chair's.</summary>
    private async Task ForgetQuotes(string meeting, string participant)
    {
        var (comments, topics) = (new HashSet<string>(), new HashSet<string>());
        await foreach (var commit in journal.Read(StreamNames.OfMeeting(meeting), Head.None))
        {
            foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit))
            {
                if (recorded.Event is MeetingEvent.Commented said && recorded.Actor == participant)
                {
                    comments.Add(said.Comment);
                }
                else if (recorded.Event is MeetingEvent.CommitmentMade { Comment: { } from } made && comments.Contains(from))
                {
                    topics.Add(made.Topic);
                }
            }
        }

        foreach (var topic in topics)
        {
            var seqs = await Seqs<TopicEvent>(StreamNames.OfTopic(topic), e =>
                e is TopicEvent.CommitmentMade { Source: { Comment: { } from } source } && source.Meeting == meeting && comments.Contains(from));
            Done(await grains.Grain<ITopicGrain>(topic).Do(Ask<TopicCommand>(new TopicCommand.RemoveTexts(null, Why, seqs))));
        }
    }

    private static async Task ForgetName(IMeetingGrain meeting, string participant)
    {
        var answer = await meeting.Do(Ask<MeetingCommand>(new MeetingCommand.RemoveName(participant, Why, [])));
        if (answer.Rejection != Rejection.UnknownParticipant)
        {
            Done(answer);
        }
    }

    /// <summary>
    /// The register's entry, whatever a nomination says of them, and every seat that went by a name of theirs in the register, on whatever device: in rolls and
    /// duty records the member's id is left.
    /// </summary>
    /// <returns>True; a register that cannot be read is an exception of its own.</returns>
    private async Task<bool> ForgetMember(string member)
    {
        foreach (var merged in await registers.MergedInto(member))
        {
            await ForgetEntry(merged.Id);
        }

        await ForgetEntry(member);
        return true;
    }

    /// <summary>Every name under which an entry of the members' register ever stood: a seat keeps the one of its day.</summary>
    private async Task<IReadOnlySet<string>> NamesOf(string member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var commit in journal.Read(StreamNames.RegisterStream(RegisterName.Members), Head.None))
        {
            names.UnionWith(StoredEvents.Unpack<RegisterEvent>(commit).Select(r => r.Event switch
            {
                RegisterEvent.EntryRecorded { Entry: Entry.Member m } e when e.Id == member => m.FullName,
                RegisterEvent.EntryAmended { Entry: Entry.Member m } e when e.Id == member => m.FullName,
                _ => null,
            }).OfType<string>());
        }

        return names;
    }

    private async Task ForgetEntry(string member)
    {
        var register = grains.Grain<IRegisterGrain>(RegisterName.Members.ToString());
        foreach (var name in await NamesOf(member))
        {
            foreach (var (room, participant) in await directory.FindNamed(name))
            {
                if (StreamNames.Meeting(room) is { } id && grains.Grain<IMeetingGrain>(id) is var meeting
                    && await meeting.About() is { Unreadable: null } && await meeting.Roll() is { } roll
                    && (roll.Members.Any(p => p.Member == member) || roll.Sitting?.Contains(member) == true))
                {
                    await ForgetName(meeting, participant);
                }
            }
        }

        foreach (var (name, nomination) in await views.Query(
            new Statement("SELECT register, json, id FROM {entries} WHERE type = 'nomination'"),
            r => (r.GetString(0), (Json: r.GetString(1), Id: r.GetString(2)))))
        {
            if (RegistersView.Read(nomination.Json) is Entry.Nomination { Nominee: var nominee } && nominee == member)
            {
                Done(await grains.Grain<IRegisterGrain>(name).Do(Ask<RegisterCommand>(new RegisterCommand.Forget(nomination.Id, Why))));
            }
        }

        if (!await rolls.Leave(member))
        {
            throw new StoreException($"The member {member} is not off all rolls yet.", mayBeStored: false);
        }

        await memberKeys.Renew(member);
        var answer = await register.Do(Ask<RegisterCommand>(new RegisterCommand.Forget(member, Why)));
        if (answer.Rejection != Rejection.UnknownEntry)
        {
            Done(answer);
        }
    }

    private async Task<ImmutableArray<long>> Seqs<TEvent>(string stream, Func<TEvent, bool> wanted)
    {
        var seqs = ImmutableArray.CreateBuilder<long>();
        await foreach (var commit in journal.Read(stream, Head.None))
        {
            seqs.AddRange(StoredEvents.Unpack<TEvent>(commit).Where(r => wanted(r.Event)).Select(r => r.Seq));
        }

        return seqs.ToImmutable();
    }

    /// <summary>An operation of its own each time: what is removed already is not removed twice.</summary>
    internal static Ask<T> Ask<T>(T command) => new(Operation.OfHouse($"forget: {Guid.NewGuid()}").Key, Actor.House, null, command);

    /// <exception cref="StoreException">It is not done now; the wish stays, and is taken up again.</exception>
    internal static void Done(Answer answer)
    {
        if (!answer.IsDone)
        {
            throw new StoreException(
                $"What was to be forgotten is not yet: {answer.Outcome} {answer.Rejection} {answer.Field}".TrimEnd() + ".", mayBeStored: false);
        }
    }
}
