using System.Diagnostics.Metrics;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Seeding;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Load.Bench;

/// <summary>A whole house in this process, as it runs in production: journal, silo, hub and pages, at a loopback port that was free.</summary>
internal sealed class House(WebApplication app) : IAsyncDisposable
{
    public static readonly Actor Staff = new("operator", Role.Observer, IsStaff: true);
    public static readonly Actor Chair = new("chair", Role.Chair);

    /// <summary>A log that nobody reads costs time that nobody would spend.</summary>
    public static readonly string[] Silent = ["--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None"];

    /// <summary>What keeps one flooding person from the others is not what is measured: people send as fast as they are answered.</summary>
    public static readonly string[] NoLimits =
    [
        "--Limits:CommandBurst=1000000", "--Limits:CommandsPerSecond=1000000", "--Limits:MessageBurst=1000000", "--Limits:MessagesPerSecond=1000000",
        "--Limits:FrameBurst=1000000", "--Limits:FramesPerSecond=1000000", "--Limits:ByteBurst=1000000000", "--Limits:BytesPerSecond=1000000000",
    ];

    /// <summary>Who listens without a seat is told with the room: what is measured is the room's own pace.</summary>
    private static readonly string[] WithTheRoom = ["--Pace:Watchers=100", "--Pace:Crowd=100"];

    private readonly TransactionCount _transactions = new(app.Services.GetRequiredService<IMeterFactory>());

    public Uri Url => new(app.Urls.First());

    public IServiceProvider Services => app.Services;

    public IGrainFactory Grains => app.Services.GetRequiredService<IGrainFactory>();

    /// <summary>How many transactions the journal has committed.</summary>
    public long Transactions => _transactions.Value;

    public static Task<House> Open(string database, params string[] settings) => OpenOn($"Data Source={database}", settings);

    /// <param name="journal">A connection string, of either store.</param>
    public static Task<House> OpenOn(string journal, params string[] settings) => OpenWith(_ => { }, journal, settings);

    /// <param name="add">What stands in this house besides.</param>
    /// <param name="journal">A connection string, of either store.</param>
    public static async Task<House> OpenWith(Action<IServiceCollection> add, string journal, params string[] settings)
    {
        // The pages' manifest carries the server's name.
        var app = HubServer.Create(
            [
                "--applicationName=Hub.Server", "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", "--Seeds:Path=none", .. WithTheRoom,
                .. settings,
            ],
            add);
        await HubServer.Open(app);
        await app.StartAsync();
        await HubServer.Prepare(app);
        return new House(app);
    }

    /// <summary>A public meeting, scheduled and open.</summary>
    public async Task<string> Convene(string name)
    {
        var operation = Operation.OfHouse($"convene {name}");
        var id = operation.NewId();
        var format = Services.GetRequiredService<FormatCatalogue>().All[0];
        Require(await Ask(id, operation, Staff, new MeetingCommand.Schedule(name, format)));
        Require(await Ask(id, Operation.OfHouse($"open {name}"), Chair, new MeetingCommand.Open()));
        return id;
    }

    public Task<Answer> Ask(string meeting, Operation operation, Actor actor, MeetingCommand command) =>
        Grains.GetGrain<IMeetingGrain>(meeting).Do(new Ask<MeetingCommand>(operation.Key, actor, null, command));

    /// <summary>A seat, and the token that a device of this person shows.</summary>
    public async Task<string> Seat(string meeting, string person)
    {
        await Grains.GetGrain<IParticipantGrain>(IParticipantGrain.Key(meeting, person)).Sit(person, Role.Attendee);
        return Services.GetRequiredService<Tokens>().Issue(new Session(person, StreamNames.OfMeeting(meeting), IsOperator: false));
    }

    /// <summary>What a device shows that is good for all of a person's seats.</summary>
    public string TokenOf(string person) => Services.GetRequiredService<Tokens>().Issue(new Session(person, Room: null, IsOperator: false));

    /// <summary>A seat, checked in.</summary>
    public async Task Enter(string meeting, string person, Role role)
    {
        var participant = Grains.GetGrain<IParticipantGrain>(IParticipantGrain.Key(meeting, person));
        await participant.Sit(person, role);
        Require(await participant.Do(Operation.OfHouse($"{person} enters {meeting}").ToString(), new MeetingCommand.CheckIn()));
    }

    /// <summary>What is counted must have been done.</summary>
    public static void Require(Answer answer)
    {
        if (!answer.IsDone)
        {
            throw new InvalidOperationException($"A command of the benchmark was answered {answer.Outcome} {answer.Rejection} {answer.Field}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        _transactions.Dispose();
    }
}
