using System.Globalization;
using Hub.Domain.Texts;

namespace Hub.Server.Views;

/// <summary>Builds the conditions of a query, each with its value: only those that are asked for, so that the database may use its indexes.</summary>
internal sealed class Filter
{
    private readonly List<string> _conditions = [];
    private readonly List<object?> _values = [];

    public object?[] Values => [.. _values];

    /// <summary>The conditions, after WHERE.</summary>
    public string Where => _conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", _conditions)}";

    /// <param name="condition">Makes the condition of the parameter's name.</param>
    public Filter Add(object? value, Func<string, string> condition)
    {
        if (value is not null)
        {
            _conditions.Add(condition(Parameter(value)));
        }

        return this;
    }

    public Filter Add(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <summary>Either this, or all of one of these; where one of them asks for nothing, everything is wanted.</summary>
    /// <param name="others">Null: of these, nothing.</param>
    public Filter AnyOf(string condition, IEnumerable<List<(string Column, string Value)>?> others)
    {
        var wanted = others.OfType<List<(string Column, string Value)>>().ToList();
        return wanted.Exists(w => w.Count == 0) ? this
            : Add(wanted.Count == 0 ? condition : $"({condition} OR {string.Join(" OR ", wanted.Select(All))})");

        string All(List<(string Column, string Value)> of) => $"({string.Join(" AND ", of.Select(c => $"{c.Column} = {Parameter(c.Value)}"))})";
    }

    /// <summary>Each word of what is asked, as a column has it that was made by <see cref="Search.Form"/>.</summary>
    /// <param name="condition">Makes the condition of the parameter's name.</param>
    public Filter Words(string? asked, Func<string, string> condition)
    {
        foreach (var word in Search.Words(asked))
        {
            Add(word, condition);
        }

        return this;
    }

    public Filter Equal(string column, object? value) => Add(value, p => $"{column} = {p}");

    /// <returns>The name of a parameter with this value.</returns>
    public string Parameter(object? value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }
}
