using System.Collections.Immutable;

namespace Hub.Domain.Meetings;

/// <summary>
/// What a branch (分会场) has seen of its hub (主会场), for its own record: what the house itself writes and decides there, and nothing of any person. It is the
/// state of the hub at one moment, whole.
/// </summary>
/// <param name="Items">The titles of the hub's agenda items that were discussed, or are.</param>
/// <param name="Ballots">The hub's ballots, in their order.</param>
public sealed record HubNote(string Title, MeetingStatus Status, ImmutableArray<string> Items, ImmutableArray<HubBallot> Ballots)
{
    public static HubNote Of(Meeting hub) => new(
        hub.Title, hub.Status, [.. hub.Agenda.Where(i => i.Status != ItemStatus.Planned).Select(i => i.Title)],
        [.. hub.Ballots.Select(b => new HubBallot(b.Id, b.Question, b.CountsShown || b.Outcome?.Void is not null ? b.Outcome?.Text : null))]);

    /// <summary>By what it says: two lists that say the same are not equal by themselves.</summary>
    public bool SaysAs(HubNote? other) =>
        other is not null && (Title, Status) == (other.Title, other.Status) && Items.SequenceEqual(other.Items) && Ballots.SequenceEqual(other.Ballots);
}

/// <param name="Outcome">Absent: it is not closed, or its result not announced yet.</param>
public sealed record HubBallot(string Ballot, string Question, Text? Outcome = null);
