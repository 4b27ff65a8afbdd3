namespace Hub.Verify;

/// <summary>What was looked at, and what was wrong with it.</summary>
internal sealed class Findings
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public int Wrong { get; private set; }

    public bool IsSound => Wrong == 0;

    public void Note(string fact) => _lines.Add($"      {fact}");

    /// <param name="claim">What should hold.</param>
    /// <param name="wrong">Why it does not; null where it does.</param>
    public void Check(string claim, string? wrong)
    {
        _lines.Add(wrong is null ? $"ok    {claim}" : $"WRONG {claim}: {wrong}");
        Wrong += wrong is null ? 0 : 1;
    }
}
