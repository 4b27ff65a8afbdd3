using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Server.Rehearsals;

/// <summary>
/// A house within this process that shares nothing with the one that people use but the machine: its journal, its keys, its sessions, its silo and its port,
/// of the loopback alone, are its own, and so are the names of its instruments. In it there is one meeting, the copy.
/// </summary>
internal sealed class RehearsedHouse : IAsyncDisposable
{
    private static readonly Actor Chair = new("chair", Role.Chair);

    private readonly WebApplication _app;
    private string _meeting = "";
    private int _deeds;

    private RehearsedHouse(WebApplication app) => _app = app;

    /// <summary>Where its people follow the meeting.</summary>
    public Uri Live => new UriBuilder(new Uri(new Uri(_app.Urls.First()), "/hubs/live")) { Scheme = "ws" }.Uri;

    public string Room => StreamNames.OfMeeting(_meeting);

    private IMeetingGrain Meeting => Grains.Grain<IMeetingGrain>(_meeting);

    private IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    /// <param name="limits">The house's own allowances, as its settings have them: a crowd must keep to what people have to.</param>
    /// <exception cref="StartupException">It does not start; says why.</exception>
    public static async Task<RehearsedHouse> Open(
        RehearsalPlace place, RehearsalPlan plan, IEnumerable<KeyValuePair<string, string?>> limits, CancellationToken cancel)
    {
        var ports = FreePorts();
        string[] settings =
        [
            "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={place.Journal}", $"--Keys:Path={place.Folder("keys")}",
            $"--Ballots:KeyPath={place.Folder("lists")}", $"--Access:OperatorKey={Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}",
            "--Seeds:Path=none", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None",
            "--Cluster:Id=rehearsal", "--Cluster:Address=127.0.0.1", "--Cluster:DrainSeconds=0",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={ports.Silo}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:GatewayPort={ports.Gateway}"),
            .. limits.Select(limit => $"--{LimitSettings.Section}:{limit.Key}={limit.Value}"),
        ];
        var app = HubServer.CreateOf(settings, services => services.Replace(ServiceDescriptor.Singleton<IMeterFactory, RehearsalMeters>()));
        var house = new RehearsedHouse(app);
        try
        {
            await HubServer.Open(app, cancel);
            await app.StartAsync(cancel);
            await HubServer.Prepare(app, cancel);
            await house.Convene(plan);
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody takes a seat and checks in, where the format asks for that.</summary>
    /// <returns>The token that their device shows.</returns>
    public async Task<string> Arrive(string person, string name)
    {
        var seat = Grains.Grain<IParticipantGrain>(IParticipantGrain.Key(_meeting, person));
        await seat.Sit(name, Role.Member);
        await seat.Do(Operation.OfHouse($"{person} checks in").ToString(), new MeetingCommand.CheckIn());
        return _app.Services.GetRequiredService<Tokens>().Issue(new Session(person, Room, IsOperator: false));
    }

    /// <summary>Puts a question to everybody who is there.</summary>
    /// <returns>The ballot, and its first choice.</returns>
    public async Task<(string Ballot, string Choice)> OpenBallot(string question)
    {
        var operation = Deed();
        Require(await Ask(operation, new MeetingCommand.OpenBallot(question, BallotKind.Approval, Voters: Voters.All)));
        var reading = await Meeting.Read(new ReadRequest(Audience.Room, null, default));
        using var snapshot = JsonDocument.Parse(reading.Snapshot!);
        var ballot = snapshot.RootElement.GetProperty("ballots").EnumerateArray().Single(b => b.GetProperty("id").GetString() == operation.NewId());
        return (operation.NewId(), ballot.GetProperty("options")[0].GetProperty("id").GetString()!);
    }

    public async Task CloseBallot(string ballot) => Require(await Ask(Deed(), new MeetingCommand.CloseBallot(ballot)));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Convene(RehearsalPlan plan)
    {
        // The hall's wall, whose code proves that somebody is there, is not rehearsed.
        var format = plan.Format with { Rules = plan.Format.Rules with { Presence = null } };
        var operation = Deed();
        _meeting = operation.NewId();
        Require(await Meeting.Do(new Ask<MeetingCommand>(
            operation.Key, Actor.Operator, null, new MeetingCommand.Schedule(plan.Title, format, Agenda: plan.Agenda, Roll: RollKind.Open))));
        Require(await Ask(Deed(), new MeetingCommand.Open()));
        var reading = await Meeting.Read(new ReadRequest(Audience.Room, null, default));
        using var snapshot = JsonDocument.Parse(reading.Snapshot!);
        foreach (var item in snapshot.RootElement.GetProperty("agenda").GetProperty("items").EnumerateArray().Take(1))
        {
            Require(await Ask(Deed(), new MeetingCommand.StartItem(item.GetProperty("id").GetString()!)));
        }
    }

    private Task<Answer> Ask(Operation operation, MeetingCommand command) =>
        Meeting.Do(new Ask<MeetingCommand>(operation.Key, Chair, null, command));

    private Operation Deed() => Operation.OfHouse(string.Create(CultureInfo.InvariantCulture, $"rehearsal {++_deeds}"));

    private static void Require(Answer answer)
    {
        if (!answer.IsDone)
        {
            throw new InvalidOperationException($"A command of the rehearsal's chair was answered {answer.Outcome} {answer.Rejection} {answer.Field}.");
        }
    }

    /// <summary>Two ports that nobody listens to, below those that the system gives to outgoing connections.</summary>
    private static (int Silo, int Gateway) FreePorts()
    {
        var free = new List<int>();
        while (free.Count < 2)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                free.Add(port);
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        return free[0] == free[1] ? FreePorts() : (free[0], free[1]);
    }

    /// <summary>Whoever exports the house's instruments finds them by their names: what is rehearsed is not to be counted with what was real.</summary>
    private sealed class RehearsalMeters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(new MeterOptions($"rehearsal.{options.Name}") { Version = options.Version, Tags = options.Tags, Scope = this });
            lock (_made)
            {
                _made.Add(meter);
            }

            return meter;
        }

        public void Dispose()
        {
            lock (_made)
            {
                _made.ForEach(meter => meter.Dispose());
            }
        }
    }
}
