using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>
/// One kind of room, as the outside meets it: how its rooms are named, who may read one, which commands it takes and from whom, and which grain owns it. All
/// that is registered of a kind: whatever transport a person comes by, and the box, the deadlines and the relay, ask here.
/// </summary>
/// <param name="prefix">Of its rooms' names, with the slash.</param>
/// <param name="commands">The unions of commands that its rooms take.</param>
internal abstract class RoomKind(string prefix, params Type[] commands)
{
    private readonly Dictionary<string, Type> _commands =
        commands.SelectMany(union => NamesOf(union).Select(name => (name, union))).ToDictionary(c => c.name, c => c.union);

    /// <returns>The room's id, or null where this names no room of this kind.</returns>
    public string? IdIn(string? room) =>
        room is not null && room.StartsWith(prefix, StringComparison.Ordinal) && StreamNames.IsId(room.AsSpan(prefix.Length)) ? room[prefix.Length..] : null;

    /// <summary>Whether people whom nobody knows act here; see <see cref="AnonymousWrites"/>.</summary>
    public virtual bool IsForAnyone => false;

    public abstract IRoomOwner Owner(string id);

    /// <summary>What a session may read here, and as whom.</summary>
    public abstract Task<Reader> Reader(Session? session, string id);

    /// <summary>Does a command, of one of this kind's unions. Idempotent by operation and person.</summary>
    public abstract Task<Answer> Ask(Session? session, string id, string operation, object command);

    /// <summary>Whether what a command does has a place in the room's own stream, and not in its box's.</summary>
    public virtual bool HasSeq(object command) => true;

    /// <returns>Why this is no command of this kind, or null.</returns>
    public Rejection? Read(JsonElement json, string name, out object? command)
    {
        command = null;
        try
        {
            command = _commands.TryGetValue(name, out var union) ? json.Deserialize(WireJson.Of(union)) : null;
            return command is null ? Rejection.UnknownCommand : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return Rejection.Unreadable;
        }
    }

    private static IEnumerable<string> NamesOf(Type union) =>
        union.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!);
}

/// <summary>All kinds of rooms that this program has.</summary>
internal sealed class RoomKinds(IEnumerable<RoomKind> kinds)
{
    private readonly RoomKind[] _kinds = [.. kinds];

    /// <summary>The room of this name, or null where it names none. Whether anything is there, its <see cref="Room.Reader"/> says.</summary>
    public Room? Find(string? name)
    {
        foreach (var kind in _kinds)
        {
            if (kind.IdIn(name) is { } id)
            {
                return new Room(kind, id);
            }
        }

        return null;
    }
}

/// <summary>One room as the edge asks it.</summary>
internal readonly record struct Room(RoomKind Kind, string Id)
{
    public IRoomOwner Owner => Kind.Owner(Id);

    /// <inheritdoc cref="RoomKind.Reader"/>
    public Task<Reader> Reader(Session? session) => Kind.Reader(session, Id);
}

/// <param name="Refused">Why nothing may be read, or null.</param>
/// <param name="IsPublic">Anyone may read the room.</param>
internal record Reader(Rejection? Refused, Audience Audience, SeatNote? Seat, IParticipantGrain? Participant, bool IsPublic)
{
    /// <summary>Of a room that is not there.</summary>
    public static Reader OfNothing { get; } = new(Rejection.UnknownRoom, Audience.Room, null, null, IsPublic: false);

    /// <summary>Who is counted as present, once for all their devices; null: nobody is.</summary>
    public virtual string? Present => Seat?.Participant;

    /// <summary>Whether what is read here is what anybody reads.</summary>
    public bool IsForEverybody => IsPublic && Audience == Audience.Room;

    /// <summary>Who asks, where it lies in which they ask.</summary>
    public (Session? Who, Scope Where) Asked { get; init; }

    /// <summary>
    /// As a request asks to read: with <c>as=room</c> in its query, as the room reads it. What its chair alone is told is then left out, and so are what the
    /// reader may as staff, and the chair's own seat: a wall on the chair's machine is not the chair in the hall. Nothing can be asked for that shows more.
    /// </summary>
    public Reader AsAskedBy(HttpContext? http) => http is not null && http.Request.Query["as"] == "room" ? AsRoom() : this;

    /// <inheritdoc cref="AsAskedBy"/>
    public Reader AsRoom() =>
        (Audience == Audience.Chair ? this with { Audience = Audience.Room, Seat = null, Participant = null } : this) with { Asked = (null, Asked.Where) };

    /// <summary>Whether who asks may do this here as staff.</summary>
    public bool May(Permission permission) => Asked.Who?.May(permission, Asked.Where) == true;

    public virtual async Task<MeView?> Me() => Seat is null ? null : await Participant!.Me();
}
