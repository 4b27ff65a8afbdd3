using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Views;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>Seat cards: printing them for a hall, and sitting down with one. Whoever holds a member's card sits as that member, without typing, once.</summary>
internal static class SeatCardEndpoints
{
    public static void MapSeatCards(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/seat-cards", Read).For(Permission.PrintCards)
            .WithSummary("What became of each member's seat card (staff, convener).").Produces<CardPage>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapPost("/api/meetings/{id}/seat-cards", PrintFor)
            .For(Permission.PrintCards)
            .WithSummary("Makes seat cards for members of the roll, to be printed: each works once with /api/join (staff, convener).").Produces<CardsPrinted>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.SeatCardsPrinted, AuditFilter.Meeting);
    }

    /// <summary>Seats whoever shows a card as its member. Idempotent for the device that used it.</summary>
    public static async Task<IResult> Sit(
        SeatCard printed, JoinRequest body, HttpContext http, IGrainFactory grains, IMergedMembers merged, RoomAccess access, ISeatCards cards, Guests guests,
        SignIns signIns, Perseverance perseverance, CancellationToken cancel)
    {
        var session = Session.Of(http.User);
        var standing = await MemberKeys.FindStanding(grains, merged, printed.Member);
        var card = For(printed, standing?.Seat);
        if (WhyNotOn(session, card) is { } notHere)
        {
            return Errors.Of(notHere);
        }

        var person = session?.Person ?? (body.Op is { } op && Operation.IsWellFormed(op) ? guests.OfOperation($"card {op}") : SessionEndpoints.NewPerson());
        if (WhyNotBy(person, card) is { } refused)
        {
            return Errors.Of(refused);
        }

        var meeting = StreamNames.Meeting(card.Room)!;
        if (await perseverance.Ask(() => access.Meeting(meeting).About(), cancel) is not { IsOver: false })
        {
            return Errors.Of(Rejection.MeetingClosed);
        }

        if (standing is not { } member)
        {
            return Errors.Of(Rejection.UnknownMember);
        }

        // First the card is theirs, then the seat: see ISeatCards.
        if (await cards.Use(card.Hash, person) is not { } used || WhyNotBy(person, used) is not null)
        {
            return Errors.Of(Rejection.CardUsed);
        }

        var known = session?.Member is null ? KnownBy.Card : KnownBy.Link;
        var note = await perseverance.Ask(() => access.Participant(meeting, person).SitByCard(member.Name, member.Seat, known), cancel);
        if (note.Seat is not { } seat)
        {
            if (card.Person is null)
            {
                // It was theirs for this call only. One whose seat the chair took back stays used.
                await cards.Release(card.Hash, person);
            }

            return Errors.Of(note.Refused ?? Rejection.Forbidden);
        }

        var opened = await signIns.Open(http, Session.Going(person, session));
        return Results.Json(
            new Joined(
                seat.Participant, seat.Name, seat.Role, card.Room, signIns.Token(opened.For(card.Room)), Verified: true, SeatState.Seated),
            ApiJson.Of<Joined>());
    }

    /// <summary>Whom a card seats, so that the device can ask before it does.</summary>
    public static async Task<IResult> Look(
        SeatCard printed, HttpContext http, IGrainFactory grains, IMergedMembers merged, RoomAccess access, Perseverance perseverance, CancellationToken cancel)
    {
        var session = Session.Of(http.User);
        var standing = await MemberKeys.FindStanding(grains, merged, printed.Member);
        var card = For(printed, standing?.Seat);
        if ((WhyNotOn(session, card) ?? WhyNotBy(session?.Person, card)) is { } refused)
        {
            return Errors.Of(refused);
        }

        if (await perseverance.Ask(() => access.Meeting(StreamNames.Meeting(card.Room)!).About(), cancel) is not { IsOver: false } about)
        {
            return Errors.Of(Rejection.MeetingClosed);
        }

        return standing is not { } member ? Errors.Of(Rejection.UnknownMember)
            : Results.Json(
                new CodeOpens(
                    card.Room, Role.Member, about.Title, about.Status, about.StartsAt,
                    Card: new RollName(card.Member, member.Name, member.Seat.Sector)),
                ApiJson.Of<CodeOpens>());
    }

    /// <summary>
    /// The card of each member of a meeting, one that was printed for an entry that was merged into theirs too: where there are several, one that was used, and
    /// else their own.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, SeatCard>> ByMember(string id, ISeatCards cards, RegisterLists lists, CancellationToken cancel)
    {
        var merged = await lists.AllMerged(cancel);
        return (await cards.Read(StreamNames.OfMeeting(id), cancel)).GroupBy(c => merged.GetValueOrDefault(c.Member, c.Member))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(c => c.Person is not null).ThenByDescending(c => c.Member == g.Key).First());
    }

    public static CardState StateOf(SeatCard? card) => card is null ? CardState.None : card.Person is null ? CardState.Printed : CardState.Used;

    /// <summary>The card as it seats: whoever it was printed for, where that entry was merged, the member whose it is now.</summary>
    private static SeatCard For(SeatCard printed, SeatedMember? standing) => standing is null ? printed : printed with { Member = standing.Member };

    /// <summary>Nobody who is signed in becomes somebody else by what they scan.</summary>
    private static Rejection? WhyNotOn(Session? session, SeatCard card) =>
        session is { IsStaff: true, Member: null } || (session?.Member is { } signed && signed.Id != card.Member) ? Rejection.OtherSession : null;

    private static Rejection? WhyNotBy(string? person, SeatCard card) =>
        card.IsReplaced ? Rejection.CardReplaced
        : card.Person is { } holder && holder != person ? Rejection.CardUsed
        : null;

    private static async Task<IResult> Read(
        string id, HttpContext http, RoomAccess access, RegisterLists lists, ISeatCards cards, IJournal journal, CancellationToken cancel)
    {
        var (roll, refused) = await Roll(id, http, access, journal);
        if (refused is not null)
        {
            return refused;
        }

        var printed = await ByMember(id, cards, lists, cancel);
        var names = await lists.NamesOfMembers([.. roll.Members.Select(m => m.Member)], cancel);
        var about = await access.Meeting(id).About();
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new CardPage(
                about?.Title ?? "",
                [.. roll.Members.Select(m =>
                    new CardItem(m.Member, names.GetValueOrDefault(m.Member, ""), m.Sector, StateOf(printed.GetValueOrDefault(m.Member))))
                    .OrderBy(m => m.Name, StringComparer.Ordinal)]),
            ApiJson.Of<CardPage>());
    }

    private static async Task<IResult> PrintFor(
        string id, CardsWanted body, HttpContext http, RoomAccess access, RegisterLists lists, ISeatCards cards, IJournal journal,
        IOptions<HouseSettings> house, CancellationToken cancel)
    {
        var (roll, refused) = await Roll(id, http, access, journal);
        return refused ?? await Print(id, body, roll, http, access, lists, cards, house.Value, cancel);
    }

    /// <summary>Makes the cards. Not idempotent: a code is told once, and one that was not heard of is replaced on purpose.</summary>
    public static async Task<IResult> Print(
        string id, CardsWanted body, RollNow roll, HttpContext http, RoomAccess access, RegisterLists lists, ISeatCards cards, HouseSettings house,
        CancellationToken cancel)
    {
        if (await access.Meeting(id).About() is not { IsOver: false } about)
        {
            return Errors.Of(Rejection.MeetingClosed);
        }

        var sectors = roll.Members.ToDictionary(m => m.Member, m => m.Sector);
        var wanted = body.Members is { } some ? some.Distinct().ToList() : [.. sectors.Keys];
        if (wanted.Exists(m => m is null || !sectors.ContainsKey(m)))
        {
            return Errors.Of(Rejection.UnknownMember, "members");
        }

        if (body is { Replace: true, Members: null })
        {
            // All cards that were handed out would stop at once: whoever means that names them.
            return Errors.Of(Rejection.Empty, "members");
        }

        var room = StreamNames.OfMeeting(id);
        var printed = await ByMember(id, cards, lists, cancel);
        if (body.Replace)
        {
            await StopMerged(room, wanted, cards, lists, cancel);
        }

        // Who has a card that was printed for an entry that was merged into theirs keeps that one.
        var codes = wanted.Where(m => body.Replace || printed.GetValueOrDefault(m) is not { } has || has.Member == m)
            .ToDictionary(m => m, _ => Codes.NewSecret());
        var added = (await cards.Add([.. codes.Select(c => new SeatCard(Codes.HashOf(c.Value), room, c.Key))], body.Replace)).Select(c => c.Member).ToHashSet();
        var names = await lists.NamesOfMembers(added, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new CardsPrinted(
                about.Title, about.StartsAt, about.Venue,
                [.. wanted.Where(added.Contains).Select(m => Card(m, names.GetValueOrDefault(m, ""), sectors[m], codes[m]))
                    .OrderBy(c => c.Name, StringComparer.Ordinal)],
                [.. wanted.Where(m => !added.Contains(m))]),
            ApiJson.Of<CardsPrinted>());

        PrintedCard Card(string member, string name, string sector, string code)
        {
            var link = $"{LanAddress.Reachable(http, house)}/m#card={code}";
            var (size, path) = QrSquares.Of(link);
            return new PrintedCard(member, name, sector, code, link, size, path);
        }
    }

    /// <summary>Stops the cards of entries that were merged into these members: the ones in their place are told to nobody.</summary>
    private static async Task StopMerged(string room, List<string> members, ISeatCards cards, RegisterLists lists, CancellationToken cancel)
    {
        var merged = await lists.AllMerged(cancel);
        var others = (await cards.Read(room, cancel)).Where(c => merged.TryGetValue(c.Member, out var into) && members.Contains(into)).ToList();
        if (others.Count > 0)
        {
            await cards.Add([.. others.Select(c => new SeatCard(Codes.HashOf(Codes.NewSecret()), room, c.Member))], replace: true);
        }
    }

    private static async Task<(RollNow Roll, IResult? Refused)> Roll(string id, HttpContext http, RoomAccess access, IJournal journal)
    {
        var refused = await MeetingEndpoints.Refused(Permission.PrintCards, id, http, access)

            // A node of an older build would know neither the card nor how its holder is known.
            ?? (journal.Format < RecordFormat.Fourth ? Errors.Of(Rejection.NotOffered, "cards") : null);
        return refused is not null ? (null!, refused)
            : await access.Meeting(id).Roll() is { Kind: RollKind.Register } roll ? (roll, null)
            : (null!, Errors.Of(Rejection.NotOffered, "roll"));
    }
}
