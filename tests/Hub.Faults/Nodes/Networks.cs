using System.Diagnostics;
using System.Globalization;

namespace Hub.Faults.Nodes;

/// <summary>
/// A network of its own for each node (Linux network namespaces on one bridge), so that nodes can be cut from each other while all else goes on. Everything is
/// gone when this is disposed.
/// </summary>
internal sealed class Networks : IAsyncDisposable
{
    private const string Prefix = "hf";

    private static int _made;

    /// <summary>Of this program and of these networks: "hf4711x1". Interfaces' names end after 15 characters.</summary>
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}x{Interlocked.Increment(ref _made)}");
    private readonly int _third = Random.Shared.Next(1, 255);
    private readonly int _count;

    private Networks(int count) => _count = count;

    /// <summary>Null, or why there can be none here.</summary>
    public static string? Missing { get; } =
        !Environment.IsPrivilegedProcess ? "Networks of their own for the nodes need root."
        : IsAllowed() ? null
        : "Networks of their own for the nodes need the ip program (iproute2), and the right to make network namespaces and bridges.";

    /// <summary>This program's own address in it.</summary>
    public string Gateway => $"10.213.{_third}.1";

    /// <exception cref="InvalidOperationException">This machine does not allow it.</exception>
    public static Networks Make(int count)
    {
        ClearAfterTheDead();
        var networks = new Networks(count);
        networks.Require("link", "add", networks._name, "type", "bridge");
        networks.Require("addr", "add", $"{networks.Gateway}/24", "dev", networks._name);
        networks.Require("link", "set", networks._name, "up");
        for (var i = 0; i < count; i++)
        {
            var (space, outside) = (networks.Space(i), networks.Outside(i));
            networks.Require("netns", "add", space);
            networks.Require("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", space);
            networks.Require("link", "set", outside, "master", networks._name, "up");
            networks.Require("-n", space, "addr", "add", $"{networks.Address(i)}/24", "dev", "eth0");
            networks.Require("-n", space, "link", "set", "eth0", "up");
            networks.Require("-n", space, "link", "set", "lo", "up");
        }

        return networks;
    }

    public string Address(int node) => $"10.213.{_third}.{node + 10}";

    /// <summary>What a command is started with, to run in a node's network.</summary>
    public IReadOnlyList<string> Enter(int node) => ["ip", "netns", "exec", Space(node)];

    /// <summary>A node and the others reach each other no more; the rest of the world reaches all.</summary>
    public void CutFromPeers(int node) => OnPeers(node, "add");

    public void Heal(int node) => OnPeers(node, "del");

    public ValueTask DisposeAsync()
    {
        for (var i = 0; i < _count; i++)
        {
            Run("ip", "link", "del", Outside(i));
            Run("ip", "netns", "del", Space(i));
        }

        Run("ip", "link", "del", _name);
        return ValueTask.CompletedTask;
    }

    /// <summary>What a program like this one has left that was killed.</summary>
    private static void ClearAfterTheDead()
    {
        const string Spaces = "/run/netns";
        foreach (var space in Directory.Exists(Spaces) ? Directory.GetFiles(Spaces, $"{Prefix}*x*n*").Select(f => Path.GetFileName(f)) : [])
        {
            var name = space[..space.LastIndexOf('n')];
            if (int.TryParse(
                name.AsSpan(Prefix.Length, name.IndexOf('x', StringComparison.Ordinal) - Prefix.Length), CultureInfo.InvariantCulture, out var owner)
                && !Processes.IsRunning(owner))
            {
                Run("ip", "netns", "del", space);
                Run("ip", "link", "del", name);
            }
        }
    }

    private string Outside(int node) => $"{_name}v{node}";

    private string Space(int node) => $"{_name}n{node}";

    /// <summary>Root in a container may lack it.</summary>
    private static bool IsAllowed()
    {
        var probe = $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}p";
        var allowed = Run("ip", "netns", "add", probe) && Run("ip", "link", "add", probe, "type", "bridge");
        Run("ip", "link", "del", probe);
        Run("ip", "netns", "del", probe);
        return allowed;
    }

    private void OnPeers(int node, string verb)
    {
        foreach (var peer in Enumerable.Range(0, _count).Where(p => p != node))
        {
            Require("-n", Space(node), "route", verb, "blackhole", $"{Address(peer)}/32");
        }
    }

    private void Require(params string[] arguments)
    {
        if (!Run("ip", arguments))
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed.");
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
