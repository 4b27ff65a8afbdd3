using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Rooms;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Hub.Tests.Rooms;

// The rules: anyone pins a notice to a board.
public sealed record Board(ImmutableList<string> Notices);

[JsonDerivedType(typeof(Pinned), "pinned")]
public abstract record BoardEvent
{
    public sealed record Pinned(string Text) : BoardEvent;
}

[JsonDerivedType(typeof(Pin), "pin")]
public abstract record BoardCommand
{
    public sealed record Pin(string Text) : BoardCommand;
}

// Its owner.
[Alias("tests.board")]
public interface IBoardGrain : IRoomGrain
{
    [Alias("do")]
    Task<Answer> Do(Ask<BoardCommand> ask);
}

[Reentrant]
internal sealed class BoardGrain(RoomServices services, HubMeter meter, ILogger<BoardGrain> logger)
    : RoomGrain<Board, BoardEvent, BoardCommand>(services, (id, context) => new BoardEncoder(id, context), Evolve, meter.Topics, logger), IBoardGrain
{
    protected override DateTimeOffset? NextDeadline => null;

    protected override Decision<BoardEvent> Rules(Board? state, BoardCommand command, Given given) =>
        command is BoardCommand.Pin { Text: { Length: > 0 } text } ? new BoardEvent.Pinned(text) : new Refusal(Rejection.Empty, "text");

    protected override Rejection? WhyNotReact(Board state, string what) => Rejection.NotOffered;

    protected override Task MeetDeadlines() => Task.CompletedTask;

    private static Board Evolve(Board? board, Recorded<BoardEvent> recorded) => new((board?.Notices ?? []).Add(((BoardEvent.Pinned)recorded.Event).Text));
}

internal sealed class BoardEncoder(string id, RoomContext context) : RoomEncoder<Board, BoardEvent>($"boards/{id}")
{
    public override bool IsRoomComment(BoardEvent happened) => false;

    public override string? CommentIn(BoardEvent happened) => null;

    public override string? Hidden(BoardEvent happened) => null;

    public override byte[] Snapshot(Board state, Audience audience) => WireJson.Bytes(state);

    public override Counted Tally(Board state, long version, IEnumerable<string> liked) =>
        new(version, WireJson.Bytes(new TallyUpdate(Room, version, new PresentView(context.PresentNow, 0), [])));

    public override IEnumerable<string> NewestLiked(Board state) => [];

    protected override object Data(Board state, Recorded<BoardEvent> recorded, Audience audience) => recorded.Event;

    protected override PersonView Person(Recorded<BoardEvent> recorded) => new(recorded.Actor, null);
}

// How the outside meets it: all that is registered.
internal sealed class BoardKind(IGrainFactory grains) : RoomKind("boards/", typeof(BoardCommand))
{
    public override IRoomOwner Owner(string id) => new RoomOwner(grains.GetGrain<IBoardGrain>(id));

    public override Task<Reader> Reader(Session? session, string id) => Task.FromResult(new Reader(null, Audience.Room, null, null, IsPublic: true));

    public override Task<Answer> Ask(Session? session, string id, string operation, object command) => grains.GetGrain<IBoardGrain>(id).Do(
        new Ask<BoardCommand>(Operation.Of("anyone", operation).Key, new Actor("anyone", Role.Attendee), null, (BoardCommand)command));
}
