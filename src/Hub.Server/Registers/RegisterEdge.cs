using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Server.Seeding;
using Hub.Server.Telemetry;
using Hub.Server.Views;

namespace Hub.Server.Registers;

/// <summary>The one way to a register: reads the command, looks at what the register itself cannot know of, and makes a receipt of the answer.</summary>
internal sealed partial class RegisterEdge(
    IGrainFactory grains, IJournal journal, RegisterLists lists, Lists meetings, FormatCatalogue formats, Conference conference, IFileStore files,
    Sessions sessions,
    HubMeter meter,
    Perseverance perseverance, ILogger<RegisterEdge> logger)
{
    private static readonly HashSet<string> Known =
        [.. typeof(RegisterCommand).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .Select(a => (string)a.TypeDiscriminator!)];

    /// <summary>Idempotent by operation and person.</summary>
    public async Task<Receipt> Do(Session? session, RegisterName register, JsonElement op, JsonElement command)
    {
        var began = Stopwatch.GetTimestamp();
        var operation = CommandEdge.TextOf(op) ?? "";
        var unreadable = Read(command, out var parsed);
        var receipt = !Operation.IsWellFormed(operation) ? Receipts.Refused(operation.Length <= 64 ? operation : operation[..64], Rejection.BadOperation)
            : unreadable is { } why ? Receipts.Refused(operation, why)
            : await Do(session, register, operation, parsed!);
        meter.Answered(parsed, receipt, began);
        return receipt;
    }

    /// <inheritdoc cref="Do(Session?, RegisterName, JsonElement, JsonElement)"/>
    public async Task<Receipt> Do(Session? session, RegisterName register, string op, RegisterCommand command)
    {
        if (session is not { IsOperator: true })
        {
            return Receipts.Refused(op, Rejection.Forbidden);
        }

        try
        {
            if (await CheckOutside(command) is { } refusal)
            {
                return Receipts.Refused(op, refusal.Rejection, refusal.Field);
            }

            var ask = new Ask<RegisterCommand>(Operation.Of(session.Person, op).Key, new Actor(session.Person, Role.Observer, IsStaff: true), null, command);
            var answer =
                await perseverance.Ask(() => grains.Grain<IRegisterGrain>(register.ToString()).Do(ask), answer => answer.Outcome != ReceiptOutcome.Retry);
            if (register == RegisterName.Members && command is RegisterCommand.Withdraw withdrawn)
            {
                // Also where that was done before: whoever asks again may do so because it ended here.
                await sessions.EndOfMember(withdrawn.Id);
                if (!await LeavesRolls(withdrawn.Id))
                {
                    return Receipts.Of(op, Answer.Retry, hasSeq: false);
                }
            }

            return Receipts.Of(op, answer, hasSeq: true);
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            LogRetry(register.ToString(), e.GetType().Name);
            return Receipts.Of(op, Answer.Retry, hasSeq: false);
        }
    }

    /// <summary>
    /// Takes a member off the rolls of the meetings that are not over: they vote in no ballot that opens from now on. What is open stays as it is.
    /// </summary>
    private async Task<bool> LeavesRolls(string member)
    {
        foreach (var status in new[] { MeetingStatus.Open, MeetingStatus.Paused, MeetingStatus.Scheduled })
        {
            string? after = null;
            do
            {
                var page = await meetings.Find(new MeetingQuery(status, PublicOnly: false, After: after, Limit: 1000), default);
                foreach (var row in page.Items)
                {
                    if (!await LeavesRoll(row.Id, member))
                    {
                        return false;
                    }
                }

                after = page.Next;
            }
            while (after is not null);
        }

        return true;
    }

    private async Task<bool> LeavesRoll(string id, string member)
    {
        var meeting = grains.Grain<IMeetingGrain>(id);
        if (await meeting.Roll() is not { Kind: RollKind.Register } roll || !roll.Members.Any(m => m.Member == member))
        {
            return true;
        }

        var others = roll.Members.Where(m => m.Member != member).Select(m => new RollMember(m.Member, m.Sector)).ToImmutableArray();
        var operation = Operation.OfHouse($"member {member} leaves the roll of {id}: {Guid.NewGuid()}");
        var answer = await perseverance.Ask(
            () => meeting.Do(new Ask<MeetingCommand>(operation.Key, Actor.Operator, null, new MeetingCommand.SetRoll(others))),
            answer => answer.Outcome != ReceiptOutcome.Retry);
        return answer.Outcome != ReceiptOutcome.Retry;
    }

    private static Rejection? Read(JsonElement json, out RegisterCommand? command)
    {
        command = null;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("$type", out var type) || CommandEdge.TextOf(type) is not { } name)
        {
            return Rejection.Unreadable;
        }

        try
        {
            command = Known.Contains(name) ? json.Deserialize(WireJson.Of<RegisterCommand>()) : null;
            return command is null ? Rejection.UnknownCommand : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return Rejection.Unreadable;
        }
    }

    /// <summary>Whether what an entry names is there.</summary>
    private async Task<Refusal?> CheckOutside(RegisterCommand command)
    {
        var entry = (command as RegisterCommand.Record)?.Entry ?? (command as RegisterCommand.Amend)?.Entry;
        if (entry is null)
        {
            return null;
        }

        // The register may be on a node of an older build, which could not even read the command.
        if (entry.Described.Since > journal.Format)
        {
            return new Refusal(Rejection.NotOffered, "$type");
        }

        if (conference.Check(entry) is { } refusal)
        {
            return refusal;
        }

        foreach (var field in entry.Described.FieldsOf(entry))
        {
            if (await CheckOutside(field, entry) is { } rejection)
            {
                return new Refusal(rejection, field.Name);
            }
        }

        return null;
    }

    private async Task<Rejection?> CheckOutside(EntryField field, Entry entry) => field.Ids(entry) is not { IsEmpty: false } ids ? null : field.Type switch
    {
        FieldType.Format when formats.Find(ids[0]) is null => Rejection.NotOffered,
        FieldType.Members or FieldType.Member when (await lists.UnknownMembers(ids)).Count > 0 => Rejection.UnknownMember,
        FieldType.Meetings when !await AreThere(ids) => Rejection.UnknownMeeting,
        FieldType.Room when !await IsThere(ids[0]) => Rejection.UnknownRoom,
        FieldType.Comment when !await HasComment(field.When!.Field.Text(entry)!, ids[0]) => Rejection.UnknownComment,
        FieldType.Files when !await Attach(ids) => Rejection.UnknownFile,
        _ => null,
    };

    private async Task<bool> Attach(ImmutableArray<string> ids)
    {
        await files.Attach(ids);
        return await files.Exist(ids);
    }

    private async Task<bool> AreThere(IEnumerable<string> meetings) =>
        (await Task.WhenAll(meetings.Select(m => IsThere(StreamNames.OfMeeting(m))))).All(there => there);

    private async Task<bool> IsThere(string room) =>
        StreamNames.Meeting(room) is { } meeting ? await grains.Grain<IMeetingGrain>(meeting).About() is not null
        : StreamNames.Topic(room) is { } topic && await grains.Grain<ITopicGrain>(topic).About() is not null;

    private Task<bool> HasComment(string room, string comment) =>
        StreamNames.Meeting(room) is { } meeting
            ? grains.Grain<IMeetingGrain>(meeting).HasComment(comment) : grains.Grain<ITopicGrain>(StreamNames.Topic(room)!).HasComment(comment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A command to the register {Register} is answered 'retry': {Error}.")]
    private partial void LogRetry(string register, string error);
}
