using System.Net;
using System.Text.Json;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Microsoft.AspNetCore.Http;

namespace Hub.Tests.House;

/// <summary>
/// Accounts of the staff: as operators make them and people take them up (<see cref="Staff"/>), and made in the house itself, which takes no time, for tests of
/// something else (<see cref="Account(RunningHouse, AccountRole[])"/>).
/// </summary>
internal static class StaffOfHouse
{
    public static object Role(string role, string? county = null) => county is null ? new { role } : new { role, county };

    /// <returns>The account's id and the secret of its invitation.</returns>
    public static async Task<(string Account, string Invite, string Login)> Invited(
        this OpenHouse house, object[] roles, string? member = null, string? login = null, string? token = null)
    {
        login ??= $"staff-{Guid.NewGuid():n}"[..20];
        using var made = await house.Send(
            HttpMethod.Post, "/api/accounts", token ?? house.OperatorToken,
            new { name = "陈工", login, roles, member, op = Commands.NewOp() });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var account = await OpenHouse.Json(made);
        return (account.Text("account"), account.Text("invite"), login);
    }

    /// <summary>Takes an invitation up, and confirms it with the first code.</summary>
    public static async Task<(Officer Staff, JsonElement Session)> Accepted(this OpenHouse house, (string Account, string Invite, string Login) invited)
    {
        using var accepted = await house.Send(HttpMethod.Post, "/api/accept", null, new { invite = invited.Invite, password = Officer.Password });
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await OpenHouse.Json(accepted);
        var staff = new Officer(
            house, invited.Account, invited.Login, Officer.Password, answer.Text("secret"),
            new Queue<string>(answer.List("recovery").Select(c => c.GetString()!)));
        using var first = await staff.Try(staff.CodeNow);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (staff, await OpenHouse.Json(first));
    }

    /// <summary>Somebody of the staff who is signed in.</summary>
    public static async Task<(Officer Staff, JsonElement Session)> Staff(this OpenHouse house, params object[] roles) =>
        await house.Accepted(await house.Invited(roles));

    /// <summary>An account of its own for a test, and a session of it.</summary>
    public static async Task<(StaffAccount Account, string Token)> Account(this RunningHouse house, params AccountRole[] roles)
    {
        var account = await Add(house.Service<IAccountStore>(), roles);
        return (account, await house.Open(account));
    }

    /// <summary>The same on one node of a cluster.</summary>
    /// <returns>The token.</returns>
    public static async Task<string> Account(this Node node, params AccountRole[] roles) =>
        await Open(node.Service<Sessions>(), node.Service<Tokens>(), await Add(node.Service<IAccountStore>(), roles));

    /// <summary>One more session of an account.</summary>
    public static Task<string> Open(this RunningHouse house, StaffAccount account) => Open(house.Service<Sessions>(), house.Service<Tokens>(), account);

    /// <summary>From here on, a session began longer ago than whoever opened it is taken for its holder without being asked.</summary>
    public static Task SignedInLongAgo(this RunningHouse house, string session) => house.Service<SqliteStore>().Write(
        store => store.Execute("UPDATE sessions SET started = started - 601000 WHERE id = $1", session));

    /// <summary>Disables an account; its sessions end.</summary>
    public static async Task Disable(this RunningHouse house, StaffAccount account)
    {
        (await house.Service<StaffAccounts>().SetDisabled(account.Id, isDisabled: true)).ShouldNotBeNull().IsDisabled.ShouldBeTrue();
    }

    private static async Task<StaffAccount> Add(IAccountStore accounts, AccountRole[] roles)
    {
        var id = Guid.NewGuid().ToString("n");
        return (await accounts.Add(new StaffAccount(id, $"工作人员{id[..6]}", $"login-{id}", roles)
        {
            Credentials = new StaffCredentials("", [], 0, [], IsConfirmed: true),
        })).ShouldNotBeNull();
    }

    private static async Task<string> Open(Sessions sessions, Tokens tokens, StaffAccount account)
    {
        var session = new Session(StaffAccounts.PersonOf(account), null, IsOperator: false, Id: Sessions.NewId()).As(account);
        session = session with { Ends = sessions.EndOf(session) };
        await sessions.Begin(session, new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } });
        return tokens.Issue(session);
    }
}
