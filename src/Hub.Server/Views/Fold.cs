using Hub.Domain;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>How far a fold has come.</summary>
/// <param name="Position">The journal's, of the last commit folded.</param>
/// <param name="Commits">Folded in this run.</param>
internal readonly record struct FoldProgress(long Position, long Last, long Commits);

/// <summary>
/// Folds the journal into the views, from where it, or another node, has left off. A step is one transaction: the changes of some commits and the place behind
/// them. It may be dropped at any moment, and is then begun anew. Not thread-safe.
/// </summary>
/// <param name="name">Of its checkpoint.</param>
internal sealed partial class Fold(string name, IViewStore store, IJournal journal, Calendar calendar, ILogger logger)
{
    private const int Few = 500;

    /// <summary>Far behind, larger steps: each rewrites what it touches once.</summary>
    private const int Many = 5000;

    private List<View> _views = [];
    private Places? _places;
    private Checkpoint _stored;

    /// <summary>How far this node has looked. The stored checkpoint may be behind it where nothing in between concerned the views.</summary>
    private long _position;

    /// <summary>The tables that it fills; null before the first look.</summary>
    public ViewTables? Tables { get; private set; }

    public IReadOnlyList<View> Views => _views;

    public Checkpoint Checkpoint => _stored with { Position = _position };

    /// <summary>Takes up where the stored checkpoint is.</summary>
    /// <param name="generation">Of the tables, where the fold has not begun yet.</param>
    public async Task Begin(long generation)
    {
        var making = new ViewTables(generation);
        Follow(await store.Begin(name, generation, _ => [.. Made(making).Views.SelectMany(v => v.Tables).SelectMany(t => t.Create(making))]));
    }

    /// <summary>Folds all that was stored before this was asked.</summary>
    public async Task CatchUp(IProgress<FoldProgress>? progress = null, CancellationToken cancel = default)
    {
        if (Tables is null)
        {
            await Begin(1);
        }

        var (limit, folded, last) = (Few, 0L, progress is null ? 0 : await journal.LastPosition(cancel));
        while (await journal.ReadAll(_position, limit, cancel) is { Count: > 0 } commits)
        {
            await Step(commits, commits.Count == limit, cancel);
            folded += commits.Count;
            limit = commits.Count == limit ? Many : Few;
            progress?.Report(new FoldProgress(_position, last, folded));
        }
    }

    private async Task Step(IReadOnlyList<Commit> commits, bool isFull, CancellationToken cancel)
    {
        try
        {
            await Take(commits, isFull, cancel);
        }
        catch (StoreException e) when (e.IsRefusal && commits.Count > 1)
        {
            // One of them is what the database will not have. The others do not wait for it.
            Follow(_stored);
            foreach (var commit in commits)
            {
                await Step([commit], isFull: true, cancel);
            }
        }
        catch (StoreException e) when (e.IsRefusal)
        {
            LogRefused(commits[0].Stream, commits[0].Number, e);
            Follow(await store.Advance(name, _stored, commits[0].Position, []));
        }
        catch
        {
            // Whatever was taken is not stored, and is shown again.
            Follow(_stored);
            throw;
        }
    }

    private async Task Take(IReadOnlyList<Commit> commits, bool isFull, CancellationToken cancel)
    {
        foreach (var commit in commits)
        {
            foreach (var view in _views)
            {
                await view.Take(commit, cancel);
            }
        }

        var last = commits[^1].Position;
        var changes = _views.SelectMany(v => v.Changes()).Select(Tables!.Resolve).ToList();
        if (changes.Count == 0 && !isFull)
        {
            _position = last;
            return;
        }

        var moved = await store.Advance(name, _stored, last, changes);
        if (moved == _stored with { Position = last })
        {
            (_stored, _position) = (moved, last);
        }
        else
        {
            // Another node has been quicker: what it did stands, and what is behind it is read again.
            Follow(moved);
        }
    }

    private void Follow(Checkpoint stored)
    {
        if (Tables?.Generation != stored.Generation)
        {
            Tables = new ViewTables(stored.Generation);
            (_views, _places) = Made(Tables);
        }

        _views.ForEach(v => v.Forget());
        _places!.Forget();
        (_stored, _position) = (stored, stored.Position);
    }

    private (List<View> Views, Places Places) Made(ViewTables tables)
    {
        var places = new Places(query => store.Query(tables.Resolve(query), r => new Place(r.GetString(0), r.GetString(1), r.GetString(2))));
        return ([new MeetingsView(places, calendar, LogUnreadable), new TopicsView(journal, places, calendar, LogUnreadable),
            new FiguresView(places, calendar, LogUnreadable), new RegistersView(LogUnreadable), new DutyView(journal, calendar, LogUnreadable),
            new FilesView(LogUnreadable)], places);
    }

    private void LogUnreadable(Commit commit, Exception e) => LogUnreadable(commit.Stream, commit.Number, e);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream} cannot be read at commit {Commit}; the lists pass it over.")]
    private partial void LogUnreadable(string stream, long commit, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses what commit {Commit} of {Stream} changes in the lists; they pass it over.")]
    private partial void LogRefused(string stream, long commit, Exception e);
}
