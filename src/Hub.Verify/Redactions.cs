using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>
/// Commits in which texts were hidden. The chain covers only the hash of what they once said: whatever else stands in them is the house's word, and is told as
/// such. Nothing else may be taken out.
/// </summary>
internal static class Redactions
{
    public static void Check(Export export, Record record, Findings findings)
    {
        var redacted = export.Commits.Where(c => c.IsRedacted).ToList();
        foreach (var commit in redacted)
        {
            findings.Check(
                $"Only hidden texts were taken out of commit {commit.Number} of {commit.Stream}",
                commit.Stream != export.Room ? "this stream has no texts" : Wrong(commit, record));
        }

        if (redacted.Count > 0)
        {
            var events = redacted.Where(c => c.Stream == export.Room).SelectMany(Record.EventsOf).ToList();
            var ballots = events.Select(BallotOf).OfType<string>().Distinct().ToList();
            findings.Note(
                $"{redacted.Count} of {export.Commits.Count} commits had a hidden text, and the chain does not vouch for what else they say"
                + (events.Exists(e => e is MeetingEvent.CheckedIn or MeetingEvent.CheckedOut or MeetingEvent.Delegated or MeetingEvent.WeightSet)
                    ? ", on who was there too" : "")
                + (ballots.Count > 0 ? $", on the ballots {string.Join(", ", ballots)} too" : ""));
        }
    }

    private static string? Wrong(ExportedCommit commit, Record record)
    {
        var blank = Record.EventsOf(commit).OfType<MeetingEvent.Commented>().Where(c => c.Text == "").ToList();
        return blank.Count == 0 ? "it has none"
            : blank.Find(c => record.VisibleComments.Contains(c.Comment)) is { } visible ? $"nobody hid the comment {visible.Comment}"
            : null;
    }

    private static string? BallotOf(MeetingEvent happened) => happened switch
    {
        MeetingEvent.BallotOpened e => e.Ballot,
        MeetingEvent.BallotClosing e => e.Ballot,
        MeetingEvent.BallotClosed e => e.Ballot,
        MeetingEvent.BallotRevealed e => e.Ballot,
        _ => null,
    };
}
