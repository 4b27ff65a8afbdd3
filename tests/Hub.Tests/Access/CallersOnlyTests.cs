using System.Security.Claims;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Access;

/// <summary>What stands before every call: whoever may not make it is sent away before anything of it is done.</summary>
public sealed class CallersOnlyTests
{
    private static readonly Session Guest = new("someone", null, IsOperator: false, Id: "s1");
    private static readonly Session Key = new("operator", null, IsOperator: true, Id: "s2");

    private static readonly Session Convener =
        Guest with { Account = "a1", Roles = [new AccountRole(StaffRole.Convener, County: "淮安区")] };

    /// <summary>Guards a call that somebody adds and says nothing of.</summary>
    [Fact]
    public async Task A_call_that_does_not_say_who_may_make_it_is_made_by_nobody()
    {
        (await Ask(null, null)).ShouldBe(StatusCodes.Status403Forbidden);
        (await Ask(Guest, null)).ShouldBe(StatusCodes.Status403Forbidden);
        (await Ask(Key, null)).ShouldBe(StatusCodes.Status403Forbidden);
        (await Ask(Key, null, "/api2/new")).ShouldBe(StatusCodes.Status200OK, "what is not below /api is a page");
        (await Ask(Key, null, "/API/new")).ShouldBe(StatusCodes.Status403Forbidden);
    }

    [Fact]
    public async Task Who_needs_a_session_needs_one_that_is_good_for_it()
    {
        var token = Guest with { Room = "meetings/m1" };
        (await Ask(null, new(Callers.Anyone))).ShouldBe(StatusCodes.Status200OK);
        (await Ask(null, new(Callers.Sessions))).ShouldBe(StatusCodes.Status401Unauthorized);
        (await Ask(token, new(Callers.Sessions))).ShouldBe(StatusCodes.Status200OK);
        (await Ask(token, new(Callers.Persons))).ShouldBe(StatusCodes.Status401Unauthorized);
        (await Ask(Guest, new(Callers.Persons))).ShouldBe(StatusCodes.Status200OK);
    }

    [Fact]
    public async Task A_permission_is_asked_of_staff()
    {
        var needed = new ForAttribute(Callers.Staff, Permission.MakeMeetings);
        (await Ask(null, needed)).ShouldBe(StatusCodes.Status401Unauthorized);
        (await Ask(Guest, needed)).ShouldBe(StatusCodes.Status403Forbidden);
        (await Ask(Convener, needed)).ShouldBe(StatusCodes.Status200OK);
        (await Ask(Convener with { Room = "meetings/m1" }, needed)).ShouldBe(StatusCodes.Status403Forbidden, "a token of one room carries no role");
        (await Ask(Convener, new(Callers.Staff, Permission.ManageAccounts))).ShouldBe(StatusCodes.Status403Forbidden);
        (await Ask(Key, new(Callers.Staff, Permission.ManageAccounts))).ShouldBe(StatusCodes.Status200OK);
    }

    [Fact]
    public void A_hub_that_does_not_say_who_may_call_it_stops_the_start() =>
        Should.Throw<InvalidOperationException>(CallersOfEndpoints.Require<SilentHub>).Message.ShouldBe("SilentHub.Shout does not say who may call it.");

    private static async Task<int> Ask(Session? session, ForAttribute? said, string path = "/api/new")
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services, Request = { Path = path } };
        if (session is not null)
        {
            http.User = new ClaimsPrincipal(new SessionIdentity(session));
        }

        var call = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/api/new"), 0);
        if (said is not null)
        {
            call.Metadata.Add(said);
        }

        http.SetEndpoint(call.Build());
        await new CallersOnly(_ => Task.CompletedTask).Invoke(http);
        return http.Response.StatusCode;
    }

    private sealed class SilentHub : Microsoft.AspNetCore.SignalR.Hub
    {
        public Task Shout() => Clients.All.SendAsync("shout");
    }
}
