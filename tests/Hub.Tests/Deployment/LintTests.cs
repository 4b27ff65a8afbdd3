using System.Diagnostics;

namespace Hub.Tests.Deployment;

/// <summary>What <c>tests/lint</c>, and with it <c>tests/run</c>, lets pass and what not.</summary>
public sealed class LintTests : IDisposable
{
    private const string Sound = "namespace Planted;\n\npublic static class Sum\n{\n    public static int Of(int a, int b) => a + b;\n}\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-lint-");

    public LintTests() => File.Copy(Path.Combine(Manifests.Repository, ".editorconfig"), Path.Combine(_folder.FullName, ".editorconfig"));

    [Fact]
    public async Task What_is_formatted_and_short_passes()
    {
        Plant("Sum.cs", Sound);
        Plant("sum.ts", "export const sum = (a: number, b: number) => a + b;\n");

        (await Lint()).ShouldBe((0, ""));
    }

    [Theory]
    [InlineData("Sum.cs", "    public static int Of(int a, int b) => a + b;", "  public static int Of( int a,int b ) => a+b;")]
    [InlineData("Sum.cs", "a + b;", "a + b;   ")]
    [InlineData("Sum.cs", "public static int", "public static  int")]
    public async Task C_sharp_that_is_not_formatted_fails_by_name(string file, string sound, string planted)
    {
        Plant(file, Sound.Replace(sound, planted));

        var (exit, said) = await Lint();

        exit.ShouldBe(1);
        said.ShouldContain($"{file}(");
    }

    [Theory]
    [InlineData("Sum.cs")]
    [InlineData("sum.tsx")]
    public async Task A_line_of_161_characters_fails_and_one_of_160_does_not(string file)
    {
        // Characters, and not bytes: each of these has three.
        Plant(file, $"// {new string('字', 157)}\n");
        (await Lint()).ShouldBe((0, ""));

        Plant(file, $"// {new string('字', 158)}\n");
        var (exit, said) = await Lint();
        exit.ShouldBe(1);
        said.ShouldContain($"{file}:1:");
        said.ShouldContain("longer than 160 characters");
    }

    [Theory]
    [InlineData("export const sum=(a: number,b: number)=>a+b;\n", "format")]
    [InlineData("export const same = (a: number, b: string) => a == (b as never);\n", "noDoubleEquals")]
    [InlineData("export const look = () => {\n  debugger;\n};\n", "noDebugger")]
    public async Task A_client_that_is_not_formatted_or_suspicious_fails_with_the_rule(string planted, string rule)
    {
        Plant("sum.ts", planted);

        var (exit, said) = await Lint();

        exit.ShouldBe(1);
        said.ShouldContain(rule);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Plant(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    /// <returns>How it ended, and what it said of files where it found fault.</returns>
    private async Task<(int Exit, string Said)> Lint()
    {
        using var lint = Process.Start(new ProcessStartInfo(Path.Combine(Manifests.Repository, "tests/lint"), [_folder.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (said, error) =
            (lint.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            lint.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await lint.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (lint.ExitCode, lint.ExitCode == 0 ? "" : await said + await error);
    }
}
