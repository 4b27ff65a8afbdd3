using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>
/// An election of persons: the majority decides on each candidate alone; of those who have it, those with the most votes for them take the seats.
/// Candidates equal at the last seat are none of them elected: chance is no rule, another ballot is.
/// </summary>
internal static class Election
{
    public static Finding Find(VotingRules rules, Poll poll, bool quorate)
    {
        ImmutableArray<Candidate> all = [.. rules.Options.Select(o => Stand(rules, poll, o))];
        ImmutableArray<Candidate> able = [.. all.Where(c => c.Division.For >= c.Needed).OrderByDescending(c => c.Division.For)];
        // Who stands just behind the last seat: with as many votes, nobody of these has it.
        var limit = able.Length > rules.Seats ? able[rules.Seats].Division.For : -1;
        ImmutableArray<Candidate> elected = quorate ? [.. able.Take(rules.Seats).Where(c => c.Division.For > limit)] : [];
        ImmutableArray<Candidate> tied = quorate && elected.Length < rules.Seats ? [.. able.Where(c => c.Division.For == limit)] : [];
        ImmutableArray<Candidate> others = [.. all.Except(elected).Except(tied)];

        var (zh, en) = (new List<string>(), new List<string>());
        if (quorate)
        {
            zh.Add($"选出 {elected.Length} / {rules.Seats}{(elected.IsEmpty ? "" : $"：{Zh(elected, poll)}")}");
            en.Add($"elected {elected.Length} of {rules.Seats}{(elected.IsEmpty ? "" : $": {En(elected, poll)}")}");
        }

        if (!tied.IsEmpty)
        {
            zh.Add($"末位票数相同，均不当选：{Zh(tied, poll)}");
            en.Add($"tied for the last seat, none of them elected: {En(tied, poll)}");
        }

        if (!others.IsEmpty)
        {
            zh.Add((quorate ? "未当选：" : "") + Zh(others, poll));
            en.Add((quorate ? "not elected: " : "") + En(others, poll));
        }

        var (of, part) = (Turnout(rules, poll), Wording.Needs(rules.Majority));
        zh.Add($"{of.Zh}，{part.Zh}");
        en.Add($"{of.En}, {part.En} needed");
        return new Finding(
            elected.Length == rules.Seats, new Text("", ""), new Text(string.Join("；", zh), string.Join("; ", en)), [.. elected.Select(c => c.Option.Id)]);
    }

    /// <summary>Who leaves a candidate out abstains on that one.</summary>
    private static Candidate Stand(VotingRules rules, Poll poll, BallotOption option)
    {
        var (approve, oppose) = (poll[Choices.For(option.Id)], poll[Choices.Against(option.Id)]);
        var division = new Division(approve, oppose, poll.Turnout.Cast - approve - oppose);
        return new Candidate(option, division, rules.Majority.Needed(oppose, division.Whole(rules, poll)));
    }

    /// <summary>Without abstentions each candidate has a base of their own, which is those for and against: the sentence then gives the turnout.</summary>
    private static Text Turnout(VotingRules rules, Poll poll)
    {
        if (rules.Majority == Majority.Simple)
        {
            return Wording.Voted(poll);
        }

        var of = Wording.Base(rules with { AbstentionsCount = true }, poll, Wording.Whole(rules, poll, poll.Turnout.Cast));
        return rules.Base == VoteBase.Cast && !rules.AbstentionsCount ? new Text($"{of.Zh}，弃权不计", $"{of.En}, abstentions left out") : of;
    }

    private static string Zh(IEnumerable<Candidate> candidates, Poll poll) =>
        string.Join("、", candidates.Select(c => $"“{c.Option.Text}”（{c.Division.Words(poll).Zh}，需要 {poll.Show(c.Needed)}）"));

    private static string En(IEnumerable<Candidate> candidates, Poll poll) =>
        string.Join(", ", candidates.Select(c => $"“{c.Option.Text}” ({c.Division.Words(poll).En}, {poll.Show(c.Needed)} needed)"));

    private sealed record Candidate(BallotOption Option, Division Division, long Needed);
}
