using Hub.Server.Access;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Live;

/// <summary>
/// A connection outlives the request that it began with: where the member's key was renewed since, it ends with its next call, and comes back as whoever it is
/// then.
/// </summary>
internal sealed class EndedSessions(MemberKeys keys) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (Session.Of(call.Context.User)?.Member is { } member && !await keys.IsCurrent(member))
        {
            call.Context.Abort();
            throw new HubException("forbidden");
        }

        return await next(call);
    }
}
