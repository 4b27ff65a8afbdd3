using Hub.Load.Stores;
using Hub.Server.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Load.Bench;

/// <summary>The baseline: SignalR as it comes, three nodes, each a process, and its Redis backplane as its documentation sets it up.</summary>
internal sealed class BackplaneNodes : IFanoutSide
{
    public const string Verb = "backplane-node";

    private readonly TemporaryRedis _redis;
    private readonly List<(ChildProcess Process, Uri Url)> _nodes = [];

    private BackplaneNodes(TemporaryRedis redis) => _redis = redis;

    public string Room => BareHub.Group;

    public IEnumerable<Uri> Hubs => _nodes.Select(node => new Uri(node.Url, "/hub"));

    public ChildProcess Sender => _nodes[0].Process;

    public double ProcessorSeconds => _nodes.Sum(node => ProcessTime.Of(node.Process.Id)) + StoreSeconds;

    public double StoreSeconds => ProcessTime.Of(_redis.ProcessId);

    public static async Task<BackplaneNodes> Open(int count)
    {
        var backplane = new BackplaneNodes(await TemporaryRedis.Open());
        try
        {
            for (var i = 0; i < count; i++)
            {
                var process = new ChildProcess(Verb, backplane._redis.Address);
                backplane._nodes.Add((process, new Uri((await process.Hear("serves"))[0])));
            }

            return backplane;
        }
        catch
        {
            await backplane.DisposeAsync();
            throw;
        }
    }

    /// <param name="frame">A frame of the house's with one event, so that both send the same bytes.</param>
    public async Task SendLike(string frame)
    {
        Sender.Tell($"like {frame}");
        await Sender.Hear("alike");
    }

    public async Task RestartStore(TimeSpan down)
    {
        await _redis.Kill();
        await Task.Delay(down);
        await _redis.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Process.Dispose());
        await _redis.DisposeAsync();
    }

    /// <summary>The other process: one node.</summary>
    public static async Task Serve(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR(hub =>
        {
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
        }).AddStackExchangeRedis(args[0]);
        await using var app = builder.Build();
        app.MapHub<BareHub.Plain>("/hub");
        await app.StartAsync();
        Console.WriteLine($"serves {app.Urls.First()}");
        var group = app.Services.GetRequiredService<IHubContext<BareHub.Plain>>().Clients.Group(BareHub.Group);
        byte[] template = [];
        await NodeSender.Obey(
            async number =>
            {
                try
                {
                    await group.SendAsync("frame", new RawJson(Stamp.Replace(template, number)));
                    return true;
                }
#pragma warning disable CA1031 // Whatever it says: its sender knows that it was not sent, and nobody calls it lost.
                catch (Exception)
#pragma warning restore CA1031
                {
                    return false;
                }
            },
            words =>
            {
                template = Convert.FromBase64String(words[1]);
                return Task.FromResult("alike");
            });
        await app.StopAsync();
    }
}
