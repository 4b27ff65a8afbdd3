using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>
/// What is published of a ballot once it is closed, so that nobody need believe this house: every named vote, each voter's proof, and the whole record.
/// </summary>
internal static class BallotEndpoints
{
    private const int MaxVotes = 1000;

    public static void MapBallots(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/ballots/{ballot}/votes", Votes)
            .For(Callers.Readers).WithSummary(
            "The votes of a closed named ballot whose result is shown, a page of at most 1000, with the signed root of their tree; q: part of a voter's "
            + "name, or the beginning of a receipt's code.")
            .Produces<VotePage>().Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapGet("/api/meetings/{id}/ballots/{ballot}/receipt", Receipt).For(Callers.Readers)
            .WithSummary("My vote in a closed named ballot, with the proof that it is counted.")
            .Produces<VoteReceipt>().Produces<ErrorBody>(401).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapGet("/api/meetings/{id}/ballots/{ballot}/missing", Missing).For(Callers.Readers)
            .WithSummary("Who has not voted yet, by name (chair, where the format says so).")
            .Produces<PersonView[]>().Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapGet("/api/meetings/{id}/people", People)
            .For(Callers.Readers).WithSummary(
            "Who has a seat, has checked in, weighs what and votes for whom (chair); those one may delegate to (voters, where the format delegates).")
            .Produces<PersonInRoom[]>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/key", async (HouseSeal seal) => Results.Json(new HouseKey(await seal.PublicKey()), ApiJson.Of<HouseKey>()))
            .For(Callers.Anyone).WithSummary("The public key under which this house signs vote trees and exports.").Produces<HouseKey>();
        app.MapGet("/api/meetings/{id}/export", Export)
            .For(Callers.Readers)
            .WithSummary("The whole record of a closed meeting (chair, operator), one JSON object a line, signed; src/GUIDE.md says how to verify it.")
            .Produces<string>(200, "application/x-ndjson").Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .AuditedRead(AuditFilter.Meeting, AuditFilter.Seat);
    }

    private static async Task<IResult> Votes(
        string id, string ballot, HttpContext http, RoomAccess access, PublishedVotes published, HouseSeal seal, string? after = null, string? q = null,
        int limit = MaxVotes)
    {
        var reader = await access.Reader(Session.Of(http.User), id);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (await access.Meeting(id).Ballot(ballot) is not { } held)
        {
            return Errors.Of(Rejection.UnknownBallot);
        }

        if (held.Secrecy != Secrecy.Named)
        {
            return Errors.Of(Rejection.NotOffered, "secrecy");
        }

        if (!held.IsShown || await published.Of(id, ballot, held.NamesRemoved) is not { } votes)
        {
            return NotYet();
        }

        limit = Math.Clamp(limit, 1, MaxVotes);
        var page = votes.Page(after, string.IsNullOrWhiteSpace(q) ? null : q.Trim()).Take(limit + 1).ToImmutableArray();
        return Results.Json(
            new VotePage(
                ballot, [.. page.Take(limit)], votes.All.Length, page.Length > limit ? page[limit - 1].Participant : null, votes.Root,
                await seal.Sign(StreamNames.OfMeeting(id), ballot, votes.All.Length, votes.Root), await seal.PublicKey()),
            ApiJson.Of<VotePage>());
    }

    private static async Task<IResult> Receipt(string id, string ballot, HttpContext http, RoomAccess access, IGrainFactory grains, HouseSeal seal)
    {
        var reader = await access.Reader(Session.Of(http.User), id);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (reader.Seat is not { } seat)
        {
            return Errors.NoSession;
        }

        if (await access.Meeting(id).Ballot(ballot) is not { } held)
        {
            return Errors.Of(Rejection.UnknownBallot);
        }

        if (held.Secrecy != Secrecy.Named)
        {
            return Errors.Of(Rejection.NotOffered, "secrecy");
        }

        if (!held.IsClosed)
        {
            return NotYet();
        }

        return await grains.Grain<IBoxGrain>(id).Prove(ballot, seat.Participant) is { } proof
            ? Results.Json(
                new VoteReceipt(
                    StreamNames.OfMeeting(id), ballot, seat.Participant, [.. proof.Vote.Choices], proof.Vote.Salt, proof.Index, proof.Size, [.. proof.Path],
                    proof.Root,
                    await seal.Sign(StreamNames.OfMeeting(id), ballot, proof.Size, proof.Root), await seal.PublicKey()),
                ApiJson.Of<VoteReceipt>())
            : Errors.Of(StatusCodes.Status404NotFound, "noVote", "You have no vote in this ballot.");
    }

    private static async Task<IResult> Missing(string id, string ballot, HttpContext http, RoomAccess access, IGrainFactory grains)
    {
        var reader = await access.Reader(Session.Of(http.User), id);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (reader.Audience != Audience.Chair || await access.Meeting(id).People() is not { MissingNamed: true } here)
        {
            return Errors.Of(Rejection.Forbidden);
        }

        if (await access.Meeting(id).Ballot(ballot) is null)
        {
            return Errors.Of(Rejection.UnknownBallot);
        }

        if (await grains.Grain<IBoxGrain>(id).Missing(ballot) is not { } missing)
        {
            return Errors.Of(Rejection.BallotNotOpen);
        }

        var known = here.People.ToDictionary(p => p.Participant);
        return Results.Json(
            missing.Select(m =>
                known.TryGetValue(m, out var person) ? new PersonView(m, person.Name, person.Role, person.Verified, Removed(person)) : new PersonView(m, null))
                .OrderBy(p => p.Name, StringComparer.Ordinal).ToImmutableArray(),
            ApiJson.Of<ImmutableArray<PersonView>>());
    }

    private static async Task<IResult> People(string id, HttpContext http, RoomAccess access)
    {
        var reader = await access.Reader(Session.Of(http.User), id);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        if (await access.Meeting(id).People() is not { } here)
        {
            return Errors.Of(Rejection.UnknownRoom);
        }

        // Who is here is otherwise the chair's to know.
        var isChair = reader.Audience == Audience.Chair;
        if (!isChair && !(here.Delegation && here.People.Any(p => p.Participant == reader.Seat?.Participant && here.Voters.Include(p.Role))))
        {
            return Errors.Of(Rejection.Forbidden);
        }

        var mine = reader.Seat!.Participant;
        return Results.Json(
            here.People.Where(p => isChair || (p.CheckedIn && (here.Voters.Include(p.Role) || p.Presides)) || p.Participant == mine || p.Delegate == mine)
                .OrderByDescending(p => p.Role).ThenBy(p => p.Name, StringComparer.Ordinal)
                .Select(p =>
                    new PersonInRoom(
                    p.Participant, p.Name, p.Role, p.CheckedIn, p.Weight, isChair || p.Participant == mine || p.Delegate == mine ? p.Delegate : null,
                    p.Verified, Removed(p))).ToImmutableArray(),
            ApiJson.Of<ImmutableArray<PersonInRoom>>());
    }

    /// <summary>Nobody takes a seat without a name: where it is gone, it was removed.</summary>
    private static bool? Removed(PersonHere person) => person.Name is null ? true : null;

    private static async Task<IResult> Export(
        string id, HttpContext http, RoomAccess access, MeetingExport export, RecordEndpoints.Record record, CancellationToken cancel)
    {
        var reader = await access.Reader(Session.Of(http.User), id);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        // The record says who checked in, which the room is not told: the chair hands it on.
        if (reader.Audience != Audience.Chair && !reader.May(Permission.ReadRecords))
        {
            return Errors.Of(Rejection.Forbidden);
        }

        if (await access.Meeting(id).About() is { Status: MeetingStatus.Cancelled })
        {
            return Errors.Of(Rejection.MeetingCancelled);
        }

        if (await record.Of(id, "export", () => Write(id, export), cancel) is not { } made)
        {
            return NotYet();
        }

        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}.jsonl\"";
        return Results.Bytes(made, "application/x-ndjson");
    }

    /// <returns>Null where it is not published yet.</returns>
    private static async Task<byte[]?> Write(string id, MeetingExport export)
    {
        var moment = await export.Read(id, CancellationToken.None);
        if (moment.Meeting is not { Status: MeetingStatus.Closed } meeting || meeting.Ballots.Exists(b => b.Results == ResultsShown.OnReveal && !b.Revealed))
        {
            return null;
        }

        using var written = new MemoryStream();
        await export.Write(id, moment, written, CancellationToken.None);
        return written.ToArray();
    }

    private static IResult NotYet() =>
        Errors.Of(StatusCodes.Status409Conflict, "notPublished",
        "This is published once the ballots, and for an export the meeting, are closed and their results shown.");
}

/// <param name="Key">Base64 of its SubjectPublicKeyInfo.</param>
public sealed record HouseKey(string Key)
{
    /// <summary>To compare by eye: the first 16 hex digits of SHA-256 of the key, in fours.</summary>
    public string Fingerprint { get; } =
        string.Join(' ', Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Convert.FromBase64String(Key)))[..16].Chunk(4)
        .Select(four => new string(four)));
}

/// <param name="Votes">By the voters' ids.</param>
/// <param name="Total">Of the whole ballot.</param>
/// <param name="Next">What to ask for as <c>after</c>; absent where nothing follows.</param>
/// <param name="Root">Of the votes' tree, in hex.</param>
/// <param name="Signature">The house's, over the tree's head; base64.</param>
/// <param name="Key">The house's public key; base64 of its SubjectPublicKeyInfo.</param>
public sealed record VotePage(string Ballot, ImmutableArray<VoteView> Votes, int Total, string? Next, string Root, string Signature, string Key);

/// <param name="Weight">Absent where it is one.</param>
/// <param name="Delegate">Who votes for this person, in ballots that open from now on; absent: nobody, or it is not for you to know.</param>
/// <param name="Verified">See <see cref="PersonView.Verified"/>.</param>
/// <param name="Removed">See <see cref="PersonView.Removed"/>.</param>
public sealed record PersonInRoom(
    string Participant, string? Name, Role Role, bool CheckedIn, string? Weight = null, string? Delegate = null, bool? Verified = null, bool? Removed = null);

/// <param name="Index">The vote's place in the tree, from 0.</param>
/// <param name="Path">Hashes in hex from the leaf's neighbour up (RFC 9162).</param>
public sealed record VoteReceipt(
    string Room, string Ballot, string Participant, ImmutableArray<string> Choices, string Salt, int Index, int Size, ImmutableArray<string> Path, string Root,
    string Signature, string Key);
