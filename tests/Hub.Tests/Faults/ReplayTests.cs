using System.Text.Json;
using Hub.Domain.Ballots;
using Hub.Faults.Check;
using Hub.Server.Journal;
using Hub.Server.Rooms;
using static Hub.Tests.Faults.Histories;

namespace Hub.Tests.Faults;

public sealed class ReplayTests
{
    [Fact]
    public void A_snapshot_that_its_events_make_is_right() => Compare(Folded(4), 4).ShouldBeNull();

    [Fact]
    public void A_snapshot_in_the_middle_is_laid_beside_the_events_before_it() => Compare(Folded(2), 2).ShouldBeNull();

    [Fact]
    public void A_snapshot_that_lacks_a_vote_is_found() => Compare(Folded(2), 3).ShouldNotBeNull();

    [Fact]
    public void A_snapshot_that_counts_otherwise_is_found()
    {
        var box = Folded(4);
        var question = box.Questions[TheBallot];
        Compare(box with { Questions = box.Questions.SetItem(TheBallot, question with { Counts = question.Counts.SetItem("approve", 2) }) }, 4)
            .ShouldNotBeNull();
    }

    [Fact]
    public void A_snapshot_of_another_build_is_that_builds_to_read() => Compare(Folded(2), 3, EventLoop<Box, BoxEvent>.SnapshotVersion + 1).ShouldBeNull();

    [Fact]
    public void A_snapshot_that_was_changed_is_found()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new StoredState<Box>(Folded(4), []), JournalJson.OfState<Box>());
        var right = Snapshot.Seal("boxes/b", new Head(4, 4, Hash.Zero), EventLoop<Box, BoxEvent>.SnapshotVersion, bytes);
        foreach (var wrong in new[] { right with { State = bytes }, right with { Head = new Head(4, 4, Hash.Of("another"u8)) },
            Snapshot.Seal("boxes/c", right.Head, right.Version, bytes) })
        {
            Replay.Compare("boxes/b", wrong, Stored().Box, Box.Empty, BoxEvolution.Evolve).ShouldNotBeNull().ShouldContain("is not the one that was sealed");
        }
    }

    private static Box Folded(int events) => Stored().Box.Take(events).Aggregate(Box.Empty, BoxEvolution.Evolve);

    private static string? Compare(Box state, long seq, int version = EventLoop<Box, BoxEvent>.SnapshotVersion)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new StoredState<Box>(state, []), JournalJson.OfState<Box>());
        return Replay.Compare("boxes/b", Snapshot.Seal("boxes/b", new Head(seq, seq, Hash.Zero), version, bytes), Stored().Box, Box.Empty, BoxEvolution.Evolve);
    }
}
