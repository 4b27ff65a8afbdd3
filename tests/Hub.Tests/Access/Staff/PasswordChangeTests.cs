using System.Net;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.StaffOfHouse;

namespace Hub.Tests.Access.Staff;

/// <summary>Whoever has an account changes its password by themselves, and proves for it that they are who they are signed in as.</summary>
public sealed class PasswordChangeTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Next = "河边的柳树去年冬天被雪压弯了";

    [Fact]
    public async Task The_new_password_signs_in_and_the_old_one_no_more()
    {
        var (staff, session) = await house.Staff(Role("staff"));
        using var changed = await Change(session.Text("token"), Officer.Password, staff.Recovery.Dequeue(), Next);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OpenHouse.Json(changed)).Text("account").ShouldBe(staff.Id);

        using var old = await staff.Try(staff.Recovery.Dequeue());
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var now = await staff.Try(staff.Recovery.Dequeue(), typed: Next);
        now.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task All_sessions_end_with_it_and_one_begins()
    {
        var (staff, here) = await house.Staff(Role("staff"));
        var there = await staff.SignIn();
        using var changed = await Change(here.Text("token"), Officer.Password, staff.Recovery.Dequeue(), Next);
        var opened = await OpenHouse.Json(changed);

        (await Me(here.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Me(there.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Me(opened.Text("token"))).ShouldBe(HttpStatusCode.OK);
        (await house.Get("/api/sessions", opened.Text("token"))).List("items").ShouldHaveSingleItem().Text("session").ShouldBe(opened.Text("session"));
    }

    /// <summary>Guards sessions that some node does not know to have ended: what they were opened with is not what the account is now.</summary>
    [Fact]
    public async Task It_raises_the_accounts_epoch_and_is_noted()
    {
        var (staff, session) = await house.Staff(Role("staff"));
        var before = (await house.Service<IAccountStore>().Find(staff.Id, TestContext.Current.CancellationToken)).ShouldNotBeNull().Epoch;

        using var changed = await Change(session.Text("token"), Officer.Password, staff.Recovery.Dequeue(), Next);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await house.Service<IAccountStore>().Find(staff.Id, TestContext.Current.CancellationToken)).ShouldNotBeNull().Epoch.ShouldBe(before + 1);
        (await house.Get($"/api/audit?who={staff.Id}&act={AuditActs.PasswordChanged}", house.OperatorToken)).List("items").ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(i => i.Text("on").ShouldBe($"accounts/{staff.Id}"), i => i.Text("outcome").ShouldBe("done"));
    }

    [Fact]
    public async Task Without_the_present_password_or_a_code_that_is_good_nothing_changes()
    {
        var (staff, session) = await house.Staff(Role("staff"));
        var token = session.Text("token");
        var code = staff.Recovery.Dequeue();
        (await Said(token, "梧桐叶落满了学府路的台", code, Next)).ShouldBe((HttpStatusCode.Unauthorized, "wrongSignIn"));
        (await Said(token, Officer.Password, "000000", Next)).ShouldBe((HttpStatusCode.Unauthorized, "wrongSignIn"));
        (await Said(null, Officer.Password, code, Next)).ShouldBe((HttpStatusCode.Unauthorized, "noSession"));
        (await Said(house.OperatorToken, Officer.Password, code, Next)).ShouldBe((HttpStatusCode.Unauthorized, "noSession"));
        (await Me(token)).ShouldBe(HttpStatusCode.OK);
        using var still = await staff.Try(code);
        still.StatusCode.ShouldBe(HttpStatusCode.OK, "neither the password nor the code was used up");
    }

    [Fact]
    public async Task A_code_that_changed_a_password_signs_in_no_more()
    {
        var (staff, session) = await house.Staff(Role("staff"));
        var code = staff.Recovery.Dequeue();
        using var changed = await Change(session.Text("token"), Officer.Password, code, Next);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await staff.Try(code, typed: Next);
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("zu kurz", "passwordTooShort")]
    [InlineData("Password1234", "passwordCommon")]
    public async Task A_password_that_many_would_guess_is_not_changed_to(string next, string why)
    {
        var (staff, session) = await house.Staff(Role("staff"));
        var code = staff.Recovery.Dequeue();
        (await Said(session.Text("token"), Officer.Password, code, next)).ShouldBe((HttpStatusCode.Conflict, why));
        using var still = await staff.Try(code);
        still.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Its plain hash is kept for years: nobody who has it works the code out (NIST SP 800-63B, 5.1.2.2: 112 bits).</summary>
    [Fact]
    public async Task A_recovery_code_has_at_least_112_bits()
    {
        var (staff, _) = await house.Staff(Role("staff"));
        staff.Recovery.Count.ShouldBe(10);
        staff.Recovery.ShouldAllBe(c => c.Length * 5 >= 112);
        Enumerable.Range(0, 1000).Select(_ => Codes.NewRecovery()).Distinct().Count().ShouldBe(1000);
    }

    private Task<HttpResponseMessage> Change(string? token, string password, string code, string next) =>
        house.Send(HttpMethod.Post, "/api/account/password", token, new { password, code, next });

    private async Task<(HttpStatusCode Status, string Code)> Said(string? token, string password, string code, string next)
    {
        using var answer = await Change(token, password, code, next);
        return (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code"));
    }

    private async Task<HttpStatusCode> Me(string token)
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/me", token);
        return answer.StatusCode;
    }
}
