using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Hub.Server.Live;

/// <summary>The live connection. <c>Join</c> reads and follows a room, <c>Do</c> sends a command; both may be repeated at will.</summary>
internal sealed class LiveHub(
    NodeRelay relay, Connections connections, RoomAccess access, CommandEdge edge, Sessions sessions, Perseverance perseverance,
    IOptions<LimitSettings> limits, TimeProvider clock)
    : Hub<ILiveClient>
{
    private const string Joined = "joined";

    private Mailbox Mailbox => connections.Of(Context.ConnectionId);

    /// <summary>Those joined over this connection; several calls of it may run at once.</summary>
    private ConcurrentDictionary<string, byte> Followed => (ConcurrentDictionary<string, byte>)Context.Items[Joined]!;

    public override Task OnConnectedAsync()
    {
        Context.Items[Joined] = new ConcurrentDictionary<string, byte>();
        return base.OnConnectedAsync();
    }

    /// <summary>
    /// Idempotent. With a position that is known and near: what was missed since; else the room as a whole. Frames follow the answer without gap. A connection
    /// that was made with <c>?as=room</c> is told what the room is told, whoever made it.
    /// </summary>
    /// <exception cref="HubException">unknownRoom, forbidden, retry, or tooFast where the connection follows as many rooms as it may.</exception>
    [For(Callers.Readers)]
    public async Task<JoinAnswer> Join(string room, string? position)
    {
        if (Followed.Count >= limits.Value.FollowedRooms && !Followed.ContainsKey(room))
        {
            throw new HubException(CamelCase.Of(Rejection.TooFast));
        }

        if (access.Find(room) is not { } found)
        {
            throw new HubException("unknownRoom");
        }

        try
        {
            var reader = (await perseverance.Ask(() => found.Reader(Session.Of(Context.User)), Context.ConnectionAborted)).AsAskedBy(Context.GetHttpContext());
            if (reader.Refused is { } refused)
            {
                throw new HubException(CamelCase.Of(refused));
            }

            var answer = await perseverance.Ask(() => Follow(room, found.Owner, position, reader), Context.ConnectionAborted);
            if (!reader.IsForEverybody)
            {
                // The node may have been frozen on the way.
                await sessions.Current();
            }

            return answer;
        }
        catch (Exception e) when (e is not HubException && Perseverance.IsPassing(e))
        {
            throw new HubException("retry");
        }
    }

    [For(Callers.Anyone)]
    public Task Leave(string room)
    {
        if (Followed.TryRemove(room, out _))
        {
            relay.Detach(room, Mailbox);
        }

        return Task.CompletedTask;
    }

    /// <summary>Always answers a receipt. The same operation again gets the same one.</summary>
    [For(Callers.Doers)]
    public Task<Receipt> Do(JsonElement room, JsonElement op, JsonElement command) =>
        edge.Do(Session.Of(Context.User), Context.GetHttpContext()?.Connection.RemoteIpAddress, room, op, command);

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var (room, _) in Followed)
        {
            relay.Detach(room, Mailbox);
        }

        return base.OnDisconnectedAsync(exception);
    }

    private async Task<JoinAnswer> Follow(string room, IRoomOwner owner, string? position, Reader reader)
    {
        var mailbox = Mailbox;
        Followed[room] = 0;
        mailbox.Guard(room, reader.IsForEverybody);
        try
        {
            var onlyWatches = reader.Audience == Audience.Room && (reader.Present is null || reader.Seat?.Role == Role.Observer);
            var here = await relay.Attach(room, mailbox, reader.Audience, reader.Present, reader.Me, onlyWatches);

            // Who has hung up meanwhile was perhaps detached before being attached, and would stay present for ever.
            Context.ConnectionAborted.ThrowIfCancellationRequested();
            var reading = position is null ? null : await owner.Read(new ReadRequest(reader.Audience, position, default));
            reading ??= await here.Read(reader.Audience);
            if (reading.Unreadable is { } unreadable)
            {
                throw new HubException(CamelCase.Of(unreadable));
            }

            return JoinAnswers.Of(
                reading, clock.GetUtcNow(), await reader.Me(), written: () => here.GoLive(mailbox, reading.To, reading.Tally), pace: here.PaceOf(mailbox));
        }
        catch
        {
            // What was kept for this join would be kept for ever.
            Followed.TryRemove(room, out _);
            relay.Detach(room, mailbox);
            throw;
        }
    }
}

internal static class JoinAnswers
{
    /// <param name="pace">See <see cref="JoinAnswer.Pace"/>.</param>
    public static JoinAnswer Of(Reading reading, DateTimeOffset now, MeView? me, Action? written = null, TimeSpan? pace = null) => new(
        reading.Position, reading.To, now, me,
        reading.Snapshot is { } snapshot ? new RawJson(snapshot) : null,
        reading.Missed is { } missed ? [.. missed.Select(frame => new RawJson(frame))] : null,
        (int?)pace?.TotalMilliseconds)
    {
        Written = written,
    };
}
