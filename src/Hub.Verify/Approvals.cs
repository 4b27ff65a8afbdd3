using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>
/// Approvals of the minutes. Each names the head of the record that it rests on: what stood before it, to the last event, in the chain's own hash. Whoever changes anything before an approval
/// would have to change what the chair stands for.
/// </summary>
internal static class Approvals
{
    public static void Check(Export export, Findings findings)
    {
        var heads = new Dictionary<long, string>();
        foreach (var commit in export.Commits.Where(c => c.Stream == export.Room))
        {
            foreach (var (happened, at) in Record.EventsOf(commit).Select((e, i) => (e, commit.FirstSeq + i)))
            {
                switch (happened)
                {
                    case MeetingEvent.MinutesApproved { Covers: { } covers }:
                        findings.Check($"The approval of the minutes at {at} covers the record as it stood at {covers.Seq}", Wrong(covers, at, heads));
                        break;
                    case MeetingEvent.MinutesApproved:
                        findings.Note($"the approval of the minutes at {at} does not name the head that it covers");
                        break;
                }
            }

            heads[commit.LastSeq] = commit.Hash;
        }
    }

    private static string? Wrong(CoveredHead covers, long at, Dictionary<long, string> heads) =>
        covers.Seq != at - 1 ? $"it follows {at - 1}"
        : !heads.TryGetValue(covers.Seq, out var hash) ? "no commit ends there"
        : hash != covers.Hash ? $"the chain's hash there is {hash}, the approval names {covers.Hash}"
        : null;
}
