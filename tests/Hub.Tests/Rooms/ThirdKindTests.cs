using System.Text.Json;
using System.Threading.Channels;
using Hub.Server.Edge;
using Hub.Tests.House;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Rooms;

/// <summary>
/// A kind of room that is neither a meeting nor a topic needs its rules, a grain, an encoder and one registration; it is followed, stored and resumed as the
/// others are.
/// </summary>
public sealed class ThirdKindTests : IAsyncLifetime
{
    private readonly HouseWithBoards _house = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _house.Open();

    public async ValueTask DisposeAsync() => await _house.DisposeAsync();

    [Fact]
    public async Task A_board_is_joined_followed_stored_and_resumed_where_somebody_was()
    {
        const string board = "boards/hall";
        string position;
        await using (var first = await Connect())
        {
            await using var second = await Connect();
            var frames = Channel.CreateUnbounded<JsonElement>();
            second.On<JsonElement>("frame", frame => frames.Writer.TryWrite(frame));
            (await Do(first, board, new { _type = "pin", text = "今天停水" })).Text("outcome").ShouldBe("done");
            var joined = await second.InvokeAsync<JsonElement>("Join", board, null, Cancel);
            joined.At("snapshot").GetRawText().ShouldBe("""{"notices":["今天停水"]}""");
            position = joined.Text("position");

            var op = Commands.NewOp();
            var done = await Do(first, board, new { _type = "pin", text = "明天来水" }, op);
            (done.Text("outcome"), done.Number("seq")).ShouldBe(("done", 2));
            (await Do(first, board, new { _type = "pin", text = "明天来水" }, op)).Number("seq").ShouldBe(2);
            var frame = await frames.Reader.ReadAsync(Cancel);
            (frame.Text("room"), frame.List("events")[0].Text("type"), frame.List("events")[0].At("data").Text("text")).ShouldBe((board, "pinned", "明天来水"));

            (await Do(first, board, new { _type = "pin", text = "" })).Text("code").ShouldBe("empty");
            (await Do(first, board, new { _type = "raise" })).Text("code").ShouldBe("unknownCommand");
        }

        await _house.Restart();
        await using var back = await Connect();
        var again = await back.InvokeAsync<JsonElement>("Join", board, position, Cancel);
        again.List("missed")[0].List("events").Select(e => e.At("data").Text("text")).ShouldBe(["明天来水"]);
    }

    private async Task<HubConnection> Connect()
    {
        var connection =
            new HubConnectionBuilder().WithUrl(new Uri(_house.Address, "/hubs/live"), HttpTransportType.WebSockets, o => o.SkipNegotiation = true).Build();
        await connection.StartAsync(Cancel);
        return connection;
    }

    private static Task<JsonElement> Do(HubConnection connection, string room, object command, string? op = null) => connection.InvokeAsync<JsonElement>(
        "Do", room, op ?? Commands.NewOp(), JsonSerializer.Deserialize<JsonElement>(JsonSerializer.Serialize(command).Replace("_type", "$type")), Cancel);

    private sealed class HouseWithBoards : RunningHouse
    {
        protected override void Add(IServiceCollection services) => services.AddSingleton<RoomKind, BoardKind>();
    }
}
