using System.Data.Common;

namespace Hub.Server.Views;

/// <summary>A statement with its values <c>$1</c>, <c>$2</c>, …, in SQL that both stores understand. A number is a long, a text a string.</summary>
public sealed record Statement(string Sql, params object?[] Values);

/// <summary>
/// Where views are kept: tables folded from the journal, and for each view the journal's position it has come to, changed in one transaction. Several nodes may
/// fold one view at once: each step is taken by one of them.
/// </summary>
public interface IViewStore
{
    /// <summary>Sees to it that the tables of a view are there, and of this version; of another, they are dropped and folded anew.</summary>
    /// <param name="tables">Makes the tables, where those named as the view's are gone.</param>
    /// <returns>The position it has come to.</returns>
    Task<long> Prepare(string view, int version, IReadOnlyList<string> dropped, IReadOnlyList<string> tables);

    /// <summary>Makes the changes and moves the view on, unless another has moved it.</summary>
    /// <returns>The position it has come to: <paramref name="to"/>, or where another has brought it meanwhile; then nothing of this is done.</returns>
    Task<long> Advance(string view, long from, long to, IReadOnlyList<Statement> changes);

    Task<List<T>> Query<T>(Statement query, Func<DbDataReader, T> row, CancellationToken cancel = default);
}
