using System.Collections.Immutable;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;

namespace Hub.Domain.Ballots;

/// <summary>What a chair asks of a ballot, read against the format; null where it is as everywhere, so that it is not stored.</summary>
/// <param name="Refused">Why such a ballot cannot be held; the rest is then of no meaning.</param>
internal sealed record BallotTerms(
    Refusal? Refused, ImmutableArray<BallotOption> Options = default, int Max = 1, Majority? Majority = null, VoteBase? Base = null, Quorum? Quorum = null,
    Secrecy? Secrecy = null)
{
    /// <remarks>Where votes weigh differently, or one votes for several, the counts alone could tell who chose what: no ballot is confidential there.</remarks>
    public static BallotTerms Of(MeetingCommand.OpenBallot c, Meeting meeting)
    {
        var (format, texts) = (meeting.Rules, c.Options ?? []);
        var fixedOptions = c.Kind is BallotKind.Approval or BallotKind.Rating;
        var (majority, quorum) = (format.Majority, format.Quorum);
        var of = c.Base is null ? format.Base : Named<VoteBase>(c.Base);
        var secrecy = c.Secrecy is null ? Ballots.Secrecy.Named : Named<Secrecy>(c.Secrecy);
        var refused =
            (c.Majority is not null && !Ballots.Majority.TryParse(Typed.Number(c.Majority), out majority)
                ? new Refusal(Rejection.NotOffered, "majority") : null)
            ?? (c.Base is not null && of is null ? new Refusal(Rejection.NotOffered, "base") : null)
            ?? (c.Quorum is not null && !Ballots.Quorum.TryParse(Typed.Number(c.Quorum), out quorum) ? new Refusal(Rejection.NotOffered, "quorum") : null)
            ?? (secrecy is null ? new Refusal(Rejection.NotOffered, "secrecy") : null)
            ?? (secrecy == Ballots.Secrecy.Confidential
                && (format.Weighted == true || format.Delegation == true) ? new Refusal(Rejection.NotOffered, "secrecy") : null)
            ?? OfUnknown(meeting, of, quorum)
            ?? (fixedOptions ? texts.IsEmpty ? null : new Refusal(Rejection.BadChoice, "options") : BallotRules.Check(texts, c.Kind))
            ?? (c.Kind == BallotKind.Election && c.Max is null ? new Refusal(Rejection.Empty, "max") : null)
            ?? (c.Kind is BallotKind.Multiple or BallotKind.Election ? Limits.CheckRange(c.Max, 1, texts.Length, "max") : c.Max is not (null or 1)
                ? new Refusal(Rejection.OutOfRange, "max") : null);
        return refused is not null
            ? new BallotTerms(refused)
            : new BallotTerms(
                null, BallotRules.Options(c.Kind, texts), c.Kind is BallotKind.Multiple or BallotKind.Election ? c.Max ?? texts.Length : 1,
                majority == Ballots.Majority.Simple ? null : majority, of == VoteBase.Cast ? null : of, quorum,
                secrecy == Ballots.Secrecy.Named ? null : secrecy);
    }

    /// <summary>Where nobody checks in and there is no roll, nobody knows who is here nor how many there might be: a part of them is no number.</summary>
    private static Refusal? OfUnknown(Meeting meeting, VoteBase? of, Quorum? quorum) =>
        meeting.FreezesElectorate ? null
        : of is VoteBase.Present or VoteBase.Entitled ? new Refusal(Rejection.NotOffered, "base")
        : quorum is not null ? new Refusal(Rejection.NotOffered, "quorum")
        : null;

    private static T? Named<T>(string text)
        where T : struct, Enum => CamelCase.TryRead<T>(text, out var value) ? value : null;
}
