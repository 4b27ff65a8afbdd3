using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Seeding;

/// <summary>A named meeting of the year's plan, as the seeds tell it.</summary>
/// <param name="Key">A short word that never changes: the meeting's id is derived from it.</param>
/// <param name="PlanYear">The year of whose plan it is a key item; absent: of none.</param>
public sealed record NamedMeeting(
    string Key, string Title, string Format, int? PlanYear = null, string? Venue = null, Visibility Visibility = Visibility.Public,
    ImmutableArray<NewItem>? Agenda = null);

/// <summary>
/// Replays the seeds as commands into an empty journal, at first start. Ids and operations are derived from the seeds, so that nodes that start at once, or a
/// start after a crash in the middle, seed once.
/// </summary>
internal sealed partial class Seeds(
    SeedSettings settings, FormatCatalogue formats, IJournal journal, IDirectory directory, HouseSecrets secrets, IGrainFactory grains,
    ILogger<Seeds> logger)
{
    private static readonly byte[] Begun = "begun"u8.ToArray();
    private static readonly byte[] Done = "done"u8.ToArray();

    private ImmutableArray<NamedMeeting> _meetings = [];

    /// <summary>Reads what will be replayed: before anything is started, so that what is wrong in it is said, and nothing else happens.</summary>
    /// <exception cref="StartupException">The seeds cannot be read, or do not fit together.</exception>
    public void Load()
    {
        if (settings.Folder is { } folder)
        {
            _meetings = SeedFile.Read(Path.Combine(folder, "meetings-2022.json"), SeedJson.Strict.ImmutableArrayNamedMeeting);
            foreach (var meeting in _meetings)
            {
                _ = FormatOf(meeting);
                if (meeting.PlanYear is < RegisterName.FirstYear or > RegisterName.LastYear)
                {
                    throw new StartupException($"The seeds' meeting '{meeting.Key}' is planned for no year: {meeting.PlanYear}.");
                }
            }
        }
    }

    public async Task Replay(CancellationToken cancel)
    {
        if (settings.Folder is not { } folder)
        {
            return;
        }

        var state = await secrets.GetOrAdd("seeds", await IsEmpty(cancel) ? Begun : Done);
        if (state.AsSpan().SequenceEqual(Done))
        {
            return;
        }

        foreach (var meeting in _meetings)
        {
            await Schedule(meeting);
        }

        await secrets.Set("seeds", Done);
        LogSeeded(_meetings.Length, folder);
    }

    /// <summary>That somebody started the hub, and signed in, is no content.</summary>
    private async Task<bool> IsEmpty(CancellationToken cancel)
    {
        var position = 0L;
        while (await journal.ReadAll(position, 500, cancel) is { Count: > 0 } commits)
        {
            if (commits.Any(c => c.Stream != StreamNames.Audit))
            {
                return false;
            }

            position = commits[^1].Position;
        }

        return true;
    }

    private async Task Schedule(NamedMeeting meeting)
    {
        var format = FormatOf(meeting);
        var operation = Operation.OfHouse($"seed meeting {meeting.Key}");
        var id = operation.NewId();
        var answer = await grains.Grain<IMeetingGrain>(id).Do(new Ask<MeetingCommand>(
            operation.Key, Actor.House, null, new MeetingCommand.Schedule(meeting.Title, format, meeting.Visibility, meeting.Agenda, meeting.Venue)));
        if (!answer.IsDone && answer.Rejection != Rejection.AlreadyScheduled)
        {
            throw new StartupException($"The seeds' meeting '{meeting.Key}' was not taken: {answer.Outcome} {answer.Rejection} {answer.Field}.");
        }

        if (meeting.PlanYear is { } year)
        {
            await Plan(meeting, format, year, id);
        }

        var room = StreamNames.OfMeeting(id);
        await Codes.Add(directory, room, Role.Attendee);
        await Codes.Add(directory, room, Role.Observer);
    }

    private Format FormatOf(NamedMeeting meeting) =>
        formats.Find(meeting.Format) ?? throw new StartupException($"The seeds name a format '{meeting.Format}' that formats.json does not have.");

    private async Task Plan(NamedMeeting meeting, Format format, int year, string id)
    {
        var answer = await grains.Grain<IRegisterGrain>(RegisterName.PlanOf(year).ToString()).Do(new Ask<RegisterCommand>(
            Operation.OfHouse($"seed plan {meeting.Key}").Key, Actor.House, null,
            new RegisterCommand.Record(new Entry.PlanItem(meeting.Title, meeting.Format, Owner: format.Convener.Zh, Meetings: [id]))));
        if (!answer.IsDone && answer.Rejection != Rejection.AlreadyRecorded)
        {
            throw new StartupException($"The seeds' meeting '{meeting.Key}' was not taken into the plan: {answer.Outcome} {answer.Rejection} {answer.Field}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Seeded {Count} meetings from {Folder}")]
    private partial void LogSeeded(int count, string folder);
}
