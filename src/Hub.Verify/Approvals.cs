using Hub.Domain;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>
/// Approvals of the minutes. Each names the head of the record that it rests on: what stood before it, to the last event, in the chain's own hash. Whoever
/// changes anything before an approval would have to change what the chair stands for. Only a chair can stand for it.
/// </summary>
internal static class Approvals
{
    public static void Check(Export export, SecondFormat second, Findings findings)
    {
        var heads = export.Commits.Where(c => c.Stream == export.Room).GroupBy(c => c.LastSeq).ToDictionary(c => c.Key, c => c.First().Hash);
        foreach (var (at, stored) in Record.MeetingOf(export))
        {
            switch (stored.Event)
            {
                case MeetingEvent.MinutesApproved { Covers: { } covers }:
                    findings.Check(
                        $"The approval of the minutes at {at} covers the record as it stood at {covers.Seq}",
                        Wrong(covers, at, heads) ?? NotTheChairs(stored, second.Binds(at)));
                    break;
                case MeetingEvent.MinutesApproved when second.Binds(at):
                    findings.Check($"The approval of the minutes at {at} covers the record as it stood before it", "it names no head");
                    break;
                case MeetingEvent.MinutesApproved:
                    findings.Note($"the approval of the minutes at {at} does not name the head that it covers");
                    if (NotTheChairs(stored, mustBeNamed: false) is { } wrong)
                    {
                        findings.Check($"The approval of the minutes at {at} is the chair's", wrong);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static string? Wrong(CoveredHead covers, long at, Dictionary<long, string> heads) =>
        covers.Seq != at - 1 ? $"it follows {at - 1}"
        : !heads.TryGetValue(covers.Seq, out var hash) ? "no commit ends there"
        : hash != covers.Hash ? $"the chain's hash there is {hash}, the approval names {covers.Hash}"
        : null;

    private static string? NotTheChairs(StoredEvent<MeetingEvent> stored, bool mustBeNamed) =>
        !SecondFormat.IsPerson(stored.Actor) ? $"{stored.Actor} approved it, and no chair"
        : stored.Name is { } name ? name.As == Role.Chair ? null : $"{stored.Actor} approved it as {CamelCase.Of(name.As)}, and not as the chair"
        : mustBeNamed ? $"{stored.Actor} approved it, and nothing says that they were the chair"
        : null;
}
