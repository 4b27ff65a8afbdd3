using System.Globalization;
using System.Text;
using Hub.Server.Live;

namespace Hub.Load.Paced;

/// <summary>
/// How a client comes to where messages reach it: what it sends, and what it waits for before it goes on. All by the bytes, so that a client costs the machine
/// as little as it can, with every peer the same.
/// </summary>
/// <param name="Protocol">One of the constants here.</param>
/// <param name="Path">Of the HTTP request; a bare connection has none.</param>
/// <param name="Room">What is joined, where the protocol has a name for it.</param>
internal sealed record PacedWire(string Protocol, string Host, int Port, string Path, string Room)
{
    public const string SignalR = "signalr";
    public const string WebSocket = "websocket";
    public const string SocketIo = "socketio";
    public const string Events = "events";
    public const string Bare = "bare";
    public const string Redis = "redis";

    private const char Separator = (char)0x1e;

    public static PacedWire Of(string protocol, Uri url, string room) => new(protocol, url.Host, url.Port, url.PathAndQuery, room);

    public bool IsHttp => Protocol is not (Bare or Redis);

    /// <summary>What a client says every ten seconds, where the server closes whoever says nothing; null: nothing.</summary>
    public byte[]? KeepAlive => Protocol switch
    {
        SignalR => Framed("""{"type":6}""" + Separator),
        SocketIo => Framed("3"),
        _ => null,
    };

    public IReadOnlyList<(byte[] Send, byte[] Until)> Steps => Protocol switch
    {
        SignalR =>
        [
            (Upgrade, EndOfHead),
            (Framed("""{"protocol":"json","version":1}""" + Separator + Joining + Separator), "{\"type\":3,"u8.ToArray()),
        ],
        WebSocket => [(Upgrade, EndOfHead)],
        SocketIo => [(Upgrade, "\"pingTimeout\""u8.ToArray()), (Framed("40"), "40{"u8.ToArray())],
        Events => [(Ascii($"GET {Path} HTTP/1.1\r\nHost: {Host}:{Port}\r\nAccept: text/event-stream\r\n\r\n"), EndOfHead)],
        Redis => [(Ascii(string.Create(
            CultureInfo.InvariantCulture, $"*2\r\n$9\r\nSUBSCRIBE\r\n${Room.Length}\r\n{Room}\r\n")), "subscribe"u8.ToArray())],
        Bare => [],
        _ => throw new InvalidOperationException($"There is no protocol {Protocol}."),
    };

    private static byte[] EndOfHead => "\r\n\r\n"u8.ToArray();

    private string Joining => $$"""{"type":1,"invocationId":"1","target":"{{nameof(LiveHub.Join)}}","arguments":["{{Room}}",null]}""";

    private byte[] Upgrade => Ascii(
        $"GET {Path} HTTP/1.1\r\nHost: {Host}:{Port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: c29tZWJvZHkgZm9sbG93cw==\r\n\r\n");

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>RFC 6455, 5.2: one whole text message from a client. Its mask is zero, which leaves the text as it is.</summary>
    private static byte[] Framed(string text)
    {
        var bytes = Ascii(text);
        byte[] length = bytes.Length < 126 ? [(byte)(0x80 | bytes.Length)] : [0x80 | 126, (byte)(bytes.Length >> 8), (byte)bytes.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. bytes];
    }
}
