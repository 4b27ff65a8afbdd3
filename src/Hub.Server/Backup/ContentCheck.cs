using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Journal;

namespace Hub.Server.Backup;

/// <summary>
/// Looks at the rows that pass: every commit against the one before it, as a reader of its stream does, and every name of the vault against its hash. What is
/// broken is said, and passes too: a house that has set a stream aside needs a backup as much as any other.
/// </summary>
/// <remarks>It remembers the end of each stream, some 200 bytes, and no row.</remarks>
internal sealed class ContentCheck
{
    /// <summary>It is not reached by what the hub writes; a damaged row may say anything.</summary>
    private const int LongestName = 1000;

    private readonly Dictionary<string, Head> _heads = [];
    private readonly SortedSet<string> _broken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = [];

    /// <summary>Commits whose payload is not the one that was stored first, by the hash of what stands there now.</summary>
    private readonly Dictionary<(string Stream, long Number), Hash> _changed = [];

    public long Commits { get; private set; }

    public long Names { get; private set; }

    public long Streams => _heads.Count;

    /// <summary>What is broken, by the names of streams; <c>names of …</c> for a room's names.</summary>
    public IReadOnlyCollection<string> Broken => [.. _broken.Concat(_changed.Keys.Select(c => c.Stream)).Distinct().Order(StringComparer.Ordinal)];

    public ArchiveEnd ToEnd() => new(Commits, Streams, Names, [.. Broken]);

    /// <summary>Whether a meeting was closed or cancelled.</summary>
    public bool IsOver(string room) => _over.Contains(room);

    public async IAsyncEnumerable<object?[]> Watch(
        Table table, IAsyncEnumerable<object?[]> rows, Action<long> progress, [EnumeratorCancellation] CancellationToken cancel)
    {
        Action<object?[]> look = table.Name switch
        {
            "commits" => Reader(table, "stream", "number", "first_seq", "last_seq", "at", "payload", "payload_hash", "hash", "position").Then(TakeCommit),
            "names" => Reader(table, "hash", "room", "participant", "name", "salt").Then(TakeName),
            "redactions" => Reader(table, "stream", "number", "payload_hash").Then(TakeRedaction),
            _ => Pass,
        };
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            look(row);
            progress(++count);
            yield return row;
        }
    }

    private static void Pass(object?[] row)
    {
    }

    private void TakeCommit(Row row)
    {
        Commits++;
        var stream = row.Text(0);
        var before = _heads.GetValueOrDefault(stream);
        var (payloadHash, hash) = (row.Bytes(6), row.Bytes(7));
        if (!Chain.CanBeChecked(payloadHash, hash, row.Number(4)) || stream.Length > LongestName)
        {
            _broken.Add(stream);
            return;
        }

        var commit = new Commit(
            stream, row.Number(1), row.Number(2), row.Number(3), DateTimeOffset.FromUnixTimeMilliseconds(row.Number(4)), row.Bytes(5), Hash.Read(hash),
            row.Number(8));
        var wrong = Chain.WhatIsWrong(commit, Hash.Read(payloadHash), before);
        if (wrong == Chain.Changed)
        {
            // Where a text was removed by law, the table of redactions says so, and passes later: tables come in the order of their names.
            wrong = Chain.WhatIsWrong(commit with { RedactedFrom = Hash.Read(payloadHash) }, Hash.Read(payloadHash), before);
            _changed[(stream, commit.Number)] = Hash.Of(commit.Payload.Span);
        }

        if (wrong is not null)
        {
            _broken.Add(stream);
        }

        _heads[stream] = commit.Head;
        if (StreamNames.Meeting(stream) is not null && IsEnd(commit))
        {
            _over.Add(stream);
        }
    }

    private void TakeRedaction(Row row)
    {
        if (row.Bytes(2) is { Length: 32 } hash && _changed.TryGetValue((row.Text(0), row.Number(1)), out var now) && now == Hash.Read(hash))
        {
            _changed.Remove((row.Text(0), row.Number(1)));
        }
    }

    private void TakeName(Row row)
    {
        Names++;
        var (participant, name, salt) = (row.Text(2), row.Text(3), row.Bytes(4));

        // Of a name that was removed the hash is left.
        if ((name.Length > 0 || salt.Length > 0) && RecordedName.HashOf(salt, participant, name) != Convert.ToHexStringLower(row.Bytes(0)))
        {
            _broken.Add($"names of {row.Text(1)}");
        }
    }

    /// <summary>Few commits have the words, and only those are read.</summary>
    private static bool IsEnd(Commit commit)
    {
        if (commit.Payload.Span.IndexOf("\"meetingClosed\""u8) < 0 && commit.Payload.Span.IndexOf("\"meetingCancelled\""u8) < 0)
        {
            return false;
        }

        try
        {
            return StoredEvents.Unpack<MeetingEvent>(commit).Any(e => e.Event is MeetingEvent.MeetingClosed or MeetingEvent.MeetingCancelled);
        }
        catch (CorruptStreamException)
        {
            return false;
        }
    }

    private static Columns Reader(Table table, params string[] names) => new([.. names.Select(n =>
        table.Find(n) is >= 0 and var at ? at : throw new StartupException($"The table {table.Name} has no column {n}."))]);

    private sealed record Columns(int[] At)
    {
        public Action<object?[]> Then(Action<Row> take) => values => take(new Row(values, At));
    }

    private readonly record struct Row(object?[] Values, int[] At)
    {
        public string Text(int i) => Encoding.UTF8.GetString(Bytes(i));

        public byte[] Bytes(int i) => Values[At[i]] as byte[] ?? [];

        public long Number(int i) => Values[At[i]] is long number ? number : 0;
    }
}

/// <summary>Tells whoever waits how far it has come: what is done on lines of its own, and what is under way once a second.</summary>
internal sealed class Progress(TextWriter to)
{
    private long _saidAt = Environment.TickCount64;

    public void Report(string table, long rows)
    {
        if (Environment.TickCount64 - _saidAt >= 1000)
        {
            _saidAt = Environment.TickCount64;
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table}: {rows:N0} rows so far"));
        }
    }

    public void Done(string table, long rows) => to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table}: {rows:N0} rows"));
}
