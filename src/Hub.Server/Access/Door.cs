using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>
/// The hall's door: a code of a kind of its own, which opens one meeting's roll to its registration clerk, and nothing else. It is no role between two others:
/// a clerk neither speaks nor votes nor reads what the chair reads. It is no session either: the code goes with each call and is looked up each time, so that
/// a door that was closed is closed on every node with the next call.
/// </summary>
internal static class Door
{
    private const string Scheme = "Door ";

    /// <summary>Makes the door's code; the older one stops.</summary>
    public static Task<string> Renew(IDirectory directory, string meeting) => Codes.Renew(directory, RoomOf(meeting), Role.Chair);

    /// <summary>What whoever asks shows to be let in at the door; null: nothing.</summary>
    public static string? Shown(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim()
            : null;

    /// <returns>The clerk, for this one call; null where this code is not this door's.</returns>
    public static async Task<Session?> Open(IDirectory directory, string meeting, string code, CancellationToken cancel) =>
        await Codes.Find(directory, code, cancel) is { } found && found.Room == RoomOf(meeting) ? new Session(Actor.Clerk.Id, found.Room, IsOperator: false)
            : null;

    public static bool IsOf(Session? session, string meeting) => session?.Room == RoomOf(meeting);

    /// <summary>No meeting's name: whoever joins with the door's code finds no room.</summary>
    private static string RoomOf(string meeting) => $"doors/{meeting}";
}
