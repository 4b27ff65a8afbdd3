namespace Hub.Server.Contracts;

/// <summary>Where a packet's frames come from.</summary>
/// <param name="StoredAt">When the oldest of their events was stored, by the store's clock.</param>
/// <param name="Trace">The span that sent them (W3C traceparent); null where nobody traces.</param>
[GenerateSerializer, Immutable, Alias("hub.frameOrigin")]
public sealed record FrameOrigin([property: Id(0)] DateTimeOffset StoredAt, [property: Id(1)] string? Trace);
