using Hub.Server;
using Hub.Server.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Hub.Load.Year;

/// <summary>
/// A node of the house in replay: its grains and its journal, with the replay's clock. Nobody wakes rooms for their deadlines, and no view is written.
/// </summary>
internal sealed class ReplayHost(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public IGrainFactory Grains => app.Services.GetRequiredService<IGrainFactory>();

    /// <exception cref="StartupException">The journal cannot be opened.</exception>
    public static async Task<ReplayHost> Open(string journal, params string[] settings)
    {
        var app = HubServer.Create(
            [
                "--applicationName=Hub.Server", "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", "--Seeds:Path=none",
                "--Limits:CommandBurst=1000000", "--Limits:CommandsPerSecond=1000000", "--Limits:AnonymousTopicBurst=1000000",
                "--Limits:AnonymousCommandBurst=1000000", "--Limits:HouseTopicBurst=1000000", "--Limits:HouseCommandBurst=1000000",
                .. Bench.House.Silent, .. settings,
            ],
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider, ReplayClock>());
                KeepMachineTime(services);
                services.PostConfigure<GrainCollectionOptions>(idle =>
                {
                    // A month passes in seconds, and so do the meetings that nobody comes back to.
                    (idle.CollectionQuantum, idle.CollectionAge) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
                    idle.ClassSpecificCollectionAge.Clear();
                });
                services.Remove(services.Single(s => s.ImplementationType == typeof(DeadlineKeeper)));
            });
        await HubServer.Open(app);
        await app.StartAsync();
        return new ReplayHost(app);
    }

    /// <summary>Orleans books when a grain was idle last, and breaks where that time goes back: as it does from one command's envelope to another's.</summary>
    private static void KeepMachineTime(IServiceCollection services)
    {
        var timed = services
            .Where(s => !s.IsKeyedService && s is { Lifetime: ServiceLifetime.Singleton, ImplementationType: { } type }
                && type.Namespace!.StartsWith("Orleans", StringComparison.Ordinal)
                && type.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(TimeProvider))))
            .ToList();
        foreach (var service in timed)
        {
            services.Remove(service);
            services.AddSingleton(service.ServiceType, s => ActivatorUtilities.CreateInstance(s, service.ImplementationType!, TimeProvider.System));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
