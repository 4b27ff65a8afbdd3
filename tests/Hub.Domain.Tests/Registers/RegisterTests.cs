using Hub.Domain;
using Hub.Domain.Registers;

namespace Hub.Domain.Tests.Registers;

/// <summary>The rules of a register.</summary>
public class RegisterTests
{
    private static readonly Actor Staff = new("operator", Role.Observer, IsStaff: true);
    private static readonly DateTimeOffset Now = new(2021, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly RegisterName _name = RegisterName.OfYear(2021);
    private Register _register = Register.Empty;
    private long _seq;
    private int _op;

    private static Entry.Output Proposal(string title = "关于增加托位的提案") => new(OutputKind.Proposal, new DateOnly(2021, 3, 5), title);

    [Theory]
    [InlineData("plan2022", Book.Plan, 2022)]
    [InlineData("year2021", Book.Year, 2021)]
    [InlineData("venues", Book.Venues, null)]
    [InlineData("members", Book.Members, null)]
    [InlineData("departments", Book.Departments, null)]
    public void A_register_is_found_by_its_name(string name, Book book, int? year)
    {
        var register = RegisterName.Parse(name).ShouldNotBeNull();
        (register.Book, register.Year).ShouldBe((book, year));
        register.ToString().ShouldBe(name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plan")]
    [InlineData("plan1948")]
    [InlineData("plan9999")]
    [InlineData("plan 022")]
    [InlineData("Plan2022")]
    [InlineData("members2022")]
    [InlineData("plan20222")]
    public void Anything_else_names_none(string? name) => RegisterName.Parse(name).ShouldBeNull();

    [Fact]
    public void Only_staff_write_in_a_register()
    {
        foreach (var command in Samples.RegisterCommands)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                RegisterDecider.Decide(_register, _name, command, new Given(new Actor("li", role), Now, Operation.Of("li", "1")))
                    .ShouldBe(new Decision<RegisterEvent>.Refused(Rejection.Forbidden));
            }
        }
    }

    [Fact]
    public void An_entry_belongs_to_one_book()
    {
        foreach (var entry in Samples.Entries)
        {
            RegisterName[] all = [RegisterName.PlanOf(2021), RegisterName.Venues, RegisterName.Members, RegisterName.Departments, RegisterName.OfYear(2021)];
            var homes = all.Where(name => RegisterDecider.Check(name, entry, RecordFormats.Newest) is null);
            homes.ShouldHaveSingleItem().Book.ShouldBe(entry.Described.Book);
        }
    }

    [Fact]
    public void What_happened_on_a_day_stands_in_that_year() =>
        RegisterDecider.Check(RegisterName.OfYear(2022), Proposal(), RecordFormats.Newest).ShouldBe(new Refusal(Rejection.OutOfRange, "on"));

    [Fact]
    public void An_entry_is_recorded_amended_and_withdrawn_and_its_name_is_free_again()
    {
        var venues = RegisterName.Venues;
        var room = new Entry.Venue("府前社区协商议事室", VenueKind.ConsultationRoom, "清江浦区");
        var id = Do(new RegisterCommand.Record(room), venues).ShouldHaveSingleItem().ShouldBeOfType<RegisterEvent.EntryRecorded>().Id;
        Refused(new RegisterCommand.Record(room with { County = "淮安区" }), venues).ShouldBe((Rejection.AlreadyRecorded, "is"));

        Do(new RegisterCommand.Amend(id, room with { Title = "府前协商议事室" }), venues);
        _register.Find(id)!.Entry.Name.ShouldBe("府前协商议事室");
        var second = Do(new RegisterCommand.Record(room), venues).ShouldHaveSingleItem().ShouldBeOfType<RegisterEvent.EntryRecorded>().Id;
        Refused(new RegisterCommand.Amend(second, room with { Title = "府前协商议事室" }), venues).ShouldBe((Rejection.AlreadyRecorded, "is"));

        Do(new RegisterCommand.Withdraw(id, "合并"), venues);
        _register.Find(id).ShouldBeNull();
        Refused(new RegisterCommand.Amend(id, room), venues).ShouldBe((Rejection.UnknownEntry, null));
        Refused(new RegisterCommand.Withdraw(id, "再一次"), venues).ShouldBe((Rejection.UnknownEntry, null));
        Do(new RegisterCommand.Amend(second, room with { Title = "府前协商议事室" }), venues);
    }

    [Fact]
    public void What_is_read_as_the_same_is_the_same_however_it_is_spelled()
    {
        var venues = RegisterName.Venues;
        var room = new Entry.Venue("阿合买提·江社区议事室", VenueKind.ConsultationRoom, "清江浦区");
        var id = Do(new RegisterCommand.Record(room), venues).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        foreach (var spelling in new[] { "阿合买提•江社区议事室", "阿合买提・江 社区议事室", "阿合买提·江社区议事室\u200b", "阿合买提．江社区议事室" })
        {
            Refused(new RegisterCommand.Record(room with { Title = spelling }), venues).ShouldBe((Rejection.AlreadyRecorded, "is"));
        }

        Do(new RegisterCommand.Amend(id, room with { Title = "阿合买提•江社区议事室" }), venues);
        Refused(new RegisterCommand.Record(room), venues).ShouldBe((Rejection.AlreadyRecorded, "is"));
        Do(new RegisterCommand.Withdraw(id, "改建"), venues);
        Do(new RegisterCommand.Record(room), venues);
        _register.Alike.Count.ShouldBe(1);
    }

    [Fact]
    public void An_import_takes_no_member_twice_who_is_spelled_in_two_ways()
    {
        var members = RegisterName.Members;
        var refused = Decide(new RegisterCommand.Import([new Entry.Member("钱七", "教育界"), new Entry.Member("钱　七", "教育界")]), members);
        refused.ShouldBe(new Decision<RegisterEvent>.Refused(Rejection.AlreadyRecorded, "entries[1].is"));
        Do(new RegisterCommand.Import([new Entry.Member("钱七", "教育界"), new Entry.Member("钱　七", "医药卫生界")]), members).Length.ShouldBe(2);
    }

    /// <summary>Regression: they were recorded when only the same characters were the same name.</summary>
    [Fact]
    public void Two_from_before_may_each_be_amended_and_the_one_that_stays_keeps_the_name()
    {
        var members = RegisterName.Members;
        var (one, other) = (new Entry.Member("钱七", "教育界"), new Entry.Member("钱七\u200b", "教育界"));
        Evolve(new RegisterEvent.EntryRecorded("e1", one));
        Evolve(new RegisterEvent.EntryRecorded("e2", other));

        Do(new RegisterCommand.Amend("e2", other with { Office = "常委" }), members);
        Refused(new RegisterCommand.Amend("e2", one), members).ShouldBe((Rejection.AlreadyRecorded, "is"));
        Do(new RegisterCommand.Withdraw("e2", "与另一条重复"), members);

        _register.Entries["e2"].Withdrawn.ShouldBe("与另一条重复");
        Refused(new RegisterCommand.Record(other), members).ShouldBe((Rejection.AlreadyRecorded, "is"));
    }

    [Fact]
    public void A_snapshot_knows_the_spellings_again()
    {
        Evolve(new RegisterEvent.EntryRecorded("e1", new Entry.Member("钱七", "教育界")));
        Evolve(new RegisterEvent.EntryRecorded("e2", new Entry.Member("钱七\u200b", "教育界")));
        Stored.Json(_register).ShouldNotContain("alike");

        var again = Stored.Read<Register>(Stored.Json(_register));

        again.Alike.ShouldHaveSingleItem().Value.ShouldBe(["e1", "e2"]);
        again.Has("member 钱 七, 教育界, , , ").ShouldBeTrue();
        again.Has("member 钱八, 教育界, , , ").ShouldBeFalse();
    }

    [Fact]
    public void An_entry_stays_what_it_is()
    {
        var id = Do(new RegisterCommand.Record(Proposal())).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        Refused(new RegisterCommand.Amend(id, new Entry.Nomination("m1", "好"))).ShouldBe((Rejection.NotOffered, "$type"));
    }

    [Fact]
    public void A_proposal_is_filed_assigned_and_answered_and_whoever_gets_it_next_answers_anew()
    {
        var id = Do(new RegisterCommand.Record(Proposal())).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        _register.Find(id)!.Status.ShouldBe(ProposalStatus.Filed);
        Refused(new RegisterCommand.AnswerProposal(id, "已采纳")).ShouldBe((Rejection.NotAssigned, null));

        Do(new RegisterCommand.AssignProposal(id, "市卫生健康委员会"));
        _register.Find(id)!.Status.ShouldBe(ProposalStatus.Assigned);
        Decide(new RegisterCommand.AssignProposal(id, " 市卫生健康委员会 ")).ShouldBe(Decision<RegisterEvent>.Already);

        Do(new RegisterCommand.AnswerProposal(id, "已采纳"));
        _register.Find(id)!.Status.ShouldBe(ProposalStatus.Answered);
        Do(new RegisterCommand.AssignProposal(id, "市教育局"));
        _register.Find(id)!.Status.ShouldBe(ProposalStatus.Assigned);
    }

    [Fact]
    public void A_speech_is_given_to_no_department()
    {
        var id = Do(new RegisterCommand.Record(Proposal() with { Kind = OutputKind.Speech })).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        Refused(new RegisterCommand.AssignProposal(id, "市教育局")).ShouldBe((Rejection.UnknownEntry, null));
    }

    [Fact]
    public void What_is_imported_comes_whole_or_not_at_all()
    {
        var members = RegisterName.Members;
        Entry Member(string name) => new Entry.Member(name, "教育界");
        var events = Do(new RegisterCommand.Import([Member("李"), Member("王")]), members);
        events.Cast<RegisterEvent.EntryRecorded>().Select(e => (e.Entry.Name, e.Imported)).ShouldBe([("李", 0), ("王", 1)]);
        events.Cast<RegisterEvent.EntryRecorded>().Select(e => e.Id).ShouldBeUnique();

        Refused(new RegisterCommand.Import([Member("张"), Member("李")]), members).ShouldBe((Rejection.AlreadyRecorded, "entries[1].is"));
        Refused(new RegisterCommand.Import([Member("张"), Member("张")]), members).ShouldBe((Rejection.AlreadyRecorded, "entries[1].is"));
        Refused(new RegisterCommand.Import([Member("张"), Member("  ")]), members).ShouldBe((Rejection.Empty, "entries[1].name"));
        _register.Entries.Count.ShouldBe(2);
        Decide(new RegisterCommand.Import([]), members).ShouldBe(Decision<RegisterEvent>.Already);
    }

    [Fact]
    public void Nobody_is_named_twice_in_one_entry() =>
        Refused(new RegisterCommand.Record(Proposal() with { Members = ["m1", "m1"] })).ShouldBe((Rejection.AlreadyRecorded, "members"));

    [Fact]
    public void A_visit_is_somebodys() =>
        Refused(new RegisterCommand.Record(new Entry.Visit(VisitKind.Company, new DateOnly(2021, 4, 2), "某公司", []))).ShouldBe((Rejection.Empty, "members"));

    [Fact]
    public void Of_two_entries_of_one_member_one_stays_and_the_name_of_the_other_is_free_again()
    {
        var members = RegisterName.Members;
        Entry.Member one = new("古丽米热·江", "教育界"), two = new("古丽米热•江提", "教育界");
        var stays = Do(new RegisterCommand.Record(one), members).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        var goes = Do(new RegisterCommand.Record(two), members).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        Refused(new RegisterCommand.MergeMembers(goes, goes), members).ShouldBe((Rejection.AlreadyRecorded, "into"));
        Refused(new RegisterCommand.MergeMembers(goes, "none"), members).ShouldBe((Rejection.UnknownEntry, "into"));
        Refused(new RegisterCommand.MergeMembers("none", stays), members).ShouldBe((Rejection.UnknownEntry, null));

        Do(new RegisterCommand.MergeMembers(goes, stays), members).ShouldHaveSingleItem().ShouldBe(new RegisterEvent.EntryMerged(goes, stays));

        _register.Find(goes).ShouldBeNull();
        (_register.Entries[goes].MergedInto, _register.Entries[goes].Entry.Name).ShouldBe((stays, "古丽米热•江提"), "what it was stays in the record");
        _register.Find(stays)!.Entry.ShouldBe(one);
        Decide(new RegisterCommand.MergeMembers(goes, stays), members).ShouldBe(Decision<RegisterEvent>.Already);
        Refused(new RegisterCommand.MergeMembers(stays, goes), members).ShouldBe((Rejection.UnknownEntry, "into"));
        Do(new RegisterCommand.Record(two), members);
    }

    [Fact]
    public void Only_members_are_merged_and_only_once_every_node_reads_it()
    {
        var members = RegisterName.Members;
        var leader = Do(new RegisterCommand.Record(new Entry.Member("李", "教育界")), members).Cast<RegisterEvent.EntryRecorded>().Single().Id;
        var liaison = Do(new RegisterCommand.Record(new Entry.Liaison(LiaisonKind.Leader, leader, "民建")), members)
            .Cast<RegisterEvent.EntryRecorded>().Single().Id;
        Refused(new RegisterCommand.MergeMembers(liaison, leader), members).ShouldBe((Rejection.UnknownEntry, null));
        Refused(new RegisterCommand.MergeMembers(leader, liaison), members).ShouldBe((Rejection.UnknownEntry, "into"));
        Refused(new RegisterCommand.MergeMembers(leader, liaison)).ShouldBe((Rejection.NotOffered, "$type"));
        RegisterDecider.Decide(
            _register, members, new RegisterCommand.MergeMembers(leader, liaison),
            new Given(Staff, Now, Operation.Of("operator", "older")) { Format = RecordFormat.Seventh })
            .ShouldBe(new Decision<RegisterEvent>.Refused(Rejection.NotOffered, "$type"));
    }

    [Fact]
    public void A_register_is_stored_and_read_again_as_it_was()
    {
        foreach (var e in Samples.RegisterEvents)
        {
            _register = RegisterEvolution.Evolve(_register, new Recorded<RegisterEvent>(++_seq, Now, "operator", Operation.Of("operator", $"{_seq}"), e));
        }

        Stored.Json(Stored.Read<Register>(Stored.Json(_register))).ShouldBe(Stored.Json(_register));
    }

    private void Evolve(RegisterEvent happened) =>
        _register = RegisterEvolution.Evolve(
            _register, new Recorded<RegisterEvent>(++_seq, Now, "operator", Operation.Of("operator", $"before {_seq}"), happened));

    private Decision<RegisterEvent> Decide(RegisterCommand command, RegisterName? name = null) =>
        RegisterDecider.Decide(_register, name ?? _name, command, new Given(Staff, Now, Operation.Of("operator", $"{++_op}")));

    private (Rejection, string?) Refused(RegisterCommand command, RegisterName? name = null)
    {
        var refused = Decide(command, name).ShouldBeOfType<Decision<RegisterEvent>.Refused>();
        return (refused.Rejection, refused.Field);
    }

    private System.Collections.Immutable.ImmutableArray<RegisterEvent> Do(RegisterCommand command, RegisterName? name = null)
    {
        var accepted = Decide(command, name).ShouldBeOfType<Decision<RegisterEvent>.Accepted>();
        foreach (var e in accepted.Events)
        {
            _register = RegisterEvolution.Evolve(_register, new Recorded<RegisterEvent>(++_seq, Now, "operator", Operation.Of("operator", $"{_op}"), e));
        }

        return accepted.Events;
    }
}
