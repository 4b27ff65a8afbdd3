using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Keys;

public sealed class PostgresHouseSecretsTests(PostgresServer server) : HouseSecretsContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    private protected override ISecretRows Rows => new PostgresSecretRows(_scratch.Store);

    protected override string Fails => """
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
        CREATE CONSTRAINT TRIGGER fails AFTER UPDATE ON meta DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.key = 'wrapping-key') EXECUTE FUNCTION fail()
        """;

    protected override string FailsNoMore => "DROP TRIGGER fails ON meta";

    public async ValueTask InitializeAsync() => await _scratch.Open();

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    protected override string Bytes(string hex) => $@"'\x{hex}'";

    public override async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        await base.DisposeAsync();
    }
}
