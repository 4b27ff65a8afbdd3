using System.Text;
using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>The message that every peer sends: ready JSON with a <see cref="Stamp"/> in it, which nobody pays for making.</summary>
internal static class PacedMessage
{
    /// <summary>As long as a message is on the wire, with what SignalR and a WebSocket put around it.</summary>
    public const int OnTheWire = 650;

    /// <summary>The channel's name, with those who have names for channels.</summary>
    public const string Room = "room";

    /// <summary>What SignalR's envelope and a WebSocket's head take of it.</summary>
    private const int Envelope = 50;

    private const string Head = "{\"text\":\"";
    private const string Tail = "\"}";

    private static readonly byte[] Template = Encoding.UTF8.GetBytes(Head + Stamp.Now(0) + Padding + Tail);

    /// <summary>What stands behind the stamp.</summary>
    public static string Padding => new('x', OnTheWire - Envelope - Head.Length - Stamp.Length - Tail.Length);

    public static byte[] Of(int number) => Stamp.Replace(Template, number);
}
