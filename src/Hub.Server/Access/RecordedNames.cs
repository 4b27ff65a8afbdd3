using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Access;

/// <summary>
/// Who is who in the record of one meeting, at any moment of it: the hashes are its events', the names are the vault's. Seats, where people may be called
/// otherwise by now, are not asked. What the first release stored has no hashes; there the names count that were fixed when its database was taken over.
/// </summary>
internal sealed class RecordedNames
{
    private readonly Dictionary<string, VaultName> _vault = [];
    private readonly SortedDictionary<string, List<(long Seq, RecordedName Name)>> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _referred = [];
    private readonly HashSet<string> _removed = [];

    /// <summary>Everybody whom the record names.</summary>
    public IEnumerable<string> Participants => _given.Keys;

    /// <summary>Whether the record names somebody up to a moment of it.</summary>
    public bool IsNamed(string participant, long seq) => _given.TryGetValue(participant, out var given) && given[0].Seq <= seq;

    /// <summary>The names that the record refers to and that were not removed.</summary>
    public IEnumerable<VaultName> Referred =>
        _vault.Values.Where(n => _referred.Contains(n.Hash)).OrderBy(n => n.Participant, StringComparer.Ordinal).ThenBy(n => n.Hash, StringComparer.Ordinal);

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
                _removed.UnionWith(e.Hashes);
                break;
        }
    }

    /// <summary>
    /// Reads the vault, once the events were taken: a name lies there before an event refers to it, so that whoever reads in this order finds every name that
    /// was not removed.
    /// </summary>
    /// <param name="room">The meeting's.</param>
    /// <returns>False where the vault has lost a name that no event taken so far removes: an event behind them does.</returns>
    public async Task<bool> Find(IDirectory directory, string room, CancellationToken cancel)
    {
        foreach (var name in await directory.ReadNames(room, cancel))
        {
            // The record says that a name is removed before the vault loses it.
            if (!name.IsRemoved && !_removed.Contains(name.Hash))
            {
                _vault[name.Hash] = name;
            }

            if (name.IsFixed)
            {
                Fix(name.Participant, name.Recorded);
            }
        }

        return _referred.All(hash => _vault.ContainsKey(hash) || _removed.Contains(hash));
    }

    /// <summary>The names that were fixed when a record of the first release was taken over, of participants whose acts from before refer to no name.</summary>
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
        var given = GivenTo(participant);
        if (given.Count == 0 || given[^1].Name != name)
        {
            given.Add((seq, name));
        }
    }

    /// <summary>Before all that the record itself says.</summary>
    private void Fix(string participant, RecordedName name)
    {
        _referred.Add(name.Hash);
        var given = GivenTo(participant);
        var at = given.TakeWhile(g => g.Seq == 0).Count();
        if (at < given.Count && given[at].Name == name)
        {
            given.RemoveAt(at);
        }

        given.Insert(at, (0, name));
    }

    private List<(long Seq, RecordedName Name)> GivenTo(string participant)
    {
        if (!_given.TryGetValue(participant, out var given))
        {
            _given[participant] = given = [];
        }

        return given;
    }
}
