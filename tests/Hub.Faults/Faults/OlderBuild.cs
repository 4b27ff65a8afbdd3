using System.Diagnostics;

namespace Hub.Faults.Faults;

/// <summary>
/// The hub as it was at a commit, or before the last change of its sources, built once from the repository into a temporary folder that goes with this program;
/// or a program that somebody has built.
/// </summary>
internal static class OlderBuild
{
    private static readonly Lazy<Task<string>> Building = new(Build);

    /// <summary>The repository that this program stands in, or null.</summary>
    private static string? Root { get; } = FindRoot();

    /// <summary>A commit, or the path of a Hub.Server.dll; null: before the last change of the sources.</summary>
    public static string? Wanted { get; set; }

    public static bool IsPossible => Root is not null || IsBuilt;

    private static bool IsBuilt => Wanted?.EndsWith(".dll", StringComparison.Ordinal) == true;

    /// <exception cref="InvalidOperationException">It does not build.</exception>
    public static Task<string> Program() => Building.Value;

    private static async Task<string> Build()
    {
        if (IsBuilt)
        {
            return File.Exists(Wanted) ? Path.GetFullPath(Wanted) : throw new InvalidOperationException($"There is no older build {Wanted}.");
        }

        var folder = Directory.CreateTempSubdirectory("hub-older-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        var commit =
            Wanted ?? (await Run(Root!, "git", "log", "-2", "--format=%H", "--", "src/Hub.Domain", "src/Hub.Server", ":!src/Hub.Server/Client"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        await Run(Root!, "/bin/sh", "-c",
            $"git archive '{commit}' src seeds Directory.Build.props Directory.Packages.props global.json .editorconfig | tar -x -C '{folder.FullName}'");
        await Run(folder.FullName, "dotnet", "build", "src/Hub.Server/Hub.Server.csproj", "-c", "Release", "-v", "quiet", "-nologo", "-p:SkipClient=true",
            "-p:RunAnalyzers=false");
        return Path.Combine(folder.FullName, "src/Hub.Server/bin/Release/net10.0/Hub.Server.dll");
    }

    private static string? FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")) && File.Exists(Path.Combine(folder, "Hub.sln")))
            {
                return folder;
            }
        }

        return null;
    }

    private static async Task<string> Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
