using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Server.Views;
using Microsoft.Extensions.Options;

namespace Hub.Server.Privacy;

/// <summary>
/// Sees to it that no byte is left of what was forgotten: the database's files are written anew, at once where that is quick, else in the night. That it is due
/// is stored before anything is deleted, so that a crash forgets nothing.
/// </summary>
internal sealed partial class Erasure(
    IStore store, IJournal journal, HouseNotes notes, HouseViews views, IOptions<PrivacySettings> settings, IOptions<HouseSettings> house,
    TimeProvider clock, ILogger<Erasure> logger)
{
    private const string Note = "erasure-due";
    private const long Megabyte = 1024 * 1024;

    /// <summary>Else a word of whoever asked last, so that what is asked meanwhile is not taken for done.</summary>
    private static readonly byte[] Nothing = [0];

    private readonly Calendar _calendar = house.Value.ToCalendar();

    /// <summary>Whether it may be due as far as this node knows: what another one asked for, that one does, or the next that starts.</summary>
    private volatile bool _mayBeDue = true;

    /// <summary>Something is about to be deleted.</summary>
    public async Task Request()
    {
        await notes.Set(Note, Guid.NewGuid().ToByteArray());
        _mayBeDue = true;
    }

    /// <summary>Erases where that is due and may be done now.</summary>
    /// <returns>False where it is due, and was not done.</returns>
    public async Task<bool> RunIfDue(CancellationToken cancel = default)
    {
        if (!_mayBeDue)
        {
            return true;
        }

        _mayBeDue = false;
        var isDone = false;
        try
        {
            var due = await Due();
            isDone = due.SequenceEqual(Nothing) || await Run(due, cancel);
        }
        finally
        {
            _mayBeDue |= !isDone;
        }

        return isDone;
    }

    private async Task<bool> Run(byte[] due, CancellationToken cancel)
    {
        if (await store.Size(cancel) > settings.Value.EraseAtOnceMegabytes * Megabyte && _calendar.HourOf(clock.GetUtcNow()) != settings.Value.EraseHour)
        {
            return false;
        }

        try
        {
            // The lists hold titles and texts, and learn of a removal only when somebody asks them next.
            await views.Position();
            if (journal.Format == RecordFormats.Newest)
            {
                await views.DropOlder();
            }

            await store.Erase();
            if ((await Due()).SequenceEqual(due))
            {
                await notes.Set(Note, Nothing);
            }

            LogErased();
            return true;
        }
        catch (StoreException e)
        {
            LogNotErased(e.Message);
            return false;
        }
    }

    private async Task<byte[]> Due() => await notes.Find(Note) ?? Nothing;

    [LoggerMessage(LogLevel.Information, "The database's files are written anew: nothing is left in them of what was forgotten.")]
    private partial void LogErased();

    [LoggerMessage(
        LogLevel.Warning, "The database's files hold traces of what was forgotten, and could not be written anew; it will be tried again: {Why}")]
    private partial void LogNotErased(string why);
}
