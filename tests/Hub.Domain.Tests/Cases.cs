namespace Hub.Domain.Tests;

/// <summary>How many random cases a test tries.</summary>
internal static class Cases
{
    /// <summary>The variable by which <c>tests/run --fast</c> asks for a tenth of them.</summary>
    private static readonly bool IsFast = Environment.GetEnvironmentVariable("HUB_TESTS_FAST") == "1";

    /// <param name="whole">In a whole run.</param>
    public static int Of(int whole) => IsFast ? whole / 10 : whole;
}
