namespace Hub.Server.Audit;

/// <summary>What the audit log needs, but for the store of its network facts.</summary>
internal static class AuditSetup
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<AuditKeeper>();
        services.AddHostedService(s => s.GetRequiredService<AuditKeeper>());
    }
}
