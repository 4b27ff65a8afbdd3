using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Texts;
using Hub.Domain.Topics;

namespace Hub.Domain.Opinion;

/// <summary>All rounds of a meeting or of a topic, as their events have made them. Immutable, like the meeting.</summary>
public sealed record Rounds
{
    public static readonly Rounds None = new();

    /// <summary>No room has more.</summary>
    public const int Most = 50;

    /// <summary>In the order in which they were opened.</summary>
    public ImmutableList<Round> All { get; init; } = [];

    public Round? Find(string? id) => All.Find(r => r.Id == id);

    /// <summary>The round that has this statement.</summary>
    public Round? With(string? statement) => All.Find(r => r.Find(statement) is not null);

    /// <summary>As they stand once what people wrote in some events is removed by law.</summary>
    public Rounds Without(IReadOnlySet<long> seqs) => !All.Exists(r => r.Statements.Exists(s => s.IsWrittenIn(seqs))) ? this : this with
    {
        All = All.ConvertAll(r => r with
        {
            Statements = r.Statements.ConvertAll(s => s.IsWrittenIn(seqs) ? s with { Text = RemovedText.Sentence } : s),
        }),
    };

    /// <summary>
    /// The event without the texts of statements that are not shown, as whoever may not read them is given it; null where it has none of these.
    /// </summary>
    public RoundEvent? Blank(RoundEvent happened)
    {
        switch (happened)
        {
            case RoundEvent.StatementAdded e when IsBlank(e.Statement):
                return e with { Text = "" };
            case RoundEvent.RoundOpened e when e.Statements.Any(s => IsBlank(s.Id)):
                return e with { Statements = [.. e.Statements.Select(s => IsBlank(s.Id) ? s with { Text = "" } : s)] };
            default:
                return null;
        }

        bool IsBlank(string statement) => With(statement)?.Find(statement) is { IsShown: false };
    }

    /// <summary>When the room must be awake for its rounds: one closes by itself, or is to be counted; null: for none.</summary>
    public DateTimeOffset? Wakes =>
        All.Select(r => r.Status switch { RoundStatus.Open => r.ClosesAt, RoundStatus.Closing => r.ClosedAt, _ => null }).Min();

    /// <summary>When something is to be done with nobody asking: the next round closes; null: none does by itself.</summary>
    public DateTimeOffset? NextDeadline => All.Where(r => r.Status == RoundStatus.Open).Select(r => r.ClosesAt).Min();
}

/// <summary>One opinion round: a question, and statements to which people say that they agree, disagree, or neither.</summary>
public sealed record Round
{
    /// <summary>Of a statement, in Unicode scalar values: it has to be read at a glance.</summary>
    public const int StatementLength = 200;

    /// <summary>Of one person, so that nobody fills a round by themselves; who leads may add as many as there is room for.</summary>
    public const int StatementsOfOne = 20;

    /// <summary>So alike are two statements that are shown as nearly the same: see <see cref="Similarity"/>.</summary>
    public const double Alike = 0.6;

    /// <summary>Whoever adds what is there already is shown so many of those that say it, at most.</summary>
    public const int SimilarShown = 3;

    public required string Id { get; init; }
    public required string Question { get; init; }
    public string? Item { get; init; }

    /// <summary>Whether people may add statements.</summary>
    public bool Adds { get; init; }
    public RoundStatus Status { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosesAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>All that were ever added. The place of one in this list is its number in <see cref="Stances"/>.</summary>
    public ImmutableList<Statement> Statements { get; init; } = [];

    /// <summary>How many groups are shown; 0: none.</summary>
    public int Groups { get; init; }

    /// <summary>The newest event of it in its room's stream: of two pictures of a round the one with the greater number is the newer.</summary>
    public long Seq { get; init; }

    /// <summary>Once it is closed.</summary>
    public RoundResult? Result { get; init; }

    public Statement? Find(string? statement) => Statements.Find(s => s.Id == statement);

    /// <summary>The number of a statement in <see cref="Stances"/>; −1: the round has none of this id.</summary>
    public int NumberOf(string? statement) => Statements.FindIndex(s => s.Id == statement);

    /// <summary>The visible statements that say nearly the same, the nearest first.</summary>
    public ImmutableArray<Statement> SimilarTo(string text)
    {
        var bigrams = Similarity.Bigrams(text);
        return [.. Statements.Where(s => s.Status == StatementStatus.Visible)
            .Select(s => (Statement: s, Similarity: Spelling.Same(s.Text, text) ? 1 : Similarity.Of(bigrams, Similarity.Bigrams(s.Text))))
            .Where(s => s.Similarity >= Alike).OrderByDescending(s => s.Similarity).Select(s => s.Statement)];
    }
}

[JsonConverter(typeof(CamelCase<RoundStatus>))]
public enum RoundStatus
{
    Open,

    /// <summary>It takes nothing more, and is being counted.</summary>
    Closing,
    Closed,
}

/// <param name="Author">The participant who added it.</param>
/// <param name="Seq">The event that added it.</param>
/// <param name="Into">Of one that was merged, what it is a part of.</param>
/// <param name="First">The round was opened with it: it is the house's own.</param>
/// <param name="Unseen">It waited, or was hidden, when it was merged: its text stays where it was.</param>
public sealed record Statement(
    string Id, string Text, string Author, long Seq, StatementStatus Status = StatementStatus.Visible, string? Into = null, bool First = false,
    bool Unseen = false)
{
    /// <summary>Whether anybody may read its text.</summary>
    public bool IsShown => Status is StatementStatus.Visible or StatementStatus.Merged && !Unseen;

    /// <summary>What anybody reads of it; blank while it waits, and once it is hidden.</summary>
    public string ShownText => IsShown ? Text : "";

    /// <summary>Whether what somebody wrote in one of these events is its text.</summary>
    internal bool IsWrittenIn(IReadOnlySet<long> seqs) => !First && seqs.Contains(Seq);
}

[JsonConverter(typeof(CamelCase<StatementStatus>))]
public enum StatementStatus
{
    Visible,

    /// <summary>Nobody but who leads, and its author, sees it yet.</summary>
    Waiting,
    Hidden,
    Merged,
}
