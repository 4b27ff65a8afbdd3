using Hub.Server.Common;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Hub.Server.Cluster;

/// <summary>This process as one of N equal nodes: its silo finds the others through the journal's database.</summary>
internal static class ClusterNode
{
    /// <summary>
    /// What a node that was killed costs the others until its meetings are on another, and some more: so long people's calls are asked again here.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static void Join(ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(options => options.Configure<PostgresStore>((clustering, store) =>
        {
            clustering.Invariant = "Npgsql";
            clustering.DataSource = store.Source;
        }));
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<ClusterSettings>>((cluster, settings) =>
            (cluster.ServiceId, cluster.ClusterId) = ("hub", settings.Value.Id));
        silo.Configure<SiloOptions>(options => options.SiloName = MembershipTables.NewName());
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSettings>>((endpoint, settings) =>
        {
            var node = settings.Value;
            (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (node.IPAddress, node.SiloPort, node.GatewayPort);
            endpoint.SiloListeningEndpoint = new(node.IPAddress, node.SiloPort);
            endpoint.GatewayListeningEndpoint = new(node.IPAddress, node.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // A node that was killed is out after 1.5 s, one that sleeps after some 6 to 12 s; a busy machine raises no false alarm at that.
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);

            // One that was replaced while it slept, or was cut off, may be told so by nobody: it looks for itself, and until then serves what is old.
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(3);

            // Where all were killed at once nobody declares them dead: whoever starts next waits until their sign of life is too old.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.NumMissedTableIAmAliveLimit = 3;
        });
    }

    /// <summary>What must be so before the silo starts.</summary>
    /// <exception cref="StartupException">A port is taken.</exception>
    public static async Task Prepare(IServiceProvider services, CancellationToken cancel)
    {
        services.GetRequiredService<IOptions<ClusterSettings>>().Value.ProbePorts();
        await MembershipTables.Prepare(services.GetRequiredService<PostgresStore>(), cancel);

        // Where all nodes of the older build were stopped before, nobody needs to be waited for.
        await services.GetRequiredService<FormatWatch>().MoveOn(cancel);
    }
}
