namespace Hub.Domain.Ballots;

/// <summary>The parts of an outcome's sentence, in both languages.</summary>
internal static class Wording
{
    public static Text Sentence(Finding finding, VotingRules rules, bool met, Poll poll)
    {
        var quorum = rules.Quorum;
        var (zh, en) = quorum is null ? (finding.Verdict.Zh + finding.Figures.Zh, finding.Verdict.En + finding.Figures.En)
            : Part(quorum, poll) is var part && met
            ? ($"{finding.Verdict.Zh}{finding.Figures.Zh}；法定人数：{part.Zh}", $"{finding.Verdict.En}{finding.Figures.En}; quorum: {part.En}")
            : ($"未通过：未达法定人数，{part.Zh}；{finding.Figures.Zh}", $"Not carried: no quorum, {part.En}; {finding.Figures.En}");
        if (poll.Turnout.Represented > 0 && !TellsPresent(rules))
        {
            var present = Present(poll);
            (zh, en) = ($"{zh}；{present.Zh}", $"{en}; {present.En}");
        }

        return poll.Weighted
            ? new Text($"{zh}；按票权计，{poll.Heads.Cast} 人投票", $"{Capital(en)}; by weight, {poll.Heads.Cast} people voted")
            : new Text(zh, Capital(en));
    }

    /// <summary>How many the base is.</summary>
    /// <param name="cast">Who voted, with or without those who abstained.</param>
    public static long Whole(VotingRules rules, Poll poll, long cast) => rules.Base switch
    {
        VoteBase.Cast => cast,
        VoteBase.Present => poll.Turnout.Present,
        VoteBase.Entitled => poll.Turnout.Entitled,
        _ => throw new InvalidOperationException($"A majority of {rules.Base}?"),
    };

    /// <summary>What had to be reached, and of how many it is a part.</summary>
    public static Text Rule(VotingRules rules, Poll poll, long whole, long needed)
    {
        var (of, part, number) = (rules.Majority == Majority.Simple ? Voted(poll) : Base(rules, poll, whole), Needs(rules.Majority), poll.Show(needed));
        return new Text($"{of.Zh}，{part.Zh}（{number}）", $"{of.En}, {part.En} ({number}) needed");
    }

    public static Text Needs(Majority majority) => majority == Majority.Simple ? new("赞成须多于反对", "more for than against")
        : majority.Part?.Words is { } words ? new($"需要{words.Zh}", words.En)
        : new("需要过半数", "more than half");

    public static Text Base(VotingRules rules, Poll poll, long whole) => rules.Base switch
    {
        VoteBase.Cast when rules.AbstentionsCount || rules.Kind is BallotKind.Single or BallotKind.Multiple =>
            new($"投票 {poll.Show(whole)}", $"{poll.Show(whole)} cast"),
        VoteBase.Cast => new($"投票 {poll.Show(whole)}（不计弃权）", $"{poll.Show(whole)} cast without abstentions"),
        VoteBase.Present => Present(poll),
        VoteBase.Entitled => new($"应投 {poll.Show(whole)}", $"{poll.Show(whole)} entitled"),
        _ => throw new InvalidOperationException($"A majority of {rules.Base}?"),
    };

    public static Text Voted(Poll poll)
    {
        var (cast, entitled) = (poll.Show(poll.Turnout.Cast), poll.Show(poll.Turnout.Entitled));
        return new Text($"投票 {cast} / 应投 {entitled}", $"{cast} of {entitled} voted");
    }

    public static Text Names(IEnumerable<BallotOption> options)
    {
        var quoted = options.Select(o => $"“{o.Text}”").ToList();
        return new Text(string.Join("、", quoted), string.Join(", ", quoted));
    }

    /// <summary>How many were present, and for how many of them their delegate voted.</summary>
    private static Text Present(Poll poll)
    {
        var (present, byDelegate) = (poll.Show(poll.Turnout.Present), ByDelegate(poll));
        return new Text($"出席 {present}{byDelegate.Zh}", $"{present} present{byDelegate.En}");
    }

    private static Text ByDelegate(Poll poll) => poll.Turnout.Represented == 0
        ? new Text("", "")
        : new Text($"（含委托 {poll.Show(poll.Turnout.Represented)}）", $" ({poll.Show(poll.Turnout.Represented)} of them by delegate)");

    /// <summary>Whether the sentence says anyway how many were present: as the base of a majority, or for the quorum.</summary>
    private static bool TellsPresent(VotingRules rules) =>
        rules.Quorum?.OfPresent == true || (rules.Base == VoteBase.Present && rules.Majority != Majority.Simple && rules.Kind != BallotKind.Rating);

    private static Text Part(Quorum quorum, Poll poll)
    {
        var byDelegate = ByDelegate(poll);
        var (reached, entitled, needed) = (poll.Show(quorum.Reached(poll.Turnout)), poll.Show(poll.Turnout.Entitled), poll.Show(quorum.Needed(poll.Turnout)));
        var words = quorum.Part.Words;
        return quorum.OfPresent
            ? new Text($"出席 {reached}{byDelegate.Zh} / 应到 {entitled}，需要{words.Zh}（{needed}）",
                $"{reached} of {entitled} present{byDelegate.En}, {words.En} ({needed}) needed")
            : new Text($"投票 {reached} / 应投 {entitled}，需要{words.Zh}（{needed}）", $"{reached} of {entitled} voted, {words.En} ({needed}) needed");
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
