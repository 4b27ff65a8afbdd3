using System.Collections.Immutable;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Ballots.BoxEvent;

namespace Hub.Domain.Ballots;

using Decision = Decision<BoxEvent>;

/// <summary>
/// A room's box: everything that is counted per person. A tally here equals the fold of the stored votes, because it is that fold.
/// </summary>
public sealed record Box
{
    public static readonly Box Empty = new();

    public ImmutableDictionary<string, Question> Questions { get; init; } = ImmutableDictionary<string, Question>.Empty;

    /// <summary>Each person's likes, by comment.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> Likes { get; init; } = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>What each person liked, and took back: liked again, it is no first like.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> TakenBack { get; init; } = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    public ImmutableDictionary<string, int> LikeCounts { get; init; } = ImmutableDictionary<string, int>.Empty;
    public bool Sealed { get; init; }

    public bool LikedBy(string participant, string comment) => Likes.TryGetValue(participant, out var liked) && liked.Contains(comment);
}

/// <summary>The rules of the box. Whether a comment or a meeting exists is known to the caller, who asks the meeting first.</summary>
public static class BoxDecider
{
    public static Decision Decide(Box box, BoxCommand command, Given given) => command switch
    {
        _ when box.Sealed => command is Seal ? Decision.Already : Rejection.MeetingClosed,
        Vote c => Voting(box, c.Ballot, c.Choices, null, given),
        VoteSealed c => Voting(box, c.Ballot, c.Choices, c.Sealed, given),
        React c => given.Actor.Role < Role.Attendee ? Rejection.Forbidden
            : c.Kind != "like" ? new Refusal(Rejection.NotOffered, "kind")
            : box.LikedBy(given.Actor.Id, c.Comment) == c.On ? Decision.Already
            : new Reacted(c.Comment, c.On, c.On && box.TakenBack.TryGetValue(given.Actor.Id, out var before) && before.Contains(c.Comment) ? true : null),
        CountHands c => Counting(box, c, given),
        OpenQuestion c => box.Questions.ContainsKey(c.Ballot) ? Decision.Already
            : new QuestionOpened(c.Ballot, c.Options, c.Max, c.Voters, c.Electorate, c.Kind is BallotKind.Multiple or BallotKind.Election ? c.Kind : null,
                c.Secrecy == Secrecy.Named ? null : c.Secrecy, c.Weights, c.Delegates, c.KeyFolder, c.Turnout, c.Entitled, c.Marked,
                c.Replaced),
        ReplaceSeats c => !box.Questions.TryGetValue(c.Ballot, out var question) ? Rejection.UnknownBallot
            : question.Closed || c.Seats.Length <= question.Replaced ? Decision.Already
            : new SeatsReplaced(c.Ballot, c.Seats[question.Replaced..]),
        CloseQuestion c => !box.Questions.TryGetValue(c.Ballot, out var question) ? Rejection.UnknownBallot
            : question.Closed ? Decision.Already
            : Closing(question, c),
        Seal => new BoxSealed(),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    private static QuestionClosed Closing(Question question, CloseQuestion c)
    {
        var present = TurnoutRule.Count(question, c.Here);
        return new QuestionClosed(c.Ballot, c.Eligible, present?.Count, c.Opened, present?.Weight, present?.Represented, present?.RepresentedWeight);
    }

    private static Decision Voting(Box box, string ballot, ImmutableArray<string> choices, byte[]? @sealed, Given given) =>
        given.Actor.Role < Role.Attendee ? Rejection.Forbidden
        : !box.Questions.TryGetValue(ballot, out var question) ? Rejection.UnknownBallot
        : question.Turnout != TurnoutRule.ByRoll && question.Electorate?.Contains(given.Actor.Id) != true && !question.Voters.Include(given.Actor.Role)
            ? Rejection.Forbidden
        : question.Closed ? Rejection.BallotNotOpen
        : question.Electorate?.Contains(given.Actor.Id) == false ? Rejection.NotEntitled
        : Choices.Check(question.Kind, question.Options, question.Max, choices) is { } refusal ? refusal
        : question.Secrecy == Secrecy.Named && question.Votes.TryGetValue(given.Actor.Id, out var was) && SameChoices(was.Choices, choices) ? Decision.Already
        : question.Hands is not null && question.Places <= question.Cast && !HasVoted(question, given.Actor.Id) ? Rejection.CountedByHand
        : question.Secrecy == Secrecy.Named ? new Voted(ballot, choices)
        : @sealed is null ? Rejection.KeyLost
        : new VotedConfidentially(ballot, @sealed);

    private static bool HasVoted(Question question, string participant) =>
        question.Secrecy == Secrecy.Named ? question.Votes.ContainsKey(participant) : question.Sealed!.ContainsKey(participant);

    /// <summary>
    /// Nobody counts twice: of a frozen electorate, hands and devices together are never more than its voters and those who are here without a device. Hands
    /// have no names: where votes weigh differently, or one votes for another, they say nothing that could be added.
    /// </summary>
    private static Decision Counting(Box box, CountHands c, Given given) =>
        given.Actor.Role != Role.Chair ? Rejection.Forbidden
        : !box.Questions.TryGetValue(c.Ballot, out var question) ? Rejection.UnknownBallot
        : question.Closed ? Rejection.BallotNotOpen
        : question.Power is not null ? new Refusal(Rejection.NotOffered, "counts")
        : HandCount.Check(
            question.Kind, question.Options, c.Counts, (question.Places ?? HandCount.Most) - (question.Cast - question.Raised)) is { } refusal
            ? refusal
        : question.Hands is { } hands && hands.SequenceEqual(c.Counts) ? Decision.Already
        : new HandsCounted(c.Ballot, c.Counts);

    private static bool SameChoices(ImmutableArray<string> was, ImmutableArray<string> now) => was.Length == now.Length && now.All(was.Contains);
}

public static class BoxEvolution
{
    public static Box Evolve(Box box, Recorded<BoxEvent> recorded) => recorded.Event switch
    {
        QuestionOpened e => box with { Questions = box.Questions.SetItem(e.Ballot, Question.Opened(e)) },
        Voted e => box with
        {
            Questions =
            box.Questions.SetItem(e.Ballot, box.Questions[e.Ballot].With(recorded.Actor, new CastVote(e.Choices, recorded.Operation)))
        },
        VotedConfidentially e => box with { Questions = box.Questions.SetItem(e.Ballot, Kept(box.Questions[e.Ballot], recorded.Actor, e.Sealed)) },
        HandsCounted e => box with { Questions = box.Questions.SetItem(e.Ballot, box.Questions[e.Ballot].With(e.Counts)) },
        SeatsReplaced e => box with { Questions = box.Questions.SetItem(e.Ballot, e.Seats.Aggregate(box.Questions[e.Ballot], (q, seat) => q.With(seat))) },
        QuestionClosed e => Closed(box, box.Questions[e.Ballot], e),
        Reacted e => Liked(box, recorded.Actor, e),
        BoxSealed => box with { Sealed = true },
        _ => throw new InvalidOperationException($"No box evolves by {recorded.Event.GetType().Name} at {recorded.Seq}."),
    };

    /// <summary>Someone may have voted and taken the chair since, whose role no longer votes: no count has more votes than voters.</summary>
    private static Box Closed(Box box, Question question, QuestionClosed e)
    {
        var closed = question with
        {
            Closed = true,
            Eligible = Math.Max(e.Eligible, question.Cast),
            Present = e.Present,
            ByDelegate = e.Represented,
            Weights = question.Weights is { } weights ? weights with { Present = e.PresentWeight, Represented = e.RepresentedWeight } : null,
        };
        return box with
        {
            Questions = box.Questions.SetItem(e.Ballot, question.Secrecy == Secrecy.Named ? closed : closed with
            {
                // From here on only who voted and the counts are known.
                Counts = e.Opened is null ? question.Counts
                    : question.Counts.ToImmutableSortedDictionary(c => c.Key, c => c.Value + e.Opened.GetValueOrDefault(c.Key), StringComparer.Ordinal),
                Sealed = null,
                Voted = [.. question.Sealed!.Keys],
                Uncounted = e.Opened is null,
            }),
        };
    }

    private static Question Kept(Question question, string voter, byte[] vote) => question with
    {
        Cast = question.Cast + (question.Sealed!.ContainsKey(voter) ? 0 : 1),
        Sealed = question.Sealed.SetItem(voter, vote),
    };

    private static Box Liked(Box box, string person, Reacted e)
    {
        var likes = box.Likes.GetValueOrDefault(person, []);
        return box with
        {
            Likes = box.Likes.SetItem(person, e.On ? likes.Add(e.Comment) : likes.Remove(e.Comment)),
            TakenBack = e.On ? box.TakenBack : box.TakenBack.SetItem(person, box.TakenBack.GetValueOrDefault(person, []).Add(e.Comment)),
            LikeCounts = box.LikeCounts.SetItem(e.Comment, box.LikeCounts.GetValueOrDefault(e.Comment) + (e.On ? 1 : -1)),
        };
    }
}
