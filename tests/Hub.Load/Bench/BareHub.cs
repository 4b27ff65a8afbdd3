using Hub.Server.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Load.Bench;

/// <summary>What the relay is measured against: SignalR as it comes, a group, and its broadcast, awaited as its documentation does it.</summary>
internal sealed class BareHub(WebApplication app) : IAsyncDisposable
{
    public const string Group = "room";

    public Uri Url => new(new Uri(app.Urls.First()), "/hub");

    public static async Task<BareHub> Open()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();

        // The same as the house, so that pings cost both the same.
        builder.Services.AddSignalR(hub =>
        {
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
        });
        var app = builder.Build();
        app.MapHub<Plain>("/hub");
        await app.StartAsync();
        return new BareHub(app);
    }

    /// <param name="json">JSON that is ready, so that both hubs write the same bytes and neither pays for making them.</param>
    public Task Send(RawJson json) => Context.Clients.Group(Group).SendAsync("frame", json);

    /// <summary>To the one who joined last.</summary>
    public Task SendToLast(string filler) => Context.Clients.Client(Plain.Last!).SendAsync("filler", filler);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private IHubContext<Plain> Context => app.Services.GetRequiredService<IHubContext<Plain>>();

    internal sealed class Plain : Microsoft.AspNetCore.SignalR.Hub
    {
        public static string? Last { get; private set; }

        public async Task Join(string room, string? position)
        {
            Last = Context.ConnectionId;
            await Groups.AddToGroupAsync(Context.ConnectionId, room);
        }
    }
}
