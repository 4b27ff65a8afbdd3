using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Live;

/// <summary>
/// A connection outlives the request that it began with: where its session has ended since, it ends with its next call, and comes back as whoever it is then.
/// </summary>
internal sealed class EndedSessions(Sessions sessions, MemberKeys keys, StaffAccounts accounts) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (Session.Of(call.Context.User) is { } session)
        {
            if (sessions.HasEnded(session.Id!) || (session.Member is { } member && !await keys.IsCurrent(member))
                || !await accounts.IsCurrent(session))
            {
                call.Context.Abort();
                throw new HubException("forbidden");
            }

            sessions.Acts(session.Id!);
        }

        return await next(call);
    }
}
