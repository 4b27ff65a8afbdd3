using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Opinion;

/// <summary>
/// Chance that is the same for the same seed, on every machine and of every runtime, so that whoever counts a round again finds the same: SplitMix64 (Steele,
/// Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). It draws nothing that nobody may guess.
/// </summary>
public sealed class SeededChance(ulong seed)
{
    private ulong _state = seed;

    /// <param name="words">What the chance is for, such as a round's id and a purpose.</param>
    public static SeededChance Of(params ReadOnlySpan<string> words) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words)))));

    public ulong Next()
    {
        var z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>From 0, below 1.</summary>
    public double Part() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0, below a number.</summary>
    public int Below(int most) => (int)Math.BigMul(Next(), (ulong)most, out _);

    /// <summary>Different whole numbers from 0, below a number, in ascending order; all of them where so many are asked for.</summary>
    public int[] Sample(int size, int among)
    {
        if (size >= among)
        {
            return [.. Enumerable.Range(0, among)];
        }

        // Knuth's algorithm S (The Art of Computer Programming, volume 2, 3.4.2).
        var (drawn, taken) = (new int[size], 0);
        for (var i = 0; taken < size; i++)
        {
            if (Part() * (among - i) < size - taken)
            {
                drawn[taken++] = i;
            }
        }

        return drawn;
    }
}
