namespace Hub.Load.Bench;

/// <summary>
/// The plain ways to store as many votes, each round of them beside one of the house's: a commit for each row; all that the store can, in bulk; and the same in
/// bulk where each row has what the journal's has, which is the ceiling of a journal that would store a row for each vote and do nothing else.
/// </summary>
internal sealed class PlainPhases(MeasuredStore store, int callers, TimeSpan time, int votes)
{
    private readonly List<Pace> _plain = [];
    private readonly List<Pace> _bulk = [];
    private readonly List<Pace> _asJournal = [];

    /// <summary>Uncounted.</summary>
    public async Task WarmUp()
    {
        await store.Plainly("warm-up", callers, TimeSpan.FromSeconds(Math.Min(2, time.TotalSeconds)));
        await store.InBulk("warm-up", votes, asJournal: false);
        await store.InBulk("warm-up", votes, asJournal: true);
    }

    public async Task Round(int round)
    {
        _plain.Add(await store.Plainly($"round {round}", callers, time));
        _bulk.Add(await store.InBulk($"round {round}", votes, asJournal: false));
        _asJournal.Add(await store.InBulk($"round {round}", votes, asJournal: true));
    }

    /// <param name="house">The house's votes.</param>
    /// <param name="aims">Of the house to a commit for each row, and to bulk; null: told for what it is.</param>
    public void Report(string what, List<Pace> house, (double? Plain, double? Bulk) aims)
    {
        Progress.Figures(store.Rows.Plainly, "rows", _plain);
        Progress.Figures(store.Rows.InBulk, "rows", _bulk);
        Progress.Figures("  the same, rows like the journal's", "rows", _asJournal);
        Progress.Ratio($"{what} / a commit for each row", house.Speed() / _plain.Speed(), aims.Plain);
        Progress.Ratio($"{what} / in bulk", house.Speed() / _bulk.Speed(), aims.Bulk);
        Progress.Ratio($"{what} / in bulk, rows like the journal's", house.Speed() / _asJournal.Speed(), aim: null);
    }
}
