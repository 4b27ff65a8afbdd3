using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hub.Server.Contracts;

/// <summary>
/// Makes the messages of <see cref="ILiveClient"/> ready to be written: encoded once, however many connections get them. The format is SignalR's JSON hub
/// protocol: an Invocation (type 1) without id, ended by the record separator.
/// </summary>
internal static class LiveMessages
{
    public static SerializedHubMessage Frame(byte[] json) => Invocation("frame", json);

    public static SerializedHubMessage Tally(byte[] json) => Invocation("tally", json);

    public static SerializedHubMessage Mine(byte[] json) => Invocation("mine", json);

    public static SerializedHubMessage Resync(string room) => Invocation("resync", WireJson.Bytes(new RoomNote(room)));

    public static SerializedHubMessage Leaving(TimeSpan within) => Invocation("leaving", WireJson.Bytes(new LeavingNote((int)within.TotalMilliseconds)));

    /// <summary>A frame and the counts behind it, in one write; without either, the other alone.</summary>
    public static SerializedHubMessage Together(byte[]? frame, byte[]? tally) =>
        new([new SerializedMessage("json", (byte[])[.. frame is null ? [] : Bytes("frame", frame), .. tally is null ? [] : Bytes("tally", tally)])]);

    private static SerializedHubMessage Invocation(string target, byte[] argument) => new([new SerializedMessage("json", Bytes(target, argument))]);

    private static byte[] Bytes(string target, byte[] argument) =>
        [.. Encoding.ASCII.GetBytes($$"""{"type":1,"target":"{{target}}","arguments":["""), .. argument, .. "]}\u001e"u8];
}
