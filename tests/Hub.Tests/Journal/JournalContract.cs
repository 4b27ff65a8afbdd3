using System.Text;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Rooms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static Hub.Domain.Tests.People;
using static Hub.Tests.Journal.Drafts;

namespace Hub.Tests.Journal;

/// <summary>
/// What every store must keep. A store joins by a class of a few lines that hands out a fresh one; the rows must lie in the tables <c>commits</c>
/// and <c>snapshots</c>, so that the suite can damage them.
/// </summary>
public abstract class JournalContract : IAsyncDisposable
{
    private const string Room = "meeting/春江";

    protected abstract IJournal Journal { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_stored_is_read_back_as_it_was()
    {
        var first = await Journal.Append(Room, Head.None, Saying("a", "b", "c"));
        var second = await Journal.Append(Room, first.Head, Saying("d"));

        var commits = await Journal.ReadList(Room);

        first.Outcome.ShouldBe(AppendOutcome.Stored);
        commits.Select(c => (c.Stream, c.Number, c.FirstSeq, c.LastSeq, c.At)).ShouldBe([(Room, 1, 1, 3, At), (Room, 2, 4, 4, At)]);
        commits.Select(c => c.Text()).ShouldBe(["""[{"said":"a"},{"said":"b"},{"said":"c"}]""", """[{"said":"d"}]"""]);
        commits.Select(c => c.Head).ShouldBe([first.Head, second.Head]);
        commits[1].Hash.ShouldBe(Chain.Next(first.Head.Hash, Hash.Of(commits[1].Payload.Span), 2, 4, 4, At, Room));
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        var head = await Journal.Fill(Room, 3);

        await Reopen();

        (await Journal.ReadList(Room))[^1].Head.ShouldBe(head);
        await Journal.Fill(Room, 1, head);
    }

    [Fact]
    public async Task A_text_that_is_removed_leaves_the_chain_whole()
    {
        var head = await Journal.Fill(Room, 3);
        var before = await Journal.ReadList(Room);

        await Journal.Redact(Room, [new Redaction(2, before[1].Hash, Saying("gone").Payload)], by: 3, "as she asked");
        await Journal.Redact(Room, [new Redaction(2, before[1].Hash, Saying("gone").Payload)], by: 3, "as she asked");
        await Reopen();

        var after = await Journal.ReadList(Room);
        after.Select(c => c.Text()).ShouldBe([before[0].Text(), """[{"said":"gone"}]""", before[2].Text()]);
        after.Select(c => c.Head).ShouldBe(before.Select(c => c.Head));
        after.Select(c => c.RedactedFrom).ShouldBe([null, Hash.Of(before[1].Payload.Span), null]);
        (await Journal.ReadAll(0, 10, Cancel)).Select(c => c.Text()).ShouldBe(after.Select(c => c.Text()));
        (await Journal.RedactedBy(Room, Cancel), await Journal.RedactedBy("another", Cancel)).ShouldBe((3, 0));
        await Journal.Fill(Room, 1, head);
    }

    [Fact]
    public async Task A_commit_that_was_redacted_cannot_be_changed_behind_the_stores_back_either()
    {
        await Journal.Fill(Room, 3);
        await Journal.Redact(Room, [new Redaction(2, (await Journal.ReadList(Room))[1].Hash, Saying("gone").Payload)], by: 3, "as she asked");

        await Execute("""UPDATE commits SET payload = '[{"said":"back"}]' WHERE number = 2""");

        (await Should.ThrowAsync<CorruptStreamException>(() => Journal.ReadList(Room))).Commit.ShouldBe(2);
    }

    [Fact]
    public async Task A_commit_is_redacted_only_where_it_is_the_one_that_is_meant()
    {
        await Journal.Fill(Room, 2);
        var before = await Journal.ReadList(Room);

        await Journal.Redact(Room, [new Redaction(1, before[1].Hash, Saying("gone").Payload)], by: 2, "as she asked");
        await Journal.Redact("another", [new Redaction(1, before[0].Hash, Saying("gone").Payload)], by: 2, "as she asked");

        (await Journal.ReadList(Room)).Select(c => c.Text()).ShouldBe(before.Select(c => c.Text()));
    }

    [Fact]
    public async Task Whoever_has_slept_brings_no_removed_text_back()
    {
        await Journal.Fill(Room, 4);
        var commits = await Journal.ReadList(Room);
        await Journal.WriteSnapshot(Room, new Snapshot(commits[1].Head, 1, new byte[] { 1 }));

        await Journal.Redact(Room, [new Redaction(1, commits[0].Hash, Saying("gone").Payload)], by: 4, "as she asked");
        (await Journal.ReadSnapshot(Room, Cancel)).ShouldBeNull("a snapshot from before has the text");

        await Journal.WriteSnapshot(Room, new Snapshot(commits[2].Head, 1, new byte[] { 2 }));
        (await Journal.ReadSnapshot(Room, Cancel)).ShouldBeNull("and so has one that comes late");
        await Journal.Redact(Room, [new Redaction(1, commits[0].Hash, Saying("less is gone").Payload)], by: 3, "as another asked before");
        (await Journal.ReadList(Room))[0].Text().ShouldBe("""[{"said":"gone"}]""");

        await Journal.WriteSnapshot(Room, new Snapshot(commits[3].Head, 1, new byte[] { 3 }));
        (await Journal.ReadSnapshot(Room, Cancel))!.State.ToArray().ShouldBe([3]);
    }

    [Fact]
    public async Task Chinese_text_stays_as_it_was_written()
    {
        await Journal.Append(Room, Head.None, Saying("加装电梯的意见：同意。𠮷 🏠"));
        await Reopen();

        (await Journal.ReadList(Room)).Single().Text().ShouldBe("""[{"said":"加装电梯的意见：同意。𠮷 🏠"}]""");
    }

    [Fact]
    public async Task A_long_stream_is_read_whole_and_from_any_commit_on()
    {
        var head = await Journal.Fill(Room, 120);
        await Journal.Fill(Room, 130, head);

        (await Journal.ReadList(Room)).Select(c => c.Number).ShouldBe(Enumerable.Range(1, 250).Select(n => (long)n));
        (await Journal.ReadList(Room, head)).Select(c => c.Number).ShouldBe(Enumerable.Range(121, 130).Select(n => (long)n));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 2)]
    [InlineData(9, 3)]
    [InlineData(10, 4)]
    [InlineData(11, 5)]
    [InlineData(999, 5)]
    public async Task A_stream_is_read_on_from_any_event(long seq, int commits)
    {
        var head = Head.None;
        foreach (var events in new[] { 3, 1, 4, 1, 1 })
        {
            head = (await Journal.Append(Room, head, Saying([.. Enumerable.Range(0, events).Select(i => $"{i}")]))).Head;
        }

        var before = await Journal.HeadBefore(Room, seq, Cancel);

        before.ShouldBe(new[] { Head.None }.Concat((await Journal.ReadList(Room)).Select(c => c.Head)).ElementAt(commits));
        (await Journal.ReadList(Room, before)).Count.ShouldBe(5 - commits);
        (await Journal.HeadBefore("meeting/none", seq, Cancel)).ShouldBe(Head.None);
    }

    [Fact]
    public async Task A_stream_that_nobody_wrote_is_empty() => (await Journal.ReadList("meeting/none")).ShouldBeEmpty();

    [Fact]
    public async Task A_time_is_kept_to_the_millisecond_whatever_its_offset()
    {
        var draft = Saying("a") with { At = new DateTimeOffset(2026, 3, 8, 9, 2, 3, 456, TimeSpan.FromHours(8)).AddTicks(789) };

        var appended = await Journal.Append(Room, Head.None, draft);

        (await Journal.ReadList(Room)).Single().At.ShouldBe(At);
        appended.Outcome.ShouldBe(AppendOutcome.Stored);
    }

    [Fact]
    public async Task What_the_writer_does_to_its_buffer_afterwards_changes_nothing()
    {
        var payload = Encoding.UTF8.GetBytes("""["a"]""");
        var append = Journal.Append(Room, Head.None, new Draft(1, payload, At));
        payload.AsSpan().Fill((byte)'x');
        await append;

        (await Journal.ReadList(Room)).Single().Text().ShouldBe("""["a"]""");
    }

    [Fact]
    public async Task A_commit_on_an_outdated_head_is_refused()
    {
        var outdated = await Journal.Fill(Room, 1);
        await Journal.Fill(Room, 1, outdated);

        (await Journal.Append(Room, outdated, Saying("late"))).ShouldBe(new Appended(AppendOutcome.Conflict));
        (await Journal.Append(Room, Head.None, Saying("late"))).ShouldBe(new Appended(AppendOutcome.Conflict));
        (await Journal.ReadList(Room)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_commit_beyond_the_end_is_refused()
    {
        var head = await Journal.Fill(Room, 2);

        (await Journal.Append(Room, head with { Commit = 3 }, Saying("ahead"))).Outcome.ShouldBe(AppendOutcome.Conflict);
        (await Journal.Append("meeting/none", head, Saying("ahead"))).Outcome.ShouldBe(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task A_commit_on_another_history_of_the_same_length_is_refused()
    {
        var head = await Journal.Fill(Room, 2);

        (await Journal.Append(Room, head with { Hash = Hash.Of("another"u8) }, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Conflict);
        (await Journal.Append(Room, head with { Seq = 7 }, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Conflict);
        (await Journal.Append(Room, Head.None with { Hash = head.Hash }, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Conflict);
        (await Journal.Append(Room, head, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Stored);
    }

    [Fact]
    public async Task The_same_commit_sent_again_conflicts()
    {
        var draft = Saying("once");
        await Journal.Append(Room, Head.None, draft);

        (await Journal.Append(Room, Head.None, draft)).Outcome.ShouldBe(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task Of_many_who_write_on_one_head_exactly_one_is_stored()
    {
        var head = await Journal.Fill(Room, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Journal.Append(Room, head, Saying($"{i}")), Cancel)));

        answers.Count(a => a.Outcome == AppendOutcome.Stored).ShouldBe(1);
        answers.Count(a => a.Outcome == AppendOutcome.Conflict).ShouldBe(49);
        (await Journal.ReadList(Room))[^1].Head.ShouldBe(answers.Single(a => a.Outcome == AppendOutcome.Stored).Head);
    }

    [Fact]
    public async Task A_conflict_costs_only_its_own_stream()
    {
        var outdated = await Journal.Fill("meeting/0", 1);
        await Journal.Fill("meeting/0", 1, outdated);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 80).Select(i => Journal.Append($"meeting/{i}", i == 0 ? outdated : Head.None, Saying("a"))));

        answers.Select(a => a.Outcome).ShouldBe([AppendOutcome.Conflict, .. Enumerable.Repeat(AppendOutcome.Stored, 79)]);
    }

    [Fact]
    public async Task All_streams_are_read_in_the_order_in_which_they_were_stored()
    {
        var a = await Journal.Fill("meeting/a", 2);
        await Journal.Fill("meeting/b", 1);
        await Journal.Fill("meeting/a", 1, a);

        var all = await Journal.ReadAll(0, 10, Cancel);

        all.Select(c => (c.Stream, c.Number)).ShouldBe([("meeting/a", 1), ("meeting/a", 2), ("meeting/b", 1), ("meeting/a", 3)]);
        all.Select(c => c.Position).ShouldBeInOrder();
        (await Journal.ReadAll(all[1].Position, 1, Cancel)).Single().Head.ShouldBe(all[2].Head);
        (await Journal.ReadAll(all[3].Position, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_who_goes_on_from_the_last_position_misses_nothing()
    {
        var writers = Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Journal.Fill($"meeting/{i}", 25), Cancel)));
        var followed = new List<Commit>();
        while (followed.Count < 500 && !writers.IsFaulted)
        {
            followed.AddRange(await Journal.ReadAll(followed.LastOrDefault()?.Position ?? 0, 7, Cancel));
        }

        await writers;
        var all = await Journal.ReadAll(0, 1000, Cancel);
        followed.Select(c => (c.Position, c.Stream, c.Number)).ShouldBe(all.Select(c => (c.Position, c.Stream, c.Number)));
        foreach (var stream in followed.GroupBy(c => c.Stream))
        {
            stream.Select(c => c.Number).ShouldBe(Enumerable.Range(1, 25).Select(n => (long)n));
        }
    }

    [Theory]
    [InlineData("""UPDATE commits SET payload = '[{"said":"nothing"}]' WHERE stream = 'x' AND number = 2""", 2)]
    [InlineData("UPDATE commits SET payload_hash = hash WHERE stream = 'x' AND number = 2", 2)]
    [InlineData("UPDATE commits SET hash = payload_hash WHERE stream = 'x' AND number = 2", 2)]
    [InlineData("UPDATE commits SET hash = payload_hash WHERE stream = 'x' AND number = 1", 1)]
    [InlineData("UPDATE commits SET at = at + 1 WHERE stream = 'x' AND number = 3", 3)]
    [InlineData("UPDATE commits SET at = 9223372036854775807 WHERE stream = 'x' AND number = 3", 3)]
    [InlineData("UPDATE commits SET last_seq = last_seq + 1 WHERE stream = 'x' AND number = 2", 2)]
    [InlineData("UPDATE commits SET first_seq = first_seq - 1 WHERE stream = 'x' AND number = 2", 2)]
    [InlineData("UPDATE commits SET number = 7 WHERE stream = 'x' AND number = 2", 2)]
    [InlineData("DELETE FROM commits WHERE stream = 'x' AND number = 2", 2)]
    [InlineData("DELETE FROM commits WHERE stream = 'x' AND number = 1", 1)]
    public async Task A_row_that_was_tampered_with_breaks_its_stream_there_and_no_other(string tampering, long broken)
    {
        await Journal.Fill("x", 3);
        await Journal.Fill("y", 3);

        await Execute(tampering);

        var read = new List<Commit>();
        var e = await Should.ThrowAsync<CorruptStreamException>(async () =>
        {
            await foreach (var commit in Journal.Read("x", Head.None, Cancel))
            {
                read.Add(commit);
            }
        });
        (e.Stream, e.Commit).ShouldBe(("x", broken));
        read.Count.ShouldBe((int)broken - 1);
        (await Journal.ReadList("y")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_that_lost_its_end_is_noticed_by_who_remembers_it()
    {
        var head = await Journal.Fill("x", 3);
        await Execute("DELETE FROM commits WHERE stream = 'x' AND number = 3");

        (await Should.ThrowAsync<CorruptStreamException>(() => Journal.ReadList("x", head))).Commit.ShouldBe(3);
        (await Journal.Append("x", head, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task A_position_is_not_given_twice()
    {
        await Journal.Fill("x", 2);
        var read = (await Journal.ReadAll(0, 10, Cancel))[^1].Position;
        await Execute("DELETE FROM commits WHERE stream = 'x'");

        await Journal.Fill("y", 1);

        (await Journal.ReadAll(read, 10, Cancel)).Single().Stream.ShouldBe("y");
    }

    [Fact]
    public async Task A_snapshot_is_replaced_by_one_of_the_same_commit_or_a_newer_one_only()
    {
        var old = await Journal.Fill(Room, 2);
        var current = await Journal.Fill(Room, 1, old);
        var other = await Journal.Fill("meeting/other", 1);
        (await Journal.ReadSnapshot(Room, Cancel)).ShouldBeNull();

        await Journal.WriteSnapshot(Room, new Snapshot(old, 1, "旧"u8.ToArray()));
        (await Stored()).ShouldBe((old, 1, "旧"));
        await Journal.WriteSnapshot(Room, new Snapshot(current, 1, "new"u8.ToArray()));
        await Journal.WriteSnapshot(Room, new Snapshot(old, 1, "late"u8.ToArray()));
        (await Stored()).ShouldBe((current, 1, "new"));
        await Journal.WriteSnapshot(Room, new Snapshot(current, 2, "reshaped"u8.ToArray()));
        await Journal.WriteSnapshot("meeting/other", new Snapshot(other, 1, "other"u8.ToArray()));
        await Reopen();
        (await Stored()).ShouldBe((current, 2, "reshaped"));

        async Task<(Head Head, int Version, string State)?> Stored() =>
            await Journal.ReadSnapshot(Room, Cancel) is { } s ? (s.Head, s.Version, Encoding.UTF8.GetString(s.State.Span)) : null;
    }

    /// <summary>
    /// Guards a room that was set aside for ever: its snapshot was of a commit that the database never had, or lost when a standby took over.
    /// </summary>
    [Fact]
    public async Task A_snapshot_is_only_of_a_commit_that_is_there()
    {
        var head = await Journal.Fill(Room, 2);
        await Journal.WriteSnapshot(Room, new Snapshot(head with { Commit = 3 }, 1, "ahead"u8.ToArray()));
        await Journal.WriteSnapshot(Room, new Snapshot(head with { Hash = Hash.Of("another"u8) }, 1, "another"u8.ToArray()));
        (await Journal.ReadSnapshot(Room, Cancel)).ShouldBeNull();

        var lost = await Journal.Fill(Room, 1, head);
        await Journal.WriteSnapshot(Room, new Snapshot(lost, 1, "lost"u8.ToArray()));
        await Execute("DELETE FROM commits WHERE number = 3");
        await Journal.WriteSnapshot(Room, new Snapshot(head, 1, "what is left"u8.ToArray()));
        (await Journal.ReadSnapshot(Room, Cancel)).ShouldNotBeNull().Head.ShouldBe(head);
    }

    /// <summary>A stream that is whole is replayed; one that is damaged is set aside, with a snapshot or without.</summary>
    [Theory]
    [InlineData("DELETE FROM commits WHERE number = 3", 2, false)]
    [InlineData("UPDATE snapshots SET hash = (SELECT hash FROM commits WHERE number = 2)", 3, false)]
    [InlineData("UPDATE commits SET hash = payload_hash WHERE number = 3", 2, true)]
    public async Task A_room_whose_snapshot_is_of_a_lost_commit_is_replayed_unless_it_is_damaged(string loss, long seq, bool setAside)
    {
        var loop = await Load();
        foreach (var n in new[] { 1, 2, 3 })
        {
            await loop.Do(new Operation((UInt128)n), Li, (box, given) => BoxDecider.Decide(box, new BoxCommand.React($"c{n}", true), given));
        }

        await loop.SnapshotNow();
        (await Journal.ReadSnapshot(Room, Cancel)).ShouldNotBeNull().Head.Seq.ShouldBe(3);
        await Execute(loss);

        loop = await Load();

        (loop.Head.Seq, loop.Corrupt is not null).ShouldBe((seq, setAside));
        loop.Committed.LikedBy(Li.Id, "c2").ShouldBeTrue();
        loop.Committed.LikedBy(Li.Id, "c3").ShouldBe(seq == 3);
    }

    /// <summary>Guards the record against a state that was changed in the database: it was believed, and everything after it decided on it.</summary>
    [Theory]
    [InlineData("a byte of the state")]
    [InlineData("a byte of the seal")]
    [InlineData("another stream's")]
    [InlineData("an earlier one's")]
    [InlineData("another version's")]
    [InlineData("another hash")]
    [InlineData("another seq")]
    [InlineData("a broken hash")]
    [InlineData("nothing")]
    public async Task A_snapshot_that_was_changed_is_noticed_and_the_events_are_replayed(string change)
    {
        var loop = await Load();
        await Like(loop, "c1");
        await loop.SnapshotNow();
        var earlier = (await Journal.ReadSnapshot(Room, Cancel))!;
        await Like(loop, "c2");
        await loop.SnapshotNow();
        var other = await Load("meeting/other");
        await Like(other, "c9");
        await other.SnapshotNow();
        var (right, foreign) = ((await Journal.ReadSnapshot(Room, Cancel))!, (await Journal.ReadSnapshot("meeting/other", Cancel))!);
        var log = new Said();
        (await Load(log: log)).Committed.LikedBy(Li.Id, "c2").ShouldBeTrue();
        log.Lines.ShouldBeEmpty("what was sealed is believed");

        await (change switch
        {
            "a byte of the state" =>
                Put(right with
                {
                    State =
                Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(right.State.Span).Replace("\"c2\"", "\"c7\"", StringComparison.Ordinal))
                }),
            "a byte of the seal" => Put(right with { State = (byte[])[(byte)(right.State.Span[0] ^ 1), .. right.State.Span[1..]] }),
            "another stream's" => Put(right with { State = foreign.State }),
            "an earlier one's" => Put(right with { State = earlier.State }),
            "another version's" => Put(Snapshot.Seal(Room, right.Head, right.Version - 1, earlier.State.Span[32..]) with { Version = right.Version }),
            "another hash" => Execute($"UPDATE snapshots SET hash = (SELECT hash FROM snapshots WHERE stream = 'meeting/other') WHERE stream = '{Room}'"),
            "another seq" => Execute($"UPDATE snapshots SET seq = 1, number = 1 WHERE stream = '{Room}'"),
            "a broken hash" => Execute($"UPDATE snapshots SET hash = substr(hash, 1, 5) WHERE stream = '{Room}'"),
            _ => Execute($"UPDATE snapshots SET state = substr(state, 1, 5) WHERE stream = '{Room}'"),
        });

        loop = await Load(log: log);

        (loop.Corrupt, loop.Head.Seq).ShouldBe((null, 2L));
        new[] { "c1", "c2", "c7", "c9" }.Where(c => loop.Committed.LikedBy(Li.Id, c)).ShouldBe(["c1", "c2"]);
        log.Lines.ShouldHaveSingleItem().ShouldContain($"The snapshot of {Room} at ");
        await loop.SnapshotNow();
        (await Load(log: log)).Committed.LikedBy(Li.Id, "c2").ShouldBeTrue();
        log.Lines.ShouldHaveSingleItem("the changed one was replaced");

        Task Put(Snapshot changed) => Journal.WriteSnapshot(Room, changed);

        Task<Answer> Like(EventLoop<Box, BoxEvent> loop, string comment) =>
            loop.Do(Operation.Of(Li.Id, comment.PadLeft(32, '0')), Li, (box, given) => BoxDecider.Decide(box, new BoxCommand.React(comment, true), given));
    }

    [Fact]
    public async Task The_stores_clock_is_utc_and_goes_forward()
    {
        var first = await Journal.ReadClock(Cancel);
        var second = await Journal.ReadClock(Cancel);

        first.Offset.ShouldBe(TimeSpan.Zero);
        second.ShouldBeGreaterThanOrEqualTo(first);
    }

    private async Task<EventLoop<Box, BoxEvent>> Load(string stream = Room, ILogger? log = null)
    {
        var loop = new EventLoop<Box, BoxEvent>(stream, Box.Empty, BoxEvolution.Evolve, Journal, TimeProvider.System, _ => { }, () =>
            { }, log ?? NullLogger.Instance);
        await loop.Load(Cancel);
        return loop;
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Closes the store and opens it again on what it has stored.</summary>
    protected abstract Task Reopen();

    /// <summary>Changes the stored rows behind the journal's back.</summary>
    protected abstract Task Execute(string sql);

    /// <summary>What was written to the log.</summary>
    private sealed class Said : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
