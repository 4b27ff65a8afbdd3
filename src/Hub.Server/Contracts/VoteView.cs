using System.Collections.Immutable;

namespace Hub.Server.Contracts;

/// <param name="Name">Absent where it was removed, or nobody is known by that id any more.</param>
/// <param name="Salt">Also the receipt's code: the voter's device has known it since the vote was cast.</param>
/// <param name="Weight">Absent where every vote weighs one.</param>
/// <param name="Represented">Those who delegated and did not vote: this vote counts for them too. Absent where there are none.</param>
/// <param name="Verified">See <see cref="PersonView.Verified"/>.</param>
/// <param name="Removed">See <see cref="PersonView.Removed"/>.</param>
public sealed record VoteView(
    string Participant, string? Name, ImmutableArray<string> Choices, string Salt, string? Weight = null, ImmutableArray<RepresentedView>? Represented = null,
    bool? Verified = null,
    bool? Removed = null);

/// <param name="Verified">See <see cref="PersonView.Verified"/>.</param>
/// <param name="Removed">See <see cref="PersonView.Removed"/>.</param>
public sealed record RepresentedView(string Participant, string? Name, string? Weight = null, bool? Verified = null, bool? Removed = null);
