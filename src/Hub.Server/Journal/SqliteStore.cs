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
/// </remarks>
public sealed partial class SqliteStore : IStore, IAsyncDisposable
{
    /// <summary>More would gain little speed and make the first of them wait for the last.</summary>
    internal const int MostPerTransaction = 100;

    private readonly SqliteFile _file;
    private readonly ILogger _log;
    private readonly JournalMeter? _meter;
    private readonly BlockingCollection<Item> _waiting = [];
    private readonly Channel<SqliteSession?> _readers = Channel.CreateUnbounded<SqliteSession?>();
    private readonly int _readerCount = Math.Max(2, Environment.ProcessorCount);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _writer;
    private long _transactions;
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

    long? IStore.FreeBytes => new DriveInfo(System.IO.Path.GetDirectoryName(Path)!).AvailableFreeSpace;

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
        for (var i = 0; i < _readerCount; i++)
        {
            (await _readers.Reader.ReadAsync())?.Dispose();
        }

        _readers.Writer.Complete();
        _waiting.Dispose();
        _file.Dispose();
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
            do
            {
                batch.Add(item);
            }
            while (batch.Count < MostPerTransaction && _waiting.TryTake(out item));

            var failure = Store(batch);
            batch.ForEach(i => i.Answer(failure));
            batch.Clear();
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
            return null;
        }
        catch (Exception e)
        {
            // The frame that makes the transaction count is written last, and then synced. A full disk stops before it; but when the sync itself
            // fails, the frame may be found in the log after a crash.
            var mayBeStored = committing && e is not SqliteException { SqliteErrorCode: SqliteCode.Full or SqliteCode.Busy };
            LogTransactionFailed(e, batch.Count, mayBeStored);

            // Closing undoes what is open, whatever state the connection is in.
            _writer?.Dispose();
            _writer = null;
            return new StoreException($"The database cannot be written: {e.Message}", mayBeStored, e);
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

    [LoggerMessage(LogLevel.Warning, "A write was undone; the others of its transaction are stored")]
    private partial void LogItemFailed(Exception e);

    [LoggerMessage(LogLevel.Error, "A transaction of {Count} writes failed (may be stored: {MayBeStored})")]
    private partial void LogTransactionFailed(Exception e, int count, bool mayBeStored);

    /// <summary>A write that waits: done within a transaction, answered after it.</summary>
    private abstract class Item
    {
        public Exception? Fault { get; protected set; }

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
