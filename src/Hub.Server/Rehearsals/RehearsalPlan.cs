using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Meetings;

namespace Hub.Server.Rehearsals;

/// <summary>What is rehearsed: a copy of a meeting, as it was planned, and how large a crowd comes to it.</summary>
/// <param name="Agenda">Absent: the format's.</param>
/// <param name="People">How many come in the end; before that, a quarter and half of them.</param>
/// <param name="Seconds">How long they talk, over all of that.</param>
internal sealed record RehearsalPlan(string Title, Format Format, ImmutableArray<NewItem>? Agenda, int People, int Seconds)
{
    /// <summary>How many are there, one after the other.</summary>
    public ImmutableArray<int> Steps => [.. new[] { People / 4, People / 2, People }.Where(n => n > 0).Distinct()];
}

/// <summary>How far a rehearsal is.</summary>
[JsonConverter(typeof(CamelCase<RehearsalStage>))]
public enum RehearsalStage
{
    /// <summary>A house with a journal of its own is opened.</summary>
    Starting,

    /// <summary>People take their seats and follow.</summary>
    Joining,

    /// <summary>They comment, and everybody is told.</summary>
    Talking,

    /// <summary>All of them vote within a second.</summary>
    Voting,

    /// <summary>The journal and all that was in it is deleted.</summary>
    Clearing,

    /// <summary>It is over, and nothing is left of it but the card.</summary>
    Done,

    /// <summary>It could not go on; nothing is left of it.</summary>
    Failed,
}

/// <summary>What kept a larger crowd away.</summary>
[JsonConverter(typeof(CamelCase<RehearsalBound>))]
public enum RehearsalBound
{
    /// <summary>Nothing: all who came were served within the limits.</summary>
    None,

    /// <summary>The machine's processors, which the crowd used too.</summary>
    Processor,

    /// <summary>Storing: acknowledgements waited while the processors had time left.</summary>
    Store,

    /// <summary>Messages reached the screens late, or not all of them, though they were stored in time.</summary>
    Screens,
}

/// <summary>One line of what is told while a rehearsal runs.</summary>
/// <param name="People">How many are there.</param>
/// <param name="Of">How many are to come in all.</param>
/// <param name="Step">What was measured with as many as are there now; absent: nothing yet.</param>
/// <param name="Card">With <see cref="RehearsalStage.Done"/>.</param>
/// <param name="Why">With <see cref="RehearsalStage.Failed"/>: one sentence, in English.</param>
/// <param name="MadeWay">With <see cref="RehearsalStage.Failed"/>: true where it ended because a meeting opened. Else absent.</param>
public sealed record RehearsalNews(
    RehearsalStage Stage, int People, int Of, RehearsalStep? Step = null, RehearsalCard? Card = null, string? Why = null, bool? MadeWay = null);

/// <summary>What was measured with a crowd of one size. Times are milliseconds, within which 95 of 100 were.</summary>
/// <param name="JoinSeconds">Until everybody who was new had their seat and followed.</param>
/// <param name="Joined">One person's seat, check-in and first picture.</param>
/// <param name="Comments">How many were written.</param>
/// <param name="Stored">From sending a comment to its receipt.</param>
/// <param name="Seen">From sending a comment to one screen of all.</param>
/// <param name="Lost">Comments that some screen lacked, counted for each.</param>
/// <param name="Voted">From sending a vote to its receipt, where all vote within a second.</param>
/// <param name="Unanswered">Votes and comments that were not done.</param>
/// <param name="Processor">Percent of all of the machine's processors that this program took, the crowd's own part included.</param>
/// <param name="Megabytes">Memory of this program, the crowd's own part included.</param>
/// <param name="Holds">Everything was within <see cref="RehearsalCard"/>'s limits.</param>
public sealed record RehearsalStep(
    int People, double JoinSeconds, double Joined, int Comments, double Stored, double Seen, long Lost, double Voted, int Unanswered, double Processor,
    long Megabytes, bool Holds = false);

/// <summary>How many this installation carries, with what delays, and what bounds it.</summary>
/// <param name="Carried">The largest crowd that was served within the limits; 0: not even the smallest.</param>
/// <param name="Tried">The largest that came.</param>
/// <param name="Bound">What bounds it.</param>
/// <param name="Estimate">For how many the processors would do by what <paramref name="Carried"/> took; absent where that cannot be said.</param>
/// <param name="Processors">Of the machine, as this program may use them.</param>
/// <param name="Store">sqlite or postgresql.</param>
public sealed record RehearsalCard(
    int Carried, int Tried, RehearsalBound Bound, int? Estimate, int Processors, string Store, ImmutableArray<RehearsalStep> Steps)
{
    /// <summary>Milliseconds within which 95 of 100 who arrive have their picture.</summary>
    public const double MostJoined = 3000;

    /// <summary>The same of comments and votes that are acknowledged.</summary>
    public const double MostStored = 1000;

    /// <summary>The same of comments on the screens.</summary>
    public const double MostSeen = 1500;

    /// <summary>Percent of the processors beyond which they are called the bound.</summary>
    public const double Busy = 80;

    /// <summary>From so much on, what a crowd takes says something of a larger one.</summary>
    private const double Noticeable = 5;

    /// <summary>Whether everybody was served as people expect it.</summary>
    public static RehearsalStep Judge(RehearsalStep step) => step with
    {
        Holds = step is { Joined: <= MostJoined, Stored: <= MostStored, Seen: <= MostSeen, Voted: <= MostStored, Lost: 0, Unanswered: 0 },
    };

    /// <param name="steps">As they were judged, from the smallest crowd to the largest that came.</param>
    public static RehearsalCard Of(ImmutableArray<RehearsalStep> steps, int processors, string store)
    {
        var (carried, last) = (steps.LastOrDefault(step => step.Holds), steps[^1]);
        var bound = last.Holds ? RehearsalBound.None
            : last.Processor >= Busy ? RehearsalBound.Processor
            : last.Stored > MostStored || last.Voted > MostStored ? RehearsalBound.Store
            : RehearsalBound.Screens;
        return new RehearsalCard(
            carried?.People ?? 0, last.People, bound,
            bound == RehearsalBound.None && last.Processor is >= Noticeable and < Busy ? Rounded(last.People * Busy / last.Processor) : null,
            processors, store, steps);
    }

    /// <summary>Downwards to two digits: more would be pretended.</summary>
    private static int Rounded(double people)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, people))) - 1));
        return (int)(Math.Floor(people / unit) * unit);
    }
}

/// <summary>Another rehearsal of this installation has not ended yet.</summary>
internal sealed class RehearsalUnderWayException() : Exception("Another rehearsal is under way.");
