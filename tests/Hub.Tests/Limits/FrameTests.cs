using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Limits;

/// <summary>What a connection or a request may send that is no message at all. The house has its real allowances.</summary>
public sealed class FrameTests(StrictHouse house) : IClassFixture<StrictHouse>
{
    /// <summary>Guards against frames that nobody behind the socket sees: an empty one, or a ping, was counted as nothing.</summary>
    [Theory]
    [InlineData(new byte[] { 0x81, 0x80, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x89, 0x80, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x81, 0x81, 0, 0, 0, 0, 0x1e })]
    public async Task Who_floods_with_empty_frames_is_cut_off(byte[] frame)
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, room.Chair.Token);
        var cut = line.WasCut();
        var many = Enumerable.Repeat(frame, 50).SelectMany(f => f).ToArray();
        try
        {
            for (var i = 0; i < 100 && !cut.IsCompleted; i++)
            {
                await line.Push(many);
            }
        }
        catch (Exception e) when (e is IOException or WebSocketException or ObjectDisposedException)
        {
        }

        await cut;
        (await (await room.Join("居民")).Post(Comment("照常"))).ShouldBeDone();
    }

    [Fact]
    public async Task Who_floods_with_bytes_in_few_messages_is_cut_off()
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, room.Chair.Token);
        var cut = line.WasCut();
        try
        {
            for (var i = 0; i < 90 && !cut.IsCompleted; i++)
            {
                await line.Say($$"""{"type":6,"more":"{{new string('x', 30_000)}}"}""");
            }
        }
        catch (Exception e) when (e is IOException or WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
        }

        await cut;
    }

    [Fact]
    public async Task A_connection_follows_no_more_rooms_than_it_may()
    {
        var room = await house.Meeting();
        await using var line = await RawLine.Open(room, null);
        var followed = 0;
        for (var i = 0; i < 65; i++)
        {
            var other = (await Topic.Raise(house)).Id;
            await line.Say($$"""{"type":1,"invocationId":"{{i}}","target":"Join","arguments":["topics/{{other}}",null]}""");
            var answer = await line.Next(m => m.Find("invocationId")?.GetString() == $"{i}");
            followed += answer.Find("error") is null ? 1 : 0;
            if (i % 20 == 19)
            {
                // Slower than the allowance of messages.
                (await (await room.Join("居民")).Post(Comment("照常"))).ShouldBeDone();
            }
        }

        followed.ShouldBe(64);
    }

    /// <summary>Guards against requests whose oddness became an exception, told with its stack and answered 500.</summary>
    [Theory]
    [InlineData("application/json; charset=nonsense", """{"key":"x"}""", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-7", """{"key":"x"}""", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"\"", """{"key":"x"}""", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", """{"key":"\ud800"}""", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "", HttpStatusCode.BadRequest)]
    public async Task A_body_that_cannot_be_read_is_the_senders_fault(string contentType, string body, HttpStatusCode status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await house.Send(HttpMethod.Post, "/api/session", null, content);
        answer.StatusCode.ShouldBe(status);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe("unreadable");
    }

    [Theory]
    [InlineData("POST", "/api/registers/members/commands", """{"op":"\ud800","command":{"$type":"record"}}""")]
    [InlineData("POST", "/api/registers/members/commands", """{"op":"00000000000000000000000000000000","command":{"$type":"\ud800"}}""")]
    [InlineData("POST", "/api/topics/x/commands", """{"op":"\ud800","command":{"$type":"\ud800"}}""")]
    [InlineData("GET", "/api/topics?q=%FF%FE", null)]
    [InlineData("GET", "/api/topics?q=%ED%A0%80", null)]
    [InlineData("GET", "/api/topics/%FF%FE", null)]
    [InlineData("GET", "/api/topics/similar?text=%00", null)]
    [InlineData("GET", "/api/meetings?after=99999999999999999999", null)]
    [InlineData("GET", "/api/topics?limit=99999999999", null)]
    [InlineData("GET", "/api/reports/2021?county=%ED%A0%80", null)]
    [InlineData("GET", "/m/%ED%A0%80", null)]
    [InlineData("GET", "/api/qr.svg?path=/%ED%A0%80", null)]
    [InlineData("GET", "/api/files/%00", null)]
    [InlineData("GET", "/api/roll/%ED%A0%80", null)]
    [InlineData("POST", "/api/roll", """{"code":"\ud800","q":"\ud800"}""")]
    public async Task An_odd_request_is_no_fault_of_the_house(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(house.Address, path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBeLessThan(500);
    }

    [Fact]
    public async Task A_form_that_breaks_off_is_no_fault_of_the_house()
    {
        using var content = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nhalf"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var answer = await house.Send(HttpMethod.Post, "/api/files", null, content);
        ((int)answer.StatusCode).ShouldBeLessThan(500);
    }
}
