namespace Hub.Tests.Processes;

/// <summary>A small year, replayed and folded anew by the commands that anyone can run, and killed in the middle of each.</summary>
public sealed class YearTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-year-");

    private string Journal => $"Data Source={Path.Combine(_folder.FullName, "year.db")}";

    [Fact]
    public async Task A_year_killed_twice_goes_on_and_its_views_killed_in_their_rebuild_are_equal()
    {
        foreach (var day in (string[])["day 60:", "day 240:"])
        {
            await using var killed = Replay();
            await killed.Says(day);
            await killed.Kill();
        }

        await using var replay = Replay();
        (await replay.Exit()).ShouldBe(0, replay.Out + replay.Error);
        replay.Out.ShouldContain("All three are the same.");
        var figures = Figures(replay.Out, "Plan of 2021: ");
        Figures(replay.Out, "Counted naively from the exported journal: ").ShouldBe(figures);
        Figures(replay.Out, "The report: ").ShouldBe(figures);

        await using (var killed = Rebuild())
        {
            await killed.Says("Folding anew [");
            await killed.Kill();
        }

        await using var rebuild = Rebuild();
        (await rebuild.Exit()).ShouldBe(0, rebuild.Out + rebuild.Error);
        rebuild.Out.ShouldContain("They are equal to what was served.");
        rebuild.Out.ShouldNotContain("DIFFERENT");

        await using var recount = HubProcess.StartThrough(["dotnet", HubProcess.Load, "recount"], _folder.FullName, "--journal", Journal);
        (await recount.Exit()).ShouldBe(0, recount.Error);
        recount.Out.ShouldContain(figures);
    }

    [Fact]
    public async Task A_journal_of_another_year_is_not_mixed_with_it()
    {
        await using (var begun = Replay())
        {
            await begun.Says("day 30:");
            await begun.Kill();
        }

        await using var other = Replay("--seed", "2");
        (await other.Exit()).ShouldNotBe(0);
        (other.Out + other.Error).ShouldContain("This journal holds the year 2021 at scale 0.002 from seed 1");
    }

    [Fact]
    public async Task A_journal_that_is_empty_is_not_called_equal()
    {
        await using var rebuild = Rebuild();
        (await rebuild.Exit()).ShouldBe(0, rebuild.Error);
        rebuild.Out.ShouldContain("The journal is empty: there is nothing to fold.");
        rebuild.Out.ShouldNotContain("equal");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private HubProcess Replay(params string[] more) =>
        HubProcess.StartThrough(["dotnet", HubProcess.Load, "year"], _folder.FullName, ["--journal", Journal, "--scale", "0.002", .. more]);

    private HubProcess Rebuild() => HubProcess.Start(_folder.FullName, "rebuild-views", $"--Journal:ConnectionString={Journal}");

    private static string Figures(string text, string behind) =>
        text.Split('\n').Single(l => l.StartsWith(behind, StringComparison.Ordinal))[behind.Length..].Trim();
}
