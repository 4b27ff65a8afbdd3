using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Journal;

/// <summary>
/// The one owner of the SQLite file. What <see cref="Write"/> answered is on the disk: the answer follows a COMMIT that has synced the log.
/// </summary>
/// <remarks>
/// One thread writes. It takes all that waits, up to <see cref="MostPerTransaction"/> items, and commits once: while one transaction is synced, the next
/// gathers by itself, and no timer delays a lonely write. Each item is isolated by a savepoint, so that one that fails fails alone. Where the transaction
/// fails (disk full), all its items do; the thread goes on with a fresh connection and recovers as soon as the disk does. Readers have their own
/// connections, see what is committed, and wait for no writer.
/// <para>
/// Where the file is deleted, moved or replaced under the running hub, its connections would go on writing to what nobody can open any more. So it is looked at
/// before each transaction and once more before its writes are answered: what was answered is in the file of that name. Put back, it goes on.
/// </para>
/// </remarks>
public sealed partial class SqliteStore : IStore, IAsyncDisposable
{
    /// <summary>More would gain little speed and make the first of them wait for the last.</summary>
    internal const int MostPerTransaction = 100;

    private const string FileIsGone = "The database's file was deleted, moved or replaced: nothing is stored.";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly SqliteFile _file;
    private readonly ILogger _log;
    private readonly JournalMeter? _meter;
    private readonly BlockingCollection<Item> _waiting = [];
    private readonly Channel<SqliteSession?> _readers = Channel.CreateUnbounded<SqliteSession?>();
    private readonly int _readerCount = Math.Max(2, Environment.ProcessorCount);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _looking = new();
    private ITimer? _look;
    private SqliteSession? _looker;
    private long _headTransactions = -1;
    private bool _isHeadRefused;
    private SqliteSession? _writer;
    private long _transactions;
    private int _isGone;
    private int _closed;

    private SqliteStore(SqliteFile file, TimeProvider time, ILogger log, JournalMeter? meter)
    {
        _file = file;
        _log = log;
        _meter = meter;
        Time = time;
    }

    /// <summary>The full path of the file.</summary>
    public string Path => _file.Path;

    string IStore.Place => Path;

    long? IStore.FreeBytes => Directory.Exists(Folder) ? new DriveInfo(Folder).AvailableFreeSpace : null;

    /// <summary>Where the file is not the one any more that was opened, says so. It is logged once, as it happens.</summary>
    public string? Fault
    {
        get
        {
            var isGone = !_file.IsThere;
            if (isGone && Interlocked.Exchange(ref _isGone, 1) == 0)
            {
                LogGone(Path);
            }
            else if (!isGone && Interlocked.Exchange(ref _isGone, 0) == 1)
            {
                LogBack(Path);
            }

            return isGone ? FileIsGone : null;
        }
    }

    private string Folder => System.IO.Path.GetDirectoryName(Path)!;

    internal TimeProvider Time { get; }

    /// <summary>How many transactions were committed: fewer than items were written, where these came together.</summary>
    internal long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Opens the file that the connection string names, and creates it, with its folder, where there is none.</summary>
    /// <exception cref="StartupException">It cannot be used; says why.</exception>
    public static SqliteStore Open(string connectionString, TimeProvider time, ILogger<SqliteStore> log, JournalMeter? meter = null)
    {
        var store = new SqliteStore(SqliteFile.Open(connectionString, time), time, log, meter);
        for (var i = 0; i < store._readerCount; i++)
        {
            store._readers.Writer.TryWrite(null);
        }

        store.LogOpened(store.Path);
        store._look = TimeProvider.System.CreateTimer(_ => store.Look(), null, TimeSpan.Zero, LookEvery);
        new Thread(store.WriteAll) { Name = "journal", IsBackground = true }.Start();
        return store;
    }

    /// <summary>Done by then: a store is a file that was opened.</summary>
    Task IStore.Open(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>
    /// Does the work on the writer's thread, within a transaction that it shares with whatever else waits. It answers once that is committed and synced.
    /// What the work throws is thrown here and undoes this work only.
    /// </summary>
    /// <exception cref="StoreException">The store could not take it; says whether it may be stored nevertheless.</exception>
    internal Task<T> Write<T>(Func<SqliteSession, T> work)
    {
        var item = new Item<T>(work);
        try
        {
            _waiting.Add(item);
        }
        catch (InvalidOperationException e)
        {
            item.Answer(new StoreException("The store is closed.", mayBeStored: false, e));
        }

        return item.Task;
    }

    Task<long> IStore.Size(CancellationToken cancel) => Task.FromResult(
        new[] { Path, $"{Path}-wal" }.Sum(f => new FileInfo(f) is { Exists: true } file ? file.Length : 0));

    /// <summary>
    /// VACUUM writes every page that is in use anew, and cuts off the others; then the log, which holds older pages too, is emptied. On the writer's thread,
    /// between two transactions.
    /// </summary>
    Task IStore.Erase()
    {
        var alone = new Item<bool>(session =>
        {
            session.Execute("VACUUM");
            return session.Text("PRAGMA wal_checkpoint(TRUNCATE)") == "0"
                ? true : throw new StoreException("The log could not be emptied: somebody reads on.", mayBeStored: false);
        })
        { IsAlone = true };
        try
        {
            _waiting.Add(alone);
        }
        catch (InvalidOperationException e)
        {
            alone.Answer(new StoreException("The store is closed.", mayBeStored: false, e));
        }

        return alone.Task;
    }

    /// <summary>Reads what is committed, off the caller's thread. The work should be short: an open read keeps the log from being emptied.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    internal async Task<T> Read<T>(Func<SqliteSession, T> work, CancellationToken cancel)
    {
        SqliteSession? reader;
        try
        {
            // Off the caller's scheduler: a connection must not lie idle until a busy grain has its next turn.
            reader = await _readers.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreException("The store is closed.", mayBeStored: false, e);
        }

        return await Task.Run(() => ReadWith(reader, work), CancellationToken.None);
    }

    /// <summary>Stores and answers all that waits, lets reads end, and closes the file. What comes later is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
        {
            return;
        }

        _waiting.CompleteAdding();
        await _drained.Task;
        await _look!.DisposeAsync();
        lock (_looking)
        {
            _looker?.Dispose();
        }

        for (var i = 0; i < _readerCount; i++)
        {
            (await _readers.Reader.ReadAsync())?.Dispose();
        }

        _readers.Writer.Complete();
        _waiting.Dispose();
        _file.Dispose();
    }

    /// <summary>Once a second, apart from all writing: whether the file is there, and how far it has come.</summary>
    private void Look()
    {
        if (Fault is not null || Transactions == _headTransactions || !_looking.TryEnter())
        {
            return;
        }

        try
        {
            var transactions = Transactions;
            _looker ??= _file.Connect(readOnly: true);
            _file.WriteHead(_looker);
            (_headTransactions, _isHeadRefused) = (transactions, false);
        }
#pragma warning disable CA1031 // Whatever it is: on a timer's thread nobody else catches it, and it would end the house.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DisposeOf(ref _looker);
            if (!_isHeadRefused)
            {
                _isHeadRefused = true;
                LogHeadRefused(HeadFile.PathOf(Path), e.Message);
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    private T ReadWith<T>(SqliteSession? reader, Func<SqliteSession, T> work)
    {
        try
        {
            reader ??= _file.Connect(readOnly: true);
            return work(reader);
        }
        catch (SqliteException e)
        {
            // A fresh connection next time: this one may still hold what it could not read.
            reader?.Dispose();
            reader = null;
            throw new StoreException($"The database cannot be read: {e.Message}", mayBeStored: false, e, isRefusal: IsRefusal(e));
        }
        finally
        {
            _readers.Writer.TryWrite(reader);
        }
    }

    /// <summary>Constraints, values of a wrong type, and what is not there: the same statement fails again.</summary>
    private static bool IsRefusal(SqliteException e) =>
        e.SqliteErrorCode is SqliteCode.Error or SqliteCode.Constraint or SqliteCode.Mismatch or SqliteCode.TooBig;

    private void WriteAll()
    {
        var batch = new List<Item>(MostPerTransaction);
        while (_waiting.TryTake(out var item, Timeout.Infinite))
        {
            while (item is { IsAlone: false })
            {
                batch.Add(item);
                if (batch.Count >= MostPerTransaction || !_waiting.TryTake(out item))
                {
                    item = null;
                }
            }

            if (batch.Count > 0)
            {
                var failure = Store(batch);
                batch.ForEach(i => i.Answer(failure));
                batch.Clear();
            }

            if (item is not null)
            {
                DoAlone(item);
            }
        }

        _writer?.Dispose();
        _drained.SetResult();
    }

    /// <returns>Why nothing of the batch is stored for sure, or null where the transaction is committed.</returns>
    private StoreException? Store(List<Item> batch)
    {
        var (committing, began) = (false, Stopwatch.GetTimestamp());
        try
        {
            if (Fault is { } fault)
            {
                return new StoreException(fault, mayBeStored: false);
            }

            _writer ??= _file.Connect();
            _writer.Execute("BEGIN IMMEDIATE");
            foreach (var item in batch)
            {
                _writer.Execute("SAVEPOINT item");
                if (!item.Do(_writer))
                {
                    Undo(item.Fault!, _writer);
                }

                _writer.Execute("RELEASE item");
            }

            committing = true;
            _writer.Execute("COMMIT");
            Interlocked.Increment(ref _transactions);
            _meter?.Committed(batch.Count, began);
            return Fault is { } since ? new StoreException(since, mayBeStored: true) : null;
        }
        catch (Exception e)
        {
            // The frame that makes the transaction count is written last, and then synced. A full disk stops before it; but when the sync itself
            // fails, the frame may be found in the log after a crash.
            var mayBeStored = committing && e is not SqliteException { SqliteErrorCode: SqliteCode.Full or SqliteCode.Busy };
            LogTransactionFailed(e, batch.Count, mayBeStored);

            // Closing undoes what is open, whatever state the connection is in.
            DisposeOf(ref _writer);
            return new StoreException($"The database cannot be written: {e.Message}", mayBeStored, e);
        }
    }

    private void DoAlone(Item item)
    {
        StoreException? failure = null;
        try
        {
            _writer ??= _file.Connect();
            item.Do(_writer);
        }
        catch (Exception e)
        {
            failure = new StoreException($"The database cannot be written: {e.Message}", mayBeStored: false, e);
        }

        if (failure is not null || item.Fault is not null)
        {
            DisposeOf(ref _writer);
        }

        item.Answer(failure);
    }

    /// <summary>Closes a connection that failed. What that throws is no news, and would end the thread that writes, and with it the process.</summary>
    private static void DisposeOf(ref SqliteSession? session)
    {
        var failed = session;
        session = null;
        try
        {
            failed?.Dispose();
        }
#pragma warning disable CA1031 // The file is closed, or its handle is of no use to anybody.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void Undo(Exception fault, SqliteSession writer)
    {
        if (!writer.InTransaction)
        {
            // SQLite has itself undone the whole transaction, as it may on a full disk: the batch fails.
            throw fault;
        }

        writer.Execute("ROLLBACK TO item");
        if (fault is StoreException)
        {
            LogItemFailed(fault);
        }
    }

    [LoggerMessage(LogLevel.Information, "The journal is {Path}")]
    private partial void LogOpened(string path);

    [LoggerMessage(LogLevel.Critical, "The database {Path} was deleted, moved or replaced under the running hub: nothing is stored any more. Put the very file "
        + "back, with its log, or stop the hub and restore a backup")]
    private partial void LogGone(string path);

    [LoggerMessage(LogLevel.Warning, "The database {Path} is there again, and is written to")]
    private partial void LogBack(string path);

    [LoggerMessage(LogLevel.Warning, "{Path} cannot be written, so that an older copy of the database may not be noticed at the next start: {Why}")]
    private partial void LogHeadRefused(string path, string why);

    [LoggerMessage(LogLevel.Warning, "A write was undone; the others of its transaction are stored")]
    private partial void LogItemFailed(Exception e);

    [LoggerMessage(LogLevel.Error, "A transaction of {Count} writes failed (may be stored: {MayBeStored})")]
    private partial void LogTransactionFailed(Exception e, int count, bool mayBeStored);

    /// <summary>A write that waits: done within a transaction, answered after it.</summary>
    private abstract class Item
    {
        public Exception? Fault { get; protected set; }

        /// <summary>Whether it is done outside of any transaction.</summary>
        public bool IsAlone { get; init; }

        /// <returns>False where the work failed and must be undone.</returns>
        public abstract bool Do(SqliteSession session);

        public abstract void Answer(StoreException? failure);
    }

    private sealed class Item<T>(Func<SqliteSession, T> work) : Item
    {
        // The waiting code must not run on the writer's thread.
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _answer.Task;

        public override bool Do(SqliteSession session)
        {
            try
            {
                _result = work(session);
            }
            catch (SqliteException e)
            {
                Fault = new StoreException($"The database did not take it: {e.Message}", mayBeStored: false, e, isRefusal: IsRefusal(e));
            }
            catch (Exception e)
            {
                Fault = e;
            }

            return Fault is null;
        }

        public override void Answer(StoreException? failure)
        {
            if ((failure ?? Fault) is { } e)
            {
                _answer.SetException(e);
            }
            else
            {
                _answer.SetResult(_result!);
            }
        }
    }
}
