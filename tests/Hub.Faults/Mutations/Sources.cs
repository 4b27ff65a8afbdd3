using System.Diagnostics;

namespace Hub.Faults.Mutations;

/// <summary>A copy of the hub's sources in a temporary folder, to take protections out of and build. The repository is only read.</summary>
internal sealed class Sources : IDisposable
{
    private static readonly string[] Settings = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];
    private static readonly string[] LeftOut = ["bin", "obj", "node_modules", "wwwroot", "data"];

    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("hub-mutants-");

    /// <exception cref="InvalidOperationException">This program does not stand in the repository.</exception>
    public Sources()
    {
        var root = Root();
        foreach (var name in Settings)
        {
            File.Copy(Path.Combine(root, name), Path.Combine(_copy.FullName, name));
        }

        Copy(Path.Combine(root, "src"), Path.Combine(_copy.FullName, "src"));
        Copy(Path.Combine(root, "seeds"), Path.Combine(_copy.FullName, "seeds"));
    }

    /// <summary>The repository that this program stands in.</summary>
    /// <exception cref="InvalidOperationException">It stands in none.</exception>
    public static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Hub.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The sources are not above this program: mutations need the repository.");
        }

        return root;
    }

    private string Project => Path.Combine(_copy.FullName, "src/Hub.Server/Hub.Server.csproj");

    /// <summary>Builds the hub with a mutant's edits, which are taken back at once.</summary>
    /// <returns>The program.</returns>
    /// <exception cref="InvalidOperationException">An edit does not match exactly once, or it does not build.</exception>
    public async Task<string> Build(Mutant mutant)
    {
        var before = mutant.Edits.Select(e => Path.Combine(_copy.FullName, e.File)).Distinct().ToDictionary(f => f, File.ReadAllText);
        try
        {
            foreach (var edit in mutant.Edits)
            {
                var file = Path.Combine(_copy.FullName, edit.File);
                var text = await File.ReadAllTextAsync(file);
                if (!edit.Fits(text))
                {
                    throw new InvalidOperationException($"'{mutant.Name}': what is sought in {edit.File} does not stand there exactly once.");
                }

                await File.WriteAllTextAsync(file, text.Replace(edit.Sought, edit.Instead, StringComparison.Ordinal));
            }

            await Build(mutant.Name);
            return Path.Combine(_copy.FullName, "src/Hub.Server/bin/Release/net10.0/Hub.Server.dll");
        }
        finally
        {
            foreach (var (file, text) in before)
            {
                await File.WriteAllTextAsync(file, text);
            }
        }
    }

    public void Dispose() => _copy.Delete(recursive: true);

    private async Task Build(string name)
    {
        using var build =
            Process.Start(
            new ProcessStartInfo(
            "dotnet", ["build", Project, "-c", "Release", "-v", "quiet", "-nologo", "-p:SkipClient=true", "-p:TreatWarningsAsErrors=false",
            "-p:RunAnalyzers=false"])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = _copy.FullName,
            })!;
        var said = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{name}' does not build: {said}");
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from).Where(f => !LeftOut.Contains(Path.GetFileName(f))))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
