using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

/// <summary>What stands in a register. A stored format, like events; the names are the wire's (<c>$type</c>).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(PlanItem), "planItem")]
[JsonDerivedType(typeof(Venue), "venue")]
[JsonDerivedType(typeof(Brand), "brand")]
[JsonDerivedType(typeof(Member), "member")]
[JsonDerivedType(typeof(Liaison), "liaison")]
[JsonDerivedType(typeof(Output), "output")]
[JsonDerivedType(typeof(LedgerEntry), "ledgerEntry")]
[JsonDerivedType(typeof(Visit), "visit")]
[JsonDerivedType(typeof(ReceptionDay), "receptionDay")]
[JsonDerivedType(typeof(Nomination), "nomination")]
public abstract record Entry
{
    private Entry()
    {
    }

    /// <summary>The book it belongs to.</summary>
    [JsonIgnore]
    public Book Book => this switch
    {
        PlanItem => Book.Plan,
        Venue or Brand => Book.Venues,
        Member or Liaison => Book.Members,
        _ => Book.Year,
    };

    /// <summary>What it goes by in lists and searches.</summary>
    [JsonIgnore]
    public string Name => this switch
    {
        PlanItem e => e.Title,
        Venue e => e.Title,
        Brand e => e.Title,
        Member e => e.FullName,
        Liaison e => e.With,
        Output e => e.Title,
        LedgerEntry e => e.Title,
        Visit e => e.Place,
        ReceptionDay e => e.Place,
        Nomination e => e.Reason,
        _ => throw new InvalidOperationException($"What is the name of {GetType().Name}?"),
    };

    /// <summary>Two entries of one register that have the same are the same thing; null: any number may be alike.</summary>
    [JsonIgnore]
    public string? Key => this switch
    {
        PlanItem e => e.Title,
        Venue e => $"venue {e.Title}",
        Brand e => $"brand of {e.Holder}",
        Member e => $"member {e.FullName}, {e.Sector}, {e.Committee}, {e.County}, {e.Party}",
        Liaison e => $"liaison of {e.Who} with {e.With}",
        Nomination e => $"nomination of {e.Nominee}",
        _ => null,
    };

    /// <summary>The day on which it happened, of what happens on a day.</summary>
    [JsonIgnore]
    public DateOnly? Day => this switch
    {
        Output e => e.On,
        LedgerEntry e => e.On,
        Visit e => e.On,
        ReceptionDay e => e.On,
        _ => null,
    };

    /// <summary>The members whose duty record it is a part of, by their ids.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Whose => this switch
    {
        Liaison { Kind: LiaisonKind.Leader } e => [e.Who],
        Output e => e.Members ?? [],
        LedgerEntry e => e.Members ?? [],
        Visit e => e.Members,
        ReceptionDay e => e.Members,
        _ => [],
    };

    /// <summary>The members that it names, by their ids.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Named => this is Nomination e ? [e.Nominee] : Whose;

    /// <summary>A key item of the year's plan.</summary>
    /// <param name="Format">The id of one of the 4+X formats.</param>
    /// <param name="Quarter">1 to 4; absent: not fixed yet.</param>
    /// <param name="Owner">Who answers for it.</param>
    /// <param name="Meetings">The ids of the meetings held for it; its progress is theirs.</param>
    public sealed record PlanItem(string Title, string Format, int? Quarter = null, string? Owner = null, ImmutableArray<string>? Meetings = null) : Entry;

    /// <param name="Title">Its name, as meetings and topics carry it.</param>
    /// <param name="Owner">Who looks after it.</param>
    public sealed record Venue(string Title, VenueKind Kind, string County, string? Owner = null, string? Address = null) : Entry;

    /// <summary>One for each committee and one for each county (一委一品, 一县一品).</summary>
    /// <param name="Holder">The committee's or the county's name.</param>
    public sealed record Brand(string Title, BrandOf Of, string Holder, string? Text = null) : Entry;

    /// <summary>A member of the conference. The office is public, and so is this.</summary>
    /// <param name="Sector">界别.</param>
    /// <param name="Committee">专委会.</param>
    /// <param name="Party">A party or group.</param>
    /// <param name="Overseas">Of Hong Kong or Macao; absent: no.</param>
    /// <param name="Office">Absent: none beside membership; else such as 主席, 副主席, 常委.</param>
    public sealed record Member(
        [property: JsonPropertyName("name")] string FullName, string Sector, string? Committee = null, string? County = null, string? Party = null, bool? Overseas = null, string? Office = null) : Entry;

    /// <summary>A leader who keeps in touch with a party or group; a committee that does with a sector.</summary>
    /// <param name="Who">The leader's id as a member, or the committee's name.</param>
    /// <param name="With">The party's, group's or sector's name.</param>
    public sealed record Liaison(LiaisonKind Kind, string Who, string With) : Entry;

    /// <summary>Something of lasting worth that members made (履职成果).</summary>
    /// <param name="Members">Whose it is.</param>
    /// <param name="Source">The room it came of: <c>topics/…</c> or <c>meetings/…</c>.</param>
    /// <param name="Comment">The comment in that room.</param>
    public sealed record Output(
        OutputKind Kind, DateOnly On, string Title, ImmutableArray<string>? Members = null, string? Text = null, string? Source = null, string? Comment = null, ImmutableArray<string>? Files = null) : Entry;

    /// <summary>Any other countable activity of the year (履职台账), with its evidence.</summary>
    /// <param name="Count">How many it stands for: person-times of a training, opinions of a collection; absent: one.</param>
    /// <param name="Files">Ids of what was uploaded as evidence.</param>
    public sealed record LedgerEntry(
        LedgerKind Kind, DateOnly On, string Title, int? Count = null, ImmutableArray<string>? Members = null, string? Note = null, ImmutableArray<string>? Files = null) : Entry;

    /// <summary>A visit (三走进一联系), or one home by members of Hong Kong and Macao.</summary>
    public sealed record Visit(VisitKind Kind, DateOnly On, string Place, ImmutableArray<string> Members, string? Note = null) : Entry;

    /// <summary>A day on which members receive whoever comes.</summary>
    /// <param name="Received">How many came.</param>
    public sealed record ReceptionDay(DateOnly On, string Place, ImmutableArray<string> Members, int Received, string? Note = null) : Entry;

    /// <summary>Who is proposed for the award of the year, and why.</summary>
    /// <param name="Nominee">The member's id.</param>
    public sealed record Nomination(string Nominee, string Reason) : Entry;
}

/// <summary>The four in one (四位一体).</summary>
[JsonConverter(typeof(CamelCase<VenueKind>))]
public enum VenueKind
{
    /// <summary>协商议事室.</summary>
    ConsultationRoom,

    /// <summary>委员之家.</summary>
    MembersHome,

    /// <summary>委员工作室.</summary>
    MembersStudio,

    /// <summary>社情民意联系点.</summary>
    ContactPoint,
}

[JsonConverter(typeof(CamelCase<BrandOf>))]
public enum BrandOf
{
    Committee,
    County,
}

[JsonConverter(typeof(CamelCase<LiaisonKind>))]
public enum LiaisonKind
{
    /// <summary>A leader with a party or group.</summary>
    Leader,

    /// <summary>A committee with a sector.</summary>
    Committee,
}

[JsonConverter(typeof(CamelCase<OutputKind>))]
public enum OutputKind
{
    /// <summary>提案: filed, then assigned to a department, then answered.</summary>
    Proposal,

    /// <summary>大会发言.</summary>
    Speech,

    /// <summary>社情民意信息.</summary>
    Sentiment,
}

/// <summary>The report's table of other activities, in its order.</summary>
[JsonConverter(typeof(CamelCase<LedgerKind>))]
public enum LedgerKind
{
    StudySession,
    Seminar,
    Lecture,

    /// <summary>A problem solved during the study campaign.</summary>
    CampaignProblem,

    /// <summary>An investment project in talks, signed or started.</summary>
    Project,

    /// <summary>Opinions on the business environment.</summary>
    BusinessOpinion,

    /// <summary>An institutional document issued.</summary>
    Document,

    /// <summary>Counted in person-times.</summary>
    Training,

    /// <summary>Staff recruited.</summary>
    Recruit,
}

[JsonConverter(typeof(CamelCase<VisitKind>))]
public enum VisitKind
{
    /// <summary>Into companies.</summary>
    Company,

    /// <summary>Into villages and neighbourhoods.</summary>
    Community,

    /// <summary>Into schools, hospitals and other institutions.</summary>
    Institution,

    /// <summary>Keeping in touch with those of one's sector.</summary>
    Sector,

    /// <summary>Home, by members of Hong Kong and Macao.</summary>
    Home,
}
