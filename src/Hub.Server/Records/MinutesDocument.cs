using System.Globalization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Server.Records;

/// <summary>
/// The minutes as a document, in one language: a title, facts, and sections of paragraphs and tables. What a file of any kind is written from.
/// </summary>
internal sealed record MinutesDocument(
    string Title, string Kind, IReadOnlyList<(string Label, string Value)> Facts, IReadOnlyList<MinutesPart> Parts, string Foot)
{
    /// <param name="format">The format's name.</param>
    public static MinutesDocument Of(MinutesView m, Text? format, Hub.Domain.Calendar calendar, bool english)
    {
        string Say(string zh, string en) => english ? en : zh;
        string When(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, calendar.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        string Named(string? name, bool? verified, bool? removed) =>
            removed == true ? Say("（姓名已依法删除）", "(name removed by law)")
            : name is null ? Say("（未具名）", "(no name)")
            : verified == true ? name
            : Say($"{name}（未核实）", $"{name} (not verified)");
        string Minutes(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}:{(int)seconds % 60:00}");
        var facts = new List<(string, string)> { (Say("会议形式", "Format"), format is null ? m.Format : english ? format.En : format.Zh) };
        void Fact(string label, string? value)
        {
            if (value is not null)
            {
                facts.Add((label, value));
            }
        }

        Fact(Say("地点", "Venue"), m.Venue);
        Fact(Say("县区", "County"), m.County);
        Fact(Say("主会场", "Main venue"), m.Hub?.Title);
        Fact(Say("已取消", "Cancelled"), m.Cancelled?.Reason);
        Fact(Say("开始", "Opened"), m.OpenedAt is { } opened ? When(opened) : null);
        Fact(Say("结束", "Closed"), m.ClosedAt is { } closed ? When(closed) : null);
        var isDocument = m.Layout == 2;
        if (isDocument)
        {
            // When and where, before by which form.
            string[] last = [Say("地点", "Venue"), Say("县区", "County"), Say("会议形式", "Format")];
            facts = [.. facts.OrderBy(f => Array.IndexOf(last, f.Item1))];
        }

        MinutesPart Part(MinutesSection section, string heading, IEnumerable<string> draft, MinutesTable? table = null) =>
            m.Corrections.TryGetValue(CamelCase.Of(section), out var text)
                ? new MinutesPart(heading, [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], null)
                : new MinutesPart(heading, [.. draft], table is { Rows.Count: > 0 } ? table : null);

        var a = m.Attendance;
        string[] ofHub = m.Hub is not { } hub ? [] : [.. hub.Ballots.Where(b => b.Outcome is not null).Select(b => Say(
            $"主会场表决：{b.Question} {b.Outcome!.Zh}", $"At the main venue: {b.Question} {b.Outcome!.En}"))];
        var decided = m.Decisions.Select(d =>
            d.Outcome is { } outcome
            ? $"{d.Question} {(english ? outcome.Text.En : outcome.Text.Zh)}"
            : Say($"{d.Question} 结果尚未公布。", $"{d.Question} The result is not announced yet."));
        MinutesPart[] parts =
        [
            Part(
                MinutesSection.Attendance, Say("出席", "Attendance"),
                [
                    Say(
                        string.Create(CultureInfo.InvariantCulture, $"{(a.CheckIn ? "签到" : "参加")} {a.Total} 人，其中委员 {a.Members} 人。"),
                        string.Create(CultureInfo.InvariantCulture, $"{a.Total} {(a.CheckIn ? "checked in" : "took part")}, {a.Members} of them members.")),
                    .. a.Entitled is { } entitled
                        ? [Say(
                            string.Create(CultureInfo.InvariantCulture, $"按应到名单：应到 {entitled} 人，出席 {a.Present} 人。"),
                            string.Create(CultureInfo.InvariantCulture, $"By the roll: {entitled} entitled, {a.Present} present."))]
                        : Array.Empty<string>(),
                    .. a.People.IsEmpty ? Array.Empty<string>()
                        : [string.Join(
                        Say("、", ", "), a.People.Select(p =>
                        Named(p.Name, p.Verified, p.Removed) + (p.Sector is null ? "" : Say($"（{p.Sector}）", $" ({p.Sector})"))))],
                ]),
            Part(
                MinutesSection.Agenda, Say("议程", "Agenda"),
                m.Agenda.Where(i => i.Documents is not null).Select(i =>
                {
                    var titles = string.Join(Say("、", ", "), i.Documents!.Value.Select(d => d.Title));
                    return Say($"“{i.Title}”的材料：{titles}。", $"Documents of “{i.Title}”: {titles}.");
                }),
                new MinutesTable(
                    [Say("议题", "Item"), Say("计划（分钟）", "Planned (min)"), Say("实际（分:秒）", "Taken (min:s)")],
                    [.. m.Agenda.Select(i => (string[])[i.Title, i.PlannedMinutes.ToString("0.#", CultureInfo.InvariantCulture), Minutes(i.SpentSeconds)])])),
            Part(
                MinutesSection.Speakers, Say("发言", "Speakers"), m.Speakers.IsEmpty ? [Say("没有人上发言席。", "Nobody had the floor.")] : [],
                new MinutesTable(
                    [Say("发言人", "Speaker"), Say("次数", "Turns"), Say("时长（分:秒）", "Time (min:s)")],
                    [.. m.Speakers.Select(s =>
                        (string[])[Named(s.Name, s.Verified, s.Removed), s.Turns.ToString(CultureInfo.InvariantCulture), Minutes(s.Seconds)])])),
            Part(
                MinutesSection.Decisions, Say("决定", "Decisions"),
                m.Decisions.IsEmpty && ofHub.Length == 0 ? [Say("没有进行表决。", "No ballot was held.")] : [.. decided, .. ofHub],
                new MinutesTable(
                    [Say("表决", "Ballot"), Say("选项", "Choice"), Say("票数", "Votes")],
                    [.. m.Decisions.SelectMany(d =>
                        d.Tally.Counts is null
                        ? [] : Choices.Of(d.Kind, [.. d.Options.Select(o => o.Id)])
                        .Select(c => (string[])[d.Question, Choice(d, c, english), Count(d.Tally, c)]))])),
            Part(
                MinutesSection.Commitments, Say("交办事项", "Commitments"), m.Commitments.IsEmpty ? [Say("没有交办事项。", "Nothing was promised.")] : [],
                new MinutesTable(
                    [Say("承办单位", "Department"), Say("事项", "What"), Say("期限", "Due")],
                    [.. m.Commitments.Select(c => (string[])[c.Department, c.What, c.Due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)])])),
            Part(
                MinutesSection.Summary, Say("小结", "Summary"),
                [Say(string.Create(CultureInfo.InvariantCulture, $"共收到意见 {m.Comments} 条。"),
                    string.Create(CultureInfo.InvariantCulture, $"{m.Comments} comments were made."))]),
        ];
        var changes = m.Changes.Select(c => Say($"{When(c.At)} {By(c)}：{string.Join("；", What(c))}", $"{When(c.At)}, {By(c)}: {string.Join("; ", What(c))}"));
        string By(MeetingChange c) =>
            c.Roll is { Act: RollAct.Replaced } ? Say("系统", "the house") : c.ByClerk == true ? Say("会务签到台", "the registration desk") : c.ByStaff
                ? Say("工作人员", "staff") : Named(c.Name, c.Verified, c.Removed);
        IEnumerable<string> What(MeetingChange c)
        {
            string Moved(string zh, string en, string? from, string? to) =>
                Say($"{zh}由“{from ?? "（无）"}”改为“{to ?? "（无）"}”", $"{en} changed from “{from ?? "none"}” to “{to ?? "none"}”");
            string Seats(RollChange roll)
            {
                var (whose, members) = (Named(roll.Name, roll.Verified, roll.Removed), roll.Members?.ToString(CultureInfo.InvariantCulture));
                return roll.Act switch
                {
                    RollAct.Unseated when roll.Participant is null => Say(
                        "取消一个席位（已开始的表决不变）", "took a seat (ballots already open stay as they are)"),
                    RollAct.Replaced when roll.Participant is null => Say(
                        "委员凭本人链接、账号或席位卡入席，原席位作废，其在进行中表决的票不计",
                        "a member came with their own link, account or card: the older seat is void, and so are its votes in open ballots"),
                    RollAct.Unseated => Say(
                        $"取消席位：{whose}，原因：{roll.Reason}（已开始的表决不变）", $"took the seat of {whose}: {roll.Reason} (ballots already open stay as they are)"),
                    RollAct.Replaced => Say(
                        $"委员凭本人链接、账号或席位卡入席，原席位（{whose}）作废，其在进行中表决的票不计",
                        $"the member came with their own link, account or card: the seat of {whose} is void, and so are its votes in open ballots"),
                    RollAct.Marked => Say($"登记无设备到会委员 {members} 人", $"{members} members marked as present without a device"),
                    RollAct.Unmarked => Say($"撤销无设备到会登记 {members} 人", $"{members} members no longer marked as present"),
                    _ => throw new InvalidOperationException($"The roll {roll.Act}?"),
                };
            }

            string Seen(Visibility visibility) => visibility == Visibility.Public ? Say("公开", "public") : Say("仅凭码", "by code only");
            return new[]
            {
                c.Title is { } title ? Moved("名称", "title", title.From, title.To) : null,
                c.Venue is { } venue ? Moved("地点", "venue", venue.From, venue.To) : null,
                c.StartsAt is { } start ? Moved("开始时间", "start", start.From is { } from ? When(from) : null, start.To is { } to ? When(to) : null) : null,
                c.Visibility is { } seen ? Moved("旁听", "who may watch", Seen(seen.From), Seen(seen.To)) : null,
                c.Cancelled is { } reason ? Say($"会议取消：{reason}", $"cancelled: {reason}") : null,
                c.Roll is { } roll ? Seats(roll) : null,
            }.OfType<string>();
        }

        if (m.Rounds is { } rounds)
        {
            parts =
            [
                .. parts, new MinutesPart(
                    Say("征求意见", "Opinion rounds"),
                    [.. rounds.Select(r => Say(
                        string.Create(CultureInfo.InvariantCulture, $"{r.Question} {r.People} 人参与，共 {r.Stances} 次表态。{r.Words.Zh}"),
                        string.Create(CultureInfo.InvariantCulture, $"{r.Question} {r.People} took part, with {r.Stances} answers. {r.Words.En}")))],
                    rounds.All(r => r.Statements.IsEmpty) ? null : new MinutesTable(
                        [Say("观点", "Statement"), Say("赞同", "Agree"), Say("不赞同", "Disagree"), Say("说不准", "Neither"), Say("各方共识度", "Shared by all sides")],
                        [.. rounds.SelectMany(r => r.Statements).Select(s => (string[])
                        [
                            s.Text, Number(s.Agree), Number(s.Disagree), Number(s.Pass), s.Bridging?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–",
                        ])])),
            ];
        }

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

        if (!m.Changes.IsEmpty)
        {
            parts = [.. parts, new MinutesPart(Say("会议信息的更改", "Changes to the meeting"), [.. changes], null)];
        }

        if (isDocument && parts is [var attendance, var agenda, var speakers, var decisions, var commitments, var summary, .. var others])
        {
            parts =
            [
                attendance, decisions, commitments, summary,
                .. new[] { agenda, speakers }.Concat(others).Select(Annex),
            ];
        }

        MinutesPart Annex(MinutesPart part, int index)
        {
            var number = (index + 1).ToString(CultureInfo.InvariantCulture);
            return part with { Heading = part.Heading + Say($"（附件 {number}）", $" (annex {number})") };
        }

        var chain = Say($"会议记录链 {m.Chain.Seq}：{m.Chain.Hash}", $"Chain of the record at {m.Chain.Seq}: {m.Chain.Hash}");
        return new MinutesDocument(
            m.Title, Say("会议纪要", "Minutes"), facts, parts, string.Join('\n', [.. ApprovalView.Lines(m.Approval, Named, When, english), chain]));
    }

    /// <summary>What the decision rests on: where votes have weights, the sum of these, with the number of people beside it.</summary>
    private static string Count(Tally tally, string choice)
    {
        var people = tally.Counts!.GetValueOrDefault(choice).ToString(CultureInfo.InvariantCulture);
        return tally.Weights?.Counts is { } weights ? $"{weights.GetValueOrDefault(choice)} ({people})" : people;
    }

    private static string Choice(DecisionView d, string id, bool english)
    {
        var (option, answer) = id.Split(':') is [var o, var a] ? (o, a) : (null, id);
        var text = answer switch
        {
            "approve" => english ? "for" : "赞成",
            "oppose" => english ? "against" : "反对",
            "abstain" => english ? "abstained" : "弃权",
            _ => d.Options.FirstOrDefault(x => x.Id == answer)?.Text ?? answer,
        };
        return option is null ? text : $"{d.Options.FirstOrDefault(x => x.Id == option)?.Text ?? option}: {text}";
    }
}

internal sealed record MinutesPart(string Heading, IReadOnlyList<string> Paragraphs, MinutesTable? Table);

internal sealed record MinutesTable(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows);
