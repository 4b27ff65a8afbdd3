using System.Globalization;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;

namespace Hub.Load.Bench;

/// <summary>
/// A house in a process of its own, whose people have taken their seats and checked in: it convenes, opens ballots and closes them as it is told.
/// </summary>
internal sealed class BallotHouse : IDisposable
{
    public const string Verb = "ballot-house";
    public const string ChairName = "chair";

    private readonly ChildProcess _process;

    private BallotHouse(ChildProcess process, Uri url, string tokens) => (_process, Hub, Tokens) = (process, new Uri(url, "/hubs/live"), tokens);

    public Uri Hub { get; }

    /// <summary>A file with everybody's token, one on each line; the last is the chair's.</summary>
    public string Tokens { get; }

    public double ProcessorSeconds => ProcessTime.Of(_process.Id);

    public static async Task<BallotHouse> Open(MeasuredStore store, int people)
    {
        var tokens = store.File("tokens");
        var process = new ChildProcess([Verb, store.Journal, people.ToString(CultureInfo.InvariantCulture), tokens, .. store.Settings]);
        try
        {
            return new BallotHouse(process, new Uri((await process.Hear("serves"))[0]), tokens);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>A meeting with everybody in it and its first item under way.</summary>
    public async Task<(string Meeting, string Item)> Convene(string name)
    {
        _process.Tell($"convene {name}");
        var convened = await _process.Hear("convened");
        return (convened[0], convened[1]);
    }

    /// <summary>Ballots of everybody, with live results.</summary>
    public async Task<string[]> OpenBallots(string meeting, int count)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"ballots {meeting} {count}"));
        return (await _process.Hear("opened"))[0].Split(',');
    }

    /// <returns>How many voted, over all of them.</returns>
    public async Task<int> Close(string meeting, string[] ballots)
    {
        _process.Tell($"close {meeting} {string.Join(',', ballots)}");
        return int.Parse((await _process.Hear("closed"))[0], CultureInfo.InvariantCulture);
    }

    /// <summary>How many transactions the journal has committed.</summary>
    public async Task<long> Transactions()
    {
        _process.Tell("count");
        return long.Parse((await _process.Hear("counted"))[0], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The other process.</summary>
    public static async Task Serve(string[] args)
    {
        var people =
            Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(i => string.Create(CultureInfo.InvariantCulture, $"person{i}"))
            .ToArray();
        await using var house = await House.OpenOn(args[0], [.. House.NoLimits, .. House.Silent, .. args[3..]]);
        await File.WriteAllLinesAsync(args[2], people.Append(ChairName).Select(house.TokenOf));
        Console.WriteLine($"serves {house.Url}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["convene", var name] => await Convene(house, name, people),
                ["ballots", var meeting, var count] => $"opened {string.Join(',', await Open(house, meeting, int.Parse(count, CultureInfo.InvariantCulture)))}",
                ["close", var meeting, var ballots] => $"closed {(await Close(house, meeting, ballots.Split(','))).ToString(CultureInfo.InvariantCulture)}",
                ["count"] => string.Create(CultureInfo.InvariantCulture, $"counted {house.Transactions}"),
                _ => throw new InvalidOperationException($"The house is told '{line}'?"),
            });
        }
    }

    private static async Task<string> Convene(House house, string name, string[] people)
    {
        var meeting = await house.Convene(name);
        await house.Enter(meeting, ChairName, Role.Chair);
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (person, _) =>
            await house.Enter(meeting, person, Role.Attendee));
        var reading = await house.Grains.GetGrain<IMeetingGrain>(meeting).Read(new ReadRequest(Audience.Room, null, default));
        using var snapshot = JsonDocument.Parse(reading.Snapshot!);
        var item = snapshot.RootElement.GetProperty("agenda").GetProperty("items")[0].GetProperty("id").GetString()!;
        House.Require(await house.Ask(meeting, Operation.OfHouse($"start in {meeting}"), House.Chair, new MeetingCommand.StartItem(item)));
        return $"convened {meeting} {item}";
    }

    private static async Task<List<string>> Open(House house, string meeting, int count)
    {
        var ballots = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var operation = Operation.Of(meeting, Guid.NewGuid().ToString("N"));
            House.Require(await house.Ask(meeting, operation, House.Chair, new MeetingCommand.OpenBallot(
                "同意按第二方案改造小区东门的路灯吗？", BallotKind.Approval, Voters: Voters.All, Results: ResultsShown.Live)));
            ballots.Add(operation.NewId());
        }

        return ballots;
    }

    private static async Task<int> Close(House house, string meeting, string[] ballots)
    {
        var cast = 0;
        foreach (var ballot in ballots)
        {
            House.Require(await house.Ask(meeting, Operation.OfHouse($"close {ballot}"), House.Chair, new MeetingCommand.CloseBallot(ballot)));
            cast += (await house.Grains.GetGrain<IBoxGrain>(meeting).Count(ballot))!.Cast;
        }

        return cast;
    }
}
