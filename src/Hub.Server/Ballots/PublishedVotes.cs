using System.Collections.Immutable;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Microsoft.Extensions.Caching.Memory;

namespace Hub.Server.Ballots;

/// <summary>
/// The votes of closed named ballots, as this node reads them: a hall of phones that looks at a result costs the box one question, which would otherwise keep
/// the next ballot's votes waiting. Votes do not change any more; names are read anew once one was removed from the meeting's record, whichever node removed
/// it.
/// </summary>
internal sealed class PublishedVotes(IGrainFactory grains, IDirectory directory, IJournal journal) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <summary>In votes, of all ballots together.</summary>
    private const long Most = 500_000;

    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>One reads, and those who come meanwhile find what it read.</summary>
    private readonly SemaphoreSlim _reading = new(1);

    /// <param name="namesRemoved">See <see cref="BallotState.NamesRemoved"/>.</param>
    /// <returns>Null where there is no closed named ballot of that name.</returns>
    public async Task<Votes?> Of(string meeting, string ballot, int namesRemoved)
    {
        var key = (meeting, ballot, namesRemoved);
        if (_pages.TryGetValue(key, out Votes? known))
        {
            return known;
        }

        await _reading.WaitAsync();
        try
        {
            return _pages.TryGetValue(key, out known) ? known : await Read(key);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose()
    {
        _pages.Dispose();
        _reading.Dispose();
    }

    private async Task<Votes?> Read((string Meeting, string Ballot, int NamesRemoved) key)
    {
        var (meeting, ballot, _) = key;
        if (await grains.Grain<IBoxGrain>(meeting).Votes(ballot) is not { } votes)
        {
            return null;
        }

        var (names, closed) = await NamesAtTheClose(meeting, ballot);
        PersonView Person(string participant) => names.At(participant, closed);
        var read = new Votes(votes.Root, [.. votes.Votes.Select(v => (Vote: v, Is: Person(v.Participant))).Select(v => new VoteView(
            v.Is.Participant, v.Is.Name, [.. v.Vote.Choices], v.Vote.Salt, v.Vote.Weight,
            v.Vote.Represented is { Length: > 0 } represented
                ? [.. represented.Select(r => (r.Weight, Is: Person(r.Participant)))
                .Select(r => new RepresentedView(r.Is.Participant, r.Is.Name, r.Weight, r.Is.Verified, r.Is.Removed))] : null,
            v.Is.Verified, v.Is.Removed))]);
        _pages.Set(key, read, new MemoryCacheEntryOptions { Size = read.All.Length + 1, AbsoluteExpirationRelativeToNow = Remembered });
        return read;
    }

    /// <summary>The box and the meeting share no order: a vote bears the name that stands when its ballot closes.</summary>
    private async Task<(RecordedNames Names, long Closed)> NamesAtTheClose(string meeting, string ballot)
    {
        var (names, closed) = (new RecordedNames(), 0L);
        await foreach (var commit in journal.Read(StreamNames.OfMeeting(meeting), Head.None))
        {
            foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit))
            {
                // To the end of the record: a name may have been removed since.
                names.Take(recorded);
                closed = recorded.Event is MeetingEvent.BallotClosed e && e.Ballot == ballot ? recorded.Seq : closed;
            }
        }

        await names.Find(directory, StreamNames.OfMeeting(meeting), CancellationToken.None);
        return (names, closed);
    }

    /// <summary>Fewer digits would find others' votes rather than one's own.</summary>
    private const int ShortestCode = 4;

    /// <param name="All">By the voters' ids.</param>
    internal sealed record Votes(string Root, ImmutableArray<VoteView> All)
    {
        /// <param name="after">The voter after whom the page begins; null from the first.</param>
        /// <param name="wanted">Part of a name, or the beginning of a receipt's code, in fours or not; null for all.</param>
        public IEnumerable<VoteView> Page(string? after, string? wanted)
        {
            var (words, code) = (Search.Words(wanted), wanted is null ? null : Typed.Code(wanted));
            var at = after is null ? -1 : All.BinarySearch(new VoteView(after, null, [], ""), ByVoter);
            return All.Skip(after is null ? 0 : at >= 0 ? at + 1 : ~at).Where(v =>
                wanted is null || (v.Name is { } name && Search.Finds(name, words))
                    || (code!.Length >= ShortestCode && v.Salt.StartsWith(code, StringComparison.OrdinalIgnoreCase)));
        }

        private static readonly IComparer<VoteView> ByVoter =
            Comparer<VoteView>.Create((one, other) => string.CompareOrdinal(one.Participant, other.Participant));
    }
}
