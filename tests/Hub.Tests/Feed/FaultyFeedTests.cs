using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;

namespace Hub.Tests.Feed;

/// <summary>What a room's feed does where what it is to send cannot be made ready.</summary>
public sealed class FaultyFeedTests
{
    /// <summary>Guards a room that fell silent, and whose log said nothing of it.</summary>
    [Fact]
    public async Task A_fault_is_told_and_what_was_to_be_sent_is_sent_when_the_node_renews_its_lease()
    {
        var (told, listener, isBroken) = (new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously), new Listener(), true);
        var feed = new RoomFeed<Meeting, MeetingEvent>(
            new MeetingEncoder("m1", new RoomContext()), () => null,
            _ => isBroken ? throw new InvalidOperationException("a bug") : new Counted(7, "{}"u8.ToArray()), TimeProvider.System, told.SetResult);
        feed.Start(Head.None);

        feed.Watch(new WatchRequest("n1", listener, null, null));
        (await told.Task.WaitAsync(TestContext.Current.CancellationToken)).Message.ShouldBe("a bug");
        listener.Heard.Task.IsCompleted.ShouldBeFalse();

        isBroken = false;
        feed.Watch(new WatchRequest("n1", listener, feed.Position, null));
        (await listener.Heard.Task.WaitAsync(TestContext.Current.CancellationToken)).Tally!.Version.ShouldBe(7);
    }

    private sealed class Listener : IFeedObserver
    {
        public TaskCompletionSource<FeedPacket> Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Deliver(FeedPacket packet)
        {
            Heard.TrySetResult(packet);
            return Task.CompletedTask;
        }
    }
}
