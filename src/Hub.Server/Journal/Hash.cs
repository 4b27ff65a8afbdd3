using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Journal;

/// <summary>A SHA-256 hash (FIPS 180-4), as a value.</summary>
public readonly record struct Hash(UInt128 High, UInt128 Low)
{
    public static readonly Hash Zero;

    public static Hash Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(data, hash);
        return Read(hash);
    }

    public static Hash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    /// <summary>Where the bytes are no hash: one that nothing has.</summary>
    public static Hash ReadOrZero(byte[] bytes) => bytes.Length == 32 ? Read(bytes) : Zero;

    public byte[] ToArray()
    {
        var bytes = new byte[32];
        Write(bytes);
        return bytes;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Low);
    }

    /// <summary>The first 8 bytes in hex: enough to tell a client's position from that of a restored stream.</summary>
    public string Prefix => ((ulong)(High >> 64)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}

/// <summary>
/// How a commit is chained to the one before it: SHA-256 over the previous hash, the hash of the payload, the commit's number, its first and
/// last seq, its time in Unix milliseconds (each 8 bytes, big-endian) and the stream's name in UTF-8. It covers the payload's hash, not the payload, so that
/// a redacted row keeps the chain whole.
/// </summary>
public static class Chain
{
    public static Hash Next(Hash previous, Hash payload, long number, long firstSeq, long lastSeq, DateTimeOffset at, string stream)
    {
        Span<byte> text = stackalloc byte[96 + Encoding.UTF8.GetMaxByteCount(stream.Length)];
        previous.Write(text);
        payload.Write(text[32..]);
        BinaryPrimitives.WriteInt64BigEndian(text[64..], number);
        BinaryPrimitives.WriteInt64BigEndian(text[72..], firstSeq);
        BinaryPrimitives.WriteInt64BigEndian(text[80..], lastSeq);
        BinaryPrimitives.WriteInt64BigEndian(text[88..], at.ToUnixTimeMilliseconds());
        var length = Encoding.UTF8.GetBytes(stream, text[96..]);
        return Hash.Of(text[..(96 + length)]);
    }

    /// <summary>In milliseconds of Unix time; what the hub writes does not reach it, and a damaged row may say anything.</summary>
    private const long LatestMoment = 60_000_000_000_000;

    /// <summary>Whether a row's hashes and time are such as can stand in a chain at all; whether it follows is asked then.</summary>
    internal static bool CanBeChecked(byte[] payloadHash, byte[] hash, long at) =>
        payloadHash.Length == 32 && hash.Length == 32 && at is >= 0 and <= LatestMoment;

    /// <summary>What is wrong with a commit whose payload is not the one that was stored, nor one that was put in its place.</summary>
    internal const string Changed = "its payload was changed";

    /// <returns>Why a row cannot follow the one before it, or null where it does.</returns>
    internal static string? WhatIsWrong(Commit commit, Hash payloadHash, Head before) =>
        commit.Number != before.Commit + 1 ? "it is missing"
        : commit.FirstSeq != before.Seq + 1 || commit.LastSeq < commit.FirstSeq
            ? $"its events are numbered {commit.FirstSeq} to {commit.LastSeq} behind {before.Seq}"
        : commit.RedactedFrom is null && Hash.Of(commit.Payload.Span) != payloadHash ? Changed
        : Next(before.Hash, payloadHash, commit.Number, commit.FirstSeq, commit.LastSeq, commit.At, commit.Stream) != commit.Hash
            ? "its hash does not follow from the commit before"
        : null;
}
