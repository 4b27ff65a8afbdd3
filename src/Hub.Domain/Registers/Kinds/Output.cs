using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>Something of lasting worth that members made (履职成果).</summary>
    /// <param name="Members">Whose it is.</param>
    /// <param name="Source">The room it came of: <c>topics/…</c> or <c>meetings/…</c>.</param>
    /// <param name="Comment">The comment in that room.</param>
    public sealed record Output(
        OutputKind Kind, DateOnly On, string Title, ImmutableArray<string>? Members = null, string? Text = null, string? Source = null, string? Comment = null,
        ImmutableArray<string>? Files = null) : Entry
    {
        public static readonly EntryKind<Output> Description = new EntryKind<Output>(Book.Year, ListPage.Outputs, "title")
        {
            ForDepartment = e => e.Kind == OutputKind.Proposal,
            Duty = kind => kind switch
            {
                "proposal" => DutyFigure.Proposals,
                "speech" => DutyFigure.Speeches,
                _ => DutyFigure.Sentiment,
            },
        }
            .Choice("kind", e => e.Kind, "类型")
            .On("on", e => e.On, "日期")
            .Line("title", e => e.Title, Limits.Title, "标题", must: true)
            .Members("members", e => e.Members, "委员")
            .Room("source", e => e.Source, "来源")
            .Comment("comment", "source", e => e.Comment)
            .Area("text", e => e.Text, Limits.TopicText)
            .Files("files", e => e.Files);
    }
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
