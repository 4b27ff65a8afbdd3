using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;

namespace Hub.Tests.Live;

/// <summary>The number of what a command asks for is stored with it: a later build has to give the same to the same command.</summary>
public sealed class PayloadTests
{
    /// <summary>Computed apart: the first 48 bits of SHA-256 over the name and the JSON.</summary>
    [Fact]
    public void A_command_has_the_number_that_is_stored_with_it()
    {
        Payload.Of(new MeetingCommand.Comment("好")).ShouldBe(185416033747381);
        Payload.Of(new MeetingCommand.GiveFloor("p1", 90)).ShouldBe(54934590283792);
        Payload.Of(new BoxCommand.Vote("b1", ["a", "b"])).ShouldBe(216886584127253);
        Payload.Of(new MeetingCommand.Comment(new string('a', 2000), ReplyTo: "c1")).ShouldBe(184572123041385);
    }

    [Fact]
    public void A_command_without_its_list_has_none_and_the_next_one_has_its_own()
    {
        Payload.Of(new BoxCommand.Vote("b1", default)).ShouldBe(0);
        Payload.Of(new BoxCommand.Vote("b1", ["a", "b"])).ShouldBe(216886584127253);
    }
}
