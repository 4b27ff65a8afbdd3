using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Hub.Server.Contracts;

/// <summary>
/// What a command asks for, as a number: the first 48 bits of SHA-256 (FIPS 180-4) over its name and its JSON, never 0. One that comes again under the same
/// operation has the same number; one that was changed meanwhile has another, but for one in 2^48. Half a command has one, too: the rules refuse it.
/// </summary>
internal static class Payload
{
    /// <summary>
    /// What is absent is left out, a list that is missing too: a field that a later build adds changes nothing of a command that does not have it. A number
    /// that JSON cannot say is written as a word.
    /// </summary>
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutMissingLists } },
    };

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
        JsonSerializer.Serialize(json, command, type, Json);
        json.Flush();
        json.Reset();
        _reused = (bytes, json);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        return Math.Max(1, (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16));
    }

    private static void LeaveOutMissingLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var list = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (list.IsGenericType && list.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            {
                property.ShouldSerialize = typeof(Payload).GetMethod(nameof(IsThere), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(list.GenericTypeArguments).CreateDelegate<Func<object, object?, bool>>();
            }
        }
    }

    private static bool IsThere<T>(object _, object? list) => list is ImmutableArray<T> { IsDefault: false };

    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json) Buffer()
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        return (bytes, new Utf8JsonWriter(bytes));
    }
}
