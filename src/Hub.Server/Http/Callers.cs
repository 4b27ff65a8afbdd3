using System.Reflection;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.Staff;

namespace Hub.Server.Http;

/// <summary>
/// Refuses a call below <c>/api</c> to whoever may not make it, before anything of it is done; one that does not say who may make it is refused to everybody.
/// With which meeting, topic or member somebody may do what they ask, the call itself looks, by the same table (<see cref="Permissions"/>).
/// </summary>
internal sealed class CallersOnly(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        // What no route or no method matches is answered by the routing.
        if (!http.Request.Path.StartsWithSegments("/api") || http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(http);
        }

        return endpoint.Metadata.GetMetadata<ForAttribute>() switch
        {
            null => Forbidden(http),
            { Who: Callers.Anyone or Callers.Readers or Callers.Doers or Callers.PassHolders } => next(http),
            var said => Session.Of(http.User) switch
            {
                null => NoSession(http),
                { Room: not null } when said.Who == Callers.Persons => NoSession(http),
                var session when said is { Who: Callers.Staff, Permission: { } needed } && !session.MaySomewhere(needed) => Forbidden(http),
                _ => next(http),
            },
        };
    }

    private static Task NoSession(HttpContext http)
    {
        AuditFilter.CountRefused(http, "noSession");
        return Errors.NoSession.ExecuteAsync(http);
    }

    private static Task Forbidden(HttpContext http)
    {
        AuditFilter.CountRefused(http, CamelCase.Of(Rejection.Forbidden));
        return Errors.Of(Rejection.Forbidden).ExecuteAsync(http);
    }
}

internal static class CallersOfEndpoints
{
    /// <summary>Says who may make this call.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Callers who)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ForAttribute(who));

    /// <summary>Says who may make this call: these, and staff with the permission.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Callers who, Permission or)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ForAttribute(who, or));

    /// <summary>Says that only staff with this permission may make this call.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Permission permission)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ForAttribute(Callers.Staff, permission));

    /// <summary>Looks at a hub once, at the start, so that an invocation costs nothing.</summary>
    /// <exception cref="InvalidOperationException">One of the methods that a client may call does not say who may.</exception>
    public static void Require<THub>()
        where THub : Microsoft.AspNetCore.SignalR.Hub
    {
        if (MethodsOf<THub>().FirstOrDefault(m => m.GetCustomAttribute<ForAttribute>() is null) is { } silent)
        {
            throw new InvalidOperationException($"{typeof(THub).Name}.{silent.Name} does not say who may call it.");
        }
    }

    /// <summary>The methods of a hub that a client may call.</summary>
    public static IEnumerable<MethodInfo> MethodsOf<THub>()
        where THub : Microsoft.AspNetCore.SignalR.Hub =>
        typeof(THub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => !m.IsSpecialName && m.GetBaseDefinition() == m);
}
