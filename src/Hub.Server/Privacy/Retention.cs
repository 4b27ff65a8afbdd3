using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Views;
using Microsoft.Extensions.Options;

namespace Hub.Server.Privacy;

/// <summary>
/// Removes what has been kept for as long as the settings say: once a day, so much at a time, by the same steps as a wish to be forgotten. Sessions end by
/// themselves, and their rows go with them.
/// </summary>
internal sealed partial class Retention(
    HouseViews views, IDirectory directory, IGrainFactory grains, IJournal journal, IOptions<PrivacySettings> settings, TimeProvider clock,
    ILogger<Retention> logger)
{
    /// <summary>What is over goes the next day.</summary>
    private const int MostAtOnce = 500;

    private const string Why = "保存期满";

    /// <returns>How much was removed.</returns>
    public async Task<int> Sweep(CancellationToken cancel = default)
    {
        // An older build would not read what is left.
        if (journal.Format < RecordFormat.Fifth)
        {
            return 0;
        }

        var removed = await SweepGuests(cancel);
        removed += await SweepNominations(MostAtOnce - removed, cancel);
        if (removed > 0)
        {
            LogSwept(removed);
        }

        return removed;
    }

    /// <returns>The first year whose end is not yet so many days ago; null where what is asked for stays for ever.</returns>
    private int? FirstYearThatStays(int days) => days == 0 ? null : views.Calendar.DayOf(clock.GetUtcNow().AddDays(-days)).Year;

    private async Task<int> SweepGuests(CancellationToken cancel)
    {
        var removed = 0;
        if (FirstYearThatStays(settings.Value.GuestNameDays) is not { } stays)
        {
            return removed;
        }

        foreach (var id in await views.Query(
            new Statement("SELECT id FROM {meetings} WHERE closed_year < $1 ORDER BY position", (long)stays), r => r.GetString(0), cancel))
        {
            var room = StreamNames.OfMeeting(id);
            var guests = (await directory.ReadSeats(room, cancel)).Where(IsGuest).Select(s => s.Participant).ToHashSet();
            foreach (var participant in (await directory.ReadNames(room, cancel))
                .Where(n => !n.IsRemoved && n.Known is null && guests.Contains(n.Participant)).Select(n => n.Participant).Distinct())
            {
                if (removed >= MostAtOnce)
                {
                    return removed;
                }

                removed += await Remove(grains.Grain<IMeetingGrain>(id).Do(
                    Forgetting.Ask<MeetingCommand>(new MeetingCommand.RemoveName(participant, Why, []))));
            }
        }

        return removed;
    }

    private static bool IsGuest(Seat seat) => seat is { IsMember: false, Role: < Role.Member, Known: null, Name.Length: > 0 };

    private async Task<int> SweepNominations(int most, CancellationToken cancel)
    {
        var removed = 0;
        if (FirstYearThatStays(settings.Value.NominationReasonDays) is not { } stays)
        {
            return removed;
        }

        foreach (var (register, id) in await views.Query(
            new Statement(
                "SELECT register, id FROM {entries} WHERE type = 'nomination' AND year < $1 AND name <> $2 ORDER BY place LIMIT $3",
                (long)stays, RemovedText.Sentence, (long)Math.Max(0, most)),
            r => (r.GetString(0), r.GetString(1)), cancel))
        {
            removed += await Remove(grains.Grain<IRegisterGrain>(register).Do(Forgetting.Ask<RegisterCommand>(new RegisterCommand.Forget(id, Why))));
        }

        return removed;
    }

    /// <summary>What does not get through today does so tomorrow.</summary>
    private async Task<int> Remove(Task<Answer> asked)
    {
        try
        {
            return (await asked).IsDone ? 1 : 0;
        }
        catch (Exception e) when (Common.Perseverance.IsPassing(e))
        {
            LogNotSwept(e.Message);
            return 0;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} names and texts are removed that were kept for as long as Privacy:* says.")]
    private partial void LogSwept(int count);

    [LoggerMessage(LogLevel.Warning, "Something that was kept long enough could not be removed, and is tried again tomorrow: {Why}")]
    private partial void LogNotSwept(string why);
}
