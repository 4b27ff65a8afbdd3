using System.Globalization;

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

    public Filter Equal(string column, object? value) => Add(value, p => $"{column} = {p}");

    /// <returns>The name of a parameter with this value.</returns>
    public string Parameter(object? value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }
}
