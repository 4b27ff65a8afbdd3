using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Hub.Server.Files;
using Hub.Tests.House;
using Hub.Tests.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hub.Tests.Files;

/// <summary>Where a scanner is named, no file is stored that it has not looked at.</summary>
public sealed class ScannerTests(ScannedHouse house) : IClassFixture<ScannedHouse>
{
    [Fact]
    public async Task A_file_is_looked_at_whole_before_it_is_taken()
    {
        var picture = Picture.Of("image/png");
        using var taken = await Add(picture, "stream: OK");
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        house.Scanner.Seen.ShouldBe(picture);
    }

    [Fact]
    public async Task What_the_scanner_knows_as_malicious_is_not_stored()
    {
        var gif = Picture.Of("image/gif");
        using var refused = await Add(gif, "stream: Some.Virus-1 FOUND", "image/gif");
        await CallTests.Says(refused, HttpStatusCode.Conflict, "infected");
        using var shown = await house.Send(HttpMethod.Get, $"/api/files/{FileContent.IdOf(FileContent.Read(gif, out _)!.Value.Content)}");
        shown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("INSTREAM size limit exceeded. ERROR")]
    [InlineData("")]
    public async Task What_the_scanner_says_nothing_of_is_not_stored(string answer)
    {
        using var refused = await Add(Picture.Of("image/webp"), answer, "image/webp");
        await CallTests.Says(refused, HttpStatusCode.ServiceUnavailable, "retry");
    }

    [Fact]
    public async Task A_scanner_that_is_not_there_says_nothing()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var scanner = new VirusScanner(Options.Create(new FileSettings { Scanner = $"127.0.0.1:{port}" }), NullLogger<VirusScanner>.Instance);
        (await scanner.Look(new byte[] { 1 }, TestContext.Current.CancellationToken)).ShouldBe(Scan.Unknown);
        var none = new VirusScanner(Options.Create(new FileSettings()), NullLogger<VirusScanner>.Instance);
        (await none.Look(new byte[] { 1 }, TestContext.Current.CancellationToken)).ShouldBe(Scan.Clean);
    }

    [Theory]
    [InlineData("clamd:3310", true)]
    [InlineData("[::1]:3310", true)]
    [InlineData("clamd", false)]
    [InlineData("clamd:0", false)]
    [InlineData(":3310", false)]
    [InlineData("clamd:99999", false)]
    public void Its_address_is_a_host_and_a_port(string setting, bool isOne) =>
        new FileSettings { Scanner = setting }.Validate(null!).Any().ShouldBe(!isOne);

    private async Task<HttpResponseMessage> Add(byte[] content, string answer, string type = "image/png")
    {
        house.Scanner.Answer = answer;
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await house.Send(HttpMethod.Post, "/api/files", null, body);
    }
}

/// <summary>A house that has files looked at.</summary>
public sealed class ScannedHouse : RunningHouse
{
    public ScannedHouse()
        : this(new FakeScanner())
    {
    }

    private ScannedHouse(FakeScanner scanner)
        : base([$"--Files:Scanner=127.0.0.1:{scanner.Port}"]) => Scanner = scanner;

    internal FakeScanner Scanner { get; }
}

/// <summary>A daemon that reads a file as clamd does, and says what it was told to.</summary>
internal sealed class FakeScanner : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeScanner()
    {
        _listener.Start();
        _ = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Answer { get; set; } = "";

    public byte[] Seen { get; private set; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            try
            {
                await Serve(client.GetStream());
            }
            catch (IOException)
            {
                // Whoever asked has gone.
            }
        }
    }

    private async Task Serve(NetworkStream stream)
    {
        var command = "zINSTREAM\0"u8.ToArray();
        if (!(await Read(stream, command.Length)).SequenceEqual(command))
        {
            return;
        }

        var seen = new List<byte>();
        int next;
        do
        {
            next = BinaryPrimitives.ReadInt32BigEndian(await Read(stream, 4));
            seen.AddRange(await Read(stream, next));
        }
        while (next > 0);
        Seen = [.. seen];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer.Length > 0 ? $"{Answer}\0" : ""));
    }

    private static async Task<byte[]> Read(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
