using System.Net;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;

namespace Hub.Server.Live;

/// <summary>
/// The rooms that anybody may read, as they are told over HTTP: by position, so that a cache in front of the house answers most who ask. Nobody is asked who
/// they are, and nothing here depends on it.
/// </summary>
internal sealed class PublicRooms(
    NodeRelay relay, RoomAccess access, RoomsAsked asked, Drain drain, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>How long who waits for the next position waits at most: shorter than proxies and browsers wait for an answer.</summary>
    public static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(25);

    /// <summary>What is written to an open stream after this long without news: shorter than proxies keep a silent connection.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(8);

    /// <summary>Whether this node leaves: whoever comes again had better come to another.</summary>
    public bool IsLeaving => drain.HasBegun;

    /// <summary>Asked before <see cref="Find"/>: whether who asks has begun too much with this node.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Wait(string name, IPAddress? from) => relay.Find(name) is null ? asked.Take(from) : null;

    /// <returns>Null where there is no such room, or not everybody may read it.</returns>
    public async Task<RoomRelay?> Find(string name) => await IsPublic(name) ? await relay.Use(name) : null;

    /// <summary>
    /// Whether everybody may read a room now. What was read before it was asked is then everybody's: so it is asked again behind each reading.
    /// </summary>
    public async Task<bool> IsPublic(string name) =>
        access.Find(name) is { } room && await (relay.Find(name) is { } followed ? followed.IsPublic(() => IsPublic(room)) : IsPublic(room));

    /// <summary>The room as of now, and how often what follows is told.</summary>
    /// <returns>Null where its record is set aside.</returns>
    public async Task<JoinAnswer?> Read(RoomRelay room) => await Snapshot(room) is { } reading ? Answer(room, reading) : null;

    /// <summary>Waits for what follows a position.</summary>
    /// <returns>Where the room is by then; null: nothing has followed within <see cref="HeadPatience"/>, or this node leaves.</returns>
    public async Task<string?> Head(RoomRelay room, string? after, CancellationToken cancel)
    {
        using var served = drain.Serve();
        using var follower = room.Paced.Follow();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var leaving = lifetime.ApplicationStopping.Register(() => _ = EndWithin(ends));
        var began = clock.GetTimestamp();
        while (true)
        {
            var head = room.Paced.HeadAfter(after, out var changed, out var isAhead);
            if (head is not null)
            {
                return head;
            }

            var left = HeadPatience - clock.GetElapsedTime(began);
            try
            {
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, ends.Token);
            }
            catch (TimeoutException)
            {
                // A position that has not come within this time is of a record that was restored since: who asks for its frame is told so.
                return isAhead ? room.Paced.HeadAfter(null, out _, out _) : null;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// JSON of the frame that follows a position; null where nothing follows yet. Read from the room's owner, once for all who ask at the same time: it shows
    /// all that was answered before, and nothing that was hidden by then.
    /// </summary>
    /// <returns>Not known: the owner has no such position, or has it no more.</returns>
    public static async Task<(bool IsKnown, byte[]? Frame)> Frame(RoomRelay room, string position) =>
        RoomFeed.SeqOf(position) is not null && Missed(await room.ReadBehind(position)) is { } missed ? (true, missed.FirstOrDefault()) : (false, null);

    /// <summary>
    /// Writes what happens in a room as server-sent events: the room as of now, or what followed a position, and then whatever is new, until the client goes,
    /// the room is not public any more, or this node leaves.
    /// </summary>
    /// <param name="last">Where the client was told up to; null, or one that is not known: it gets the room whole.</param>
    public async Task Stream(
        string name, RoomRelay room, string? last, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancel)
    {
        using var served = drain.Serve();
        using var follower = room.Paced.Follow();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var leaving = lifetime.ApplicationStopping.Register(() => _ = EndWithin(ends));
        if (await Begin(name, room, last, write, ends.Token) is not { } begun)
        {
            return;
        }

        var (place, position) = begun;
        var writtenAt = clock.GetTimestamp();
        while (!room.Paced.IsOver)
        {
            var news = room.Paced.Behind(place);
            if (news.IsLost)
            {
                if (await Begin(name, room, position, write, ends.Token) is not { } again)
                {
                    return;
                }

                (place, position) = again;
                writtenAt = clock.GetTimestamp();
                continue;
            }

            if (news.Events is { } events)
            {
                await write(events, ends.Token);
                position = news.Place.To > place.To ? news.Position ?? position : position;
                (place, writtenAt) = (news.Place, clock.GetTimestamp());
                continue;
            }

            if (clock.GetElapsedTime(writtenAt) > KeepAlive)
            {
                await write(ServerSent.Nothing, ends.Token);
                writtenAt = clock.GetTimestamp();
            }

            await news.Changed.WaitAsync(ends.Token);
        }
    }

    private static async Task<bool> IsPublic(Room room)
    {
        var reader = await room.Reader(null);
        return reader.Refused is null && reader.IsForEverybody;
    }

    private static async Task<Reading?> Snapshot(RoomRelay room) => await room.Read(Audience.Room) is { Unreadable: null } reading ? reading : null;

    /// <returns>Null where the position asked for is not known.</returns>
    private static byte[][]? Missed(Reading reading) => reading is { Unreadable: null, Snapshot: null } ? reading.Missed : null;

    private JoinAnswer Answer(RoomRelay room, Reading reading) => JoinAnswers.Of(reading, clock.GetUtcNow(), null, pace: room.Paced.Pace);

    /// <summary>What whoever begins to follow is told first.</summary>
    /// <returns>From where they follow; null where the room is not everybody's any more.</returns>
    private async Task<(Place Place, string Position)?> Begin(
        string name, RoomRelay room, string? last, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancel)
    {
        var here = room.Paced.Here();
        var reading = last is null || RoomFeed.SeqOf(last) is null ? null : await room.ReadBehind(last);
        var missed = reading is null ? null : Missed(reading);
        reading = missed is null ? await Snapshot(room) : reading;
        if (reading is null || !await IsPublic(name))
        {
            return null;
        }

        var first = missed is null ? ServerSent.Event("snapshot", reading.Position, WireJson.Bytes(Answer(room, reading)))
            : ServerSent.Of(missed.FirstOrDefault(), reading.Position, reading.Tally?.Json);
        await write(first.Length == 0 ? ServerSent.Nothing : first, cancel);
        return (here with { To = reading.To }, reading.Position);
    }

    /// <summary>This node leaves: its people come back elsewhere at a random moment within the drain, and not all at once.</summary>
    private async Task EndWithin(CancellationTokenSource ends)
    {
        await Task.WhenAny(Task.Delay(Random.Shared.NextDouble() * drain.ComeBackWithin, clock), drain.Over);
        try
        {
            await ends.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The client has gone by itself.
        }
    }
}
