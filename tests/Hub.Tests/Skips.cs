namespace Hub.Tests;

/// <summary>A test that needs what this machine lacks says so. Under CI=true nothing may be left out: there the lack is a failure.</summary>
internal static class Skips
{
    public static void Unless(bool condition, string sentence)
    {
        if (condition)
        {
            return;
        }

        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Fail(sentence);
        }

        Assert.Skip(sentence);
    }
}
