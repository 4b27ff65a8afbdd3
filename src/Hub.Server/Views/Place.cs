using System.Globalization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>Where a room belongs. A county or a venue that nobody named is "".</summary>
/// <param name="Format">Of a meeting.</param>
internal sealed record Place(string County, string Venue, string Format = "")
{
    public static readonly Place Nowhere = new("", "");
}

/// <summary>Which room is where: known of those folded lately, looked up of others.</summary>
internal sealed class Places(Func<Statement, Task<List<Place>>> query)
{
    private const int Remembered = 30_000;

    private readonly RecentlyUsed<string, Place> _known = new(Remembered);

    public void Set(string room, Place place) => _known.Set(room, place);

    public void Forget() => _known.Clear();

    public async ValueTask<Place> Of(string room)
    {
        if (_known.TryGet(room, out var place))
        {
            return place;
        }

        place = (StreamNames.Meeting(room), StreamNames.Topic(room)) switch
        {
            ({ } meeting, _) => (await query(new Statement("SELECT county, venue, format FROM {meetings} WHERE id = $1", meeting))).FirstOrDefault(),
            (_, { } topic) => (await query(new Statement("SELECT county, venue, '' FROM {topics} WHERE id = $1", topic))).FirstOrDefault(),
            _ => null,
        } ?? Place.Nowhere;
        _known.Set(room, place);
        return place;
    }
}

/// <summary>Small things that several views do alike.</summary>
internal static class Folding
{
    /// <returns>The events, or none where this stream is set aside: the views go on with the others.</returns>
    public static IReadOnlyList<Recorded<TEvent>> Unpack<TEvent>(Commit commit, Action<Exception> unreadable)
    {
        try
        {
            return StoredEvents.Unpack<TEvent>(commit);
        }
        catch (CorruptStreamException e)
        {
            unreadable(e);
            return [];
        }
    }

    public static IReadOnlyList<Recorded<MeetingEvent>> Meeting(Commit commit, Action<Exception> unreadable) => Unpack<MeetingEvent>(commit, unreadable);

    public static IReadOnlyList<Recorded<TopicEvent>> Topic(Commit commit, Action<Exception> unreadable) => Unpack<TopicEvent>(commit, unreadable);
}
