using System.Runtime.CompilerServices;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
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
    public void A_command_without_its_list_is_another_than_one_with_an_empty_list()
    {
        Payload.Of(new BoxCommand.Vote("b1", default)).ShouldBe(Payload.Of(new BoxCommand.Vote("b1", default)));
        Payload.Of(new BoxCommand.Vote("b1", default)).ShouldNotBe(Payload.Of(new BoxCommand.Vote("b1", [])));
        Payload.Of(new BoxCommand.Vote("b1", ["a", "b"])).ShouldBe(216886584127253);
    }

    /// <summary>Guards half a command, which had no number, so that it was answered like whatever was done before under its operation.</summary>
    [Theory]
    [InlineData(typeof(MeetingCommand))]
    [InlineData(typeof(BoxCommand))]
    [InlineData(typeof(TopicCommand))]
    [InlineData(typeof(RegisterCommand))]
    [InlineData(typeof(RoundCommand))]
    public void Every_command_has_a_number_of_its_own_also_where_all_that_it_says_is_missing(Type union)
    {
        var commands = union.GetNestedTypes().Where(t => t.IsSubclassOf(union)).ToList();
        commands.Count.ShouldBeGreaterThan(5);

        var numbers = commands.ConvertAll(t => Payload.Of(RuntimeHelpers.GetUninitializedObject(t)));

        numbers.ShouldAllBe(n => n > 0);
        numbers.ShouldBeUnique();
    }

    [Fact]
    public void A_command_with_a_number_that_JSON_cannot_say_has_one()
    {
        var endless = Payload.Of(new MeetingCommand.AddItem("路灯怎么修", Minutes: double.PositiveInfinity));

        endless.ShouldBe(Payload.Of(new MeetingCommand.AddItem("路灯怎么修", Minutes: double.PositiveInfinity)));
        endless.ShouldNotBe(Payload.Of(new MeetingCommand.AddItem("路灯怎么修", Minutes: double.NaN)));
    }
}
