using System.Globalization;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Load.Stores;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Orleans.Runtime;

namespace Hub.Load.Bench;

/// <summary>Three nodes of one house, each a process, and their PostgreSQL. One of them, which is not the meeting's own, is told what to send.</summary>
internal sealed class HouseNodes : IFanoutSide
{
    public const string Verb = "house-node";

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly TemporaryPostgres _postgres;
    private readonly List<(ChildProcess Process, int SiloPort, Uri Url)> _nodes = [];
    private int _sender;
    private int _owner;

    private HouseNodes(TemporaryPostgres postgres) => _postgres = postgres;

    public string Room { get; private set; } = "";

    public IEnumerable<Uri> Hubs => _nodes.Select(node => new Uri(node.Url, "/hubs/live"));

    public ChildProcess Sender => _nodes[_sender].Process;

    public double ProcessorSeconds => _nodes.Sum(node => ProcessTime.Of(node.Process.Id)) + StoreSeconds;

    public double StoreSeconds => ProcessTime.OfFamily(_postgres.ProcessId);

    public static async Task<HouseNodes> Open(int count)
    {
        var house = new HouseNodes(await TemporaryPostgres.Start());
        try
        {
            var journal = await house._postgres.CreateDatabase("fanout");
            for (var i = 0; i < count; i++)
            {
                var (silo, gateway) = (TemporaryPostgres.FreePort(), TemporaryPostgres.FreePort());
                var process = new ChildProcess(Verb, journal, silo.ToString(CultureInfo.InvariantCulture), gateway.ToString(CultureInfo.InvariantCulture));
                house._nodes.Add((process, silo, new Uri((await process.Hear("serves"))[0])));
            }

            await house.Convene();
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9 of PostgreSQL, and its return on what it has stored.</summary>
    public async Task RestartStore(TimeSpan down)
    {
        await _postgres.Kill();
        await Task.Delay(down);
        await _postgres.Start();
    }

    /// <summary>kill -9 of the node that the meeting lives on: the worst one to lose.</summary>
    public Task KillOwner() => _nodes[_owner].Process.Kill();

    public async ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Process.Dispose());
        await _postgres.DisposeAsync();
    }

    private async Task Convene()
    {
        _nodes[0].Process.Tell("convene");
        var convened = await _nodes[0].Process.Hear("convened");
        Room = StreamNames.OfMeeting(convened[0]);
        var owner = int.Parse(convened[2], CultureInfo.InvariantCulture);
        _owner = _nodes.FindIndex(node => node.SiloPort == owner);
        _sender = (_owner + 1) % _nodes.Count;
        Sender.Tell($"follow {convened[0]} {convened[1]}");
        await Sender.Hear("following");
    }

    /// <summary>The other process: a node, as it runs in production.</summary>
    public static async Task Serve(string[] args)
    {
        await using var house = await House.OpenOn(
            args[0], ["--Cluster:Id=fanout", "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={args[1]}", $"--Cluster:GatewayPort={args[2]}",
                "--Cluster:DrainSeconds=0", TemporaryKeys.Setting, .. House.Silent]);
        Console.WriteLine($"serves {house.Url}");
        var (meeting, item) = ("", "");
        await NodeSender.Obey(
            async number =>
            {
                // What an item is now called; of these no frame leaves any out.
                await Acknowledged(house, meeting, number, new MeetingCommand.EditItem(item, Stamp.Now(number) + FanoutBench.Text));
                return true;
            },
            async words =>
            {
                if (words is ["follow", var id, var first])
                {
                    (meeting, item) = (id, first);
                    return "following";
                }

                meeting = await house.Convene("fanout");
                var grain = house.Grains.GetGrain<IMeetingGrain>(meeting);
                var reading = await grain.Read(new ReadRequest(Audience.Room, null, default));
                using var snapshot = JsonDocument.Parse(reading.Snapshot!);
                item = snapshot.RootElement.GetProperty("agenda").GetProperty("items")[0].GetProperty("id").GetString()!;
                var address = await house.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
                return string.Create(CultureInfo.InvariantCulture, $"convened {meeting} {item} {address!.Endpoint.Port}");
            });
    }

    /// <summary>Asks under one operation until there is an answer, as a client does.</summary>
    private static async Task Acknowledged(House house, string meeting, int number, MeetingCommand command)
    {
        while (true)
        {
            try
            {
                var answer = await house.Ask(meeting, Operation.Of("fanout", $"{number}"), House.Chair, command).WaitAsync(AnswerTimeout);
                if (answer.Outcome != ReceiptOutcome.Retry)
                {
                    House.Require(answer);
                    return;
                }
            }
            catch (Exception e) when (Perseverance.IsPassing(e) || e is TimeoutException or OrleansException)
            {
                // The store or the meeting's node is gone: the same is asked again.
            }

            await Task.Delay(200);
        }
    }
}
