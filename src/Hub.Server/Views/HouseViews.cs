using System.Data.Common;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;

namespace Hub.Server.Views;

/// <summary>
/// The lists, searches and counts of the house, folded from the journal: they can be dropped and are then folded anew. A question is answered as of now: what
/// was answered to anybody before it is in it.
/// </summary>
internal sealed class HouseViews
{
    private readonly IViewStore _store;
    private readonly Fold _fold;
    private readonly Coalesced<bool> _catchUp;
    private IProgress<FoldProgress>? _progress;
    private volatile bool _moved;

    public HouseViews(IViewStore store, IJournal journal, IOptions<HouseSettings> house, ILogger<Fold> logger)
    {
        (_store, Calendar) = (store, house.Value.ToCalendar());
        _fold = new Fold(ViewTables.Served, store, journal, Calendar, logger);
        _catchUp = new Coalesced<bool>(CatchUp);
    }

    public Calendar Calendar { get; }

    /// <summary>Sees to it that all that is stored is in the views. Long after a first start with a large journal.</summary>
    public async Task Prepare(IProgress<FoldProgress> progress)
    {
        _progress = progress;
        await _catchUp.Get();
        _progress = null;
    }

    public async Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default)
    {
        await _catchUp.Get();
        try
        {
            return await _store.Query(_fold.Tables!.Resolve(query), row, cancel);
        }
        catch (StoreException e) when (e.IsRefusal)
        {
            // Rebuilt, and in tables of other names, since this node looked last.
            _moved = true;
            await _catchUp.Get();
            return await _store.Query(_fold.Tables!.Resolve(query), row, cancel);
        }
    }

    /// <summary>The journal's position that the views have come to, with all that was stored before this was asked. Rises with whatever is stored.</summary>
    public async Task<long> Position()
    {
        await _catchUp.Get();
        return _fold.Checkpoint.Position;
    }

    /// <summary>
    /// Drops the tables of builds before this one, which nobody folds any further: what is removed from the record would stay in them. Only once no node of
    /// such a build is left.
    /// </summary>
    public async Task DropOlder()
    {
        var older = (await _store.Tables(ViewTables.Prefix)).Where(t => ViewTables.VersionOf(t) < ViewTables.Version).Select(t => $"DROP TABLE {t}").ToList();
        if (older.Count > 0)
        {
            // No fold takes another's place.
            await _store.Replace("", "", older);
        }
    }

    /// <inheritdoc cref="IViewStore.Contains"/>
    public string Contains(string column, string parameter) => _store.Contains(column, parameter);

    /// <summary>Rooms with something to do before a moment.</summary>
    public Task<List<string>> RoomsDueBefore(DateTimeOffset moment, CancellationToken cancel = default) =>
        Query(new Statement("SELECT DISTINCT room FROM {deadlines} WHERE due < $1", moment.ToUnixTimeMilliseconds()), r => r.GetString(0), cancel);

    private async Task<bool> CatchUp()
    {
        if (_moved)
        {
            _moved = false;
            await _fold.Begin(1);
        }

        await _fold.CatchUp(_progress);
        return true;
    }
}
