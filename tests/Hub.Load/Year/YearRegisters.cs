using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Registers;

namespace Hub.Load.Year;

/// <summary>What a year's registers come to, in the order of the report's table.</summary>
internal sealed record RegisterFigures(
    int PlanItems, int Proposals, int Speeches, int Sentiment, int StudySessions, int Seminars, int Lectures, int CampaignProblems, int Projects,
    int BusinessOpinions, int Documents, int Trained,
    int Recruited)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"plan {PlanItems}, proposals {Proposals}, speeches {Speeches}, sentiment {Sentiment}, study {StudySessions}/{Seminars}, lectures {Lectures}, "
        + $"campaign {CampaignProblems}, projects {Projects}, opinions {BusinessOpinions}, documents {Documents}, trained {Trained:N0}, recruited {Recruited}");
}

/// <param name="Day">On which it is recorded, from 0.</param>
/// <param name="Assigned">Of a proposal: the department that gets it the next day, and answers.</param>
internal sealed record PlannedEntry(int Number, int Day, RegisterName Register, Entry Entry, string? Assigned = null);

/// <summary>The registers of a planned year: members, plan, outputs, the ledger.</summary>
internal sealed class YearRegisters
{
    /// <summary>However small the year, so many that a thousand of them can be drawn.</summary>
    private const int MembersOfTheYear = 1_200;
    private const int Trainees = 40;

    private static readonly string[] Sectors = ["教育界", "医药卫生界", "经济界", "农业界", "工商联", "妇联", "民盟", "九三学社", "文化艺术界", "特别邀请人士"];
    private static readonly string[] Surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"];
    private static readonly string[] GivenNames = ["建国", "秀英", "志强", "丽华", "海燕", "春生", "玉兰", "文博", "思源", "晓东", "桂芳", "明辉", "静怡", "国栋", "慧敏"];

    private readonly Operation _import;

    public YearRegisters(string name, int year, double scale, Chance chance, IReadOnlyList<PlannedMeeting> meetings)
    {
        int Scaled(int n) => Math.Max(1, (int)Math.Round(n * scale));
        _import = Operation.OfHouse($"{name} members");
        Figures = new RegisterFigures(
            Scaled(15), Scaled(343), Scaled(29), Scaled(32), Scaled(12), Scaled(5), Scaled(2), Scaled(80), Scaled(17), Scaled(40), Scaled(90), Scaled(1_100),
            Scaled(30));
        Members = [.. Enumerable.Range(0, MembersOfTheYear).Select(i => new Entry.Member(
            $"{Surnames[i % Surnames.Length]}{GivenNames[i / Surnames.Length % GivenNames.Length]}", Sectors[i % Sectors.Length],
            County: YearWords.Counties[i / 300 % YearWords.Counties.Length].Name,
            Office: i / (Surnames.Length * GivenNames.Length) > 0 ? string.Create(CultureInfo.InvariantCulture, $"第 {i} 号") : null))];
        Entries = [.. Plan(year, chance, meetings).Select((e, i) => e with { Number = i })];
    }

    public RegisterFigures Figures { get; }

    public ImmutableArray<Entry.Member> Members { get; }

    public ImmutableArray<PlannedEntry> Entries { get; }

    public Operation Import => _import;

    /// <summary>The id that an imported member has: derived from the import, like every id.</summary>
    public string MemberId(int number) => Operation.Of(_import.ToString(), $"entry {number % Members.Length}").NewId();

    private IEnumerable<PlannedEntry> Plan(int year, Chance chance, IReadOnlyList<PlannedMeeting> meetings)
    {
        var (planOf, ofYear) = (RegisterName.PlanOf(year), RegisterName.OfYear(year));
        DateOnly On(int day) => new DateOnly(year, 1, 1).AddDays(day);
        ImmutableArray<string> Somebody(int n) => [.. Enumerable.Range(0, n).Select(_ => MemberId(chance.Below(Members.Length))).Distinct()];
        IEnumerable<PlannedEntry> Spread(int n, Func<int, int, Entry> entry) =>
            Enumerable.Range(0, n).Select(i => (i, Day: (int)((i + 0.5) * YearPlan.Days / n)))
            .Select(e => new PlannedEntry(0, e.Day, ofYear, entry(e.i, e.Day)));

        for (var i = 0; i < Figures.PlanItems; i++)
        {
            yield return new PlannedEntry(0, 0, planOf, new Entry.PlanItem(
                string.Create(CultureInfo.InvariantCulture, $"重点协商议题 {i + 1}"), "chairsConsultation", 1 + (i % 4), "市政协主席会议",
                [meetings[i * meetings.Count / Figures.PlanItems].Id]));
        }

        foreach (var proposal in Spread(Figures.Proposals, (i, day) =>
            new Entry.Output(OutputKind.Proposal, On(day), $"关于{chance.Of(chance.Of(YearWords.Concerns).Things)}的提案", Somebody(1 + (i % 3)))))
        {
            yield return proposal with { Assigned = chance.Of(YearWords.Concerns).Department };
        }

        var others = Spread(Figures.Speeches, (_, day) => new Entry.Output(OutputKind.Speech, On(day), "大会发言", Somebody(1)))
            .Concat(Spread(Figures.Sentiment, (_, day) => new Entry.Output(OutputKind.Sentiment, On(day), "社情民意信息", Somebody(2))))
            .Concat(Ledger(LedgerKind.StudySession, Figures.StudySessions, 1))
            .Concat(Ledger(LedgerKind.Seminar, Figures.Seminars, 1))
            .Concat(Ledger(LedgerKind.Lecture, Figures.Lectures, 1))
            .Concat(Ledger(LedgerKind.CampaignProblem, Figures.CampaignProblems, 1))
            .Concat(Ledger(LedgerKind.Project, Figures.Projects, 1))
            .Concat(Ledger(LedgerKind.BusinessOpinion, Figures.BusinessOpinions, 5))
            .Concat(Ledger(LedgerKind.Document, Figures.Documents, 1))
            .Concat(Ledger(LedgerKind.Training, Figures.Trained, 100))
            .Concat(Ledger(LedgerKind.Recruit, Figures.Recruited, 3))
            .Concat(Spread(24, (_, day) => new Entry.Visit(VisitKind.Community, On(day), "走访社区", Somebody(3), "三走进一联系")))
            .Concat(Spread(12, (i, day) => new Entry.ReceptionDay(On(day), "委员之家", Somebody(2), 4 + i)));
        foreach (var other in others)
        {
            yield return other;
        }

        IEnumerable<PlannedEntry> Ledger(LedgerKind kind, int whole, int each)
        {
            var entries = (whole + each - 1) / each;
            return Spread(entries, (i, day) => new Entry.LedgerEntry(
                kind, On(day), $"{CamelCase.Of(kind)} {i + 1}", Math.Min(each, whole - (i * each)),
                kind is LedgerKind.Training ? Somebody(Trainees) : kind is LedgerKind.StudySession ? Somebody(5) : null));
        }
    }
}
