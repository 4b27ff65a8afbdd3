using Hub.Domain;
using Hub.Server.Cluster;
using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Hub.Verify;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static Hub.Tests.House.Commands;
using Room = Hub.Tests.House.Room;

namespace Hub.Tests.Fixtures;

/// <summary>
/// A node of this build on a database where a node of the older build is still there, and the record keeps to the first format; then that node is gone.
/// </summary>
public sealed class MixedFormatTests(PostgresServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-mixed-");
    private string _journal = "";
    private Node _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _journal = await server.Database();
        await OlderRecords.Postgres.PutPostgres(_journal);
        OlderRecords.Postgres.PutKeys(_folder.FullName);
        await using (var store = new PostgresStore(_journal, NullLogger<PostgresStore>.Instance))
        {
            await store.Open(Cancel);
            await MembershipTables.Prepare(store, Cancel);
        }

        await Execute("""
            INSERT INTO cluster_versions VALUES ('older', 0);
            INSERT INTO silos (cluster, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive) VALUES ('older',
              '127.0.0.1', 1, 1, 'Silo_d28f3', 'host', 3, 1, now(), now());
            """);
        _node = await Start();
        _node.Service<IJournal>().Format.ShouldBe(RecordFormat.First);
    }

    public async ValueTask DisposeAsync()
    {
        await (_node?.Stop() ?? Task.CompletedTask);
        _folder.Delete(recursive: true);
    }

    /// <summary>Guards a voter whom nothing in the record names: their seat was read while it had no name in the vault.</summary>
    [Fact]
    public async Task Who_sat_down_at_an_older_node_and_only_votes_is_named_by_the_record_once_it_has_moved_on()
    {
        var room = await _node.Meeting();
        var (chair, votes, listens) = (room.Chair, await room.Join("王建国"), await room.Join("李梅"));

        // As the older build writes seats.
        var guests = $"participant IN ('{votes.Participant}', '{listens.Participant}')";
        await Execute($"UPDATE seats SET name_hash = NULL, known = NULL WHERE {guests}; DELETE FROM names WHERE {guests}");
        await Restart();
        room = _node.Same(room);
        (await room.Snapshot()).Text("status").ShouldBe("open");
        await OlderNodeIsGone();

        var ballot = (await _node.Same(chair).Post(Of("openBallot", new { question = "同意？", kind = "approval" }))).ShouldBeDone().Made;
        (await _node.Same(votes).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await _node.Same(chair).Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await _node.Same(chair).Post(Of("close"))).ShouldBeDone();

        (await _node.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes").Select(v => v.Text("name")).ShouldBe(["王建国"]);
        (await _node.Get($"{room.Path}/minutes", _node.OperatorToken)).List("attendance", "people").Select(p => p.Text("participant")).ShouldBe(
            [chair.Participant, votes.Participant, listens.Participant], ignoreOrder: true);
        await IsSound(room);
    }

    /// <summary>Guards an export of which the verifier says, seat by seat, that nobody was called so.</summary>
    [Fact]
    public async Task What_is_exported_while_an_older_node_is_there_is_verified()
    {
        foreach (var meeting in OlderStory.Exported)
        {
            await IsSound(new Room(_node, OlderRecords.Postgres.Story.Meetings[meeting], []));
        }

        _node.Service<IJournal>().Format.ShouldBe(RecordFormat.First);
    }

    /// <summary>Guards a seat that such a node writes too late for its name to be fixed: its name stands in the seat alone.</summary>
    [Fact]
    public async Task A_name_that_an_older_node_wrote_too_late_is_removed_all_the_same()
    {
        await OlderNodeIsGone();
        var room = await _node.Meeting();
        var wang = await room.Join("王建国");
        await Execute(
            $"DELETE FROM names WHERE participant = '{wang.Participant}'; UPDATE seats SET name = '汪建国', name_hash = NULL WHERE participant = "
            + $"'{wang.Participant}'");

        // What the meeting knows of the seat, it read after that.
        await Restart();
        using var removed = await _node.Send(HttpMethod.Post, $"{room.Path}/names/{wang.Participant}/remove", _node.OperatorToken, new { reason = "本人申请" });

        removed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await Ask($"SELECT name || (name_hash IS NULL)::text FROM seats WHERE participant = '{wang.Participant}'")).ShouldBe("true");
        (await Ask($"SELECT count(*)::text FROM names WHERE participant = '{wang.Participant}' AND name <> ''")).ShouldBe("0");
    }

    /// <summary>Guards a register that the older node could not read any more.</summary>
    [Fact]
    public async Task A_kind_of_entry_that_the_older_build_does_not_know_is_recorded_once_its_node_is_gone()
    {
        var member = await _node.Member();
        var honour = Of("honour", new { title = "年度履职优秀委员", member, on = "2021-12-30" });
        (await _node.Record("year2021", honour)).ShouldBeRefused("notOffered");
        (await _node.Get($"/api/entries?type=honour&member={member}")).List("items").ShouldBeEmpty();
        await OlderNodeIsGone();

        (await _node.Record("year2021", honour)).ShouldBeDone();
        (await _node.Get($"/api/entries?type=honour&member={member}")).List("items").ShouldHaveSingleItem().At("is").Text("title").ShouldBe("年度履职优秀委员");
    }

    /// <summary>Guards a topic that the older node could not read any more, and one that it would resolve where a department reports.</summary>
    [Fact]
    public async Task A_department_is_named_by_its_id_and_reports_done_once_the_older_node_is_gone()
    {
        var department = Of("department", new { title = "市城管局" });
        var topic = await House.Topic.Raise(_node);
        var officer = await _node.Account(new AccountRole(StaffRole.Department, Department: "市城管局"));
        (await _node.Record("departments", department)).ShouldBeRefused("notOffered");
        (await topic.Staff(Of("commit", new { department = "城管局", what = "换灯", due = "2099-01-01", departmentId = "d1" }))).ShouldBeRefused("notOffered");
        var commitment = (await topic.Staff(Of("commit", new { department = "市城管局", what = "换灯", due = "2099-01-01" }))).ShouldBeDone().Made;
        (await topic.Do(officer, Of("complete", new { commitment, note = "已换" }))).ShouldBeRefused("notOffered");
        (await topic.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("status").ShouldBe("open");
        await OlderNodeIsGone();

        (await _node.Record("departments", department)).ShouldBeDone();
        (await topic.Do(officer, Of("complete", new { commitment, note = "已换" }))).ShouldBeDone();
        (await topic.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("status").ShouldBe("reported");
    }

    /// <summary>Guards records that the older node would take for forged: nothing is taken out of them while it is there.</summary>
    [Fact]
    public async Task Nobody_is_forgotten_and_nothing_acknowledged_before_the_older_node_is_gone()
    {
        var topic = await House.Topic.Raise(_node);
        var commitment = await topic.Commit();
        using var asked = await _node.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser);
        (asked.StatusCode, (await OpenHouse.Json(asked)).Text("code")).ShouldBe((System.Net.HttpStatusCode.Conflict, "notOffered"));
        (await topic.Staff(Of("acknowledge", new { commitment }))).ShouldBeRefused("notOffered");
        (await topic.Staff(Of("sendBack", new { commitment, reason = "没有办" }))).ShouldBeRefused("notOffered");
        (await topic.Snapshot()).Text("text").ShouldBe("下班等了四十分钟");
        var room = await _node.Meeting();
        var staff = await _node.Account(new AccountRole(StaffRole.Staff));
        using var voided = await _node.Send(HttpMethod.Post, $"{room.Path}/ballots/none/void", staff, new { reason = "名册有误" });
        (voided.StatusCode, (await OpenHouse.Json(voided)).Text("code")).ShouldBe((System.Net.HttpStatusCode.Conflict, "notOffered"));
        using var shown = await _node.Send(HttpMethod.Post, $"{room.Path}/visibility", staff, new { visibility = "codes", reason = "涉及个人隐私" });
        (shown.StatusCode, (await OpenHouse.Json(shown)).Text("code")).ShouldBe((System.Net.HttpStatusCode.Conflict, "notOffered"));
        var given = (await room.Chair.Post(Of("commit", new { department = "市水务局", what = "清淤", due = "2099-01-01", item = "i1" }))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("takeBackCommitment", new { commitment = given }))).ShouldBeRefused("notOffered");
        var twice = Of("mergeMembers", new { entry = await _node.Member(), into = await _node.Member() });
        (await _node.Register("members", twice)).ShouldBeRefused("notOffered");
        await OlderNodeIsGone();

        (await room.Chair.Post(Of("takeBackCommitment", new { commitment = given }))).ShouldBeDone();
        (await _node.Register("members", twice)).ShouldBeDone();

        (await topic.Staff(Of("acknowledge", new { commitment }))).ShouldBeRefused("notReported");
        (await _node.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await topic.Snapshot()).Text("text").ShouldBe("(内容已依法删除)");
    }

    /// <summary>
    /// Guards one person who would be two: a node of the older build tells pseudonyms without a key. Once it is gone, none that could be guessed is told any
    /// more, and nobody keeps what was told before beside what is told now.
    /// </summary>
    [Fact]
    public async Task Pseudonyms_are_those_of_the_older_build_until_its_node_is_gone_and_keyed_from_then_on()
    {
        var member = await _node.Member();
        var token = await _node.SignIn(member);
        var topic = await House.Topic.Raise(_node, "路灯坏了", token);
        var guessed = Operation.Of(Hub.Server.Access.MemberKeys.PersonOf(member), $"in topic {topic.Id}").NewId();
        var before = await _node.Get(topic.Path, token);
        (before.Text("snapshot", "raiser", "participant"), before.Text("me", "participant")).ShouldBe((guessed, guessed));
        await OlderNodeIsGone();

        await Eventually.Holds(async () => (await _node.Get(topic.Path, token)).Text("snapshot", "raiser", "participant") != guessed);

        var after = await _node.Get(topic.Path, token);
        after.Text("me", "participant").ShouldBe(after.Text("snapshot", "raiser", "participant"));
        (after.Number("to"), after.Text("position") == before.Text("position")).ShouldBe(
            (before.Number("to"), false), "who comes back with what was told otherwise gets a whole snapshot");
    }

    /// <summary>Guards the older node, which reads secrets as they were: it would know none of the house's tokens.</summary>
    [Fact]
    public async Task The_houses_secrets_lie_there_as_the_older_node_reads_them_until_it_is_gone_and_wrapped_from_then_on()
    {
        const string Plain = "SELECT string_agg(name || '=' || encode(value, 'hex'), ',' ORDER BY name) FROM secrets WHERE key_id IS NULL";
        var (before, room) = (await Ask(Plain), await _node.Meeting());
        before.ShouldNotBeNull().ShouldContain("session-key=");
        await OlderNodeIsGone();

        await Eventually.Holds(async () => await Ask(Plain) is null);

        foreach (var secret in before.Split(','))
        {
            var (name, value) = (secret.Split('=')[0], secret.Split('=')[1]);
            (await Ask($"SELECT encode(value, 'hex') FROM secrets WHERE name = '{name}'")).ShouldNotBeNull().ShouldNotContain(value);
            Convert.ToHexStringLower(await _node.Service<Hub.Server.Access.HouseSecrets>().GetOrAdd(name, [])).ShouldBe(value);
        }

        (await room.Chair.Post(Of("comment", new { text = "门没换" }))).ShouldBeDone();
        await Restart();
        (await _node.Same(room.Chair).Post(Of("comment", new { text = "锁也认得" }))).ShouldBeDone();
    }

    private async Task<Node> Start()
    {
        var node = new Node(_journal, "hub", $"--Ballots:KeyPath={_folder.FullName}");
        await node.Start();
        return node;
    }

    private async Task Restart()
    {
        await _node.Stop();
        _node = await Start();
    }

    private async Task OlderNodeIsGone()
    {
        await Execute("UPDATE silos SET status = 6 WHERE cluster = 'older'");
        await Eventually.Holds(() => Task.FromResult(_node.Service<IJournal>().Format == RecordFormats.Newest));
    }

    private async Task IsSound(Room room)
    {
        using var answer = await _node.Send(HttpMethod.Get, $"{room.Path}/export", _node.OperatorToken);
        var findings = Verification.Of(await answer.Content.ReadAsByteArrayAsync(Cancel));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
    }

    private async Task<string?> Ask(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{_journal};Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) as string;
    }

    private async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{_journal};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
