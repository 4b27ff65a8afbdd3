using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hub.Server.Views;

/// <summary>
/// The tables of one generation of the views: <c>{topics}</c> in a statement is <c>view10_1_topics</c>. The version of their shape stands in the name, so that
/// two builds that run beside each other share none; the generation, so that a rebuild fills tables of its own.
/// </summary>
internal sealed partial class ViewTables(long generation)
{
    /// <summary>A new shape, or a new meaning, of any table gets a new number; the fold starts anew.</summary>
    public const int Version = 10;

    /// <summary>What the names of all tables of the views begin with, of every version.</summary>
    public const string Prefix = "view";

    /// <summary>The fold that is read, by its name in the checkpoints.</summary>
    public static readonly string Served = string.Create(CultureInfo.InvariantCulture, $"views {Version}");

    /// <summary>The fold of a rebuild under way.</summary>
    public static readonly string Rebuilt = $"{Served} rebuilt";

    private readonly ConcurrentDictionary<string, string> _resolved = new();

    public long Generation => generation;

    public string NameOf(string table) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Version}_{generation}_{table}");

    /// <returns>The version in a table's name, or null where it has none.</returns>
    public static int? VersionOf(string table) =>
        Versioned().Match(table) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    public string Resolve(string sql) =>
        _resolved.GetOrAdd(sql, static (text, self) => Token().Replace(text, match => self.NameOf(match.Groups[1].Value)), this);

    public Statement Resolve(Statement statement) => statement with { Sql = Resolve(statement.Sql) };

    [GeneratedRegex(@"^view(\d{1,6})_")]
    private static partial Regex Versioned();

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Token();
}
