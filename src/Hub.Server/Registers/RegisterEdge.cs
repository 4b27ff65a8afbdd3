using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
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
    IGrainFactory grains, IJournal journal, RegisterLists lists, MemberRolls rolls, FormatCatalogue formats, Conference conference, IFileStore files,
    Sessions sessions, AuditLog audit, HubMeter meter, Perseverance perseverance, ILogger<RegisterEdge> logger)
{
    private static readonly HashSet<string> Known =
        [.. typeof(RegisterCommand).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .Select(a => (string)a.TypeDiscriminator!)];

    /// <summary>Idempotent by operation and person.</summary>
    /// <param name="from">Where it comes from, for the audit log.</param>
    public async Task<Receipt> Do(Session? session, IPAddress? from, RegisterName register, JsonElement op, JsonElement command)
    {
        var began = Stopwatch.GetTimestamp();
        var operation = CommandEdge.TextOf(op) ?? "";
        var unreadable = Read(command, out var parsed);
        var receipt = !Operation.IsWellFormed(operation) ? Receipts.Refused(operation.Length <= 64 ? operation : operation[..64], Rejection.BadOperation)
            : unreadable is { } why ? Receipts.Refused(operation, why)
            : await Do(session, from, register, operation, parsed!);
        meter.Answered(parsed, receipt, began);
        return receipt;
    }

    /// <inheritdoc cref="Do(Session?, IPAddress?, RegisterName, JsonElement, JsonElement)"/>
    public async Task<Receipt> Do(Session? session, IPAddress? from, RegisterName register, string op, RegisterCommand command)
    {
        var note = new AuditNote(AuditActs.RegisterChanged, AuditPeople.Of(session), from, On(register, command));
        if (session?.May(Permission.KeepRegisters, Scope.House) != true)
        {
            audit.Count(note, new ActOutcome(CamelCase.Of(Rejection.Forbidden)));
            return Receipts.Refused(op, Rejection.Forbidden);
        }

        try
        {
            return await audit.Around(note, () => Do(session, register, op, command), receipt => receipt.OutcomeFor(note.On));
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            LogRetry(register.ToString(), e.GetType().Name);
            return Receipts.Of(op, Answer.Retry, hasSeq: false);
        }
    }

    /// <summary>As the audit log names it: the register, and the entry where one is named.</summary>
    private static string On(RegisterName register, RegisterCommand command)
    {
        var entry = command switch
        {
            RegisterCommand.Amend c => c.Id,
            RegisterCommand.Withdraw c => c.Id,
            RegisterCommand.MergeMembers c => c.Id,
            RegisterCommand.AssignProposal c => c.Id,
            RegisterCommand.AnswerProposal c => c.Id,
            _ => null,
        };
        return StreamNames.IsId(entry) ? $"{StreamNames.RegisterStream(register)}/{entry}" : StreamNames.RegisterStream(register);
    }

    private async Task<Receipt> Do(Session session, RegisterName register, string op, RegisterCommand command)
    {
        try
        {
            if (await CheckOutside(command) is { } refusal)
            {
                return Receipts.Refused(op, refusal.Rejection, refusal.Field);
            }

            if (command is RegisterCommand.MergeMembers merging && await WhyNotMerge(merging) is { } sitting)
            {
                return Receipts.Refused(op, sitting.Rejection, sitting.Field);
            }

            var ask = new Ask<RegisterCommand>(
                Operation.Of(session.Person, op).Key, new Actor(session.Person, Role.Observer, IsStaff: true), null, command, Payload.Of(command));
            var answer =
                await perseverance.Ask(() => grains.Grain<IRegisterGrain>(register.ToString()).Do(ask), answer => answer.Outcome != ReceiptOutcome.Retry);
            if (register == RegisterName.Members && command is RegisterCommand.Withdraw withdrawn)
            {
                // Also where that was done before: whoever asks again may do so because it ended here.
                await sessions.EndOfMember(withdrawn.Id);
                if (!await rolls.Leave(withdrawn.Id))
                {
                    return Receipts.Of(op, Answer.Retry, hasSeq: false);
                }
            }

            if (command is RegisterCommand.MergeMembers merged && answer.IsDone && !await Follow(merged))
            {
                return Receipts.Of(op, Answer.Retry, hasSeq: false);
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
    /// In one meeting two seats would be one member's. Once it is done this is not looked at any more: whoever asks again may do so because it ended in
    /// between.
    /// </summary>
    private async Task<Refusal?> WhyNotMerge(RegisterCommand.MergeMembers merging) =>
        journal.Format < RecordFormat.Eighth ? new Refusal(Rejection.NotOffered, "$type")
        : await MemberKeys.Find(grains, merging.Id) is not null && await rolls.SitTogether(merging.Id, merging.Into) ? new Refusal(Rejection.BothSit, "into")
        : null;

    /// <summary>What was opened as the member who stands no more ends, and on rolls the other takes their place.</summary>
    private async Task<bool> Follow(RegisterCommand.MergeMembers merged)
    {
        await sessions.EndOfMember(merged.Id);
        var into = await MemberKeys.Find(grains, merged.Into);
        return await rolls.Leave(merged.Id, into is { } stays ? new RollMember(stays.Seat.Member, stays.Seat.Sector) : null);
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
