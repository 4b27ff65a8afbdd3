using System.Collections.Immutable;
using Hub.Domain.Texts;

namespace Hub.Domain.Ballots;

/// <summary>How a ballot is laid out: what it offers to choose from.</summary>
public static class BallotRules
{
    public const string Approve = "approve";
    public const string Oppose = "oppose";
    public const string Abstain = "abstain";

    private static readonly ImmutableArray<BallotOption> ForAndAgainst = [new(Approve, "赞成"), new(Oppose, "反对"), new(Abstain, "弃权")];

    public static ImmutableArray<BallotOption> Options(BallotKind kind, ImmutableArray<string> texts) => kind switch
    {
        BallotKind.Approval => ForAndAgainst,
        BallotKind.Rating => VotingRules.Scores,
        _ => [.. texts.Select((text, i) => new BallotOption($"o{i + 1}", text.Trim()))],
    };

    /// <returns>The refusal, or null where these texts are options, no two of which are read as the same. An election may have one candidate only
    /// (等额选举).</returns>
    public static Refusal? Check(ImmutableArray<string> options, BallotKind kind) =>
        options.Length < (kind == BallotKind.Election ? 1 : 2) || options.Length > Limits.Options ? new Refusal(Rejection.OutOfRange, "options")
        : options.Select(o => Limits.Check(o, Limits.Option, "options")).FirstOrDefault(r => r is not null)
        ?? (options.Select(Spelling.Of).Distinct(StringComparer.Ordinal).Count() < options.Length ? new Refusal(Rejection.BadChoice, "options") : null);
}
