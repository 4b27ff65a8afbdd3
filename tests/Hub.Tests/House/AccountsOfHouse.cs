using System.Net;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Microsoft.AspNetCore.Http;

namespace Hub.Tests.House;

/// <summary>Accounts of the staff, made in the house itself: how one is invited and signs in has its own tests.</summary>
internal static class AccountsOfHouse
{
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
