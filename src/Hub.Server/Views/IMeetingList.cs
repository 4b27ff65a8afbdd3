using Hub.Domain.Meetings;

namespace Hub.Server.Views;

/// <summary>
/// The list of meetings, folded from the journal: it can be dropped and is then folded anew. A question is answered as of now: what was answered to anybody
/// before it is in it.
/// </summary>
public interface IMeetingList
{
    /// <summary>Newest first.</summary>
    Task<MeetingRows> Find(MeetingQuery query, CancellationToken cancel = default);

    /// <summary>Meetings with a deadline before a moment.</summary>
    Task<IReadOnlyList<string>> DueBefore(DateTimeOffset moment, CancellationToken cancel = default);
}

/// <param name="Text">A part of the title.</param>
/// <param name="PublicOnly">Leaves out meetings that only codes open.</param>
/// <param name="After">Where the page before ended.</param>
public sealed record MeetingQuery(MeetingStatus? Status, string? Format, string? Text, bool PublicOnly, long? After, int Limit);

/// <param name="Next">Where the next page starts; null where this is the last.</param>
public sealed record MeetingRows(IReadOnlyList<MeetingRow> Items, long? Next);

public sealed record MeetingRow(string Id, string Title, string Format, MeetingStatus Status, DateTimeOffset? StartsAt, string? Venue);
