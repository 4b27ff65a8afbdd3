using System.Collections.Immutable;
using Hub.Domain.Meetings;

namespace Hub.Domain.Ballots;

/// <summary>
/// A ballot that is prepared (草案): what it will ask, as the chair wrote it. By which rules it is held is settled when it opens.
/// </summary>
/// <inheritdoc cref="MeetingCommand.OpenBallot"/>
public sealed record BallotDraft(
    string Id, string Question, BallotKind Kind, ImmutableArray<string>? Options = null, int? Max = null, string? Majority = null, string? Base = null,
    string? Quorum = null, Voters? Voters = null, string? Secrecy = null, ResultsShown? Results = null, string? Item = null, int? ClosesIn = null);
