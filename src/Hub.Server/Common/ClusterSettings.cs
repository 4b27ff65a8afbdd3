using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Hub.Server.Common;

/// <summary>How this node meets the others (settings <c>Cluster:*</c>); of no meaning to a house on SQLite, which is alone.</summary>
public sealed class ClusterSettings : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>Where other nodes reach this one's grains. Below the ports that the system gives to outgoing connections.</summary>
    [Range(1, 32767, ErrorMessage = "Cluster:SiloPort is not a port from 1 to 32767.")]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Where clients of the cluster that are no nodes would reach it; open to the cluster's own network only.</summary>
    [Range(1, 32767, ErrorMessage = "Cluster:GatewayPort is not a port from 1 to 32767.")]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address of this node for the others; absent: the machine's.</summary>
    public string? Address { get; set; }

    /// <summary>Nodes of one id on one database are one cluster.</summary>
    public string Id { get; set; } = "hub";

    /// <summary>How long a node that was asked to stop goes on serving while its clients move to others.</summary>
    [Range(0, 600, ErrorMessage = "Cluster:DrainSeconds is not from 0 to 600.")]
    public int DrainSeconds { get; set; } = 10;

    public IPAddress IPAddress => Address is null ? OfMachine() : IPAddress.Parse(Address);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not null && !IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"Cluster:Address '{Address}' is not an IP address.");
        }

        if (SiloPort == GatewayPort)
        {
            yield return new ValidationResult($"Cluster:SiloPort and Cluster:GatewayPort are both {SiloPort}.");
        }

        if (Id is not { Length: > 0 and <= 100 })
        {
            yield return new ValidationResult("Cluster:Id is not from 1 to 100 characters.");
        }
    }

    /// <summary>Asks for the ports as nobody else may have them.</summary>
    /// <remarks>Orleans opens its ports in a way that lets two nodes of one machine share one, unnoticed, and each would get some of the other's
    /// calls.</remarks>
    /// <exception cref="StartupException">One is taken, or the address is not this machine's.</exception>
    public void ProbePorts()
    {
        foreach (var (name, port) in new[] { (nameof(SiloPort), SiloPort), (nameof(GatewayPort), GatewayPort) })
        {
            using var probe = new TcpListener(IPAddress, port);
            try
            {
                probe.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new StartupException($"Cluster:{name} {port} is in use on {IPAddress}; nodes on one machine must differ in their ports.", e);
            }
            catch (SocketException e)
            {
                throw new StartupException($"Cluster:{name} {port} cannot be opened on {IPAddress}: {e.Message.TrimEnd('.')}.", e);
            }
        }
    }

    private static IPAddress OfMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(n => n is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(n => n.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
