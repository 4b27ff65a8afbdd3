using System.Diagnostics;
using System.Text;
using Hub.Tests.House;

namespace Hub.Tests.Ballots;

/// <summary>The program that a stranger starts: what it says last, and how it ends, is what a script relies on.</summary>
public sealed class VerifierTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_stranger_learns_from_its_end_whether_a_record_holds()
    {
        var (export, held) = await HeldMeeting.Export(house);
        var forged = new Forgery(export);
        forged.Event("ballotClosed", held.Election)["outcome"]!["winners"]!.AsArray().Clear();
        var fingerprint = (await house.Get("/api/key")).Text("fingerprint");
        var folder = Directory.CreateTempSubdirectory("verifier").FullName;
        try
        {
            var (whole, changed) = (Path.Combine(folder, "whole.jsonl"), Path.Combine(folder, "changed.jsonl"));
            await File.WriteAllBytesAsync(whole, export, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(changed, forged.Signed(), TestContext.Current.CancellationToken);
            (await Run(whole, fingerprint)).ShouldBe((0, "Everything holds."));
            (await Run(whole)).ShouldBe((0, "Everything holds, if the key is the house's."));
            (await Run(whole, "0000 0000 0000 0000")).ShouldBe((1, "1 wrong. This record is not as the house stored and signed it."));
            (await Run(changed)).ShouldBe((1, "1 wrong. This record is not as the house stored and signed it."));
            (await Run(changed, fingerprint)).ShouldBe((1, "2 wrong. This record is not as the house stored and signed it."));
            (await Run(Path.Combine(folder, "none.jsonl"))).Code.ShouldBe(2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        (await Run()).Code.ShouldBe(2);
        (await Run("--help")).ShouldBe(
            (0, "Ends with 0 where everything holds, 1 where something is wrong, 2 where nothing was verified: no such file, or not called so."));
    }

    /// <returns>How it ended, and its last line.</returns>
    private static async Task<(int Code, string Last)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hub.Verify.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var (said, complained) =
            (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await complained;
        return (process.ExitCode, (await said).TrimEnd().Split('\n')[^1].Trim());
    }
}
