using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Server.Journal;

namespace Hub.Server.Backup;

/// <summary>What stands at the begin of a backup, readable by anybody.</summary>
/// <param name="Store"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="Schema">The version of the database's schema.</param>
/// <param name="Made">When it was begun: what was acknowledged by then is in it.</param>
/// <param name="Key">Of the key that it is encrypted with; null: it is not.</param>
/// <param name="Salt">Random: so that no two backups are encrypted with one key.</param>
internal sealed record ArchiveHead(string Store, int Schema, DateTimeOffset Made, string? Key, string Salt)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgresql";
}

/// <summary>What a backup says of itself at its end.</summary>
/// <param name="Broken">Streams and names that were found broken when it was made, and are so in it.</param>
internal sealed record ArchiveEnd(long Commits, long Streams, long Names, IReadOnlyList<string> Broken);

/// <summary>
/// The file format of backups, the same for both stores:
/// <list type="number">
/// <item>the line <c>hub-backup 1</c>, and one with the <see cref="ArchiveHead"/> in JSON;</item>
/// <item>the content, compressed (Brotli, RFC 7932) and, with a key, encrypted then (<see cref="ChunkCipher"/>): of each table <c>1</c>, its
/// <see cref="Table"/> in JSON, of each row <c>2</c> and its values, then <c>3</c>; at last <c>4</c> and the <see cref="ArchiveEnd"/>. A value is its
/// <see cref="ValueKind"/>, 0 for null, and an integer in 7-bit groups, a length and bytes, or 8 bytes;</item>
/// <item>32 bytes: SHA-256 over all before.</item>
/// </list>
/// It is written and read from its begin to its end, a row at a time.
/// </summary>
internal static class Archive
{
    public const string Magic = "hub-backup ";
    public const int Version = 1;
    public const byte TableMark = 1;
    public const byte RowMark = 2;
    public const byte TableEndMark = 3;
    public const byte EndMark = 4;
    public const int HashSize = 32;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
}

/// <summary>Writes a backup, first under another name: a file of the name asked for is a whole one.</summary>
internal sealed class ArchiveWriter : IDisposable
{
    public const string Partial = ".partial";

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Hashing _hashing;
    private readonly ChunkCipher.Sealing? _sealing;
    private readonly Stream _compressing;
    private readonly BinaryWriter _content;
    private bool _isComplete;

    /// <exception cref="StartupException">There is a file already, or none can be made there.</exception>
    public ArchiveWriter(string path, ArchiveHead head, BackupKey? key)
    {
        _path = Path.GetFullPath(path);
        if (File.Exists(_path) || Directory.Exists(_path))
        {
            throw new StartupException($"{_path} is there already; a backup replaces nothing.");
        }

        try
        {
            // What a backup that was killed has left.
            File.Delete(_path + Partial);
            _file = new FileStream(_path + Partial, Disk.Options(FileMode.CreateNew));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The backup cannot be written: {e.Message}", e);
        }

        var start = Encoding.UTF8.GetBytes($"{Archive.Magic}{Archive.Version}\n{JsonSerializer.Serialize(head, Archive.Json)}\n");
        _hashing = new Hashing(_file);
        _hashing.Write(start);
        _sealing = key is null ? null : ChunkCipher.Seal(_hashing, key.Of(start));
        _compressing = new BufferedStream(new BrotliStream((Stream?)_sealing ?? _hashing, CompressionLevel.Fastest, leaveOpen: true), 64 * 1024);
        _content = new BinaryWriter(_compressing);
    }

    public void Begin(Table table)
    {
        _content.Write(Archive.TableMark);
        _content.Write(JsonSerializer.Serialize(table, Archive.Json));
    }

    public void Write(Table table, object?[] row)
    {
        _content.Write(Archive.RowMark);
        for (var i = 0; i < row.Length; i++)
        {
            switch (row[i])
            {
                case null: _content.Write((byte)0); break;
                case long number:
                    _content.Write((byte)ValueKind.Integer);
                    _content.Write7BitEncodedInt64(number);
                    break;
                case double real:
                    _content.Write((byte)ValueKind.Real);
                    _content.Write(real);
                    break;
                case byte[] bytes:
                    _content.Write((byte)table.Columns[i].Kind);
                    _content.Write7BitEncodedInt(bytes.Length);
                    _content.Write(bytes);
                    break;
                case var other:
                    throw new InvalidOperationException($"A {other.GetType().Name} of {table.Name}.{table.Columns[i].Name} has no place in a backup.");
            }
        }
    }

    public void EndTable() => _content.Write(Archive.TableEndMark);

    /// <summary>Gives the file its name once it is on the disk.</summary>
    /// <returns>Its hash in hex, and its length in bytes.</returns>
    public (string Hash, long Bytes) Complete(ArchiveEnd end)
    {
        _content.Write(Archive.EndMark);
        _content.Write(JsonSerializer.Serialize(end, Archive.Json));
        _content.Dispose();
        _sealing?.End();
        var hash = _hashing.Sum();
        _file.Write(hash);
        _file.Flush(flushToDisk: true);
        var bytes = _file.Length;
        _file.Dispose();
        File.Move(_path + Partial, _path, overwrite: false);
        Disk.SyncFolder(Path.GetDirectoryName(_path)!);
        _isComplete = true;
        return (Convert.ToHexStringLower(hash), bytes);
    }

    public void Dispose()
    {
        _hashing.Dispose();
        _sealing?.Dispose();
        _file.Dispose();
        if (!_isComplete)
        {
            File.Delete(_path + Partial);
        }
    }

    /// <summary>Hashes what passes through.</summary>
    private sealed class Hashing(Stream into) : ChunkCipher.OneWay
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.AppendData(buffer);
            into.Write(buffer);
        }

        public byte[] Sum() => _hash.GetCurrentHash();

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Reads a backup: whether the file is whole, before anything of it is used, and then its tables, one after the other.</summary>
internal sealed class ArchiveReader : IDisposable
{
    /// <summary>No value of a backup is longer; a length that says so was not written by this program.</summary>
    private const int LongestValue = 256 << 20;
    private const int LongestStart = 64 * 1024;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly BinaryReader _content;
    private Table? _table;

    private ArchiveReader(string path, FileStream file, ArchiveHead head, BackupKey? key, byte[] start)
    {
        (_path, _file, Head) = (path, file, head);
        var body = new Part(file, file.Length - Archive.HashSize);
        _content = new BinaryReader(
            new BufferedStream(new BrotliStream(key is null ? body : ChunkCipher.Open(body, key.Of(start)), CompressionMode.Decompress), 64 * 1024));
    }

    public ArchiveHead Head { get; }

    /// <exception cref="StartupException">It is no backup that can be read, or it is not whole; says why.</exception>
    public static ArchiveReader Open(string path, BackupKey? key)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The backup cannot be read: {e.Message}", e);
        }

        try
        {
            var start = ReadStart(path, file);
            RequireWhole(path, file);
            var lines = Encoding.UTF8.GetString(start).Split('\n');
            if (!int.TryParse(lines[0][Archive.Magic.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version != Archive.Version)
            {
                throw new StartupException(
                    $"{path} is a backup of format {lines[0][Archive.Magic.Length..]}, and this hub knows {Archive.Version}: use the hub that made it.");
            }

            var head = JsonSerializer.Deserialize<ArchiveHead>(lines[1], Archive.Json)!;
            RequireKey(path, head, key);
            file.Position = start.Length;
            return new ArchiveReader(path, file, head, key, start);
        }
        catch (JsonException e)
        {
            file.Dispose();
            throw new StartupException($"{path} is not a backup that this hub can read: its head is damaged.", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <returns>The next table, whose rows are then to be read; null at the end.</returns>
    /// <exception cref="StartupException">The backup is not what was written.</exception>
    public Table? NextTable() => Guard(() =>
    {
        switch (_content.ReadByte())
        {
            case Archive.TableMark:
                _table = JsonSerializer.Deserialize<Table>(_content.ReadString(), Archive.Json)!;
                return _table is { Name: not null, Columns: not null, Definitions: not null }
                    && _table.Columns.Select(c => c.Name).Append(_table.Name).All(BackedUp.IsName)
                    ? _table : throw new InvalidDataException("A table has no name.");
            case Archive.EndMark: return null;
            default: throw new InvalidDataException("A table was expected.");
        }
    });

    public async IAsyncEnumerable<object?[]> Rows([EnumeratorCancellation] CancellationToken cancel)
    {
        var row = new object?[_table!.Columns.Count];
        while (Guard(() => ReadRow(_table, row)))
        {
            cancel.ThrowIfCancellationRequested();
            yield return row;
        }

        await Task.CompletedTask;
    }

    /// <summary>After the last table.</summary>
    public ArchiveEnd ReadEnd() => Guard(() =>
    {
        var end = JsonSerializer.Deserialize<ArchiveEnd>(_content.ReadString(), Archive.Json);
        return end is { Broken: not null } && _content.BaseStream.ReadByte() < 0 ? end : throw new InvalidDataException("It goes on behind its end.");
    });

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private bool ReadRow(Table table, object?[] row)
    {
        if (_content.ReadByte() is not Archive.RowMark and var mark)
        {
            return mark == Archive.TableEndMark ? false : throw new InvalidDataException("A row was expected.");
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _content.ReadByte() switch
            {
                0 => null,
                (byte)ValueKind.Integer => _content.Read7BitEncodedInt64(),
                (byte)ValueKind.Real => _content.ReadDouble(),
                (byte)ValueKind.Text or (byte)ValueKind.Bytes => ReadBytes(),
                var kind => throw new InvalidDataException($"A value of {table.Name} is of no kind ({kind})."),
            };
        }

        return true;
    }

    private byte[] ReadBytes()
    {
        var length = _content.Read7BitEncodedInt();
        var bytes = length is >= 0 and <= LongestValue ? _content.ReadBytes(length) : throw new InvalidDataException("A value is too long.");
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or JsonException or InvalidOperationException)
        {
            throw new StartupException($"The backup {_path} is not what was written: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static byte[] ReadStart(string path, FileStream file)
    {
        var buffer = new byte[Math.Min(file.Length, LongestStart)];
        file.ReadExactly(buffer);
        var first = buffer.AsSpan().IndexOf((byte)'\n');
        var second = first < 0 ? -1 : buffer.AsSpan(first + 1).IndexOf((byte)'\n');
        return second >= 0 && buffer.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Archive.Magic))
            ? buffer[..(first + second + 2)] : throw new StartupException($"{path} is not a backup of the hub.");
    }

    private static void RequireWhole(string path, FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            file.Position = 0;
            var left = file.Length - Archive.HashSize;
            while (left > 0)
            {
                var read = file.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
                hash.AppendData(buffer.AsSpan(0, read));
                left -= read;
            }

            var said = new byte[Archive.HashSize];
            if (left < 0 || file.ReadAtLeast(said, said.Length, throwOnEndOfStream: false) < said.Length || !hash.GetCurrentHash().AsSpan().SequenceEqual(said))
            {
                throw new StartupException($"The backup {path} is damaged or was cut short: its hash is not the one at its end.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void RequireKey(string path, ArchiveHead head, BackupKey? key)
    {
        if (head.Key is not null && key is null)
        {
            throw new StartupException($"The backup {path} is encrypted with the key {head.Key}: name its file as Backup:KeyFile.");
        }

        if (head.Key is null && key is not null)
        {
            throw new StartupException(
                $"The backup {path} is not encrypted, so that anybody may have made it; to restore it all the same, leave out Backup:KeyFile.");
        }

        if (head.Key != key?.Id)
        {
            throw new StartupException($"The backup {path} is encrypted with the key {head.Key}, and Backup:KeyFile holds the key {key!.Id}.");
        }
    }

    /// <summary>A file up to some place.</summary>
    private sealed class Part(FileStream file, long end) : ChunkCipher.OneWay
    {
        public override bool CanRead => true;

        public override int Read(Span<byte> buffer) => file.Read(buffer[..(int)Math.Min(buffer.Length, end - file.Position)]);
    }
}
