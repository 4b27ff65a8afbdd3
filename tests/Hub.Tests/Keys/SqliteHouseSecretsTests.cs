using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Keys;

public sealed class SqliteHouseSecretsTests : HouseSecretsContract
{
    private readonly SqliteScratch _scratch = new();

    private protected override ISecretRows Rows => new SqliteSecretRows(_scratch.Store);

    protected override string Fails => "CREATE TRIGGER fails AFTER UPDATE ON meta WHEN NEW.key = 'wrapping-key' BEGIN SELECT RAISE(FAIL, 'no'); END";

    protected override string FailsNoMore => "DROP TRIGGER fails";

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    protected override string Bytes(string hex) => $"X'{hex}'";

    public override async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        await base.DisposeAsync();
    }
}
