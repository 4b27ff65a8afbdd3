using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Hub.Tests.House;

/// <summary>A connection to the hub without a client library: it says what it is told to say, and reads when it is told to.</summary>
internal sealed class RawLine : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly WebSocket _web;
    private readonly StringBuilder _unread = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    private RawLine(Socket socket, Stream stream, WebSocket web) => (_socket, _stream, _web) = (socket, stream, web);

    /// <param name="receiveBuffer">Small: what is not read is soon not taken either.</param>
    public static async Task<RawLine> Open(Room room, string? token, int? receiveBuffer = null, params string[] headers)
    {
        var line = await Connect(room.House.Address, token, receiveBuffer, headers);
        await line.Say("""{"protocol":"json","version":1}""");
        (await line.Read()).GetRawText().ShouldBe("{}");
        return line;
    }

    public static async Task<RawLine> Connect(Uri house, string? token, int? receiveBuffer = null, params string[] headers)
    {
        var cancel = TestContext.Current.CancellationToken;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(house.Host, house.Port, cancel);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var request = string.Join("\r\n",
        [
            "GET /hubs/live HTTP/1.1", $"Host: {house.Authority}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            .. token is null ? [] : (string[])[$"Authorization: Bearer {token}"], .. headers, "", "",
        ]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancel);
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, cancel) > 0)
        {
            head.Append((char)one[0]);
        }

        var status = head.ToString().Split(' ')[1];
        if (status != "101")
        {
            await stream.DisposeAsync();
            throw new HttpRequestException(
                $"The hub answered {status}.", null, (System.Net.HttpStatusCode)int.Parse(status, System.Globalization.CultureInfo.InvariantCulture));
        }

        return new RawLine(
            socket, stream, WebSocket.CreateFromStream(
                stream, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = Timeout.InfiniteTimeSpan }));
    }

    public Task Say(string message) =>
        _web.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>Bytes as they are, frames and all.</summary>
    public async Task Push(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The next message.</summary>
    /// <exception cref="WebSocketException">The connection was cut.</exception>
    public async Task<JsonElement> Read()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (true)
        {
            var end = _unread.ToString().IndexOf('\u001e', StringComparison.Ordinal);
            if (end >= 0)
            {
                var message = _unread.ToString(0, end);
                _unread.Remove(0, end + 1);
                return JsonSerializer.Deserialize<JsonElement>(message);
            }

            var decoder = new MemoryStream();
            WebSocketReceiveResult received;
            do
            {
                received = await _web.ReceiveAsync(_buffer, patience.Token);
                decoder.Write(_buffer, 0, received.Count);
            }
            while (!received.EndOfMessage && received.MessageType != WebSocketMessageType.Close);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException("The house closed the connection.");
            }

            _unread.Append(Encoding.UTF8.GetString(decoder.ToArray()));
        }
    }

    /// <summary>The next message that is not a ping.</summary>
    public async Task<JsonElement> Next(Func<JsonElement, bool>? matches = null)
    {
        JsonElement message;
        do
        {
            message = await Read();
        }
        while (message.Number("type") == 6 || matches?.Invoke(message) == false);
        return message;
    }

    /// <summary>Reads until the house cuts the connection.</summary>
    public async Task WasCut()
    {
        try
        {
            while (true)
            {
                await Read();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or SocketException)
        {
        }
    }

    /// <summary>Hangs up without a word.</summary>
    public void Cut()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public ValueTask DisposeAsync()
    {
        _web.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
