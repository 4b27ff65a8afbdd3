using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>
/// A code of a kind of its own, which opens one thing of one meeting and nothing else. It is no role between two others: whoever shows it neither speaks nor
/// votes nor reads what the chair reads. It is no session either: the code goes with each call and is looked up each time, so that one that was ended is ended
/// on every node with the next call.
/// </summary>
/// <param name="scheme">How the code is shown: <c>Authorization: SCHEME CODE</c>.</param>
/// <param name="prefix">Of the rooms that these codes open. They are no meeting's names: whoever joins with such a code finds no room.</param>
/// <param name="actor">As whom one acts with it.</param>
internal sealed class Pass(string scheme, string prefix, string actor)
{
    /// <summary>The hall's door: the roll, for the registration clerk.</summary>
    public static readonly Pass Door = new("Door", "doors/", Actor.Clerk.Id);

    /// <summary>The hall's wall: the check-in code, for its projector. Acts in nothing.</summary>
    public static readonly Pass Wall = new("Wall", "walls/", "wall");

    /// <summary>Makes this meeting's code; the older one stops.</summary>
    public Task<string> Renew(IDirectory directory, string meeting) => Codes.Renew(directory, prefix + meeting, Role.Chair);

    /// <summary>What whoever asks shows; null: nothing.</summary>
    public string? Shown(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith($"{scheme} ", StringComparison.OrdinalIgnoreCase)
            ? header[(scheme.Length + 1)..].Trim() : null;

    /// <returns>Whoever holds it, for this one call; null where this code is not this meeting's.</returns>
    public async Task<Session?> Open(IDirectory directory, string meeting, string code, CancellationToken cancel) =>
        await Codes.Find(directory, code, cancel) is { } found && found.Room == prefix + meeting ? new Session(actor, found.Room, IsOperator: false) : null;

    public bool IsOf(Session? session, string meeting) => session?.Room == prefix + meeting;
}
