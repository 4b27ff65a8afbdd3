using System.Runtime.CompilerServices;

namespace Hub.Tests.Client;

public sealed class ContractTests
{
    /// <summary>Guards the client against a server whose words have moved on. With UPDATE_CONTRACT=1 the file is written instead.</summary>
    [Fact]
    public void The_client_speaks_the_contract_that_the_server_types_state()
    {
        var path = Path.GetFullPath(Path.Combine(Here(), "../../../src/Hub.Server/Client/src/contract.ts"));
        var generated = TypeScriptContract.Generate();
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACT") == "1")
        {
            File.WriteAllText(path, generated);
        }

        File.ReadAllText(path).ShouldBe(generated, "Run the tests once with UPDATE_CONTRACT=1, and see what the client says to the change.");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
