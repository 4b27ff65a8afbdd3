using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Server.Contracts;

/// <summary>
/// What a command asks for, as a number: the first 48 bits of SHA-256 (FIPS 180-4) over its name and its JSON, never 0 but for half a command. One that comes
/// again under the same operation has the same number; one that was changed meanwhile has another, but for one in 2^48.
/// </summary>
internal static class Payload
{
    /// <summary>What is absent is left out: a field that a later build adds changes nothing of a command that does not have it.</summary>
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? _reused;

    public static long Of(object command)
    {
        // Every command and every vote comes by here: what it is written to is made once for each thread, and again where it was left half written.
        var (bytes, json) = _reused ?? Buffer();
        _reused = null;
        bytes.ResetWrittenCount();
        var type = command.GetType();
        Encoding.UTF8.GetBytes(type.Name, bytes);
        try
        {
            JsonSerializer.Serialize(json, command, type, Json);
        }
        catch (InvalidOperationException)
        {
            // A list is missing: the rules refuse it, and nothing is done under its operation.
            return 0;
        }

        json.Flush();
        json.Reset();
        _reused = (bytes, json);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        return Math.Max(1, (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16));
    }

    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json) Buffer()
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        return (bytes, new Utf8JsonWriter(bytes));
    }
}
