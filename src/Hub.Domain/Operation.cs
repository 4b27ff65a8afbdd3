using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain;

/// <summary>
/// One person's operation: the client's 128-bit operation id bound to the seat that sent it. Two people who choose the same id do two
/// operations; one person who sends it twice does one. Ids of things made are derived from it, so that a stored answer can be told again.
/// </summary>
/// <remarks>Two are the same operation where their keys are, whatever each asks for: <see cref="IsReused"/> tells a repeat from another wish.</remarks>
public readonly record struct Operation(UInt128 Key)
{
    /// <summary>What is asked for, as a number that whoever takes the command made of it; 0: not known.</summary>
    public long Payload { get; init; }

    /// <summary>Whether the same operation was done before and asked for something else then, as far as both are known.</summary>
    /// <param name="done">The payload that was done.</param>
    public bool IsReused(long done) => Payload != 0 && done != 0 && Payload != done;

    public bool Equals(Operation other) => Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode();

    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <param name="participant">The seat that sends.</param>
    /// <param name="op">32 lowercase hex digits, made by the client. See <see cref="IsWellFormed"/>.</param>
    public static Operation Of(string participant, string op)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{participant}\n{op}"), hash);
        return new Operation(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>An operation of the house itself, named by what it does ("close ballot b1"): repeated after a crash, it is the same operation.</summary>
    public static Operation OfHouse(string deed) => Of("house", deed);

    public static bool IsWellFormed(string? op) =>
        op is { Length: 32 } && !op.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>The id of what this operation makes: 13 letters, 65 bits of the key.</summary>
    public string NewId()
    {
        Span<char> id = stackalloc char[13];
        var bits = Key;
        for (var i = 0; i < id.Length; i++, bits >>= 5)
        {
            id[i] = Letters[(int)(bits & 31)];
        }

        return new string(id);
    }

    public override string ToString() => Key.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    public static Operation Parse(string key) =>
        new(UInt128.Parse(key, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));
}
