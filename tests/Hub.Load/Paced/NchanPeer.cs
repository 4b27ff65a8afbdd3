using Hub.Load.Bench;
using Hub.Load.Stores;

namespace Hub.Load.Paced;

/// <summary>nginx with the module nchan: messages are posted to it, and clients follow over WebSockets.</summary>
internal sealed class NchanPeer(TemporaryNchan nginx) : IPacedSide
{
    private readonly HttpClient _http = new();

    public PacedWire Wire { get; } = PacedWire.Of(PacedWire.WebSocket, new Uri(nginx.Url, "/follow"), PacedMessage.Room);

    public int ProcessId => nginx.ProcessId;

    public static string? WhyNot() => TemporaryNchan.WhyNot;

    public static async Task<IPacedSide> Open() => new NchanPeer(await TemporaryNchan.Open());

    public async Task<HashSet<int>> Send(int first, int count, double perSecond) => [.. await NodeSender.Send(first, count, perSecond, async number =>
    {
        using var content = new ByteArrayContent(PacedMessage.Of(number));
        using var answer = await _http.PostAsync(new Uri(nginx.Url, "/publish"), content);
        return answer.IsSuccessStatusCode;
    })];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await nginx.DisposeAsync();
    }
}
