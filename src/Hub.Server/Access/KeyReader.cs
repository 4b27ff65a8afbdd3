using System.Security.Claims;
using Hub.Domain;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>Whom a key makes of a browser that takes it.</summary>
internal abstract record KeyHolder
{
    private KeyHolder()
    {
    }

    public sealed record Operator : KeyHolder;

    /// <summary>An account of the staff: no key makes somebody this, but somebody may be it already.</summary>
    public sealed record Staff(string Name) : KeyHolder;

    public sealed record Member(SignedMember Signed, string Name) : KeyHolder;

    /// <summary>Somebody without an account, as they were on another device.</summary>
    /// <param name="Name">By which they went last in a meeting; null: in none.</param>
    /// <param name="IsMove">The key is used up by it.</param>
    public sealed record Guest(string Person, string? Name, bool IsMove) : KeyHolder;

    /// <summary>Who raised a topic: there, and nowhere else.</summary>
    /// <param name="Person">Null where it is not to be found out for the moment.</param>
    /// <param name="Title">Blank where it is hidden.</param>
    public sealed record Raiser(string Topic, string? Person, string Title, Code Key) : KeyHolder;
}

/// <summary>
/// Reads what people sign in with. It changes nothing: whose key it is can be asked, and shown, before anybody becomes that one.
/// </summary>
internal sealed class KeyReader(
    OperatorKey operatorKey, Tokens tokens, Sessions sessions, FailedJoins failed, IDirectory directory, Moves moves, StaffAccounts accounts,
    IMergedMembers merged, IGrainFactory grains)
{
    /// <returns>Null: it is nobody's.</returns>
    public async Task<KeyHolder?> Read(string key, HttpContext http, CancellationToken cancel)
    {
        if ((!operatorKey.CanBeGuessed || failed.Of(http, TriedAt.Key).Wait is null) && operatorKey.Matches(key))
        {
            return new KeyHolder.Operator();
        }

        if (await tokens.Read(key) is { } identity)
        {
            // What the build before gave to come back to a topic with names no session, and is a key. The token of a session is none.
            return Session.Of(new ClaimsPrincipal(identity)) is not { Id: null, Room: null, IsStaff: false } was
                || !await sessions.GoesOn(was with { Id = Sessions.IdOf(key) }, http, isExchanged: true) ? null
                : was.Member is { } signed ? await Member(signed)
                : new KeyHolder.Guest(was.Person, await NameOf(was.Person, cancel), IsMove: false);
        }

        if (await failed.Find(http, TriedAt.Key, key, cancel) is { } code)
        {
            return MemberKeys.MemberOf(code) is { } member ? await Member(member)
                : ReturnKeys.TopicOf(code) is { } topic && await grains.Grain<ITopicGrain>(topic).About() is { } about
                    ? new KeyHolder.Raiser(topic, about.Raiser, about.Title ?? "", code)
                : null;
        }

        return await failed.Find(http, TriedAt.Key, key, hash => moves.Find(hash, cancel), cancel) is { } person
            ? new KeyHolder.Guest(person, await NameOf(person, cancel), IsMove: true) : null;
    }

    /// <summary>Whom a session makes of a browser.</summary>
    public async Task<KeyHolder> Holder(Session session, CancellationToken cancel) =>
        session.IsOfOperatorKey ? new KeyHolder.Operator()
        : session.Account is { } id ? new KeyHolder.Staff((await accounts.Find(id))?.Name ?? "")
        : session.Member is { } signed && await Member(signed) is { } member ? member
        : new KeyHolder.Guest(session.Person, await NameOf(session.Person, cancel), IsMove: false);

    private async Task<KeyHolder.Member?> Member(SignedMember signed) =>
        await MemberKeys.FindStanding(grains, merged, signed.Id) is { } found
            ? new KeyHolder.Member(signed with { Id = found.Seat.Member }, found.Name) : null;

    private async Task<string?> NameOf(string person, CancellationToken cancel) =>
        (await directory.ReadSeatsOf(person, cancel)).LastOrDefault(seat => seat.Name.Length > 0)?.Name;
}
