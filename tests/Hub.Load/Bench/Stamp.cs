using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hub.Load.Bench;

/// <summary>
/// What a message says of itself, found in its bytes without reading JSON: its number, and when its sending began on the machine's monotonic clock. Always as
/// long.
/// </summary>
internal static class Stamp
{
    public const int Length = 29;

    private static ReadOnlySpan<byte> Begin => "\"#"u8;

    public static string Now(int number) => string.Create(CultureInfo.InvariantCulture, $"#{number:0000000}@{Stopwatch.GetTimestamp():0000000000000000000}#");

    /// <summary>Tells each stamp in a record.</summary>
    public static void Find(ReadOnlySpan<byte> record, Action<int, long> found)
    {
        while (record.IndexOf(Begin) is var at and >= 0 && record.Length > at + Length)
        {
            var stamp = record.Slice(at + 1, Length);
            if (Utf8Parser.TryParse(stamp[1..8], out int number, out _) && Utf8Parser.TryParse(stamp[9..28], out long when, out _))
            {
                found(number, when);
            }

            record = record[(at + Length)..];
        }
    }

    /// <summary>The same bytes with another stamp.</summary>
    public static byte[] Replace(byte[] template, int number)
    {
        var bytes = template.ToArray();
        Encoding.ASCII.GetBytes(Now(number)).CopyTo(bytes, bytes.AsSpan().IndexOf(Begin) + 1);
        return bytes;
    }
}
