using System.Globalization;

namespace Hub.Domain.Registers;

/// <summary>The books that staff keep.</summary>
public enum Book
{
    /// <summary>The key consultation items of one year (年度协商计划).</summary>
    Plan,

    /// <summary>Venues (议事场所) and brands.</summary>
    Venues,

    /// <summary>Members (委员), and who keeps in touch with whom.</summary>
    Members,

    /// <summary>What was done in one year: outputs (履职成果), the ledger (履职台账), visits, reception days, the award.</summary>
    Year,

    /// <summary>Departments (责任部门) that are committed to something.</summary>
    Departments,
}

/// <summary>
/// One register: a book, and its year where there is one of each. Written <c>plan2022</c>, <c>venues</c>, <c>members</c>, <c>departments</c>, <c>year2021</c>.
/// </summary>
public sealed record RegisterName
{
    public const int FirstYear = 1949;
    public const int LastYear = 9998;

    public static readonly RegisterName Venues = new(Book.Venues, null);
    public static readonly RegisterName Members = new(Book.Members, null);
    public static readonly RegisterName Departments = new(Book.Departments, null);

    private RegisterName(Book book, int? year) => (Book, Year) = (book, year);

    public Book Book { get; }

    public int? Year { get; }

    public static RegisterName PlanOf(int year) => new(Book.Plan, year);

    public static RegisterName OfYear(int year) => new(Book.Year, year);

    /// <returns>Null where this names no register.</returns>
    public static RegisterName? Parse(string? text) => text switch
    {
        "venues" => Venues,
        "members" => Members,
        "departments" => Departments,
        ['p', 'l', 'a', 'n', .. var year] => YearIn(year) is { } y ? PlanOf(y) : null,
        ['y', 'e', 'a', 'r', .. var year] => YearIn(year) is { } y ? OfYear(y) : null,
        _ => null,
    };

    public override string ToString() => CamelCase.Of(Book) + Year?.ToString("0000", CultureInfo.InvariantCulture);

    private static int? YearIn(string text) =>
        text.Length == 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is >= FirstYear and <= LastYear ? year : null;
}
