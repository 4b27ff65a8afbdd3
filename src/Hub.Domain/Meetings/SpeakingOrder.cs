using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Meetings;

/// <summary>By what the hands that are up are ordered. The chair's own order wins under either.</summary>
[JsonConverter(typeof(CamelCase<FloorPolicy>))]
public enum FloorPolicy
{
    /// <summary>Whoever raised first.</summary>
    Arrival,

    /// <summary>First-timers first, sectors in turn, then who has spoken least.</summary>
    Fair,
}

/// <summary>Why somebody stands where they do: by which rule the one directly before them came first.</summary>
[JsonConverter(typeof(CamelCase<FloorRule>))]
public enum FloorRule
{
    /// <summary>Nobody is before them.</summary>
    Next,

    /// <summary>The chair put the one before them there.</summary>
    Pinned,

    /// <summary>The one before them was overtaken <see cref="SpeakingOrder.MostOvertaken"/> times.</summary>
    Waited,

    /// <summary>The one before them has not spoken yet.</summary>
    FirstTime,

    /// <summary>The one before them is of another sector than who speaks just before that.</summary>
    OtherSector,

    /// <summary>The one before them has spoken less.</summary>
    LessTime,

    /// <summary>The one before them raised a hand earlier.</summary>
    RaisedFirst,
}

/// <param name="Why">The rule that put the one directly before there.</param>
public sealed record Turn(Hand Hand, FloorRule Why);

/// <summary>
/// The order in which the hands that are up come to speak. Nobody starves: whoever was overtaken <see cref="MostOvertaken"/> times by hands that were raised
/// later comes before all who were not, in the order of raising; so a hand waits for no more turns than there were hands before it, and so many more, but for
/// those whom the chair puts first.
/// </summary>
public static class SpeakingOrder
{
    public const int MostOvertaken = 3;

    public static ImmutableArray<Turn> Of(Meeting meeting)
    {
        var waiting = meeting.Floor.Hands.ToList();
        if (meeting.Floor.Policy == FloorPolicy.Arrival)
        {
            return [.. waiting.Select((h, i) =>
                new Turn(h, i == 0 ? FloorRule.Next : meeting.Floor.Pinned.Contains(waiting[i - 1].Participant) ? FloorRule.Pinned : FloorRule.RaisedFirst))];
        }

        var turns = ImmutableArray.CreateBuilder<Turn>(waiting.Count);
        var (speaksBefore, before) = (meeting.Floor.LastSpeaker, default((Hand Hand, string? Speaker)?));
        while (waiting.Count > 0)
        {
            var next = waiting[0];
            foreach (var hand in waiting.Skip(1))
            {
                next = Compare(meeting, hand, next, speaksBefore).Order < 0 ? hand : next;
            }

            turns.Add(new Turn(next, before is { } b ? Compare(meeting, b.Hand, next, b.Speaker).Rule : FloorRule.Next));
            (before, speaksBefore) = ((next, speaksBefore), next.Participant);
            waiting.Remove(next);
        }

        return turns.MoveToImmutable();
    }

    /// <param name="speaksBefore">Who has the floor, or had it last, before either of them.</param>
    /// <returns>Below 0 where <paramref name="a"/> comes first; and the rule that decided.</returns>
    private static (int Order, FloorRule Rule) Compare(Meeting meeting, Hand a, Hand b, string? speaksBefore)
    {
        var floor = meeting.Floor;
        int Pin(Hand h) => floor.Pinned.IndexOf(h.Participant) is var at and >= 0 ? at : int.MaxValue;
        int Waits(Hand h) => h.Overtaken >= MostOvertaken ? 0 : 1;
        if (Pin(a).CompareTo(Pin(b)) is var pinned and not 0)
        {
            return (pinned, FloorRule.Pinned);
        }

        if (Waits(a).CompareTo(Waits(b)) is var waited and not 0)
        {
            return (waited, FloorRule.Waited);
        }

        if (Waits(a) == 1)
        {
            int Spoke(Hand h) => floor.Spoken.ContainsKey(h.Participant) || floor.Speaker?.Participant == h.Participant ? 1 : 0;
            string Sector(string? p) => p is not null && meeting.Members.TryGetValue(p, out var member) ? member.Sector : "";
            int Same(Hand h) => speaksBefore is not null && Sector(h.Participant) == Sector(speaksBefore) ? 1 : 0;
            if (Spoke(a).CompareTo(Spoke(b)) is var first and not 0)
            {
                return (first, FloorRule.FirstTime);
            }

            if (Same(a).CompareTo(Same(b)) is var other and not 0)
            {
                return (other, FloorRule.OtherSector);
            }

            if (floor.Spoken.GetValueOrDefault(a.Participant).CompareTo(floor.Spoken.GetValueOrDefault(b.Participant)) is var less and not 0)
            {
                return (less, FloorRule.LessTime);
            }
        }

        return ((a.RaisedAt, floor.Hands.IndexOf(a)).CompareTo((b.RaisedAt, floor.Hands.IndexOf(b))), FloorRule.RaisedFirst);
    }
}
