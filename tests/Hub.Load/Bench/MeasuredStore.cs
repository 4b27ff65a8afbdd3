using System.Globalization;
using Hub.Load.Stores;

namespace Hub.Load.Bench;

/// <summary>A store for one house, and beside it, on the same disk and of the same server, a table for the plain ways to store as much.</summary>
internal sealed class MeasuredStore : IAsyncDisposable
{
    /// <summary>Rows that are stored together where a store is asked for all it can.</summary>
    public const int Bulk = 1000;

    public const string Option = "--store";
    private const string Sqlite = "sqlite";
    private const string Postgres = "postgres";

    /// <summary>How long a phase that ends by its count may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ScratchFolder _scratch = new();
    private TemporaryPostgres? _postgres;
    private IPlainRows? _rows;

    private MeasuredStore()
    {
    }

    public static string[] Kinds => [Sqlite, Postgres];

    public string Name { get; private init; } = "";

    /// <summary>The house's connection string.</summary>
    public string Journal { get; private set; } = "";

    /// <summary>What a house on this store must be told besides.</summary>
    public string[] Settings { get; private set; } = [];

    public IPlainRows Rows => _rows!;

    /// <summary>Processor seconds so far of the store's own processes; SQLite has none.</summary>
    public double ProcessorSeconds => _postgres is { } postgres ? ProcessTime.OfFamily(postgres.ProcessId) : 0;

    /// <summary>Whether these can be opened here.</summary>
    /// <exception cref="FormatException">Says what is missing.</exception>
    public static void Require(IEnumerable<string> kinds)
    {
        if (kinds.Contains(Postgres) && TemporaryPostgres.Programs is null)
        {
            throw new FormatException(TemporaryPostgres.Missing);
        }
    }

    /// <param name="row">What the plain ways store.</param>
    public static async Task<MeasuredStore> Open(string kind, byte[] row)
    {
        var store = new MeasuredStore { Name = kind == Postgres ? "PostgreSQL" : "SQLite" };
        try
        {
            if (kind == Postgres)
            {
                await store.StartPostgres(row);
            }
            else
            {
                store.Journal = $"Data Source={store.File("hub.db")}";
                store._rows = new BareRows(store.File("rows.db"), row);
            }

            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>A file of this run's own.</summary>
    public string File(string name) => _scratch.File(name);

    /// <summary>One row for each commit, for so long.</summary>
    public Task<Pace> Plainly(string what, int callers, TimeSpan time) =>
        Callers.Run($"{what}, {Name}, a row for each commit", callers, time, int.MaxValue, (_, _) => Rows.Commit());

    /// <summary>As many rows as there are votes, <see cref="Bulk"/> at once.</summary>
    /// <param name="asJournal">See <see cref="IPlainRows.CommitTogether"/>.</param>
    public async Task<Pace> InBulk(string what, int rows, bool asJournal)
    {
        var shape = asJournal ? "in bulk, as the journal's rows" : "in bulk";
        var batches = await Callers.Run($"{what}, {Name}, {shape}", 1, Patience, Math.Max(1, rows / Bulk), (_, _) => Rows.CommitTogether(Bulk, asJournal));
        return new Pace(batches.PerSecond * Bulk, batches.Cost / Bulk, Bulk);
    }

    public async ValueTask DisposeAsync()
    {
        if (_rows is not null)
        {
            await _rows.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _scratch.Dispose();
    }

    private async Task StartPostgres(byte[] row)
    {
        _postgres = await TemporaryPostgres.Start();
        Journal = await _postgres.CreateDatabase("house");
        Settings = [
            "--Cluster:Id=bench", "--Cluster:Address=127.0.0.1", "--Cluster:DrainSeconds=0", TemporaryKeys.Setting,
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}"),
        ];
        _rows = await BarePostgresRows.Open(await _postgres.CreateDatabase("rows"), row);
    }
}
