using Hub.Faults.Mutations;

namespace Hub.Tests.Faults;

public sealed class MutationTests
{
    /// <summary>Guards the mutations: where a protection has moved, taking it away takes nothing away, and the run says so only hours later.</summary>
    [Fact]
    public void Every_protection_stands_where_a_mutation_takes_it_away() =>
        Mutant.All.SelectMany(m => m.Edits.Select(e => (m.Name, e)))
            .Where(m => !File.Exists(Path.Combine(Sources.Root(), m.e.File)) || !m.e.Fits(File.ReadAllText(Path.Combine(Sources.Root(), m.e.File))))
            .Select(m => $"{m.Name}: {m.e.Sought} in {m.e.File}").ShouldBeEmpty();
}
