using System.Net.Sockets;
using System.Text;
using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>
/// Where a message ends is told in one way (RFC 9112, section 6.3): what a proxy could read as one request and the house as two is refused, or read as the RFC
/// says, and nothing that follows it is taken for a request of somebody else.
/// </summary>
public sealed class SmugglingTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Hidden = "GET /health/live HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 0\r\nContent-Length: 42")]
    [InlineData("Content-Length: 0, 42")]
    [InlineData("Content-Length: +42")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 0x2a")]
    [InlineData("Content-Length : 42")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding : chunked")]
    public async Task A_length_that_can_be_read_in_two_ways_ends_the_connection(string header)
    {
        var answers = await Send($"POST /api/session HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n{header}\r\n\r\n{Hidden}");
        answers.ShouldStartWith("HTTP/1.1 4");
        answers.ShouldNotContain("alive");
    }

    [Fact]
    public async Task Of_a_length_and_chunks_the_chunks_count()
    {
        var body = """{"key":"nobody's"}""";
        var answers = await Send(
            "POST /api/session HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
            + "Connection: close\r\n\r\n"
            + $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
        (answers.Contains("HTTP/1.1 400", StringComparison.Ordinal) || answers.Contains("wrongKey", StringComparison.Ordinal)).ShouldBeTrue(answers);
        answers.Split("HTTP/1.1 ").Length.ShouldBe(2, "one request, one answer");
    }

    /// <summary>Guards the tests above: what does follow is answered.</summary>
    [Fact]
    public async Task Two_requests_that_are_two_are_answered_as_two()
    {
        var answers = await Send($"GET /api/nowhere HTTP/1.1\r\nHost: hub\r\n\r\n{Hidden}");
        answers.ShouldContain("HTTP/1.1 404");
        answers.ShouldContain("alive");
    }

    private async Task<string> Send(string request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(house.Address.Host, house.Address.Port, patience.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), patience.Token);
        using var answers = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await answers.ReadToEndAsync(patience.Token);
    }
}
