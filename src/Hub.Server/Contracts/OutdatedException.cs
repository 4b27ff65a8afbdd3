namespace Hub.Server.Contracts;

/// <summary>This activation has learned that another one goes on with its stream, and ends. Whoever asks again is answered by that one.</summary>
[GenerateSerializer, Alias("hub.outdated")]
public sealed class OutdatedException(string stream) : Orleans.Runtime.OrleansException($"The stream {stream} goes on elsewhere.");
