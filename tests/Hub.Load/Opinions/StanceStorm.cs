using System.Diagnostics;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Load.Bench;
using Hub.Load.Crowd;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Load.Opinions;

/// <summary>
/// Many answer in an opinion round of a meeting, through the grains that people's stances go through, so many a second; and the chair leads the meeting
/// meanwhile. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>Who waits for one answer before the next stance is sent makes a slow house look like a calm crowd: stances and the chair's commands are sent by the
/// clock, and waits are counted from when each was due.</item>
/// <item>An answer is not yet durable: at the end the stances in the journal are counted, and must be as many as were acknowledged.</item>
/// <item>The map is drawn beside, once a second, as in a round that people see.</item>
/// <item>Code is compiled while it is hot: a storm of <see cref="WarmUp"/> goes before, uncounted. The chair's waits at rest, in the same meeting, are told
/// beside.</item>
/// <item>Who sends shares this process and its processors: without it the house would carry more, not less.</item>
/// </list>
/// </summary>
internal sealed class StanceStorm(House house, string meeting, string round, string[] statements, IParticipantGrain[] seats)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    /// <summary>Of the chair's commands.</summary>
    private const int ChairPerSecond = 10;

    /// <summary>So much longer may the chair wait while everybody answers.</summary>
    private const double MostOfRest = 1.2;

    private int _sent;
    private int _done;
    private int _chairs;

    /// <param name="rate">Stances a second.</param>
    public static async Task Run(OpinionOptions options, int rate)
    {
        using var scratch = new ScratchFolder();
        await using var house = await House.Open(scratch.File("hub.db"), [.. House.NoLimits, .. House.Silent]);
        var meeting = await house.Convene("stances");
        var opening = Operation.OfHouse("the round");
        House.Require(await house.Ask(
            meeting, opening, House.Chair, new MeetingCommand.OfRound(new RoundCommand.OpenRound("车站往哪里搬?", ["搬到东街口"]))));
        var round = opening.NewId();
        var statements = new List<string> { $"{round}-1" };
        while (statements.Count < options.Statements)
        {
            var adding = Operation.OfHouse(string.Create(CultureInfo.InvariantCulture, $"statement {statements.Count}"));
            var text = string.Create(CultureInfo.InvariantCulture, $"第 {statements.Count + 1} 种说法");
            House.Require(await house.Ask(
                meeting, adding, House.Chair, new MeetingCommand.OfRound(new RoundCommand.AddStatement(round, text, Anyway: true))));
            statements.Add(adding.NewId());
        }

        var seats = Enumerable.Range(0, options.People).Select(i => house.Grains.GetGrain<IParticipantGrain>(
            IParticipantGrain.Key(meeting, string.Create(CultureInfo.InvariantCulture, $"person{i}")))).ToArray();
        await Progress.Show($"{seats.Length} people come", () => "joining", Parallel.ForAsync(
            0, seats.Length, new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, _) => await seats[i].Sit(string.Create(CultureInfo.InvariantCulture, $"群众{i}"), Role.Attendee)));
        await new StanceStorm(house, meeting, round, [.. statements], seats).Measure(rate, TimeSpan.FromSeconds(options.Seconds));
    }

    private async Task Measure(int rate, TimeSpan time)
    {
        await Progress.Show("warm-up", Acknowledged, Both(rate, WarmUp, new Latencies()));
        var rest = new Latencies();
        await Progress.Show("the chair alone", () => "working", ByTheClock(ChairPerSecond, Calm, due => Lead(due, rest)));
        var (stances, before, transactions) = (new Latencies(), _done, house.Transactions);
        var (clock, busy) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var storm = Both(rate, time, stances);
        await Progress.Show($"{rate} stances a second", Acknowledged, storm);
        var (elapsed, done, spent) = (clock.Elapsed, _done - before, Environment.CpuUsage.TotalTime - busy);
        var chair = await storm;
        var stored = await Stored();

        Progress.Title($"stances into one round, {rate} a second for {time.TotalSeconds} s, {seats.Length} people, {statements.Length} statements, SQLite");
        Progress.Ratio($"acknowledged: {done / elapsed.TotalSeconds:0} a second, of those wanted", done / elapsed.TotalSeconds / rate, aim: 0.98);
        Progress.Figure("  half of them within", stances.Percentile(0.5), "ms");
        Progress.Figure("  95 % within", stances.Percentile(0.95), "ms");
        Progress.Figure("  the last within", stances.Percentile(1), "ms");
        Progress.Figure("  processor time for each, of who sends too", spent.TotalMicroseconds / done, "µs");
        Progress.Figure("  stored in one transaction", done / (double)Math.Max(1, house.Transactions - transactions), "stances");
        Progress.Figure("the chair, nobody answers: 95 % within", rest.Percentile(0.95), "ms");
        Progress.Figure("the chair, while they answer: 95 % within", chair.Percentile(0.95), "ms");
        Progress.Ratio("  at rest / meanwhile", rest.Percentile(0.95) / chair.Percentile(0.95), aim: Math.Round(1 / MostOfRest, 2));
        Progress.Figure("stored, of all that were acknowledged", stored, $"of {_done}");
        if (stored != _done)
        {
            throw new InvalidOperationException($"{_done} stances were acknowledged, and {stored} are stored.");
        }

        string Acknowledged() => $"{Volatile.Read(ref _done):N0} acknowledged";
    }

    /// <returns>The chair's waits.</returns>
    private async Task<Latencies> Both(int rate, TimeSpan time, Latencies stances)
    {
        var chair = new Latencies();
        await Task.WhenAll(ByTheClock(rate, time, due => Answer(due, stances)), ByTheClock(ChairPerSecond, time, due => Lead(due, chair)));
        return chair;
    }

    /// <summary>Begins so many a second, whatever becomes of those before, and waits for all.</summary>
    private static async Task ByTheClock(int perSecond, TimeSpan time, Func<long, Task> act)
    {
        var (started, acts, count) = (Stopwatch.GetTimestamp(), new List<Task>(), (int)(perSecond * time.TotalSeconds));
        while (acts.Count < count)
        {
            var due = started + (long)(acts.Count * (double)Stopwatch.Frequency / perSecond);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            acts.Add(act(due));
        }

        await Task.WhenAll(acts);
    }

    /// <summary>One after the other, each to the next statement; who has answered all changes their mind.</summary>
    private async Task Answer(long due, Latencies waits)
    {
        var number = _sent++;
        var (person, statement, turn) =
            (number % seats.Length, (number / seats.Length) % statements.Length, number / ((long)seats.Length * statements.Length));
        var choice = (person + statement + turn) % 2 == 0 ? Stance.Agree : Stance.Disagree;
        var answer = await seats[person].Do(
            number.ToString("x32", CultureInfo.InvariantCulture), new RoundCommand.TakeStance(round, statements[statement], choice));
        waits.Add(Stopwatch.GetElapsedTime(due));
        House.Require(answer);
        Interlocked.Increment(ref _done);
    }

    private async Task Lead(long due, Latencies waits)
    {
        var number = _chairs++;
        House.Require(await house.Ask(
            meeting, Operation.OfHouse(string.Create(CultureInfo.InvariantCulture, $"the chair's {number}")), House.Chair,
            new MeetingCommand.ShowScene(number % 2 == 0 ? SceneKind.Agenda : SceneKind.Join)));
        waits.Add(Stopwatch.GetElapsedTime(due));
    }

    private async Task<int> Stored()
    {
        var stored = 0;
        var stream = StreamNames.StancesStream(StreamNames.StancesKey(StreamNames.OfMeeting(meeting), round));
        await foreach (var commit in house.Services.GetRequiredService<IJournal>().Read(stream, Head.None))
        {
            stored += StoredEvents.Unpack<StanceEvent>(commit).Count(recorded => recorded.Event is StanceEvent.StanceTaken);
        }

        return stored;
    }
}
