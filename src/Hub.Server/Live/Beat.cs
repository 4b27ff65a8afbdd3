using System.Text;
using Hub.Server.Contracts;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Live;

/// <summary>One frame as it came from the room's owner.</summary>
internal sealed class KeptFrame(Frame frame)
{
    public Frame Frame => frame;

    /// <summary>Whether those who watch were told up to its end in one go: who is behind is told up to there, and then goes on with all others.</summary>
    public bool EndsBeat { get; set; }

    /// <summary>The frame from here to the end of that, once somebody has asked for it.</summary>
    public byte[]? Merged { get; set; }
}

/// <summary>What a room tells those who watch in one go, encoded once for all of them: frames since the last time, as one, and the newest counts.</summary>
/// <param name="parts">In order; none where only counts are told.</param>
/// <param name="number">How many counts the room has told, with these.</param>
internal sealed class Beat(IReadOnlyList<KeptFrame> parts, Counted? tally, long number)
{
    public IReadOnlyList<KeptFrame> Parts => parts;

    public Counted? Tally => tally;

    public long From => parts.Count == 0 ? 0 : parts[0].Frame.From;

    public long To => parts.Count == 0 ? 0 : parts[^1].Frame.To;

    /// <summary>How many counts somebody was told before who is told all of this.</summary>
    public long TalliesBefore => tally is null ? number : number - 1;

    /// <summary>JSON of one frame; null where only counts are told.</summary>
    public byte[]? Frame => parts.Count == 0 ? null : parts[0].Merged ??= FrameJson.Merge([.. parts.Select(p => p.Frame.Room)]);

    /// <summary>All of it as server-sent events.</summary>
    public byte[] Events => field ??= ServerSent.Of(Frame, parts.Count == 0 ? null : parts[^1].Frame.Position, tally?.Json);

    /// <summary>All of it as one write of the live hub; of either kind where there is only one.</summary>
    public SerializedHubMessage Message => field ??= LiveMessages.Together(Frame, tally?.Json);

    /// <summary>Its frame alone, for who has newer counts than these.</summary>
    public SerializedHubMessage FrameMessage => field ??= LiveMessages.Together(Frame, null);

    /// <summary>Its counts alone, for who has read the room since.</summary>
    public SerializedHubMessage TallyMessage => field ??= LiveMessages.Together(null, tally?.Json);
}

/// <summary>Server-sent events as they are written (WHATWG HTML, "Server-sent events").</summary>
internal static class ServerSent
{
    /// <summary>Keeps a connection open in which nothing happens; no client sees it.</summary>
    public static readonly byte[] Nothing = ":\n\n"u8.ToArray();

    /// <param name="position">Of the frame, which the client comes back with.</param>
    public static byte[] Of(byte[]? frame, string? position, byte[]? tally) =>
        [.. frame is null ? [] : Event("frame", position, frame), .. tally is null ? [] : Event("tally", null, tally)];

    /// <param name="json">In one line, as all that is encoded for the wire.</param>
    public static byte[] Event(string name, string? id, byte[] json) =>
        [.. Encoding.ASCII.GetBytes($"{(id is null ? "" : $"id: {id}\n")}event: {name}\ndata: "), .. json, .. "\n\n"u8];
}
