using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;

namespace Hub.Verify;

/// <summary>
/// Whether the names beside a record are those that its events refer to. An event has a salted hash of the name under which it was done; the name and its salt
/// stand in the export, until the name is removed from the record, which is an event of its own.
/// </summary>
internal static class NamesOfRecord
{
    private const string Claim = "The names are those that were recorded";

    public static void Check(Export export, SecondFormat second, Record record, Findings findings)
    {
        var (referred, acted, removed) = Read(export, second, findings);
        foreach (var name in export.Vault.Where(n => n.IsFixed && second.IsWhole))
        {
            findings.Check(Claim, $"the name of {name.Participant} is said to be the first release's, of whose record nothing is here");
        }

        foreach (var ballot in record.Ballots.Values)
        {
            foreach (var voter in ballot.Nameless())
            {
                findings.Check(Claim, $"the vote of {voter} counts in {ballot.Opened.Ballot}, and nothing says under which name they were there");
            }
        }

        foreach (var name in export.Vault)
        {
            if (RecordedName.HashOf(Convert.FromHexString(name.Salt), name.Participant, name.Name) != name.Hash)
            {
                findings.Check(Claim, $"{name.Participant} was not called “{name.Name}”");
            }
            else if (!name.IsFixed && !referred.Contains((name.Participant, name.Hash)))
            {
                findings.Check(Claim, $"nothing was done by {name.Participant} as “{name.Name}”");
            }
        }

        foreach (var twice in export.Vault.GroupBy(n => n.Hash).Where(n => n.Count() > 1))
        {
            findings.Check(Claim, $"the name of {twice.First().Participant} stands there twice");
        }

        var known = export.Vault.Select(n => (n.Participant, n.Hash)).ToHashSet();
        foreach (var participant in referred.Where(r => !known.Contains(r) && !removed.ContainsKey(r.Hash)).Select(r => r.Participant).Distinct()
            .Order(StringComparer.Ordinal))
        {
            findings.Check(Claim, $"the name of {participant} is missing, and no event removes it");
        }

        foreach (var participant in export.Vault.Where(n => removed.ContainsKey(n.Hash)).Select(n => n.Participant).Distinct())
        {
            findings.Check(Claim, $"the name of {participant} was removed from the record, and is here");
        }

        findings.Note($"{export.Vault.Count(n => !n.IsFixed)} names are bound to what was done under them");
        if (removed.Count > 0)
        {
            findings.Note($"the names of {string.Join(", ", removed.Values.Distinct().Order(StringComparer.Ordinal))} were removed from the record (姓名已依法删除)");
        }

        if (export.IsOfFirstFormat)
        {
            findings.Note("an export of the first format: its names are the house's word, and bound to nothing");
        }
        else if (export.Vault.Exists(n => n.IsFixed) || acted > 0)
        {
            findings.Note(
                $"{export.Vault.Count(n => n.IsFixed)} names were fixed when the first release's record was taken over; {acted} acts from before refer to no "
                + $"name, and nothing vouches for those names");
        }
    }

    private static (HashSet<(string Participant, string Hash)> Referred, int Unnamed, Dictionary<string, string> Removed) Read(
        Export export, SecondFormat second, Findings findings)
    {
        var (referred, unnamed, removed, nameless) = (new HashSet<(string, string)>(), 0, new Dictionary<string, string>(), new HashSet<string>());
        foreach (var (seq, stored) in Record.MeetingOf(export))
        {
            if (stored.Name is { } name)
            {
                referred.Add((stored.Actor, name.Hash));
            }
            else if (!second.Binds(seq))
            {
                unnamed += stored.Event is MeetingEvent.CheckedIn or MeetingEvent.Commented or MeetingEvent.HandRaised or MeetingEvent.Delegated
                    or MeetingEvent.MinutesApproved ? 1 : 0;
            }
            else if (SecondFormat.IsPerson(stored.Actor) ? nameless.Add(stored.Actor)
                : stored.Actor == Actor.Clerk.Id ? !IsOfDoor(stored.Event) : !IsOfHouse(stored.Event))
            {
                findings.Check(Claim, $"nothing says under which name {stored.Actor} did what stands at {seq}");
            }

            // Somebody else did it, and is named: under a name that the record has given them before.
            var (other, called) = stored.Event switch
            {
                MeetingEvent.FloorGiven e => (e.Participant, e.Name),
                MeetingEvent.FloorEnded e => (e.Participant, e.Name),
                MeetingEvent.HandDismissed e => (e.Participant, e.Name),
                _ => ("", null),
            };
            if (called is not null && !referred.Contains((other, called.Hash)))
            {
                findings.Check(Claim, $"{other} was not called what stands at {seq}");
            }

            switch (stored.Event)
            {
                case MeetingEvent.SeatsRecorded e: referred.UnionWith(e.Seats.Select(s => (s.Participant, s.Name.Hash))); break;
                case MeetingEvent.NameRemoved e:
                    foreach (var hash in e.Hashes)
                    {
                        removed[hash] = e.Participant;
                    }

                    break;
                default: break;
            }
        }

        return (referred, unnamed, removed);
    }

    /// <summary>What whoever stands at the hall's door does without a seat.</summary>
    private static bool IsOfDoor(MeetingEvent happened) => happened is
        MeetingEvent.SeatsConfirmed or MeetingEvent.SeatsChanged or MeetingEvent.MarkedPresent or MeetingEvent.UnmarkedPresent;

    /// <summary>What the house, or its operator, does without a seat. Whatever else is said to be theirs, a person did.</summary>
    private static bool IsOfHouse(MeetingEvent happened) => happened is
        MeetingEvent.MeetingScheduled or MeetingEvent.MeetingEdited or MeetingEvent.MeetingCancelled or MeetingEvent.MemberSeated
            or MeetingEvent.SeatsRecorded or MeetingEvent.NameRemoved or MeetingEvent.TextsRemoved or MeetingEvent.RollSet
            or MeetingEvent.SeatReplaced or MeetingEvent.SeatsChanged or MeetingEvent.ClaimsStopped
        or MeetingEvent.ItemAdded or MeetingEvent.TopicTold or MeetingEvent.BallotClosing or MeetingEvent.BallotClosed
        or MeetingEvent.BallotVoided
        or MeetingEvent.BranchAdded or MeetingEvent.SeatedInBranch or MeetingEvent.HubNoted or MeetingEvent.Unseated or MeetingEvent.SeatsConfirmed
        or MeetingEvent.InRound { Event: RoundEvent.GroupsCounted or RoundEvent.RoundClosing or RoundEvent.RoundClosed };
}
