using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Opinion;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>Opinion rounds over HTTP, of meetings and of topics. What is asked of a round is a command of its room.</summary>
internal static class RoundEndpoints
{
    /// <summary>A phone that goes offline takes so many statements along at most.</summary>
    private const int MostAhead = 20;

    /// <summary>Of what never changes any more: the greatest whole number that a script reads exactly.</summary>
    private const long Last = (1L << 53) - 1;

    public static void MapRounds(this IEndpointRouteBuilder app)
    {
        Map(app, "/api/meetings/{id}/rounds/{round}", StreamNames.OfMeeting);
        Map(app, "/api/topics/{id}/rounds/{round}", StreamNames.OfTopic);
    }

    private static void Map(IEndpointRouteBuilder app, string path, Func<string, string> room)
    {
        app.MapGet(path, (string id, string round, HttpContext http, RoomAccess access, IGrainFactory grains, IJournal journal) =>
            Read(room(id), round, http, access, grains, journal)).For(Callers.Readers)
            .WithSummary("An opinion round as of now: its statements with their counts, the groups and the map, nothing of fewer than 5 people.")
            .Produces<RoundPage>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet($"{path}/next", (string id, string round, HttpContext http, RoomAccess access, IGrainFactory grains, IJournal journal, int count = 1) =>
            Next(room(id), round, http, access, grains, journal, count)).For(Callers.Readers)
            .WithSummary("The statements that I am asked next, at most 20, as many as a phone needs that goes offline.")
            .Produces<NextStatementPage>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet($"{path}/me", (string id, string round, HttpContext http, RoomAccess access, IGrainFactory grains, IJournal journal) =>
            Mine(room(id), round, http, access, grains, journal)).For(Callers.Readers)
            .WithSummary("My stances in an opinion round, my place on its map and my group.")
            .Produces<MyRound>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
    }

    private static async Task<IResult> Read(string room, string round, HttpContext http, RoomAccess access, IGrainFactory grains, IJournal journal)
    {
        var (found, reader) = await RoomCalls.Find(room, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (await Find(found!, round, journal) is not { } held)
        {
            return Unknown();
        }

        var now = held.Result is { } result ? OfClosed(result) : await Stances(grains, room, round).Picture();
        return Results.Json(Page(held, now, reader.Audience), ApiJson.Of<RoundPage>());
    }

    private static async Task<IResult> Next(
        string room, string round, HttpContext http, RoomAccess access, IGrainFactory grains, IJournal journal, int count)
    {
        var (found, reader) = await RoomCalls.Find(room, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (PersonOf(reader) is not { } person)
        {
            return Errors.NoSession;
        }

        if (await Find(found!, round, journal) is not { } held)
        {
            return Unknown();
        }

        var next = await Stances(grains, room, round).Next(person, Math.Clamp(count, 1, MostAhead));
        var asked = held.Status != RoundStatus.Open ? [] : next.Statements.Select(held.Find).OfType<Statement>()
            .Where(s => s.Status == StatementStatus.Visible).Select(s => new NextStatement(s.Id, s.Text));
        return Results.Json(new NextStatementPage([.. asked], next.Answered, next.Left), ApiJson.Of<NextStatementPage>());
    }

    private static async Task<IResult> Mine(string room, string round, HttpContext http, RoomAccess access, IGrainFactory grains, IJournal journal)
    {
        var (found, reader) = await RoomCalls.Find(room, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (PersonOf(reader) is not { } person)
        {
            return Errors.NoSession;
        }

        if (await Find(found!, round, journal) is null)
        {
            return Unknown();
        }

        var mine = await Stances(grains, room, round).Mine(person);
        return Results.Json(
            new MyRound(
                mine.Stances.ToImmutableSortedDictionary(StringComparer.Ordinal), mine.Group, mine is { X: { } x, Y: { } y } ? new MapPlace(x, y) : null),
            ApiJson.Of<MyRound>());
    }

    /// <summary>As whom somebody answers here; null: they only read.</summary>
    private static string? PersonOf(Reader reader) => reader is TopicReader topic ? topic.Person : reader.Seat?.Participant;

    /// <summary>The room may be on a node of an older build, which knows nothing of rounds.</summary>
    private static async Task<Round?> Find(IRoomOwner owner, string round, IJournal journal) =>
        journal.Format < RecordFormat.Ninth || !StreamNames.IsId(round) ? null : await owner.FindRound(round);

    private static IStancesGrain Stances(IGrainFactory grains, string room, string round) =>
        grains.Grain<IStancesGrain>(StreamNames.StancesKey(room, round));

    private static RoundPicture OfClosed(RoundResult result) =>
        new(result, result.Statements.ToDictionary(s => s.Id, s => new StanceCount(s.Agree, s.Disagree, s.Pass)), Last);

    private static RoundPage Page(Round round, RoundPicture now, Audience audience)
    {
        var scores = now.Result?.Statements.ToDictionary(s => s.Id, StringComparer.Ordinal) ?? [];
        var shown = round.Statements.Where(s => s.Status == StatementStatus.Visible).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var result = now.Result;
        return new RoundPage(
            round.Id, round.Question, round.Status, round.OpenedAt, result?.People ?? 0, result?.Stances ?? 0,
            [
                .. round.Statements.Where(s => shown.Contains(s.Id) || (audience == Audience.Chair && s.Status != StatementStatus.Merged)).Select(s =>
                    View(s, now.Counts.TryGetValue(s.Id, out var counts) ? counts : null, scores.GetValueOrDefault(s.Id))),
            ],
            now.Version, round.Item, round.ClosesAt, round.ClosedAt, round.Adds ? true : null, result?.Confidence.Finding,
            result?.Groups is { } groups ? [.. groups.Select(g => g with { Stands = [.. g.Stands.Where(s => shown.Contains(s.Statement))] })] : null,
            result?.Confidence.Stability, result?.Map is { } bins ? new RoundMap(bins) : null);
    }

    /// <summary>One that waits has a text for who leads, and no figures; nobody reads one that was hidden.</summary>
    private static StatementView View(Statement statement, StanceCount? counts, StatementResult? scores) =>
        statement.Status != StatementStatus.Visible
            ? new StatementView(
                statement.Id, statement.Status == StatementStatus.Waiting ? statement.Text : statement.ShownText, Status: statement.Status)
        : new StatementView(
            statement.Id, statement.Text, counts?.Agree, counts?.Disagree, counts?.Pass, scores?.Bridging, scores?.Dividing, scores?.Consensus);

    private static IResult Unknown() =>
        Errors.Of(StatusCodes.Status404NotFound, Errors.Code(Rejection.UnknownRound), Receipts.Sentence(Rejection.UnknownRound));
}
