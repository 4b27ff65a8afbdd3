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

    public static long Of(object command)
    {
        byte[] json;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(command, command.GetType(), Json);
        }
        catch (InvalidOperationException)
        {
            // A list is missing: the rules refuse it, and nothing is done under its operation.
            return 0;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. Encoding.UTF8.GetBytes(command.GetType().Name), .. json], hash);
        return Math.Max(1, (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16));
    }
}
