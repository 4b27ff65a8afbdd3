using System.Net;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using static Hub.Tests.House.StaffOfHouse;

namespace Hub.Tests.Access.Staff;

/// <summary>Accounts of a house of two nodes.</summary>
public sealed class AccountsAcrossNodesTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Who_is_disabled_at_one_node_has_ended_at_the_other_with_all_that_was_open()
    {
        var (staff, here) = await cluster.A.Staff(Role("operator"));
        var there = await staff.SignIn(cluster.B);
        var room = await cluster.A.Meeting(visibility: "codes");
        await using var line = await new Person(cluster.B.Same(room), "陈工", "", there.Text("token")).Connect();
        (await cluster.B.Get("/api/sessions", there.Text("token"))).List("items").Select(s => s.Text("session")).ShouldBe(
            [here.Text("session"), there.Text("session")], ignoreOrder: true);

        using var disabled = await cluster.A.Send(HttpMethod.Post, $"/api/accounts/{staff.Id}/disable", cluster.A.OperatorToken);
        disabled.StatusCode.ShouldBe(HttpStatusCode.OK);

        await line.Until(() => line.IsClosed, "the end of the connection");
        var last = (await room.Chair.Post(Comment("停用者不闻"))).ShouldBeDone().Seq!.Value;
        line.To.ShouldBeLessThan(last);
        foreach (var (node, token) in new[] { (cluster.A, here), (cluster.B, there) })
        {
            using var me = await node.Send(HttpMethod.Get, "/api/me", token.Text("token"));
            me.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var back = await staff.Try(staff.Recovery.Dequeue(), at: cluster.B);
        back.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Guards a proxy that spreads requests: what one node asks, another is answered.</summary>
    [Fact]
    public async Task A_question_of_one_node_to_a_passkey_is_answered_at_the_other_and_once()
    {
        using var with = await WithPasskey.Signed(cluster.A, counts: false);
        await with.Browser.SignOut();
        var question = await with.Ask();
        var kept = with.Browser.Cookie("passkey")!;
        with.Device.Origin = new UriBuilder(cluster.B.Address) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority);
        var answer = with.Device.Get(question);

        (await with.Answer(answer, at: cluster.B)).ShouldBe((HttpStatusCode.OK, with.Staff.Id));

        await with.Browser.SignOut();
        with.Browser.SetCookie("passkey", kept);
        (await with.Answer(answer, at: cluster.B)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_invitation_of_one_node_is_taken_up_at_the_other()
    {
        var (staff, session) = await cluster.B.Accepted(await cluster.A.Invited([Role("auditor")]));
        (await cluster.A.Get("/api/me", session.Text("token"))).Text("account").ShouldBe(staff.Id);
    }
}
