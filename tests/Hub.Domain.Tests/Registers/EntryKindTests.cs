using System.Text.Json.Nodes;
using Hub.Domain;
using Hub.Domain.Registers;

namespace Hub.Domain.Tests.Registers;

/// <summary>What each kind of entry says of itself, of all kinds; the samples are one of each with every field filled.</summary>
public sealed class EntryKindTests
{
    public static TheoryData<string> Kinds => [.. EntryKinds.All.Select(k => k.Type)];

    [Fact]
    public void Every_kind_is_listed_once_and_called_as_it_is_stored()
    {
        EntryKinds.All.Select(k => k.Record).ShouldBe(Samples.CasesOf<Entry>(), ignoreOrder: true);
        EntryKinds.All.ShouldAllBe(k => k.Type == Samples.NameOf(k.Record));
        EntryKinds.All.ShouldAllBe(k => EntryKinds.Find(k.Type) == k);
        EntryKinds.Find("castle").ShouldBeNull();
    }

    /// <summary>Guards what is stored and nowhere asked for, checked or shown, and what is asked for and read from another field.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_describes_every_field_that_it_stores(string type)
    {
        var (kind, entry) = Of(type);
        var stored = JsonNode.Parse(Stored.Json(entry))!.AsObject();
        kind.FieldsOf(entry).Select(f => f.Name).Append("$type").ShouldBe(stored.Select(f => f.Key), ignoreOrder: true);
        foreach (var field in kind.FieldsOf(entry))
        {
            Plain(field.Value(entry)).ShouldBe(stored[field.Name]!.ToJsonString(), field.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_goes_by_a_text_that_must_be_there_and_is_counted_by_a_choice(string type)
    {
        var (kind, entry) = Of(type);
        kind.FieldOf(entry, kind.Title).ShouldNotBeNull().ShouldSatisfyAllConditions(f => f.Must.ShouldBeTrue(), f => f.Text(entry).ShouldBe(entry.Name));
        kind.Sort?.Must.ShouldBe(true);
        kind.TimesOf(entry).ShouldBeGreaterThan(0);
        (kind.Duty is null || kind.IsOfDuty).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sample_is_fine_and_each_of_its_fields_is_refused_by_name_where_it_is_too_much(string type)
    {
        var (kind, entry) = Of(type);
        kind.Check(entry).ShouldBeNull();
        foreach (var field in kind.FieldsOf(entry).Where(f => f.Most > 0))
        {
            (field with { Most = 0, Must = false }).Check(entry).ShouldNotBeNull().Field.ShouldBe(field.Name);
        }
    }

    /// <summary>Guards nodes of an older build, which cannot read a register that holds what they do not know.</summary>
    [Fact]
    public void A_kind_that_an_older_build_does_not_know_is_refused_while_one_may_be_there()
    {
        foreach (var entry in Samples.Entries)
        {
            var name = entry.Described.Book switch
            {
                Book.Plan => RegisterName.PlanOf(2021),
                Book.Venues => RegisterName.Venues,
                Book.Members => RegisterName.Members,
                Book.Departments => RegisterName.Departments,
                _ => RegisterName.OfYear(2021),
            };
            var given = new Given(new Actor("operator", Role.Observer, IsStaff: true), default, Operation.Of("operator", "1"));
            var register = Register.Empty with { Entries = Register.Empty.Entries.Add("e1", new KeptEntry(entry, default)) };
            foreach (RegisterCommand command in new RegisterCommand[] { new RegisterCommand.Record(entry), new RegisterCommand.Amend("e1", entry),
                new RegisterCommand.Import([entry]) })
            {
                foreach (var format in Enum.GetValues<RecordFormat>())
                {
                    var decision = RegisterDecider.Decide(register, name, command, given with { Format = format });
                    (decision is Decision<RegisterEvent>.Refused { Rejection: Rejection.NotOffered }, decision is Decision<RegisterEvent>.Accepted)
                        .ShouldBe((entry.Described.Since > format, entry.Described.Since <= format), $"{entry.Described.Type} in {format}");
                }
            }
        }
    }

    /// <summary>Guards snapshots, which hold keys, and nodes of another build, which are asked for them.</summary>
    [Fact]
    public void Keys_are_what_they_have_always_been() => Samples.Entries.Select(e => e.Key).ShouldBe(
        [
            "优化托育服务 解决家庭之忧", "venue 府前社区协商议事室", "brand of 提案委员会", "member 李建国, 医药卫生界, 提案委员会, 清江浦区, 民盟", "liaison of m1 with 民建", null, null, null, null,
                "nomination of m1",
            "honour of m1, 年度履职优秀委员", "department 市交通运输局",
        ]);

    [Fact]
    public void What_a_kind_asks_for_may_follow_from_what_was_chosen()
    {
        var leader = new Entry.Liaison(LiaisonKind.Leader, "m1", "民建");
        var committee = new Entry.Liaison(LiaisonKind.Committee, "提案委员会", "教育界");
        (Types(leader), Types(committee)).ShouldBe(("choice member party", "choice committee sector"));
        (leader.Named.ShouldHaveSingleItem(), committee.Named.Length).ShouldBe(("m1", 0));

        static string Types(Entry entry) => string.Join(' ', entry.Described.FieldsOf(entry).Select(f => CamelCase.Of(f.Type)));
    }

    [Fact]
    public void How_a_department_is_reached_is_not_for_everybody_and_all_else_of_every_kind_is()
    {
        foreach (var entry in Samples.Entries)
        {
            var shown = entry.Described.ReadByEverybody(entry);
            shown.ShouldBe(entry is Entry.Department department ? department with { Contact = null } : entry);
        }
    }

    [Fact]
    public void A_nomination_names_a_member_and_is_no_part_of_their_duty_record()
    {
        var nomination = new Entry.Nomination("m1", "一年提了六件提案");
        (nomination.Named.ShouldHaveSingleItem(), nomination.Whose.Length).ShouldBe(("m1", 0));
        EntryKinds.All.Where(k => k.IsOfDuty).Select(k => k.Type).ShouldBe(["output", "ledgerEntry", "visit", "receptionDay", "honour"]);
    }

    private static (EntryKind Kind, Entry Entry) Of(string type) => (EntryKinds.Find(type)!, Samples.Entries.Single(e => e.Described.Type == type));

    private static string Plain(object? value) => value switch
    {
        System.Collections.Immutable.ImmutableArray<string> ids => new JsonArray([.. ids.Select(id => (JsonNode)id)]).ToJsonString(),
        DateOnly day => JsonValue.Create(day)!.ToJsonString(),
        bool tick => JsonValue.Create(tick)!.ToJsonString(),
        int n => JsonValue.Create(n)!.ToJsonString(),
        string text => JsonValue.Create(text)!.ToJsonString(),
        _ => "",
    };
}
