using System.Collections.Immutable;
using System.Globalization;

namespace Hub.Domain.Ballots;

/// <summary>
/// Decides a ballot by its rules, and says why in one sentence that holds every figure needed to check it by hand.
/// Exact: there are only integers here. The same rules and poll have the same outcome for ever.
/// </summary>
public static class Verdict
{
    private static readonly Text Carried = new("通过：", "Carried: ");
    private static readonly Text NotCarried = new("未通过：", "Not carried: ");
    private static readonly Text Unsaid = new("", "");

    /// <summary>Of a confidential ballot whose key is gone.</summary>
    public static readonly Outcome Uncounted = new(false, new Text("无法计票：密钥已丢失，请重新表决", "Not counted: the key is lost; the ballot must be held again"));

    /// <returns>
    /// Passed: approval, carried; choice, one option leads alone and has the majority; rating, somebody rated; election, every seat is filled.
    /// Never where the quorum is missed. Winners: of a choice those who lead, also where that is not enough; of an election those elected.
    /// </returns>
    public static Outcome Decide(VotingRules rules, Poll poll)
    {
        var met = rules.Quorum?.IsMet(poll.Turnout) ?? true;
        var finding = rules.Kind switch
        {
            BallotKind.Approval => Approval(rules, poll),
            BallotKind.Single or BallotKind.Multiple => Choice(rules, poll),
            BallotKind.Rating => Rating(rules, poll),
            BallotKind.Election => Election.Find(rules, poll, met),
            _ => throw new InvalidOperationException($"A ballot of kind {rules.Kind}?"),
        };
        return new Outcome(finding.Passed && met, Wording.Sentence(finding, rules, met, poll), finding.Winners);
    }

    /// <summary>What came of a ballot, in words that say how far the voters are known.</summary>
    /// <param name="isOpen">Where nobody has verified who votes. Hands that the chair counts are people: of them alone it is a decision.</param>
    /// <param name="turnout">The version of its <see cref="TurnoutRule"/>: by the roll, who is entitled need not have been there, and the sentence says how
    /// many were.</param>
    public static Outcome Of(VotingRules rules, Tally tally, bool isOpen, int? turnout = null)
    {
        var outcome = tally.Counts is null ? Uncounted : Decide(rules, tally.Poll());
        if (turnout == TurnoutRule.ByRoll && tally.Counts is not null && rules.Quorum?.OfPresent != true)
        {
            var heads = tally.Turnout();
            outcome = outcome with
            {
                Text = new Text(
                    $"{outcome.Text.Zh}；应到 {heads.Entitled} 人，出席 {heads.Present} 人",
                    $"{outcome.Text.En}; {heads.Entitled} on the roll, {heads.Present} present"),
            };
        }

        return isOpen && tally.Counts is not null && tally.Cast > Hands(rules, tally) ? outcome.AsOpinion() : outcome;
    }

    private static int Hands(VotingRules rules, Tally tally) =>
        tally.Hands is { } hands ? HandCount.Persons(rules.Kind, [.. rules.Options.Select(o => o.Id)], hands) : 0;

    private static Finding Approval(VotingRules rules, Poll poll)
    {
        var division = new Division(poll[BallotRules.Approve], poll[BallotRules.Oppose], poll[BallotRules.Abstain]);
        var whole = division.Whole(rules, poll);
        var needed = rules.Majority.Needed(division.Against, whole);
        var (votes, rule) = (division.Words(poll), Wording.Rule(rules, poll, whole, needed));
        var passed = division.For >= needed;
        return new Finding(passed, passed ? Carried : NotCarried, new Text($"{votes.Zh}；{rule.Zh}", $"{votes.En}; {rule.En}"));
    }

    private static Finding Choice(VotingRules rules, Poll poll)
    {
        var most = rules.Options.Max(o => poll[o.Id]);
        ImmutableArray<BallotOption> leading = most == 0 ? [] : [.. rules.Options.Where(o => poll[o.Id] == most)];
        ImmutableArray<string> winners = [.. leading.Select(o => o.Id)];
        if (leading.IsEmpty)
        {
            return new Finding(false, Unsaid, new Text("无人投票，没有结果", "Nobody voted: no result"), winners);
        }

        var simple = rules.Majority == Majority.Simple;
        var whole = Wording.Whole(rules, poll, poll.Turnout.Cast);
        var needed = simple ? 1 : rules.Majority.Needed(0, whole);
        var passed = leading.Length == 1 && most >= needed;
        var rule = simple ? Wording.Voted(poll) : Wording.Rule(rules, poll, whole, needed);
        var names = Wording.Names(leading);
        var figures = leading.Length == 1
            ? Led(names, poll.Show(most), poll.Show(rules.Options.Where(o => o != leading[0]).Select(o => poll[o.Id]).DefaultIfEmpty().Max()))
            : new Text($"{names.Zh}票数相同：各 {poll.Show(most)}", $"equal votes for {names.En}, {poll.Show(most)} each");
        return new Finding(passed, simple ? Unsaid : passed ? Carried : NotCarried, new Text($"{figures.Zh}；{rule.Zh}", $"{figures.En}; {rule.En}"), winners);
    }

    private static Text Led(Text name, string most, string next) =>
        new($"{name.Zh}得票最多：{most}，其次 {next}", $"{name.En} leads with {most}, the next has {next}");

    private static Finding Rating(VotingRules rules, Poll poll)
    {
        var rated = rules.Options.Sum(o => poll[o.Id]);
        if (rated == 0)
        {
            return new Finding(false, Unsaid, new Text("无人评分，没有结果", "Nobody rated: no result"));
        }

        var points = rules.Options.Aggregate(Int128.Zero, (sum, o) => sum + (Int128)poll[o.Id] * Score(o));
        var hundredths = (200 * points + rated) / (2 * (Int128)rated);
        var mean = $"{hundredths / 100}.{hundredths % 100:00}";
        var sum = $"{poll.Show((long)points)} / {poll.Show(rated)}";
        var each = rules.Options.Reverse().Select(o => (Score: Score(o), Votes: poll.Show(poll[o.Id]))).ToList();
        var voted = Wording.Voted(poll);
        return new Finding(true, Unsaid, new Text(
            $"平均 {mean} 分（{sum}）：{string.Join("，", each.Select(e => $"{e.Score} 分 {e.Votes}"))}；{voted.Zh}",
            $"mean {mean} ({sum}): {string.Join(", ", each.Select(e => $"{e.Votes} gave {e.Score}"))}; {voted.En}"));
    }

    private static int Score(BallotOption option) => int.Parse(option.Id, CultureInfo.InvariantCulture);
}

/// <summary>What one kind of ballot found, before the quorum is asked.</summary>
internal sealed record Finding(bool Passed, Text Verdict, Text Figures, ImmutableArray<string>? Winners = null);

/// <summary>How the votes divide on one question.</summary>
internal readonly record struct Division(long For, long Against, long Abstaining)
{
    public long Whole(VotingRules rules, Poll poll) => Wording.Whole(rules, poll, For + Against + (rules.AbstentionsCount ? Abstaining : 0));

    public Text Words(Poll poll) => new(
        $"赞成 {poll.Show(For)}，反对 {poll.Show(Against)}，弃权 {poll.Show(Abstaining)}",
        $"{poll.Show(For)} for, {poll.Show(Against)} against, {poll.Show(Abstaining)} abstaining");
}
