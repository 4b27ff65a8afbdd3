using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Access;

/// <summary>
/// Who is who in the record of one meeting, at any moment of it: the hashes are its events', the names are the vault's. Seats, where people may be called otherwise by now, are not asked. What the first release stored has no
/// hashes; there the names count that were fixed when its database was taken over.
/// </summary>
internal sealed class RecordedNames
{
    private readonly Dictionary<string, VaultName> _vault;
    private readonly SortedDictionary<string, List<(long Seq, RecordedName Name)>> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _referred = [];

    private RecordedNames(IReadOnlyList<VaultName> vault)
    {
        _vault = vault.Where(n => !n.IsRemoved).ToDictionary(n => n.Hash);
        foreach (var name in vault.Where(n => n.IsFixed))
        {
            Give(name.Participant, 0, name.Recorded);
        }
    }

    /// <summary>Everybody whom the record names.</summary>
    public IEnumerable<string> Participants => _given.Keys;

    /// <summary>Whether the record names somebody up to a moment of it.</summary>
    public bool IsNamed(string participant, long seq) => _given.TryGetValue(participant, out var given) && given[0].Seq <= seq;

    /// <summary>The names that the record refers to and that were not removed.</summary>
    public IEnumerable<VaultName> Referred => _vault.Values.Where(n => _referred.Contains(n.Hash)).OrderBy(n => n.Participant, StringComparer.Ordinal).ThenBy(n => n.Hash, StringComparer.Ordinal);

    /// <param name="room">The meeting's.</param>
    public static async Task<RecordedNames> Of(IDirectory directory, string room, CancellationToken cancel) => new(await directory.ReadNames(room, cancel));

    /// <summary>Takes what an event says. Events come in their order.</summary>
    public void Take(Recorded<MeetingEvent> recorded)
    {
        if (recorded.Name is { } name)
        {
            Give(recorded.Actor, recorded.Seq, name);
        }

        switch (recorded.Event)
        {
            case SeatsRecorded e:
                foreach (var seat in e.Seats)
                {
                    Give(seat.Participant, recorded.Seq, seat.Name);
                }

                break;
            case NameRemoved e:
                // The record says so first; the vault may still have it for a moment.
                foreach (var hash in e.Hashes)
                {
                    _vault.Remove(hash);
                }

                break;
        }
    }

    /// <summary>Of those whose acts may refer to no name, the one that was fixed for them.</summary>
    public IEnumerable<(string Participant, RecordedName Name)> Fixed => _given.Where(g => g.Value[0].Seq == 0).Select(g => (g.Key, g.Value[0].Name));

    /// <summary>How somebody was called at a moment of the record; before anything named them, as they were called first.</summary>
    public PersonView At(string participant, long seq) => Recorded(participant, seq) is not { } recorded ? new PersonView(participant, null)
        : _vault.TryGetValue(recorded.Hash, out var name) ? new PersonView(participant, name.Name, recorded.As, recorded.Known is null ? null : true)
        : new PersonView(participant, null, recorded.As, Removed: true);

    /// <summary>How somebody is called at the end of the record.</summary>
    public PersonView Last(string participant) => At(participant, long.MaxValue);

    /// <summary>The names by their hashes.</summary>
    public IEnumerable<KeyValuePair<string, string>> Names => _vault.Values.Select(n => KeyValuePair.Create(n.Hash, n.Name));

    /// <summary>The same, as the record has it.</summary>
    public RecordedName? Recorded(string participant, long seq) =>
        !_given.TryGetValue(participant, out var given) ? null : given.FindLast(g => g.Seq <= seq) is { Name: { } name } ? name : given[0].Name;

    private void Give(string participant, long seq, RecordedName name)
    {
        _referred.Add(name.Hash);
        if (!_given.TryGetValue(participant, out var given))
        {
            _given[participant] = given = [];
        }

        if (given.Count == 0 || given[^1].Name != name)
        {
            given.Add((seq, name));
        }
    }
}
