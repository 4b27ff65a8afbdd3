using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;

namespace Hub.Server.Records;

/// <summary>The last approval of the minutes, and what has changed in them since.</summary>
/// <param name="Covers">The end of the record that it rests on; absent where the approval did not name it.</param>
/// <param name="Since">Oldest first. Where there is anything, the minutes ask to be approved again.</param>
public sealed record ApprovalView(DateTimeOffset At, string? Name, ChainEnd? Covers, ImmutableArray<ActView> Since, bool? Verified = null, bool? Removed = null)
{
    /// <param name="person">A participant at a moment, as the record has it.</param>
    /// <returns>Null where nobody ever approved.</returns>
    internal static ApprovalView? Of(Meeting meeting, Func<string, long, PersonView> person) =>
        meeting.Minutes.Approval is { } approval ? Of(meeting, approval, person(approval.By, approval.Seq)) : null;

    private static ApprovalView Of(Meeting meeting, Approval approval, PersonView by) => new(
        approval.At, by.Name, approval.Covers is { } covers ? new ChainEnd(covers.Seq, covers.Hash) : null,
        [.. approval.Since.Select(a => new ActView(a.Seq, a.At, a.Kind, a.Kind switch
        {
            MinutesActKind.ResultRevealed or MinutesActKind.BallotVoided => meeting.Ballot(a.About)?.Question,
            MinutesActKind.Corrected or MinutesActKind.TitleEdited => a.About,

            // A text that is hidden and a name that is removed stand nowhere, and whoever took a comment back need not be a member: none of them is told.
            _ => null,
        }))],
        by.Verified, by.Removed);

    /// <summary>In sentences, for the foot of the minutes.</summary>
    internal static IEnumerable<string> Lines(
        ApprovalView? approval, Func<string?, bool?, bool?, string> named, Func<DateTimeOffset, string> when, bool english)
    {
        string Say(string zh, string en) => english ? en : zh;
        if (approval is null)
        {
            yield return Say("草稿，尚未审定。", "A draft, not approved yet.");
            yield break;
        }

        var name = named(approval.Name, approval.Verified, approval.Removed);
        yield return Say($"{name} 于 {when(approval.At)} 审定。", $"Approved by {name}, {when(approval.At)}.");
        yield return approval.Covers is { } covers
            ? Say(
                string.Create(CultureInfo.InvariantCulture, $"审定依据：会议记录至第 {covers.Seq} 条，哈希 {covers.Hash}"),
                string.Create(CultureInfo.InvariantCulture, $"It covers the record to event {covers.Seq}, hash {covers.Hash}"))
            : Say("审定时未记明所依据的会议记录位置。", "The approval did not name the head of the record that it covers.");
        if (!approval.Since.IsEmpty)
        {
            var acts = approval.Since.Select(a => Say($"{when(a.At)} {Zh(a)}", $"{En(a)}, {when(a.At)}"));
            yield return Say($"审定后有变化：{string.Join("；", acts)}。请重新审定。", $"Changed since it was approved: {string.Join("; ", acts)}. Please approve again.");
        }
    }

    private static string Zh(ActView act) => act.Kind switch
    {
        MinutesActKind.ResultRevealed => $"公布“{act.About}”的结果",
        MinutesActKind.CommentHidden => "隐藏一条意见",
        MinutesActKind.CommentWithdrawn => "撤回一条意见",
        MinutesActKind.Corrected => $"改写“{Sections[act.About!].Zh}”",
        MinutesActKind.NameRemoved => "依法删除一个姓名",
        MinutesActKind.TitleEdited => $"会议名称改为“{act.About}”",
        MinutesActKind.BallotVoided => $"“{act.About}”的表决作废",
        _ => throw new InvalidOperationException($"No words for {act.Kind}."),
    };

    private static string En(ActView act) => act.Kind switch
    {
        MinutesActKind.ResultRevealed => $"the result of “{act.About}” was announced",
        MinutesActKind.CommentHidden => "a comment was hidden",
        MinutesActKind.CommentWithdrawn => "a comment was withdrawn",
        MinutesActKind.Corrected => $"“{Sections[act.About!].En}” was rewritten",
        MinutesActKind.NameRemoved => "a name was removed by law",
        MinutesActKind.TitleEdited => $"the title was changed to “{act.About}”",
        MinutesActKind.BallotVoided => $"the ballot on “{act.About}” was declared void",
        _ => throw new InvalidOperationException($"No words for {act.Kind}."),
    };

    private static readonly ImmutableDictionary<string, Text> Sections = ImmutableDictionary.CreateRange(
    [
        KeyValuePair.Create(CamelCase.Of(MinutesSection.Attendance), new Text("出席", "Attendance")),
        KeyValuePair.Create(CamelCase.Of(MinutesSection.Agenda), new Text("议程", "Agenda")),
        KeyValuePair.Create(CamelCase.Of(MinutesSection.Speakers), new Text("发言", "Speakers")),
        KeyValuePair.Create(CamelCase.Of(MinutesSection.Decisions), new Text("决定", "Decisions")),
        KeyValuePair.Create(CamelCase.Of(MinutesSection.Commitments), new Text("交办事项", "Commitments")),
        KeyValuePair.Create(CamelCase.Of(MinutesSection.Summary), new Text("小结", "Summary")),
    ]);
}

/// <param name="Seq">Where it stands in the record.</param>
/// <param name="About">The ballot's question; of a correction the section; the new title; absent for a comment and a name.</param>
public sealed record ActView(long Seq, DateTimeOffset At, MinutesActKind Kind, string? About = null);
