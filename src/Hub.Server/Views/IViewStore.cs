using System.Data.Common;

namespace Hub.Server.Views;

/// <summary>
/// A statement with its values <c>$1</c>, <c>$2</c>, …, in SQL that both stores understand. A number is a long, a text a string. Tables stand as <c>{name}</c>:
/// see <see cref="ViewTables"/>.
/// </summary>
public sealed record Statement(string Sql, params object?[] Values);

/// <summary>How far a fold has come, and which tables it fills.</summary>
/// <param name="Generation">Each rebuild fills tables of its own.</param>
/// <param name="Position">The journal's.</param>
public readonly record struct Checkpoint(long Generation, long Position);

/// <summary>
/// Where views are kept: tables folded from the journal, and for each fold the journal's position it has come to, changed in one transaction. Several nodes may
/// fold at once: each step is taken by one of them.
/// </summary>
public interface IViewStore
{
    /// <summary>Where a fold has come to; begun with a generation where there is none. Safe for several nodes at once.</summary>
    /// <param name="tables">Makes the tables of a generation.</param>
    Task<Checkpoint> Begin(string fold, long generation, Func<long, IReadOnlyList<string>> tables);

    /// <summary>Where a fold has come to, or null.</summary>
    Task<Checkpoint?> Find(string fold);

    /// <summary>Makes the changes and moves the fold on, unless another has moved it.</summary>
    /// <returns>Where it has come to: <paramref name="to"/>, or where another has brought it meanwhile; then nothing of this is done.</returns>
    /// <exception cref="Journal.StoreException">Nothing of it is done. Where <c>IsRefusal</c>, it never will be.</exception>
    Task<Checkpoint> Advance(string fold, Checkpoint from, long to, IReadOnlyList<Statement> changes);

    /// <summary>Puts one fold in the place of another, and does what else is said, all at once. Idempotent.</summary>
    Task Replace(string fold, string with, IReadOnlyList<string> statements);

    Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default);

    /// <summary>The names of all tables that begin so.</summary>
    Task<List<string>> Tables(string prefix);

    /// <summary>SQL that says whether a text column contains a parameter's text.</summary>
    string Contains(string column, string parameter);
}
