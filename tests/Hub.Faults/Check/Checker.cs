using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Faults.Crowd;

namespace Hub.Faults.Check;

/// <param name="Invariant">"I1" to "I9".</param>
/// <param name="Sentence">What is wrong, with the ids one needs to look it up in the round's logs.</param>
internal sealed record Violation(string Invariant, string Sentence)
{
    public override string ToString() => $"{Invariant}: {Sentence}";
}

/// <summary>
/// Lays what people did and were told beside what is stored. It knows nothing of how the hub works inside, only what it promises: I1 what was acknowledged is
/// stored, I2 every operation once, I3 one current ballot per voter, I4 what is shown is the stored count is the fold of the ballots, I5 streams whole, I6
/// nothing counts after the close, I7 all arrive at the same, I8 nobody saw a gap or anything twice, I9 asking again tells what became of it.
/// </summary>
internal static class Checker
{
    /// <returns>Nothing where all is well.</returns>
    public static IReadOnlyList<Violation> Check(History history)
    {
        var folds = Fold.Of(history.Stored);
        return [
            .. As("I1", AcknowledgedIsStored(history)), .. As("I2", EveryOperationOnce(history)), .. As("I3", OneBallotPerVoter(history, folds)),
            .. As("I4", ShownIsStoredIsFolded(history, folds)), .. As("I5", StreamsAreWhole(history.Stored)),
            .. As("I6", NothingCountsAfterTheClose(history, folds)),
            .. As("I7", AllArriveAtTheSame(history, folds)), .. As("I8", NobodySawAGap(history)), .. As("I9", AskingAgainTells(history)),
        ];

        static IEnumerable<Violation> As(string invariant, IEnumerable<string> sentences) => sentences.Select(s => new Violation(invariant, s));
    }

    private static IEnumerable<string> AcknowledgedIsStored(History history)
    {
        var meeting = history.Stored.Meeting.ToLookup(e => e.Operation);
        var box = history.Stored.Box.ToLookup(e => e.Operation);
        foreach (var sent in history.Operations.Where(s => s.Receipt?.Outcome == "done"))
        {
            var operation = Operation.Of(sent.Participant, sent.Op);
            if (!meeting.Contains(operation) && !box.Contains(operation))
            {
                yield return $"{sent.Type} {sent.Op} of {sent.Participant} was acknowledged and is not stored";
            }
            else if (sent.Receipt!.Seq is { } seq && meeting[operation].All(e => e.Seq != seq))
            {
                yield return $"{sent.Type} {sent.Op} of {sent.Participant} was acknowledged at {seq} and is stored elsewhere";
            }
            else if (sent.Type == "vote" && box[operation]
                .Any(e => e.Event is not BoxEvent.Voted voted || !ChoicesOf(sent).SetEquals(voted.Choices) || e.Actor != sent.Participant))
            {
                yield return $"the vote {sent.Op} of {sent.Participant} is stored with other choices, or as somebody else's";
            }
        }
    }

    private static IEnumerable<string> EveryOperationOnce(History history)
    {
        foreach (var sentence in Twice("meeting", history.Stored.Meeting).Concat(Twice("box", history.Stored.Box)))
        {
            yield return sentence;
        }

        foreach (var sent in history.Operations.Where(s => s.Receipt?.Outcome == "done"))
        {
            foreach (var repeat in sent.Repeats.Where(r => r.Outcome != "done" || r.Seq != sent.Receipt!.Seq))
            {
                yield return $"{sent.Type} {sent.Op} of {sent.Participant} was answered done at {sent.Receipt!.Seq}, and {repeat.Outcome} {repeat.Code} at "
                    + $"{repeat.Seq} when it came again";
            }
        }
    }

    /// <summary>The events of one operation stand together, and each kind of event once among them.</summary>
    private static IEnumerable<string> Twice<TEvent>(string stream, IReadOnlyList<Recorded<TEvent>> events)
    {
        foreach (var effects in events.GroupBy(e => e.Operation))
        {
            var seqs = effects.Select(e => e.Seq).ToList();
            if (seqs[^1] - seqs[0] != seqs.Count - 1 || effects.GroupBy(e => e.Event!.GetType()).Any(kind => kind.Count() > 1))
            {
                yield return $"the operation {effects.Key} of {effects.First().Actor} has effects at {string.Join(", ", seqs)} of the {stream}'s stream";
            }
        }
    }

    private static IEnumerable<string> OneBallotPerVoter(History history, Dictionary<string, Fold> folds)
    {
        foreach (var (ballot, fold) in folds)
        {
            foreach (var (seq, voter) in fold.Foreign)
            {
                yield return $"{voter} voted at {seq} in {ballot} without being entitled";
            }
        }

        foreach (var recorded in history.Stored.Meeting)
        {
            if (recorded.Event is MeetingEvent.BallotClosed closed && (closed.Tally.Counts?.Values.Sum() ?? 0) != closed.Tally.Cast)
            {
                yield return $"{closed.Ballot} was closed with {closed.Tally.Counts!.Values.Sum()} choices of {closed.Tally.Cast} voters who have one each";
            }
        }
    }

    private static IEnumerable<string> ShownIsStoredIsFolded(History history, Dictionary<string, Fold> folds)
    {
        var sealedAs = new Dictionary<string, Count>();
        foreach (var recorded in history.Stored.Meeting)
        {
            if (recorded.Event is not MeetingEvent.BallotClosed closed)
            {
                continue;
            }

            var stored = sealedAs[closed.Ballot] = new Count(closed.Tally.Version, closed.Tally.Counts, closed.Tally.Cast);
            if (!folds.TryGetValue(closed.Ballot, out var fold) || !Agrees(stored, fold))
            {
                yield return $"{closed.Ballot} is sealed as {stored}, and its votes are {(fold is null ? "nowhere" : CountOf(fold))}";
            }
        }

        foreach (var shown in history.Shown.Where(s => s.Status == "closed"))
        {
            if (!sealedAs.TryGetValue(shown.Ballot, out var stored) || !SameCounts(shown.Tally, stored))
            {
                yield return $"{shown.Node} shows {shown.Ballot} as {shown.Tally}, and stored is {stored}";
            }
        }

        foreach (var client in history.Clients)
        {
            foreach (var (ballot, count) in client.Counts)
            {
                if (sealedAs.TryGetValue(ballot, out var stored) && !SameCounts(count, stored))
                {
                    yield return $"{client.Name} saw {ballot} end as {count}, and stored is {stored}";
                }
            }
        }
    }

    private static IEnumerable<string> StreamsAreWhole(StoredRoom stored) =>
        [.. stored.Broken, .. Whole("meeting", stored.Meeting), .. Whole("box", stored.Box)];

    private static IEnumerable<string> Whole<TEvent>(string stream, IReadOnlyList<Recorded<TEvent>> events) =>
        events.Select((e, i) => (e.Seq, Expected: i + 1L)).Where(s => s.Seq != s.Expected).Take(1)
            .Select(s => $"the {stream}'s stream has {s.Seq} where {s.Expected} should be");

    private static IEnumerable<string> NothingCountsAfterTheClose(History history, Dictionary<string, Fold> folds)
    {
        foreach (var (ballot, fold) in folds)
        {
            foreach (var (seq, voter) in fold.Late)
            {
                yield return $"{voter} voted at {seq} in {ballot}, which was closed at {fold.ClosedAt}";
            }
        }

        // A vote that was refused must not have counted: every voter's answer agrees with the journal. One that came twice at once may have met both sides of
        // the close.
        var stored = history.Stored.Operations();
        foreach (var sent in history.Operations.Where(s =>
            s.Outcome == Answered.Refused && !s.Repeats.Any(r => r.IsAcknowledged) && stored.Contains(Operation.Of(s.Participant, s.Op))))
        {
            yield return $"{sent.Type} {sent.Op} of {sent.Participant} was refused ({sent.Receipt!.Code}) and is stored";
        }
    }

    private static IEnumerable<string> AllArriveAtTheSame(History history, Dictionary<string, Fold> folds)
    {
        var end = history.Stored.Meeting.Count;
        foreach (var client in history.Clients)
        {
            if (client.To != end)
            {
                yield return $"{client.Name} stands at {client.To}, and the record ends at {end}";
            }

            foreach (var (seq, what) in client.Events)
            {
                if (seq > end || StoredRoom.NameOf(history.Stored.Meeting[(int)seq - 1].Event) is var stored && stored != what)
                {
                    yield return $"{client.Name} was told '{what}' as {seq}, and stored is "
                        + $"{(seq > end ? "nothing" : $"'{StoredRoom.NameOf(history.Stored.Meeting[(int)seq - 1].Event)}'")}";
                }
            }

            foreach (var contradiction in client.Contradictions)
            {
                yield return $"{client.Name}: {contradiction}";
            }

            foreach (var (ballot, count) in client.Counts)
            {
                if (folds.TryGetValue(ballot, out var fold) && !Agrees(count, fold))
                {
                    yield return $"{client.Name} holds {ballot} for {count}, and its votes are {CountOf(fold)}";
                }
            }
        }

        foreach (var shown in history.Shown)
        {
            if (folds.TryGetValue(shown.Ballot, out var fold) && !Agrees(shown.Tally, fold))
            {
                yield return $"{shown.Node} shows {shown.Ballot} as {shown.Tally}, and its votes are {CountOf(fold)}";
            }
        }
    }

    private static IEnumerable<string> NobodySawAGap(History history)
    {
        foreach (var client in history.Clients.Where(c => c.Gaps + c.Duplicates + c.TallyRegressions + c.Rewinds > 0))
        {
            yield return $"{client.Name} saw {client.Gaps} gaps, {client.Duplicates} duplicates, counts that went back {client.TallyRegressions} times and a "
                + $"room that went back {client.Rewinds} times";
        }
    }

    private static IEnumerable<string> AskingAgainTells(History history)
    {
        var stored = history.Stored.Operations();
        foreach (var (sent, wasStored, receipt) in history.AskedAgain)
        {
            var isStored = stored.Contains(Operation.Of(sent.Participant, sent.Op));
            var name = $"{sent.Type} {sent.Op} of {sent.Participant}, whose outcome was unknown,";
            if (receipt is not { IsFinal: true })
            {
                yield return $"{name} got no answer when it was asked again";
            }
            else if (wasStored && receipt.Outcome != "done")
            {
                yield return $"{name} is stored and was answered {receipt.Outcome} {receipt.Code} when it was asked again";
            }
            else if (receipt.Outcome == "done" != isStored)
            {
                yield return $"{name} was answered {receipt.Outcome} when it was asked again, and is {(isStored ? "stored" : "not stored")}";
            }
        }
    }

    private static HashSet<string> ChoicesOf(Sent vote) => [.. vote.Command["choices"]!.AsArray().Select(c => (string)c!)];

    private static Count CountOf(Fold fold) => new(0, fold.Counts, fold.Cast);

    private static bool Agrees(Count count, Fold fold) => SameCounts(count, CountOf(fold));

    /// <summary>Absent and zero are the same; where counts are not shown, turnout must do.</summary>
    private static bool SameCounts(Count one, Count other) => one.Cast == other.Cast && (one.Counts is null || other.Counts is null
        || one.Counts.Keys.Union(other.Counts.Keys).All(o => one.Counts.GetValueOrDefault(o) == other.Counts.GetValueOrDefault(o)));
}
