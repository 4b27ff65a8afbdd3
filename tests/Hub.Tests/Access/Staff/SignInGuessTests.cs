using System.Net;
using Hub.Tests.House;
using static Hub.Tests.House.StaffOfHouse;

namespace Hub.Tests.Access.Staff;

/// <summary>Guessing at staff accounts, in a house with the allowances it has by itself.</summary>
public sealed class SignInGuessTests(StrictHouse house) : IClassFixture<StrictHouse>
{
    /// <summary>Guards both: an account that anybody may guess at, and one that anybody may lock by guessing.</summary>
    [Fact]
    public async Task Whoever_guesses_at_an_account_is_stopped_and_its_own_browser_is_not()
    {
        var (staff, _) = await house.Staff(Role("staff"));
        using var known = new CookieBrowser(house);
        (await known.SignIn(staff, staff.Recovery.Dequeue())).Status.ShouldBe(HttpStatusCode.OK);
        await known.SignOut();
        var wrong = 0;
        HttpResponseMessage last;
        while ((last = await staff.Try("000000", typed: "keine Ahnung was")).StatusCode == HttpStatusCode.Unauthorized)
        {
            (++wrong).ShouldBeLessThan(20);
        }

        (wrong, last.StatusCode, last.Headers.RetryAfter?.Delta > TimeSpan.Zero).ShouldBe((10, HttpStatusCode.TooManyRequests, true));
        using var right = await staff.Try(staff.Recovery.Peek());
        right.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "from a device that nobody knows, what is right is not even compared");
        (await known.SignIn(staff, staff.Recovery.Dequeue())).ShouldBe((HttpStatusCode.OK, staff.Id));
        var (other, _) = await house.Staff(Role("staff"));
        other.Id.ShouldNotBe(staff.Id, "and other accounts go on from the same address");
    }

    [Fact]
    public async Task A_login_that_nobody_has_is_stopped_like_one_that_somebody_has()
    {
        var login = $"nobody-{Guid.NewGuid():n}";
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 11; i++)
        {
            using var answer = await house.Send(HttpMethod.Post, "/api/session", null, new { login, password = "irgendein Wort", code = "000000" });
            answers.Add(answer.StatusCode);
        }

        answers.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 10), HttpStatusCode.TooManyRequests]);
    }
}
