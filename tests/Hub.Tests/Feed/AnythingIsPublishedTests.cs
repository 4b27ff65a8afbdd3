using Hub.Domain;
using Hub.Domain.Tests;
using Hub.Domain.Tests.Topics;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Feed;

namespace Hub.Tests.Feed;

/// <summary>
/// Whatever people ask, in whatever order: what happens can be published. One event that cannot be encoded would keep all that follow it from the room.
/// </summary>
public sealed class AnythingIsPublishedTests
{
    [Fact]
    public void Whatever_happened_in_a_meeting_is_encoded_for_the_room_and_for_the_chair() => AnythingMayBeAskedTests.Always(c =>
    {
        var encoder = new MeetingEncoder("m1", new RoomContext());
        foreach (var recorded in c.Room.Story)
        {
            encoder.Event(c.Room.Meeting, recorded, Audience.Room).ShouldNotBeEmpty();
            encoder.Event(c.Room.Meeting, recorded, Audience.Chair).ShouldNotBeEmpty();
        }
    });

    [Fact]
    public void Whatever_happened_to_a_topic_is_encoded_for_the_room_and_for_the_desk() => TopicTests.Always(story =>
    {
        var encoder = new TopicEncoder("t1", new RoomContext(), new TopicPseudonyms("t1", new byte[32], () => RecordFormats.Newest));
        story.Story.ShouldAllBe(r => encoder.Event(story.Topic, r, Audience.Room).Length > 0 && encoder.Event(story.Topic, r, Audience.Chair).Length > 0);
        encoder.Snapshot(story.Topic, Audience.Room).ShouldNotBeEmpty();
    });
}
