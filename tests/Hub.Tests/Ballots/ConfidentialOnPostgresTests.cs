using System.Text;
using Hub.Load.Stores;
using Hub.Tests.House;
using Npgsql;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>The same on PostgreSQL, which remembers more of each row: the transaction that wrote it, its place on the page, and a log of every page.</summary>
public sealed class ConfidentialOnPostgresTests : IDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("hub-keys-");

    public void Dispose() => _keys.Delete(recursive: true);

    [Fact]
    public async Task Who_has_the_server_s_files_its_log_of_writes_and_every_row_s_transaction_does_no_better_than_guessing()
    {
        const int People = 400;
        Skips.Unless(TemporaryPostgres.Programs is not null, TemporaryPostgres.Missing);
        await using var server = await TemporaryPostgres.Start();
        var database = await server.CreateDatabase("house");
        var node = new Node(database, $"tests-{Guid.NewGuid():n}", $"--Ballots:KeyPath={_keys.FullName}");
        await node.Start();
        try
        {
            var room = await node.Meeting();
            var ballot =
                (await room.Chair.Post(Of("openBallot", new { question = "是否同意?", kind = "approval", voters = "members", secrecy = "confidential" })))
                .ShouldBeDone().Made;
            var people = await room.Crowd(People, "member");
            var chance = new Random(4711);
            var chosen = people.ToDictionary(p => p.Participant, _ => chance.Next(2) == 0 ? "approve" : "oppose");
            foreach (var person in people)
            {
                (await person.Post(Vote(ballot, chosen[person.Participant]))).ShouldBeDone();
            }

            (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await room.Snapshot()).List("ballots")[0].Number("tally", "counts", "approve").ShouldBe(chosen.Count(c => c.Value == "approve"));

            var votes = await Read(database, $"boxes/{room.Id}");
            votes.Count.ShouldBe(People);
            Attacker.RightFor(votes, chosen).ShouldBeLessThan(0.65, $"of {People / 2} unknown voters, chance alone is right for half");
            _keys.EnumerateFiles("*.key").ShouldBeEmpty();

            // Tables, indexes, and the log of every page that was ever written; with the checkpoint a vote is in both.
            await Execute(database, "CHECKPOINT");
            var files = new FileInfo(server.LogFile).Directory!.EnumerateFiles("*", SearchOption.AllDirectories).ToList();
            files.ShouldContain(f => f.Directory!.Name == "pg_wal");
            var written = files.Sum(f => Times(f, "votedConfidentially"));
            written.ShouldBeGreaterThan(People, "what is looked for in these files is found where it is");
            files.Sum(f => Times(f, "\"choices\"")).ShouldBe(0);
        }
        finally
        {
            await node.Stop();
        }
    }

    private static int Times(FileInfo file, string word)
    {
        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Encoding.Latin1.GetString(bytes, 0, read).Split(word).Length - 1;
        }
        catch (FileNotFoundException)
        {
            // A server at work removes files of its own.
            return 0;
        }
    }

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<StoredVote>> Read(string database, string stream)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT position, number, at, xmin::text::bigint, (ctid::text::point)[0], (ctid::text::point)[1], payload FROM commits WHERE stream = @stream "
            + "ORDER BY number", connection);
        command.Parameters.AddWithValue("stream", stream);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var votes = new List<StoredVote>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            votes.AddRange(StoredVote.In(
                rows.GetString(6), rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(2) % 1000, rows.GetInt64(3), rows.GetDouble(4),
                rows.GetDouble(5)));
        }

        return votes;
    }
}
