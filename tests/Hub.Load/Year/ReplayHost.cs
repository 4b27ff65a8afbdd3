using Hub.Server;
using Hub.Server.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Load.Year;

/// <summary>A node of the house in replay: its grains and its journal, with the replay's clock. Nobody wakes rooms for their deadlines, and no view is written.</summary>
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
                "--Limits:CommandBurst=1000000", "--Limits:CommandsPerSecond=1000000", .. Bench.House.Silent, .. settings,
            ],
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider, ReplayClock>());
                services.Remove(services.Single(s => s.ImplementationType == typeof(DeadlineKeeper)));
            });
        await HubServer.Open(app);
        await app.StartAsync();
        return new ReplayHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
