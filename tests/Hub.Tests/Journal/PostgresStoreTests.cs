using Hub.Server.Journal;
using Npgsql;

namespace Hub.Tests.Journal;

public sealed class PostgresStoreTests
{
    /// <summary>Guards a connection that anybody on the way could answer: each start says so where the server's certificate is not checked.</summary>
    [Theory]
    [InlineData("Host=db.example", true)]
    [InlineData("Host=db.example;SSL Mode=Require", true)]
    [InlineData("Host=localhost,db.example;SSL Mode=Prefer", true)]
    [InlineData("Host=localhost.example", true)]
    [InlineData("Host=db.example;SSL Mode=VerifyCA", false)]
    [InlineData("Host=db.example;SSL Mode=VerifyFull;Root Certificate=/ca.pem", false)]
    [InlineData("Host=localhost", false)]
    [InlineData("Host=127.0.0.1:5433", false)]
    [InlineData("Host=/run/postgresql", false)]
    public void Whether_a_servers_certificate_goes_unchecked_is_seen(string connectionString, bool isUnchecked) =>
        PostgresStore.IsUnchecked(new NpgsqlConnectionStringBuilder(connectionString)).ShouldBe(isUnchecked);
}
