using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hub.Server.Backup;

/// <summary>
/// A stream that is encrypted in chunks of 64 KiB, each with AES-256-GCM (NIST SP 800-38D): the nonce is the chunk's number and whether it is the last one. So
/// no chunk can be changed, left out, repeated or put in another's place, and what is cut off at a chunk's end is noticed: the STREAM construction of Hoang,
/// Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance" (2015). A key is used for one stream only.
/// </summary>
internal static class ChunkCipher
{
    public const int ChunkSize = 64 * 1024;
    public const int TagSize = 16;
    private const int NonceSize = 12;

    /// <summary>Encrypts what is written into another stream. Without <see cref="End"/> it cannot be opened.</summary>
    public static Sealing Seal(Stream into, byte[] key) => new(into, key);

    /// <summary>Reads what was encrypted.</summary>
    /// <param name="from">It ends where the last chunk does.</param>
    public static Stream Open(Stream from, byte[] key) => new Opening(from, key);

    private static byte[] Nonce(long number, bool isLast)
    {
        var nonce = new byte[NonceSize];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), number);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    public sealed class Sealing(Stream into, byte[] key) : OneWay
    {
        private readonly AesGcm _aes = new(key, TagSize);
        private readonly byte[] _plain = new byte[ChunkSize];
        private readonly byte[] _sealed = new byte[ChunkSize + TagSize];
        private int _length;
        private long _number;

        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                if (_length == ChunkSize)
                {
                    WriteChunk(isLast: false);
                }

                var taken = Math.Min(buffer.Length, ChunkSize - _length);
                buffer[..taken].CopyTo(_plain.AsSpan(_length));
                _length += taken;
                buffer = buffer[taken..];
            }
        }

        /// <summary>Writes the last chunk. Nothing is written after it.</summary>
        public void End() => WriteChunk(isLast: true);

        protected override void Dispose(bool disposing)
        {
            _aes.Dispose();
            base.Dispose(disposing);
        }

        private void WriteChunk(bool isLast)
        {
            _aes.Encrypt(Nonce(_number++, isLast), _plain.AsSpan(0, _length), _sealed.AsSpan(0, _length), _sealed.AsSpan(_length, TagSize));
            into.Write(_sealed.AsSpan(0, _length + TagSize));
            _length = 0;
        }
    }

    private sealed class Opening(Stream from, byte[] key) : OneWay
    {
        private readonly AesGcm _aes = new(key, TagSize);
        private readonly byte[] _plain = new byte[ChunkSize];

        // One byte more than a chunk: it tells whether another follows.
        private readonly byte[] _sealed = new byte[ChunkSize + TagSize + 1];
        private int _ahead;
        private int _at;
        private int _length;
        private long _number;
        private bool _isLast;

        public override bool CanRead => true;

        public override int Read(Span<byte> buffer)
        {
            if (_at == _length && !_isLast)
            {
                ReadChunk();
            }

            var taken = Math.Min(buffer.Length, _length - _at);
            _plain.AsSpan(_at, taken).CopyTo(buffer);
            _at += taken;
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            _aes.Dispose();
            base.Dispose(disposing);
        }

        /// <exception cref="InvalidDataException">It is not the chunk that was written there.</exception>
        private void ReadChunk()
        {
            var read = _ahead + from.ReadAtLeast(_sealed.AsSpan(_ahead), _sealed.Length - _ahead, throwOnEndOfStream: false);
            _isLast = read < _sealed.Length;
            var size = Math.Min(read, ChunkSize + TagSize);
            if (size < TagSize)
            {
                throw new InvalidDataException("It ends within a chunk.");
            }

            (_at, _length) = (0, size - TagSize);
            try
            {
                _aes.Decrypt(Nonce(_number++, _isLast), _sealed.AsSpan(0, _length), _sealed.AsSpan(_length, TagSize), _plain.AsSpan(0, _length));
            }
            catch (AuthenticationTagMismatchException e)
            {
                throw new InvalidDataException($"Chunk {_number} is not the one that was written there.", e);
            }

            _ahead = read - size;
            _sealed.AsSpan(size, _ahead).CopyTo(_sealed);
        }
    }

    /// <summary>A stream that is read or written once, from its begin to its end.</summary>
    public abstract class OneWay : Stream
    {
        public override bool CanRead => false;

        public override bool CanWrite => false;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
