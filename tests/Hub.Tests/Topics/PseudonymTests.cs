using Hub.Domain;
using Hub.Server.Access;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>Whom a topic tells people as: nobody outside can find out who it is.</summary>
public sealed class PseudonymTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>
    /// Guards the attack: a member's person follows from their public id in the register, and the pseudonym followed from the person and the topic without any
    /// secret, so that whoever tried the members one by one had a name to each topic that promised to show none.
    /// </summary>
    [Fact]
    public async Task A_pseudonym_is_not_worked_out_from_what_is_public()
    {
        var member = await house.Member();
        var token = await house.SignIn(member);
        var topic = await Topic.Raise(house, "校门口拥堵", token);
        (await topic.Do(token, Commands.Comment("放学时段"))).ShouldBeDone();

        var shown = await topic.Snapshot();
        var comment = shown.List("comments", "items").ShouldHaveSingleItem().Text("author", "participant");
        var guessed = Operation.Of(MemberKeys.PersonOf(member), $"in topic {topic.Id}").NewId();
        (shown.Text("raiser", "participant") == guessed, comment == guessed).ShouldBe((false, false));
        (shown.Text("raiser", "participant"), (await topic.Me(token)).Text("participant")).ShouldBe((comment, comment), "it is one person's all the same");
        (await house.Get($"{topic.Path}/events")).List("events").Select(e => e.Text("actor", "participant")).Distinct().ShouldBe([comment]);
    }

    /// <summary>Guards the member's id that stood in the event of the topic, for everybody who paged the record.</summary>
    [Fact]
    public async Task Which_member_raised_a_topic_is_told_to_staff_alone()
    {
        var member = await house.Member();
        var topic = await Topic.Raise(house, "校门口拥堵", await house.SignIn(member));

        (await house.Get($"{topic.Path}/events")).List("events").ShouldHaveSingleItem().At("data").Find("member").ShouldBeNull();
        (await house.Get($"{topic.Path}/events", house.OperatorToken)).List("events").ShouldHaveSingleItem().At("data").Text("member").ShouldBe(member);
    }

    [Fact]
    public async Task A_person_has_another_pseudonym_in_every_topic()
    {
        var (one, two) = (await Topic.Raise(house), await Topic.Raise(house));
        (await two.Do(one.Raiser, Commands.Comment("同意"))).ShouldBeDone();

        (await two.Snapshot()).List("comments", "items").ShouldHaveSingleItem().Text("author", "participant")
            .ShouldNotBe((await one.Snapshot()).Text("raiser", "participant"));
    }
}
