using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>How a ballot is laid out and how its count decides. Integers only.</summary>
public static class BallotRules
{
    public const string Approve = "approve";
    public const string Oppose = "oppose";
    public const string Abstain = "abstain";

    private static readonly ImmutableArray<BallotOption> ForAndAgainst = [new(Approve, "赞成"), new(Oppose, "反对"), new(Abstain, "弃权")];

    public static ImmutableArray<BallotOption> Options(BallotKind kind, ImmutableArray<string> texts) =>
        kind == BallotKind.Approval ? ForAndAgainst : [.. texts.Select((text, i) => new BallotOption($"o{i + 1}", text.Trim()))];

    public static Refusal? Check(ImmutableArray<string> options) =>
        options.Length is < 2 or > Limits.Options ? new Refusal(Rejection.OutOfRange, "options")
        : options.Select(o => Limits.Check(o, Limits.Option, "options")).FirstOrDefault(r => r is not null)
        ?? (options.Select(o => o.Trim()).Distinct().Count() < options.Length ? new Refusal(Rejection.BadChoice, "options") : null);

    /// <summary>Simple majority: more for than against; abstentions count for neither. Of a choice, the most votes lead.</summary>
    public static Outcome Outcome(BallotKind kind, ImmutableArray<BallotOption> options, Tally tally) =>
        kind == BallotKind.Approval ? Approval(tally) : Choice(options, tally);

    private static Outcome Approval(Tally tally)
    {
        var (approve, oppose, abstain) = (Count(tally, Approve), Count(tally, Oppose), Count(tally, Abstain));
        var passed = approve > oppose;
        return new Outcome(passed, new Text(
            $"{(passed ? "通过" : "未通过")}：赞成 {approve}，反对 {oppose}，弃权 {abstain}；投票 {tally.Cast} / 应投 {tally.Eligible}，赞成须多于反对",
            $"{(passed ? "Carried" : "Not carried")}: {approve} for, {oppose} against, {abstain} abstaining; {tally.Cast} of {tally.Eligible} voted; more for than against is needed"));
    }

    private static Outcome Choice(ImmutableArray<BallotOption> options, Tally tally)
    {
        var most = options.Max(o => Count(tally, o.Id));
        ImmutableArray<BallotOption> leading = most == 0 ? [] : [.. options.Where(o => Count(tally, o.Id) == most)];
        var names = string.Join("、", leading.Select(o => $"“{o.Text}”"));
        var text = leading.Length switch
        {
            0 => new Text("无人投票，没有结果", "Nobody voted: no result"),
            1 => new Text($"{names}得票最多：{most} 票；投票 {tally.Cast} / 应投 {tally.Eligible}", $"Most votes: {names} with {most}; {tally.Cast} of {tally.Eligible} voted"),
            _ => new Text($"{names}票数相同：各 {most} 票；投票 {tally.Cast} / 应投 {tally.Eligible}", $"Equal votes: {names} with {most} each; {tally.Cast} of {tally.Eligible} voted"),
        };
        return new Outcome(leading.Length == 1, text, [.. leading.Select(o => o.Id)]);
    }

    private static int Count(Tally tally, string option) => tally.Counts?.GetValueOrDefault(option) ?? 0;
}
