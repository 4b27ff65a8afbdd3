using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Contracts;
using Hub.Server.Http;
using Hub.Server.Records;
using Hub.Server.Privacy;
using Hub.Server.Registers;
using Hub.Server.Rehearsals;
using Hub.Server.Views;

namespace Hub.Tests.Client;

/// <summary>Writes the client's <c>contract.ts</c> from the C# types that are the contract: what the server says and what it reads, as JSON.</summary>
internal sealed class TypeScriptContract
{
    /// <summary>Where the client's word differs from the server's.</summary>
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(JoinAnswer)] = "Joined",
        [typeof(Joined)] = "Seat",
        [typeof(WhoIAm)] = "Me",
        [typeof(MeetingItem)] = "MeetingRow",
        [typeof(CommentPage)] = "CommentsPage",
    };

    /// <summary>JSON that was encoded before: what it is of.</summary>
    private static readonly Dictionary<(Type, string), string> Raw = new()
    {
        [(typeof(JoinAnswer), nameof(JoinAnswer.Snapshot))] = "MeetingView",
        [(typeof(JoinAnswer), nameof(JoinAnswer.Missed))] = "FrameView[]",
        [(typeof(CommentPage), nameof(CommentPage.Items))] = "CommentView[]",
        [(typeof(Receipt), nameof(Receipt.Result))] =
            "{ comment?: string; ballot?: string; item?: string; commitment?: string; entry?: string; document?: string; draft?: string; "
            + "round?: string; statement?: string }",
        [(typeof(Boot), nameof(Boot.Topic))] = "TopicJoined",
        [(typeof(FrameView), nameof(FrameView.Events))] = "EventView[]",
    };

    /// <summary>Events that say more, or less, on the wire than what is stored.</summary>
    private static readonly Dictionary<Type, Type> OnTheWire = new()
    {
        [typeof(MeetingEvent.CommentApproved)] = typeof(EventData.CommentShown),
        [typeof(MeetingEvent.CommentRestored)] = typeof(EventData.CommentShown),
        [typeof(MeetingEvent.CommentPinned)] = typeof(EventData.CommentPinned),
        [typeof(MeetingEvent.HandRaised)] = typeof(EventData.HandUp),
        [typeof(MeetingEvent.FloorGiven)] = typeof(EventData.FloorGivenTo),
        [typeof(MeetingEvent.FloorEnded)] = typeof(EventData.About),
        [typeof(MeetingEvent.HandDismissed)] = typeof(EventData.About),
        [typeof(MeetingEvent.Renamed)] = typeof(EventData.PersonRenamed),
        [typeof(MeetingEvent.NameRemoved)] = typeof(EventData.NameGone),
        [typeof(MeetingEvent.TextsRemoved)] = typeof(EventData.TextsGone),
        [typeof(TopicEvent.TopicTextsRemoved)] = typeof(EventData.TextsGone),
        [typeof(MeetingEvent.RollSet)] = typeof(EventData.RollLength),
        [typeof(MeetingEvent.SeatsConfirmed)] = typeof(EventData.Seats),
        [typeof(MeetingEvent.Unseated)] = typeof(EventData.Seats),
        [typeof(MeetingEvent.SeatReplaced)] = typeof(EventData.Seats),
        [typeof(MeetingEvent.SeatsChanged)] = typeof(EventData.Seats),
        [typeof(MeetingEvent.ClaimsStopped)] = typeof(EventData.Seats),
        [typeof(MeetingEvent.BallotClosed)] = typeof(EventData.BallotCounted),
        [typeof(MeetingEvent.BallotRevealed)] = typeof(EventData.BallotCounted),
        [typeof(MeetingEvent.BallotVoided)] = typeof(EventData.BallotCounted),
        [typeof(MeetingEvent.DocumentAdded)] = typeof(EventData.ItemDocuments),
        [typeof(MeetingEvent.DocumentDropped)] = typeof(EventData.ItemDocuments),
        [typeof(RoundEvent.RoundOpened)] = typeof(EventData.RoundNow),
        [typeof(RoundEvent.GroupsCounted)] = typeof(EventData.RoundNow),
        [typeof(RoundEvent.RoundClosing)] = typeof(EventData.RoundNow),
        [typeof(RoundEvent.StatementAdded)] = typeof(EventData.StatementShown),
        [typeof(RoundEvent.StatementApproved)] = typeof(EventData.StatementShown),
        [typeof(RoundEvent.StatementHidden)] = typeof(EventData.StatementGone),
        [typeof(RoundEvent.StatementMerged)] = typeof(EventData.StatementsJoined),
        [typeof(RoundEvent.RoundClosed)] = typeof(EventData.RoundNow),
        [typeof(TopicEvent.Rated)] = typeof(EventData.OutcomeRated),
        [typeof(TopicEvent.TopicCommentRestored)] = typeof(EventData.CommentShown),
    };

    private readonly NullabilityInfoContext _nullability = new();
    private readonly SortedDictionary<string, string> _declared = new(StringComparer.Ordinal);

    public static string Generate() => new TypeScriptContract().Write();

    private string Write()
    {
        _declared["Entry"] =
            $"/** What stands in a register. */\nexport type Entry "
            + $"=\n{string.Join("\n", Union(typeof(Entry)).Select(e => $"  | {Shape(e.Type, input: true, $"$type: '{e.Name}'")}"))};";
        foreach (var root in new[]
        {
            typeof(JoinAnswer), typeof(MeetingView), typeof(FrameView), typeof(TallyUpdate), typeof(MineUpdate), typeof(Receipt), typeof(Boot), typeof(Joined),
            typeof(WhoIAm),
                typeof(MeetingItem), typeof(PersonInRoom), typeof(VotePage), typeof(VoteReceipt),
            typeof(CommentPage), typeof(NewMeeting), typeof(AllCodes), typeof(ShownCodes), typeof(CodeOpens), typeof(RollPage), typeof(RollNames),
            typeof(Format), typeof(Rejection),
            typeof(TopicView), typeof(TopicNow), typeof(NewTopic), typeof(TopicRaised), typeof(TopicItem), typeof(CommitmentRow), typeof(SimilarTopic),
            typeof(ReportView),
            typeof(Conference), typeof(ImportReport), typeof(EntryPage), typeof(PlanView), typeof(VenuePage), typeof(VenueNow), typeof(MemberPage),
            typeof(AlikeMembers),
            typeof(DutyRecord), typeof(AwardView), typeof(MinutesView), typeof(ReplayView), typeof(Hub.Server.Contracts.FloorOrder), typeof(FieldType),
            typeof(ListPage), typeof(WhoseKey), typeof(MoveKey), typeof(SessionList), typeof(CardPage), typeof(CardsPrinted), typeof(LinkMade),
            typeof(WallCode), typeof(DoorPage), typeof(AccountList), typeof(AccountMade), typeof(Invited), typeof(Accepted), typeof(MyAccount),
            typeof(ProviderPage), typeof(AuditPage), typeof(RehearsalNews),
            typeof(DepartmentList), typeof(DepartmentPage), typeof(MyData), typeof(PrivacyRules), typeof(Forgot), typeof(WishList), typeof(ChairList),
            typeof(ConsentList), typeof(ConsentAsked), typeof(ConsentDecided), typeof(SearchPage), typeof(DeskItem), typeof(DeskCounts),
            typeof(BranchPage),
            typeof(RoundPage), typeof(NextStatementPage), typeof(MyRound),
        })
        {
            NameOf(root);
        }

        var commands =
            Union(typeof(MeetingCommand)).Concat(Union(typeof(BoxCommand))).Concat(Union(typeof(RoundCommand)))
                .Select(c => $"  | {Shape(c.Type, input: true, $"$type: '{c.Name}'")}").ToList();
        var events = OnWire(typeof(MeetingEvent)).Select(e => $"  {e.Name}: {Shape(OnTheWire.GetValueOrDefault(e.Type, e.Type), input: false)};").ToList();
        var topicCommands = Union(typeof(TopicCommand)).Concat(Union(typeof(RoundCommand)))
            .Select(c => $"  | {Shape(c.Type, input: true, $"$type: '{c.Name}'")}").ToList();
        var topicEvents = OnWire(typeof(TopicEvent)).Select(e => $"  {e.Name}: {Shape(OnTheWire.GetValueOrDefault(e.Type, e.Type), input: false)};").ToList();
        var registerCommands = Union(typeof(RegisterCommand)).Select(c => $"  | {Shape(c.Type, input: true, $"$type: '{c.Name}'")}").ToList();
        return $$"""
            /**
             * The contract with the server, written from its C# types; a test holds the two together. Absent means null: nulls are left out of the JSON.
             * All but the kinds of entries are types.
             */

            {{string.Join("\n\n", _declared.Values)}}

            export interface Page<T> {
              items: T[];
              next?: string;
            }

            export type Command =
            {{string.Join("\n", commands)}};

            /** The data of each event, by its type. */
            export interface EventData {
            {{string.Join("\n", events)}}
            }

            /** What happened, as told to this audience. A withheld event is not for it: it has neither time nor data. */
            export type EventView =
              | { [T in keyof EventData]: { seq: number; type: T; at: string; actor?: PersonView; data: EventData[T] } }[keyof EventData]
              | { seq: number; type: 'withheld'; at?: undefined; actor?: undefined; data?: undefined };

            /**
             * One field of a kind of entry. Of several with one name the first counts whose condition holds: another field has this word, or,
             * where none is given, has anything.
             */
            export interface EntryField {
              name: string;
              as: {{NameOf(typeof(FieldType))}};
              must?: true;
              /** Of a choice: the words. */
              of?: {{string.Join(" | ", Choices.Select(c => $"'{c}'"))}};
              when?: { field: string; is?: string };
            }

            /** What a kind of entry is, as it describes itself. */
            export interface EntryKind {
              page: {{NameOf(typeof(ListPage))}};
              /** The field that it goes by. */
              title: string;
              fields: EntryField[];
            }

            export const entryKinds: Record<Entry['$type'], EntryKind> = {
            {{string.Join("\n", EntryKinds.All.Select(KindOf))}}
            };

            /** What may be asked of a topic. */
            export type TopicCommand =
            {{string.Join("\n", topicCommands)}};

            /** What staff may ask of a register. */
            export type RegisterCommand =
            {{string.Join("\n", registerCommands)}};

            /** The data of each event of a topic, by its type. */
            export interface TopicEventData {
            {{string.Join("\n", topicEvents)}}
            }

            /** What happened to a topic, and where it has come to. */
            export type TopicEventView = {
              [T in keyof TopicEventData]: { seq: number; type: T; at: string; actor?: PersonView; data: TopicEventData[T]; topic: TopicNow };
            }[keyof TopicEventData];

            export type TopicFrame = Omit<FrameView, 'events'> & { events: TopicEventView[] };

            /** A topic's room as it is read: whole, or what was missed. */
            export type TopicJoined = Omit<Joined, 'snapshot' | 'missed'> & { snapshot?: TopicView; missed?: TopicFrame[] };

            """;
    }

    private static IEnumerable<(Type Type, string Name)> Union(Type union) =>
        union.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (a.DerivedType, (string)a.TypeDiscriminator!));

    /// <summary>What happens in an opinion round is told under its own name, whichever room's event holds it.</summary>
    private static IEnumerable<(Type Type, string Name)> OnWire(Type union) =>
        Union(union).SelectMany(e => e.Type.Name == nameof(MeetingEvent.InRound) ? Union(typeof(RoundEvent)) : [e]);

    private static IEnumerable<string> Choices =>
        EntryKinds.All.SelectMany(k => k.Fields).Select(f => f.Choices).OfType<Type>().Distinct().Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.Name))
            .Order(StringComparer.Ordinal);

    private static string KindOf(EntryKind kind) => $$"""
          {{kind.Type}}: {
            page: '{{CamelCase.Of(kind.Page)}}', title: '{{kind.Title}}',
            fields: [
        {{string.Join("\n", kind.Fields.Select(f => $"      {{ {string.Join(", ", FieldOf(f))} }},"))}}
            ],
          },
        """;

    private static IEnumerable<string> FieldOf(EntryField field)
    {
        yield return $"name: '{field.Name}', as: '{CamelCase.Of(field.Type)}'";
        if (field.Must)
        {
            yield return "must: true";
        }

        if (field.Choices is { } choices)
        {
            yield return $"of: '{JsonNamingPolicy.CamelCase.ConvertName(choices.Name)}'";
        }

        if (field.When is { } when)
        {
            yield return $"when: {{ field: '{when.Field.Name}'{(when.Word is { } word ? $", is: '{word}'" : "")} }}";
        }
    }

    private string NameOf(Type type)
    {
        var name = Names.GetValueOrDefault(type, type.Name);
        if (_declared.TryAdd(name, ""))
        {
            _declared[name] = type.IsEnum
                ? $"export type {name} =\n{string.Join("\n", Enum.GetNames(type).Select(n => $"  | '{JsonNamingPolicy.CamelCase.ConvertName(n)}'"))};"
                : $"export interface {name} {Shape(type, input: IsSent(type), multiline: true)}";
        }

        return name;
    }

    /// <summary>What a client sends, besides commands.</summary>
    private static bool IsSent(Type type) => type == typeof(NewMeeting) || type == typeof(NewItem) || type == typeof(NewTopic);

    /// <param name="input">What the server reads: a field may be left out where it has a default. What it writes: where it may be null.</param>
    private string Shape(Type type, bool input, string? first = null, bool multiline = false)
    {
        var parameters = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First().GetParameters();
        var fields = parameters.Select(p => Field(type, p, input)).Prepend(first).OfType<string>().ToList();
        return fields.Count == 0 ? "object"
            : multiline ? fields.Aggregate(new StringBuilder("{\n"), (text, field) => text.Append("  ").Append(field).Append(";\n")).Append('}').ToString()
            : $"{{ {string.Join("; ", fields)} }}";
    }

    private string Field(Type owner, ParameterInfo parameter, bool input)
    {
        var property = owner.GetProperty(parameter.Name!)!;
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null || _nullability.Create(property).ReadState == NullabilityState.Nullable;
        var type = Raw.TryGetValue((owner, property.Name), out var raw)
            ? raw : TypeOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        return $"{name}{((input ? parameter.HasDefaultValue : nullable) ? "?" : "")}: {type}";
    }

    private string TypeOf(Type type) =>
        type == typeof(string) || type == typeof(DateTimeOffset) || type == typeof(DateOnly)
            || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IWireText<>)) ? "string"
        : type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(decimal) ? "number"
        : type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string) ? $"Record<string, {TypeOf(value)}>"
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? $"{TypeOf(type.GetGenericArguments()[0])}[]"
        : NameOf(type);
}
