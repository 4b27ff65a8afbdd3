using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Load.Crowd;

// What a client reads of the wire. It is an outside client: it knows the names of the contract and no type of the server.

/// <param name="Room">"meetings/{id}".</param>
/// <param name="Token">The bearer token for the hub.</param>
public sealed record Seat(string Participant, string Name, string Role, string Room, string Token);

/// <param name="To">The seq up to which this answer tells.</param>
/// <param name="Snapshot">The room as a whole; absent where <paramref name="Missed"/> is told instead.</param>
public sealed record JoinAnswer(string Position, long To, JsonElement? Snapshot, IReadOnlyList<Frame>? Missed);

public sealed record Frame(string Room, long From, long To, IReadOnlyList<RoomEvent> Events, int? Omitted, string Position);

/// <param name="Data">Absent where the event is withheld.</param>
public sealed record RoomEvent(long Seq, string Type, JsonElement? Data);

public sealed record TallyUpdate(string Room, long Version, IReadOnlyList<TallyOf>? Tallies = null);

/// <param name="Id">A ballot's, or a comment's whose likes these are.</param>
public sealed record TallyOf(string Id, IReadOnlyDictionary<string, int>? Counts, int? Cast, int? Eligible);

/// <summary>Hears what one client is told of its room. Called by one thread at a time.</summary>
public interface IRoomListener
{
    void Take(JoinAnswer answer);

    /// <summary>Only of frames that tell anything new.</summary>
    void Take(Frame frame);

    void Take(TallyUpdate tally);
}

/// <param name="Outcome">done, already, refused or retry.</param>
public sealed record Receipt(string Op, string Outcome, long? Seq, string? Code, string? Message, JsonElement? Result)
{
    [JsonIgnore]
    public bool IsAcknowledged => Outcome is "done" or "already";

    [JsonIgnore]
    public bool IsFinal => IsAcknowledged || Outcome == "refused";
}

/// <summary>Of <c>resync</c>.</summary>
public sealed record RoomNote(string Room);

/// <summary>Of <c>leaving</c>.</summary>
public sealed record LeavingNote(int WithinMs);
