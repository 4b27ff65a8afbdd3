using Hub.Domain.Audit;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;

namespace Hub.Domain.Tests;

/// <summary>
/// What is stored must be readable in ten years. A red test here means: the change would make old journals unreadable. Where the change only adds
/// an event or an optional field, take the new text over into approved-events.jsonl; anything else is not to be done.
/// </summary>
public class StoredFormatTests
{
    private static readonly string[] Approved = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "approved-events.jsonl"));

    [Fact]
    public void Every_event_is_stored_as_approved() =>
        string.Join('\n', Samples.MeetingEvents.Select(Stored.Json).Concat(Samples.BoxEvents.Select(Stored.Json))
            .Concat(Samples.TopicEvents.Select(Stored.Json)).Concat(Samples.RegisterEvents.Select(Stored.Json))
            .Concat(Samples.AuditEvents.Select(Stored.Json))).ShouldBe(string.Join('\n', Approved));

    [Fact]
    public void Every_approved_text_is_read_and_stored_again_as_it_was()
    {
        var (rooms, audit) = (Approved[..^Samples.AuditEvents.Length], Approved[^Samples.AuditEvents.Length..]);
        var meeting = rooms[..Samples.MeetingEvents.Length];
        var (topics, registers) = (Samples.TopicEvents.Length, Samples.RegisterEvents.Length);
        var (box, topic, register) =
            (rooms[Samples.MeetingEvents.Length..^(topics + registers)], rooms[^(topics + registers)..^registers], rooms[^registers..]);
        audit.Select(Stored.Read<AuditEvent>).Select(Stored.Json).ShouldBe(audit);
        register.Select(Stored.Read<RegisterEvent>).Select(Stored.Json).ShouldBe(register);
        meeting.Select(Stored.Read<MeetingEvent>).Select(Stored.Json).ShouldBe(meeting);
        box.Select(Stored.Read<BoxEvent>).Select(Stored.Json).ShouldBe(box);
        topic.Select(Stored.Read<TopicEvent>).Select(Stored.Json).ShouldBe(topic);
    }

    /// <summary>The stances of a round lie in a stream of their own, and have texts of their own.</summary>
    [Fact]
    public void Every_stance_is_stored_as_approved_and_read_as_it_was()
    {
        var approved = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "approved-stances.jsonl"));
        Samples.StanceEvents.Select(Stored.Json).ShouldBe(approved);
        approved.Select(Stored.Read<StanceEvent>).Select(Stored.Json).ShouldBe(approved);
        Samples.StanceEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<StanceEvent>(), ignoreOrder: true);
        Samples.RoundEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<RoundEvent>(), ignoreOrder: true);
    }

    [Fact]
    public void Every_event_has_a_name_and_a_sample()
    {
        Samples.CasesOf<MeetingEvent>().Where(t => Samples.NameOf(t) is null).ShouldBeEmpty();
        Samples.CasesOf<BoxEvent>().Where(t => Samples.NameOf(t) is null).ShouldBeEmpty();
        Samples.CasesOf<TopicEvent>().Where(t => Samples.NameOf(t) is null).ShouldBeEmpty();
        Samples.CasesOf<RegisterEvent>().Where(t => Samples.NameOf(t) is null).ShouldBeEmpty();
        Samples.CasesOf<AuditEvent>().Where(t => Samples.NameOf(t) is null).ShouldBeEmpty();
        Samples.CasesOf<Entry>().Where(t => Samples.NameOf(t) is null).ShouldBeEmpty();
        Samples.AuditEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<AuditEvent>(), ignoreOrder: true);
        Samples.RegisterEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<RegisterEvent>(), ignoreOrder: true);
        Samples.Entries.Select(e => e.GetType()).ShouldBe(Samples.CasesOf<Entry>(), ignoreOrder: true);
        Samples.TopicEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<TopicEvent>(), ignoreOrder: true);
        Samples.MeetingEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<MeetingEvent>(), ignoreOrder: true);
        Samples.BoxEvents.Select(e => e.GetType()).Distinct().ShouldBe(Samples.CasesOf<BoxEvent>(), ignoreOrder: true);
    }

    [Fact]
    public void An_event_is_named_as_its_type_is() =>
        Samples.CasesOf<MeetingEvent>().Concat(Samples.CasesOf<BoxEvent>()).Concat(Samples.CasesOf<TopicEvent>()).Concat(Samples.CasesOf<RegisterEvent>())
            .Concat(Samples.CasesOf<Entry>()).Concat(Samples.CasesOf<AuditEvent>()).Concat(Samples.CasesOf<RoundEvent>())
            .Concat(Samples.CasesOf<StanceEvent>()).ShouldAllBe(t => Samples.NameOf(t) == CamelCased(t.Name));

    [Fact]
    public void Every_command_has_a_name_on_the_wire_but_those_that_only_the_house_makes()
    {
        Samples.CasesOf<MeetingCommand>().Where(t => Samples.NameOf(t) is null)
            .ShouldBe([typeof(MeetingCommand.Schedule), typeof(MeetingCommand.SealBallot), typeof(MeetingCommand.AddTopic),
                typeof(MeetingCommand.NoteTopicTold), typeof(MeetingCommand.SeatMember),
                typeof(MeetingCommand.Rename), typeof(MeetingCommand.EditMeeting), typeof(MeetingCommand.RecordSeats), typeof(MeetingCommand.RemoveName),
                typeof(MeetingCommand.RemoveTexts), typeof(MeetingCommand.VoidBallot), typeof(MeetingCommand.ShowRecord),
                typeof(MeetingCommand.SetRoll), typeof(MeetingCommand.ClaimSeat), typeof(MeetingCommand.StopClaims),
                typeof(MeetingCommand.AddBranch), typeof(MeetingCommand.SeatInBranch), typeof(MeetingCommand.NoteHub),
                typeof(MeetingCommand.CommentFromBranch), typeof(MeetingCommand.HandFromBranch), typeof(MeetingCommand.OfRound)],
                ignoreOrder: true);
        Samples.CasesOf<RoundCommand>().Where(t => Samples.NameOf(t) is null)
            .ShouldBe([typeof(RoundCommand.CountGroups), typeof(RoundCommand.SealRound)], ignoreOrder: true);
        Samples.RoundCommands.Select(c => c.GetType()).ShouldBe(Samples.CasesOf<RoundCommand>().Where(t => Samples.NameOf(t) is not null), ignoreOrder: true);
        Samples.CasesOf<BoxCommand>().Where(t => Samples.NameOf(t) is null)
            .ShouldBe([typeof(BoxCommand.VoteSealed), typeof(BoxCommand.OpenQuestion), typeof(BoxCommand.CloseQuestion), typeof(BoxCommand.Seal),
                typeof(BoxCommand.ReplaceSeats)],
                ignoreOrder: true);
        Samples.CasesOf<TopicCommand>().Where(t => Samples.NameOf(t) is null)
            .ShouldBe([typeof(TopicCommand.Raise), typeof(TopicCommand.EndMerge), typeof(TopicCommand.Absorb), typeof(TopicCommand.Hear),
                typeof(TopicCommand.Escalate), typeof(TopicCommand.RemoveTexts), typeof(TopicCommand.TakeBack),
                typeof(TopicCommand.OfRound)], ignoreOrder: true);
        Samples.CasesOf<RegisterCommand>().Where(t => Samples.NameOf(t) is null).ShouldBe([typeof(RegisterCommand.Import), typeof(RegisterCommand.Forget)]);
        Samples.RegisterCommands.Select(c => c.GetType())
            .ShouldBe(Samples.CasesOf<RegisterCommand>().Where(t => Samples.NameOf(t) is not null), ignoreOrder: true);
        Samples.TopicCommands.Select(c => c.GetType()).ShouldBe(Samples.CasesOf<TopicCommand>().Where(t => Samples.NameOf(t) is not null), ignoreOrder: true);
        Samples.Commands.Select(c => c.GetType()).ShouldBe(Samples.CasesOf<MeetingCommand>().Where(t => Samples.NameOf(t) is not null), ignoreOrder: true);
    }

    [Fact]
    public void Every_command_is_read_from_the_wire_as_it_was_sent()
    {
        Samples.Commands.Select(Stored.Json).ShouldAllBe(json => Stored.Json(Stored.Read<MeetingCommand>(json)) == json);
        Samples.RegisterCommands.Select(Stored.Json).ShouldAllBe(json => Stored.Json(Stored.Read<RegisterCommand>(json)) == json);
        Samples.RoundCommands.Select(Stored.Json).ShouldAllBe(json => Stored.Json(Stored.Read<RoundCommand>(json)) == json);
        Samples.TopicCommands.Select(Stored.Json).ShouldAllBe(json => Stored.Json(Stored.Read<TopicCommand>(json)) == json);
    }

    [Theory]
    [InlineData("""{"$type":"comment","text":"好","replyTo":"c1"}""", """{"$type":"comment","text":"好","replyTo":"c1"}""")]
    [InlineData("""{"$type":"pinComment"}""", """{"$type":"pinComment"}""")]
    [InlineData("""{"$type":"hideComment","comment":"c1"}""", """{"$type":"hideComment","comment":"c1"}""")]
    [InlineData("""{"$type":"showScene","scene":"comment","comment":"c1"}""", """{"$type":"showScene","scene":"comment","comment":"c1"}""")]
    [InlineData("""{"$type":"setModeration","mode":"pre"}""", """{"$type":"setModeration","mode":"pre"}""")]
    public void The_wire_names_the_fields(string sent, string read) => Stored.Json(Stored.Read<MeetingCommand>(sent)).ShouldBe(read);

    [Fact]
    public void An_event_without_its_optional_fields_is_still_read()
    {
        Stored.Read<MeetingEvent>("""{"$type":"commented","comment":"c1","text":"好"}""").ShouldBe(new MeetingEvent.Commented("c1", "好"));
        Stored.Read<BoxEvent>("""{"$type":"questionOpened","ballot":"b1","options":["o1"],"max":1,"voters":"all"}""")
            .ShouldBeOfType<BoxEvent.QuestionOpened>().Electorate.ShouldBeNull();
    }

    private static string CamelCased(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
