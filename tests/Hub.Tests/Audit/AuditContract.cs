using System.Net;
using Hub.Domain.Audit;
using Hub.Server.Audit;
using Hub.Server.Journal;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Audit;

/// <summary>The audit log on each store: what is noted is found, the chain is whole, and where it is not, that is noticed.</summary>
public abstract class AuditContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Office = IPAddress.Parse("203.0.113.77");
    private static readonly AuditWho Wang = new(AuditKinds.Member, "wang");

    private readonly ManualClock _clock = new();

    protected AuditContract() => _clock.Pass(Start - DateTimeOffset.UnixEpoch);

    protected abstract IJournal Journal { get; }

    internal abstract IAuditNetworks Networks { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_noted_is_read_newest_first_with_who_from_where_and_what_became_of_it()
    {
        var log = Log();
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, Office, "meetings/m1"));
        (await log.Around(
            new AuditNote(AuditActs.MeetingScheduled, Wang, Office), () => Task.FromResult("m2"), made => new ActOutcome(null, $"meetings/{made}")))
            .ShouldBe("m2");
        await log.Around(new AuditNote(AuditActs.TopicMerged, Wang, Office, "topics/t1"), () => Task.FromResult(false), _ => new ActOutcome("badMerge"));

        (await Read()).Rows.Select(Line).ShouldBe(
        [
            "4 wang topicMerged topics/t1 Refused badMerge 203.0.113.0/24",
            "2 wang meetingScheduled meetings/m2 Done  203.0.113.0/24",
            "1 wang exportRead meetings/m1 Done  203.0.113.0/24",
        ]);
    }

    /// <summary>Guards "nothing powerful happens without an entry": where the log cannot be written, the act is not done.</summary>
    [Fact]
    public async Task What_cannot_be_noted_is_not_done()
    {
        var log = new AuditLog(new FailingJournal(Journal), Networks, _clock, NullLogger<AuditLog>.Instance);
        var isDone = false;

        await Should.ThrowAsync<StoreException>(() => log.Around(new AuditNote(AuditActs.FileDeleted, Wang, null), () =>
        {
            isDone = true;
            return Task.CompletedTask;
        }));
        await Should.ThrowAsync<StoreException>(() => log.Note(new AuditNote(AuditActs.ExportRead, Wang, null)));

        isDone.ShouldBeFalse();
        (await Read()).Rows.ShouldBeEmpty();
    }

    /// <summary>Guards a process that dies in the middle of an act: the entry is there, and says that nobody knows.</summary>
    [Fact]
    public async Task What_was_begun_and_not_heard_of_since_is_of_unknown_outcome()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Log().Around(
            new AuditNote(AuditActs.NameRemoved, Wang, null, "meetings/m1"), () => throw new InvalidOperationException("The process dies.")));

        (await Read()).Rows.Select(Line).ShouldBe(["1 wang nameRemoved meetings/m1   "]);
    }

    [Fact]
    public async Task A_lost_answer_of_the_store_leaves_one_entry()
    {
        var losing = new LosingJournal(Journal);
        var log = new AuditLog(losing, Networks, _clock, NullLogger<AuditLog>.Instance);
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, null, "meetings/m1"));
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, null, "meetings/m2"));

        losing.Lost.ShouldBe(2);
        (await Read()).Rows.Select(Line).ShouldBe(["2 wang exportRead meetings/m2 Done  ", "1 wang exportRead meetings/m1 Done  "]);
    }

    [Fact]
    public async Task Nodes_that_write_at_once_lose_nothing_and_leave_one_chain()
    {
        var nodes = new[] { Log(), Log(), Log() };
        await Task.WhenAll(Enumerable.Range(0, 90).Select(i => nodes[i % 3].Note(new AuditNote(AuditActs.ExportRead, Wang, Office, $"meetings/m{i}"))));

        var (first, second) = (await Read(limit: 60), await Read(limit: 60, after: (await Read(limit: 60)).Next));
        second.Next.ShouldBeNull();
        first.Rows.Concat(second.Rows).Select(r => r.Entry.Seq).ShouldBe(Enumerable.Range(1, 90).Reverse().Select(i => (long)i));
        first.Rows.Concat(second.Rows).Select(r => r.Entry.On).ShouldBe(Enumerable.Range(0, 90).Select(i => $"meetings/m{i}"), ignoreOrder: true);
        (await Check()).ShouldBe(new AuditVerdict(90, true, 90, 0, null, null));
    }

    /// <summary>Guards the disk: a flood of refusals was an entry each.</summary>
    [Fact]
    public async Task A_flood_of_refusals_is_one_entry_of_each_kind()
    {
        var log = Log();
        for (var i = 0; i < 10_000; i++)
        {
            log.Count(
                new AuditNote(AuditActs.CodeRenewed, AuditWho.Guest, IPAddress.Parse($"198.51.100.{i % 250}"), $"meetings/m{i}"), new ActOutcome("forbidden"));
        }

        log.Count(new AuditNote(AuditActs.SignedIn, AuditWho.Guest, Office), new ActOutcome("wrongKey"));
        await log.Flush();
        await log.Flush();

        (await Read()).Rows.Select(r => $"{r.Entry.Noted.Act} {r.Entry.Code} {r.Entry.Noted.Count} {r.Entry.On} {r.Network}").ShouldBe(
            ["codeRenewed forbidden 10000  198.51.100.0/24", "signedIn wrongKey   203.0.113.0/24"], ignoreOrder: true);
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_read()
    {
        var log = Log();
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, null, "meetings/m1"));
        await log.Note(new AuditNote(AuditActs.ExportRead, new AuditWho(AuditKinds.Member, "li"), null, "meetings/m2"));
        await log.Note(new AuditNote(AuditActs.FileDeleted, Wang, null, "files/f1"));
        await log.Note(new AuditNote(AuditActs.Started, AuditWho.House, null));

        (await Seqs(new AuditQuery(Act: AuditActs.ExportRead))).ShouldBe([2, 1]);
        (await Seqs(new AuditQuery(Who: "wang"))).ShouldBe([3, 1]);
        (await Seqs(new AuditQuery(Who: AuditKinds.House))).ShouldBe([4]);
        (await Seqs(new AuditQuery(Act: AuditActs.ExportRead, Who: "wang"))).ShouldBe([1]);
        (await Seqs(new AuditQuery(After: 3))).ShouldBe([2, 1]);
        (await Seqs(new AuditQuery(Act: "unheardOf"))).ShouldBeEmpty();
    }

    /// <summary>Guards a page's end: what became of its entries stands behind them, on the page before.</summary>
    [Fact]
    public async Task What_became_of_an_entry_is_found_from_every_page()
    {
        var log = Log();
        await log.Around(new AuditNote(AuditActs.FileDeleted, Wang, null, "files/f1"), () => Task.CompletedTask);

        (await Read(after: 2)).Rows.Select(Line).ShouldBe(["1 wang fileDeleted files/f1 Done  "]);
    }

    [Fact]
    public async Task Networks_are_gone_after_their_time_and_the_log_is_whole_without_them()
    {
        var log = Log();
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, Office, "meetings/old"));
        _clock.Pass(TimeSpan.FromDays(184));
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, Office, "meetings/new"));

        await Keeper(log).Prune(Cancel);
        await Keeper(log).Prune(Cancel);

        (await Read()).Rows.Select(Line).ShouldBe(
        [
            "3 house networksPruned 2026-03-02 Done  ", "2 wang exportRead meetings/new Done  203.0.113.0/24", "1 wang exportRead meetings/old Done  ",
        ]);
        (await Check()).ShouldBe(new AuditVerdict(3, true, 1, 1, new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), null));
    }

    [Fact]
    public async Task A_network_that_was_deleted_by_hand_or_changed_is_noticed()
    {
        var log = Log();
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, Office, "meetings/m1"));
        await log.Note(new AuditNote(AuditActs.ExportRead, Wang, Office, "meetings/m2"));

        await Execute("UPDATE audit_networks SET network = '192.0.2.0/24'");
        (await Check()).Fault.ShouldBe("The block of addresses of entry 1 was changed.");
        (await Read()).Rows.ShouldAllBe(r => r.Network == null);

        await Execute("DELETE FROM audit_networks");
        (await Check()).Fault.ShouldBe("The block of addresses of entry 1 is not there, and the log does not say that it was deleted.");
    }

    /// <summary>Guards a log that was changed by hand: it is noticed, and yet goes on, and the rest of it can be read.</summary>
    [Theory]
    [InlineData("UPDATE commits SET payload = replace(payload, 'wang', 'li') WHERE stream = 'audit' AND number = 2", 2)]
    [InlineData("DELETE FROM commits WHERE stream = 'audit' AND number = 2", 2, 3)]
    public async Task A_log_that_was_changed_by_hand_is_noticed_and_goes_on(string sql, params int[] unreadable)
    {
        var log = Log();
        for (var i = 1; i <= 9; i++)
        {
            await log.Note(new AuditNote(AuditActs.ExportRead, Wang, null, $"meetings/m{i}"));
        }

        await Execute(sql);

        (await Check()).Fault.ShouldNotBeNull().ShouldStartWith("The stream audit cannot be read from commit 2 on:");
        await Log().Note(new AuditNote(AuditActs.ExportRead, Wang, null, "meetings/m10"));
        (await Read()).Rows.Select(r => r.Entry.On).ShouldBe(Enumerable.Range(1, 10).Except(unreadable).Reverse().Select(i => $"meetings/m{i}"));
    }

    /// <summary>The newest part alone is looked at when the hub starts.</summary>
    [Fact]
    public async Task The_end_of_the_log_is_checked_without_its_beginning()
    {
        var log = Log();
        for (var i = 1; i <= 5; i++)
        {
            await log.Note(new AuditNote(AuditActs.ExportRead, Wang, Office, $"meetings/m{i}"));
        }

        await Execute("UPDATE commits SET payload = replace(payload, 'wang', 'li') WHERE stream = 'audit' AND number = 1");

        (await AuditCheck.Run(Journal, Networks, 2, Cancel)).ShouldBe(new AuditVerdict(2, false, 2, 0, null, null));
        (await Check()).Fault.ShouldNotBeNull();
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Changes the tables behind the store's back.</summary>
    protected abstract Task Execute(string sql);

    private AuditLog Log() => new(Journal, Networks, _clock, NullLogger<AuditLog>.Instance);

    private AuditKeeper Keeper(AuditLog log) => new(
        log, Journal, Networks, new AuditSpool(null), Microsoft.Extensions.Options.Options.Create(new AuditSettings()), _clock,
        NullLogger<AuditKeeper>.Instance);

    private Task<AuditVerdict> Check() => AuditCheck.Run(Journal, Networks, null, Cancel);

    private Task<AuditRows> Read(int limit = 50, long? after = null) => new AuditReader(Journal, Networks).Read(new AuditQuery(after, Limit: limit), Cancel);

    private async Task<IEnumerable<long>> Seqs(AuditQuery query) =>
        (await new AuditReader(Journal, Networks).Read(query, Cancel)).Rows.Select(r => r.Entry.Seq);

    private static string Line(AuditRow row) =>
        $"{row.Entry.Seq} {row.Entry.Noted.Who.Id ?? row.Entry.Noted.Who.Kind} {row.Entry.Noted.Act} {row.Entry.On} {row.Entry.Outcome} {row.Entry.Code} "
        + $"{row.Network}";

    /// <summary>Its disk is full.</summary>
    private sealed class FailingJournal(IJournal journal) : DelegatingJournal(journal)
    {
        public override Task<Appended> Append(string stream, Head expected, Draft draft) => Task.FromResult(new Appended(AppendOutcome.Failed));
    }

    /// <summary>Of each first append the answer is lost: once nothing was stored, once it was.</summary>
    private sealed class LosingJournal(IJournal journal) : DelegatingJournal(journal)
    {
        private readonly HashSet<long> _tried = [];

        public int Lost { get; private set; }

        public override async Task<Appended> Append(string stream, Head expected, Draft draft)
        {
            if (!_tried.Add(expected.Commit))
            {
                return await base.Append(stream, expected, draft);
            }

            Lost++;
            if (expected.Commit == 0)
            {
                await base.Append(stream, expected, draft);
            }

            return new Appended(AppendOutcome.Unknown);
        }
    }
}

/// <summary>A journal over another.</summary>
internal abstract class DelegatingJournal(IJournal journal) : IJournal
{
    public virtual Task<Appended> Append(string stream, Head expected, Draft draft) => journal.Append(stream, expected, draft);

    public IAsyncEnumerable<Commit> Read(string stream, Head after, CancellationToken cancel = default) => journal.Read(stream, after, cancel);

    public Task<Head> HeadBefore(string stream, long seq, CancellationToken cancel = default) => journal.HeadBefore(stream, seq, cancel);

    public Task<IReadOnlyList<Commit>> ReadAll(long afterPosition, int limit, CancellationToken cancel = default) =>
        journal.ReadAll(afterPosition, limit, cancel);

    public Task<long> LastPosition(CancellationToken cancel = default) => journal.LastPosition(cancel);

    public Task<Snapshot?> ReadSnapshot(string stream, CancellationToken cancel = default) => journal.ReadSnapshot(stream, cancel);

    public Task WriteSnapshot(string stream, Snapshot snapshot) => journal.WriteSnapshot(stream, snapshot);

    public Task Redact(string stream, IReadOnlyList<Redaction> redactions, long by, string reason) => journal.Redact(stream, redactions, by, reason);

    public Task<long> RedactedBy(string stream, CancellationToken cancel = default) => journal.RedactedBy(stream, cancel);

    public Task<DateTimeOffset> ReadClock(CancellationToken cancel = default) => journal.ReadClock(cancel);
}
