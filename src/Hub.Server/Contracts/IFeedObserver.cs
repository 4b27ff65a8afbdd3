
namespace Hub.Server.Contracts;

/// <summary>Who of a room may see what.</summary>
public enum Audience
{
    /// <summary>Everybody there, and the world where the meeting is public.</summary>
    Room,

    /// <summary>The chair: also what waits for approval, and who checked in.</summary>
    Chair,
}

/// <summary>A node that follows a meeting. One registration per node and meeting, however many people follow it there.</summary>
[Alias("hub.feedObserver")]
public interface IFeedObserver : IGrainObserver
{
    /// <summary>Takes what is new. Only enqueues: a slow client never holds up the meeting.</summary>
    [Alias("deliver")]
    Task Deliver(FeedPacket packet);
}

/// <param name="Frames">In order, each from where the one before ends.</param>
[GenerateSerializer, Immutable, Alias("hub.feedPacket")]
public sealed record FeedPacket([property: Id(0)] string Room, [property: Id(1)] Frame[] Frames, [property: Id(2)] Counted? Tally)
{
    /// <summary>Of the frames, where there are any.</summary>
    [Id(3)]
    public FrameOrigin? Origin { get; init; }

    /// <summary>Participants for whom something has changed that only they are told: each connection of theirs is told what is theirs now.</summary>
    [Id(4)]
    public string[]? Mine { get; init; }
}

/// <summary>Counts as they stood at a version of the room's box; a client is never told of an older one after a newer.</summary>
/// <param name="Json">A <see cref="TallyUpdate"/>.</param>
[GenerateSerializer, Immutable, Alias("hub.counted")]
public sealed record Counted([property: Id(0)] long Version, [property: Id(1)] byte[] Json);

/// <summary>A frame, encoded once for each audience; the same bytes where they do not differ.</summary>
[GenerateSerializer, Immutable, Alias("hub.frame")]
public sealed record Frame(
    [property: Id(0)] long From, [property: Id(1)] long To, [property: Id(2)] string Position, [property: Id(3)] byte[] Room, [property: Id(4)] byte[] Chair)
{
    /// <summary>Behind this frame, who reads without a seat must ask again whether they may.</summary>
    [Id(5)]
    public bool EndsPublicReading { get; init; }

    /// <summary>
    /// Whether something that was told before is told otherwise from here on: a text is hidden, a name removed. Nobody passes older frames on. Null: a node of
    /// an older build encoded it, which does not say.
    /// </summary>
    [Id(6)]
    public bool? TakesBack { get; init; }
}
