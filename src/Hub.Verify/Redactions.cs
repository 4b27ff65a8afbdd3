using Hub.Domain.Meetings;
using Hub.Domain.Opinion;

namespace Hub.Verify;

/// <summary>
/// Commits in which texts were hidden, or removed by law. The chain covers only the hash of what they once said: whatever else stands in them is the house's
/// word, and is told as such. Nothing else may be taken out: a text is blank only where its comment is hidden, and removed only where a later event of the
/// record says so.
/// </summary>
internal static class Redactions
{
    public static void Check(Export export, Record record, Findings findings)
    {
        var redacted = export.Commits.Where(c => c.IsRedacted).ToList();
        var removals = Record.MeetingOf(export).Where(e => e.Stored.Event is MeetingEvent.TextsRemoved)
            .SelectMany(e => ((MeetingEvent.TextsRemoved)e.Stored.Event).Seqs.Where(s => s < e.Seq)).ToHashSet();
        foreach (var commit in redacted)
        {
            findings.Check(
                $"Only {(removals.Count > 0 ? "hidden and removed" : "hidden")} texts were taken out of commit {commit.Number} of {commit.Stream}",
                commit.Stream != export.Room ? "this stream has no texts" : Wrong(commit, record, removals));
        }

        if (removals.Count > 0)
        {
            findings.Check(
                "What the record says is removed by law is gone",
                Record.MeetingOf(export).Where(e => removals.Contains(e.Seq) && !IsRemoved(e.Stored.Event)).Select(e => $"the text at {e.Seq} is there")
                    .FirstOrDefault());
            findings.Note(
                $"{removals.Count} texts were removed by law, as the record says, from {redacted.Count(c => Removed(c, removals).Any())} of its commits");
        }

        if (redacted.Count > 0)
        {
            var events = redacted.Where(c => c.Stream == export.Room).SelectMany(Record.EventsOf).ToList();
            var ballots = events.Select(BallotOf).OfType<string>().Distinct().ToList();
            findings.Note(
                $"{redacted.Count} of {export.Commits.Count} commits had a hidden {(removals.Count > 0 ? "or removed " : "")}text, "
                + "and the chain does not vouch for what else they say"
                + (events.Exists(e => e is MeetingEvent.CheckedIn or MeetingEvent.CheckedOut or MeetingEvent.Delegated or MeetingEvent.WeightSet)
                    ? ", on who was there too" : "")
                + (ballots.Count > 0 ? $", on the ballots {string.Join(", ", ballots)} too" : ""));
        }
    }

    private static string? Wrong(ExportedCommit commit, Record record, HashSet<long> removals)
    {
        var blank = Record.EventsOf(commit).OfType<MeetingEvent.Commented>().Where(c => c.Text == "").ToList();
        var statements = Record.EventsOf(commit).OfType<MeetingEvent.InRound>().SelectMany(e => BlankIn(e.Event)).ToList();
        return blank.Count == 0 && statements.Count == 0 && !Removed(commit, removals).Any() ? "it has none"
            : statements.Find(record.VisibleStatements.Contains) is { } shown ? $"nobody hid the statement {shown}"
            : blank.Find(c => record.VisibleComments.Contains(c.Comment)) is { } visible ? $"nobody hid the comment {visible.Comment}"
            : null;
    }

    /// <summary>The ids of the statements whose texts are blank in this event.</summary>
    private static IEnumerable<string> BlankIn(RoundEvent happened) => happened switch
    {
        RoundEvent.RoundOpened e => e.Statements.Where(s => s.Text == "").Select(s => s.Id),
        RoundEvent.StatementAdded { Text: "" } e => [e.Statement],
        _ => [],
    };

    private static IEnumerable<MeetingEvent> Removed(ExportedCommit commit, HashSet<long> removals) => commit.IsRedacted
        ? Record.EventsOf(commit).Where((e, i) => removals.Contains(commit.FirstSeq + i) && IsRemoved(e)) : [];

    private static bool IsRemoved(MeetingEvent happened) => happened.WithoutText() is { } without && without == happened;

    private static string? BallotOf(MeetingEvent happened) => happened switch
    {
        MeetingEvent.BallotOpened e => e.Ballot,
        MeetingEvent.BallotClosing e => e.Ballot,
        MeetingEvent.BallotClosed e => e.Ballot,
        MeetingEvent.BallotRevealed e => e.Ballot,
        MeetingEvent.BallotVoided e => e.Ballot,
        _ => null,
    };
}
