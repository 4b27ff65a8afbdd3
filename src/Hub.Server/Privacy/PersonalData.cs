using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Views;
using Microsoft.Extensions.Options;
using RoundEvent = Hub.Domain.Opinion.RoundEvent;

namespace Hub.Server.Privacy;

/// <summary>What the house holds of a person, gathered from where it lies.</summary>
internal sealed class PersonalData(
    IDirectory directory, IReturnStore returns, Sessions sessions, StaffAccounts accounts, HouseViews views, IJournal journal, IGrainFactory grains,
    IForgetWishes wishes, ISeatCards cards, INamedChairs chairs, AuditReader audit, RegisterLists registers, IOptions<AuditSettings> auditing,
    TimeProvider clock)
{
    private const int PageOfLog = 1000;

    /// <summary>All of it, of the person of a session that is good for all of the house.</summary>
    public async Task<MyData> Of(Session session, CancellationToken cancel)
    {
        await sessions.Flush();
        var (person, back) = (session.Person, await returns.ReadOf(session.Person, cancel));
        var meetings = ImmutableArray.CreateBuilder<HeldSeat>();
        var topics = ImmutableArray.CreateBuilder<HeldTopic>();
        var follows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var each in await PersonsOf(person, session.Member?.Id, cancel))
        {
            foreach (var seat in await directory.ReadSeatsOf(each, cancel))
            {
                meetings.Add(await Seat(seat, cancel));
            }

            foreach (var (topic, author) in await TopicsOf(each, cancel))
            {
                topics.Add(await Topic(topic, author, cancel));
            }

            follows.UnionWith(await views.Query(new Statement("SELECT topic FROM {follows} WHERE person = $1", each), r => r.GetString(0), cancel));
        }

        var member = session.Member is { } signed && await grains.Grain<IRegisterGrain>(RegisterName.Members.ToString()).Find(signed.Id) is { } kept
            ? new HeldMember(signed.Id, kept.At, kept.Entry) : null;
        var wish = await wishes.FindOf(person, cancel);
        return new MyData(
            person,
            [.. (await sessions.ReadOf(person, cancel)).Select(s => new HeldSession(
                s.Id, s.Device, s.Network, s.Started, s.LastSeen, s.Expires, s.ProviderSession is { Length: > 0 } there ? there : null))],
            meetings.ToImmutable(), topics.ToImmutable(), [.. follows], [.. back.Select(b => b.Topic)], member,
            wish is null ? null : new HeldWish(wish.Id, wish.AskedAt, wish.State, wish.Reason),
            session.Account is { } id && await accounts.Find(id) is { } a ? [await Account(a, cancel)] : null,
            GivenAny([.. (await cards.ReadOf(person, cancel)).Select(c => new HeldCard(c.Room, c.Member))]),
            session.Account is { } chair ? GivenAny([.. await chairs.ReadOf(chair, cancel)]) : null,
            GivenAny(await Acts(session, meetings, cancel)));
    }

    private static ImmutableArray<T>? GivenAny<T>(ImmutableArray<T> found) => found.IsEmpty ? null : found;

    /// <summary>What the audit log says of them, as far back as it knows from where people acted; the newest first.</summary>
    private async Task<ImmutableArray<HeldAct>> Acts(Session session, IEnumerable<HeldSeat> seats, CancellationToken cancel)
    {
        // Guests stand in it with what they did from a meeting's chair alone.
        var ids = seats.Where(s => s.Role == Role.Chair).Select(s => s.Participant)
            .Concat(new[] { session.Account, session.Member?.Id, session.IsOfOperatorKey ? session.Id : null }.OfType<string>()).ToHashSet();
        var acts = ImmutableArray.CreateBuilder<HeldAct>();
        var query = new AuditQuery(Limit: PageOfLog, Ids: ids, Since: clock.GetUtcNow().AddDays(-auditing.Value.NetworkDays));
        while (ids.Count > 0)
        {
            var page = await audit.Read(query, cancel);
            acts.AddRange(page.Rows.Select(r => new HeldAct(r.Entry.At, r.Entry.Noted.Act, r.Entry.On, r.Network)));
            if (page.Next is not { } next)
            {
                break;
            }

            query = query with { After = next };
        }

        return acts.ToImmutable();
    }

    /// <summary>
    /// As whom somebody acted: a member who was recorded twice also as the person of each entry that was merged into theirs, whom nobody signs in as any more.
    /// </summary>
    public async Task<ImmutableArray<string>> PersonsOf(string person, string? member, CancellationToken cancel = default) =>
        [person, .. member is null ? [] : (await registers.MergedInto(member, cancel)).Select(merged => MemberKeys.PersonOf(merged.Id))];

    /// <summary>The topics in which a person wrote something, with the person as whom they did: one who came back by a key acts as the raiser.</summary>
    public async Task<IReadOnlyList<(string Topic, string Author)>> TopicsOf(string person, CancellationToken cancel = default) =>
    [
        .. (await views.Query(new Statement("SELECT topic FROM {authors} WHERE person = $1 ORDER BY topic", person), r => r.GetString(0), cancel))
            .Select(topic => (topic, person))
            .Concat(await returns.ReadOf(person, cancel)).Distinct(),
    ];

    /// <summary>The files that a topic names.</summary>
    public async Task<ImmutableArray<string>> FilesOf(string topic, CancellationToken cancel = default)
    {
        await foreach (var commit in journal.Read(StreamNames.OfTopic(topic), Head.None, cancel))
        {
            return StoredEvents.Unpack<TopicEvent>(commit)[0].Event is TopicEvent.TopicRaised { Files: { IsDefault: false } files } ? files : [];
        }

        return [];
    }

    /// <summary>Whether a meeting still knows a participant's name, or anything that they wrote.</summary>
    public async Task<bool> HasAnything(string room, string participant, CancellationToken cancel = default) =>
        (await directory.ReadNames(room, cancel)).Any(n => n.Participant == participant && !n.IsRemoved)
        || (await Written(room, participant, cancel)).Any(w => w.Text != RemovedText.Sentence);

    private async Task<HeldAccount> Account(StaffAccount account, CancellationToken cancel) => new(
        account.Id, account.Name, account.Login, [.. account.Roles], account.Created,
        [.. (await accounts.PasskeysOf(account, cancel)).Select(p => new HeldPasskey(p.Id, p.Name, p.Created, p.Used))],
        account.Provider?.Issuer, account.Provider?.Subject);

    private async Task<HeldSeat> Seat(Seat seat, CancellationToken cancel)
    {
        var about = StreamNames.Meeting(seat.Room) is { } id ? await grains.Grain<IMeetingGrain>(id).About() : null;
        var names = (await directory.ReadNames(seat.Room, cancel)).Where(n => n.Participant == seat.Participant && !n.IsRemoved).Select(n => n.Name).Distinct();
        return new HeldSeat(
            seat.Room, about?.Title ?? "", about?.Status, seat.Participant, seat.Role, seat.Name, [.. names],
            about is { Unreadable: null } ? await Written(seat.Room, seat.Participant, cancel) : []);
    }

    private async Task<ImmutableArray<HeldText>> Written(string room, string participant, CancellationToken cancel)
    {
        var texts = ImmutableArray.CreateBuilder<HeldText>();
        await foreach (var commit in journal.Read(room, Head.None, cancel))
        {
            foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit).Where(r => r.Actor == participant))
            {
                if (recorded.Event is MeetingEvent.Commented comment)
                {
                    texts.Add(new HeldText(recorded.Seq, recorded.At, comment.Text));
                }
                else if (recorded.Event is MeetingEvent.InRound { Event: RoundEvent.StatementAdded statement })
                {
                    texts.Add(new HeldText(recorded.Seq, recorded.At, statement.Text));
                }
                else if (recorded.Event is MeetingEvent.HandRaised { About: { } about })
                {
                    texts.Add(new HeldText(recorded.Seq, recorded.At, about));
                }
            }
        }

        return texts.ToImmutable();
    }

    private async Task<HeldTopic> Topic(string id, string author, CancellationToken cancel)
    {
        var (raised, comments, ratings) =
            (default(HeldRaising), ImmutableArray.CreateBuilder<HeldText>(), ImmutableArray.CreateBuilder<HeldRating>());
        await foreach (var commit in journal.Read(StreamNames.OfTopic(id), Head.None, cancel))
        {
            foreach (var recorded in StoredEvents.Unpack<TopicEvent>(commit).Where(r => r.Actor == author))
            {
                switch (recorded.Event)
                {
                    case TopicEvent.TopicRaised e:
                        raised = new HeldRaising(recorded.At, e.Title, e.Text, e.County, e.Venue, e.Category, e.Files ?? []);
                        break;
                    case TopicEvent.TopicCommented e:
                        comments.Add(new HeldText(recorded.Seq, recorded.At, e.Text));
                        break;
                    case TopicEvent.InRound { Event: RoundEvent.StatementAdded e }:
                        comments.Add(new HeldText(recorded.Seq, recorded.At, e.Text));
                        break;
                    case TopicEvent.CommitmentAcknowledged { ByRaiser: true, Note: { } note }:
                        comments.Add(new HeldText(recorded.Seq, recorded.At, note));
                        break;
                    case TopicEvent.CommitmentSentBack { ByRaiser: true } e:
                        comments.Add(new HeldText(recorded.Seq, recorded.At, e.Reason));
                        break;
                    case TopicEvent.Rated e:
                        ratings.Add(new HeldRating(recorded.At, e.Score, e.Text));
                        break;
                    default:
                        break;
                }
            }
        }

        var hasKey = raised is not null && (await directory.ReadCodes(StreamNames.OfTopic(id), cancel)).Any(c => c.Role == Role.Member);
        return new HeldTopic(StreamNames.OfTopic(id), raised, comments.ToImmutable(), ratings.ToImmutable(), hasKey ? true : null);
    }
}

/// <summary>What the house holds of me.</summary>
/// <param name="Person">The id under which this device, or this account, is known.</param>
/// <param name="Returns">Topics to which I came back with a key.</param>
/// <param name="Wish">What I asked to be forgotten, and is not yet.</param>
/// <param name="Cards">Seat cards that I used.</param>
/// <param name="Chairs">Meetings whose chair my account was named.</param>
/// <param name="Acts">What the audit log says that I did, for as long as it knows from where; the newest first.</param>
public sealed record MyData(
    string Person, ImmutableArray<HeldSession> Sessions, ImmutableArray<HeldSeat> Meetings, ImmutableArray<HeldTopic> Topics, ImmutableArray<string> Follows,
    ImmutableArray<string> Returns, HeldMember? Member = null, HeldWish? Wish = null,
    ImmutableArray<HeldAccount>? Accounts = null, ImmutableArray<HeldCard>? Cards = null, ImmutableArray<string>? Chairs = null,
    ImmutableArray<HeldAct>? Acts = null);

/// <param name="Subject">As whom the provider named by <paramref name="Issuer"/> knows me, where I sign in by it.</param>
public sealed record HeldAccount(
    string Account, string Name, string Login, ImmutableArray<AccountRole> Roles, DateTimeOffset MadeAt, ImmutableArray<HeldPasskey> Passkeys,
    string? Issuer = null, string? Subject = null);

/// <param name="Name">As its owner called it.</param>
public sealed record HeldPasskey(string Passkey, string Name, DateTimeOffset AddedAt, DateTimeOffset? UsedAt = null);

/// <param name="Room">The meeting's.</param>
/// <param name="Member">The id in the members' register of whom it seats.</param>
public sealed record HeldCard(string Room, string Member);

/// <param name="Act">One of the audit log's.</param>
/// <param name="On">What it was done to, as a path.</param>
/// <param name="Network">The block of addresses from which; absent: there was none, or it was deleted since.</param>
public sealed record HeldAct(DateTimeOffset At, string Act, string? On = null, string? Network = null);

/// <param name="Provider">What the provider by which I signed in calls the session there.</param>
public sealed record HeldSession(
    string Session, string Device, string Network, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? Provider = null);

/// <param name="Room">The meeting's.</param>
/// <param name="Name">By which I go there now; blank where it was removed.</param>
/// <param name="Names">Every name by which the record knows me.</param>
public sealed record HeldSeat(
    string Room, string Title, MeetingStatus? Status, string Participant, Role Role, string Name, ImmutableArray<string> Names, ImmutableArray<HeldText> Texts);

/// <param name="Seq">The event that holds it.</param>
public sealed record HeldText(long Seq, DateTimeOffset At, string Text);

/// <param name="ReturnKey">There is a key that brings me back to it; absent: there is none, or I did not raise it.</param>
public sealed record HeldTopic(
    string Room, HeldRaising? Raised, ImmutableArray<HeldText> Comments, ImmutableArray<HeldRating> Ratings, bool? ReturnKey = null);

public sealed record HeldRaising(
    DateTimeOffset At, string Title, string Text, string? County, string? Venue, string? Category, ImmutableArray<string> Files);

public sealed record HeldRating(DateTimeOffset At, int Score, string? Text);

/// <param name="Is">My entry in the members' register.</param>
public sealed record HeldMember(string Entry, DateTimeOffset At, Entry Is);

/// <param name="State">asked, waiting (for somebody of the staff to agree), agreed, or declined, with why.</param>
public sealed record HeldWish(string Id, DateTimeOffset AskedAt, ForgetState State, string? Reason = null);
