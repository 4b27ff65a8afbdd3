using Hub.Faults.Nodes;
using Hub.Faults.Rounds;
using Hub.Load.Stores;

namespace Hub.Faults.Mutations;

/// <summary>
/// Takes each protection out of a copy of the sources in turn and runs rounds against what is left: the checker must say that something is wrong. A checker
/// that cannot fail is worth nothing.
/// </summary>
internal static class MutationRun
{
    private const int People = 24;

    /// <param name="only">Part of a mutant's name; absent: all.</param>
    /// <returns>Whether each was noticed.</returns>
    public static async Task<bool> Run(string? only)
    {
        using var sources = new Sources();
        var missed = 0;
        foreach (var mutant in Mutant.All.Where(m => only is null || m.Name.Contains(only, StringComparison.Ordinal)))
        {
            if (!Plan.IsEmbedded(mutant.Seeds[0]) && TemporaryPostgres.Programs is null)
            {
                Console.WriteLine($"{mutant.Name}: skipped. {TemporaryPostgres.Missing}");
                continue;
            }

            Console.WriteLine($"{mutant.Name}: building");
            var program = await sources.Build(mutant);
            var noticed = await Notice(mutant, program);
            missed += noticed ? 0 : 1;
            Console.WriteLine(noticed ? $"{mutant.Name}: noticed" : $"{mutant.Name}: NOT NOTICED");
        }

        return missed == 0;
    }

    private static async Task<bool> Notice(Mutant mutant, string program)
    {
        foreach (var seed in mutant.Seeds)
        {
            var folder = Directory.CreateTempSubdirectory("hub-mutant-");
            try
            {
                // A house of its own: what a mutant has stored would be found again and again.
                await using House house = Plan.IsEmbedded(seed) ? new EmbeddedHouse(program, folder) : await ClusterHouse.On(program, folder);
                await house.Start();
                var result = await new Round(house, seed, People, mutant.Faults).Run(now => Console.WriteLine($"  {now}"));
                List<string> found = [.. result.Violations.Select(v => v.ToString()), .. result.Strikes.SelectMany(s => s.Wrong)];
                foreach (var violation in found.Take(3))
                {
                    Console.WriteLine($"  {violation}");
                }

                if (result.Folder is { } kept)
                {
                    Directory.Delete(kept, recursive: true);
                }

                if (found.Count > 0)
                {
                    return true;
                }

                foreach (var skipped in result.Skipped)
                {
                    Console.WriteLine($"  skipped {skipped}");
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return false;
    }
}
