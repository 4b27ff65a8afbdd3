using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hub.Load.Crowd;

/// <summary>
/// What was acknowledged, one JSON line each, handed to the operating system before the client goes on: after a kill -9 of the house, whatever
/// stands here must stand there.
/// </summary>
public sealed class OperationLog(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();
    private readonly StreamWriter _lines = new(path, append: true) { AutoFlush = true };

    public void Add(string participant, string op, JsonObject command, Receipt receipt)
    {
        var line = JsonSerializer.Serialize(new { participant, op, command, receipt, at = DateTimeOffset.UtcNow }, Options);
        lock (_gate)
        {
            _lines.WriteLine(line);
        }
    }

    public void Dispose() => _lines.Dispose();
}
