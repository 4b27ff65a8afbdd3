using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>What had happened in the meeting before a ballot opened, as far as it says who may vote.</summary>
/// <param name="Format">By which the meeting is held.</param>
/// <param name="Roll">By what it knows who votes; null: it was scheduled before meetings had a roll.</param>
/// <param name="MemberOf">Of every seat that was a member's at some time, whose it was last.</param>
/// <param name="Roles">Who had checked in, or delegated, at some time, and as what.</param>
/// <param name="Weighed">Every weight that was given.</param>
/// <param name="Delegated">Every delegation.</param>
/// <param name="Here">Who was checked in as it opened, and as what.</param>
/// <param name="Weights">What votes weighed as it opened, if not one.</param>
/// <param name="ByRoll">What the roll had come to.</param>
/// <param name="SecondSince">Where it opened in a record of the second format, since when it is one (<see cref="SecondFormat.Since"/>); else null.</param>
internal sealed record Before(
    FormatRules Format, RollKind? Roll, ImmutableDictionary<string, string> MemberOf, ImmutableHashSet<(string Participant, Role Role)> Roles,
    ImmutableHashSet<(string Participant, Weight Weight)> Weighed,
    ImmutableHashSet<(string Participant, string To)> Delegated, ImmutableDictionary<string, Role> Here, ImmutableDictionary<string, Weight> Weights,
    long? SecondSince, RollBefore ByRoll);

/// <summary>What a roll had come to before a ballot opened.</summary>
/// <param name="Replaced">Every seat of the meeting that went to another, also after this.</param>
/// <param name="Entitled">How many were entitled, each number with the moment from which on it was so.</param>
/// <param name="MarkedOnce">Every member who was marked present at some time.</param>
/// <param name="Marked">Those who were as it opened.</param>
/// <param name="Binds">Whether the whole record is of the fourth format: every ballot of it is counted by the roll.</param>
internal sealed record RollBefore(
    IReadOnlyList<SeatChange> Replaced, ImmutableArray<(long At, int Count)> Entitled, ImmutableHashSet<string> MarkedOnce, ImmutableHashSet<string> Marked,
    bool Binds);

/// <summary>What the box was asked, beside what the room was told, and who the box lets vote, beside who came.</summary>
internal static class AskedQuestion
{
    /// <summary>The box is asked a moment before the room is told, and what happens in between is no fault: only people can say whether it did.</summary>
    public static IEnumerable<string> Odd(MeetingEvent.BallotOpened told, BoxEvent.QuestionOpened asked, Before before)
    {
        if (asked.Electorate is not { } electorate)
        {
            yield break;
        }

        var may = electorate.ToHashSet();
        foreach (var (participant, _) in before.Here.Where(h => told.Voters.Include(h.Value) && !may.Contains(h.Key))
            .OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            yield return $"{participant} was checked in as it opened and might not vote";
        }

        if (told.Turnout == TurnoutRule.ByRoll && !before.ByRoll.Marked.SetEquals((asked.Marked ?? []).Concat(
            electorate.Select(p => before.MemberOf.GetValueOrDefault(p, p)).Where(before.ByRoll.Marked.Contains))))
        {
            yield return "others were marked as present without a device as it opened than those whose hands the box counts";
        }

        var power = VotingPower.Of(asked.Weights, asked.Delegates);
        foreach (var participant in electorate.Order(StringComparer.Ordinal))
        {
            var (weighs, given) = (power?.WeightOf(participant) ?? Weight.One, before.Weights.GetValueOrDefault(participant, Weight.One));
            if (weighs != given)
            {
                yield return $"the vote of {participant} weighed {given} as it opened, and counts as {weighs}";
            }
        }
    }

    public static IEnumerable<string> Wrong(MeetingEvent.BallotOpened told, BoxEvent.QuestionOpened asked, Before before)
    {
        var kind = told.Kind is BallotKind.Multiple or BallotKind.Election ? told.Kind : (BallotKind?)null;
        var secrecy = asked.Secrecy ?? Secrecy.Named;
        if (!asked.Options.SequenceEqual(told.Options.Select(o => o.Id)) || asked.Max != told.Max || asked.Voters != told.Voters || asked.Kind != kind
            || secrecy != (told.Secrecy ?? Secrecy.Named))
        {
            yield return "the box was asked something else than the room";
        }

        if (asked.Turnout != told.Turnout)
        {
            yield return $"the room was told the turnout rule of version {told.Turnout ?? 1}, the box counts by version {asked.Turnout ?? 1}";
        }

        var frozen = before.Format.CheckIn || before.Roll == RollKind.Register;
        if (asked.Electorate is null == frozen)
        {
            yield return frozen ? "the box knows no electorate" : "the box knows an electorate where nobody checks in";
        }

        var byRoll = told.Turnout == TurnoutRule.ByRoll;
        if (byRoll && before.Roll != RollKind.Register)
        {
            yield return "it counts by a roll that the meeting does not have";
        }

        if (!byRoll && before.Roll == RollKind.Register && before.ByRoll.Binds)
        {
            yield return "it does not count by the roll, as a record of the fourth format does";
        }

        if (byRoll ? asked.Entitled != told.Eligible : (asked.Entitled ?? (object?)asked.Marked) is not null)
        {
            yield return $"the box knows {asked.Entitled} as entitled, the room was told {told.Eligible}";
        }

        foreach (var wrong in (asked.Marked ?? []).GroupBy(m => m).Where(g => g.Count() > 1 || !before.ByRoll.MarkedOnce.Contains(g.Key)
            || (asked.Electorate ?? []).Any(p => before.MemberOf.GetValueOrDefault(p) == g.Key)))
        {
            yield return $"{wrong.Key} counts as here without a device, and was not marked, or sits here with one, or counts twice";
        }

        if (!byRoll && asked.Electorate is { } electorate && electorate.Distinct().Count() is var entitled && entitled != told.Eligible)
        {
            yield return $"the box lets {entitled} vote, the room was told {told.Eligible}";
        }

        if ((asked.Weights is not null && before.Format.Weighted != true) || (asked.Delegates is not null && before.Format.Delegation != true)
            || (secrecy != Secrecy.Named && (asked.Weights ?? (object?)asked.Delegates) is not null))
        {
            yield return "the box weighs or delegates votes where that is not offered";
        }

        var came = before.Roles.Where(r => told.Voters.Include(r.Role)).Select(r => r.Participant).ToHashSet();
        foreach (var never in (asked.Electorate ?? []).Where(p => !came.Contains(p)))
        {
            yield return $"{never} is in the electorate and never came as one who votes";
        }

        foreach (var twice in before.Roll != RollKind.Register ? [] : (asked.Electorate ?? [])
            .GroupBy(p => before.MemberOf.GetValueOrDefault(p, p)).Where(g => g.Distinct().Count() > 1))
        {
            yield return $"the member {twice.Key} is in the electorate twice: {string.Join(", ", twice)}";
        }

        foreach (var (participant, weight) in asked.Weights?.Where(w => !before.Weighed.Contains((w.Key, w.Value))) ?? [])
        {
            yield return $"the vote of {participant} weighs {weight}, which nobody gave it";
        }

        foreach (var (participant, to) in asked.Delegates?.Where(d => !before.Delegated.Contains((d.Key, d.Value))) ?? [])
        {
            yield return $"{participant} never delegated to {to}";
        }
    }
}
