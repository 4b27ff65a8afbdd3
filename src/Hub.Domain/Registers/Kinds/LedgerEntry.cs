using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>Any other countable activity of the year (履职台账), with its evidence.</summary>
    /// <param name="Count">How many it stands for: person-times of a training, opinions of a collection; absent: one.</param>
    /// <param name="Files">Ids of what was uploaded as evidence.</param>
    public sealed record LedgerEntry(
        LedgerKind Kind, DateOnly On, string Title, int? Count = null, ImmutableArray<string>? Members = null, string? Note = null,
        ImmutableArray<string>? Files = null) : Entry
    {
        public static readonly EntryKind<LedgerEntry> Description = new EntryKind<LedgerEntry>(Book.Year, ListPage.Ledger, "title")
        {
            Times = e => e.Count ?? 1,
            Duty = kind => kind == "training" ? DutyFigure.Trainings : DutyFigure.Activities,
        }
            .Choice("kind", e => e.Kind, "类型")
            .On("on", e => e.On, "日期")
            .Line("title", e => e.Title, Limits.Title, "标题", must: true)
            .Number("count", e => e.Count ?? 1, 1, RegisterDecider.MostCounted, "数量")
            .Members("members", e => e.Members, "委员")
            .Area("note", e => e.Note, Limits.Note, "备注")
            .Files("files", e => e.Files);
    }
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
