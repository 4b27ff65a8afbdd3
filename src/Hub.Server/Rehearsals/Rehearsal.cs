using System.Diagnostics;
using System.Globalization;

namespace Hub.Server.Rehearsals;

/// <summary>
/// A crowd comes to a copy of a meeting, talks and votes, in a house of its own within this process (<see cref="RehearsedHouse"/>), which stores in a place
/// of its own (<see cref="RehearsalPlace"/>). Both are gone when it ends, whatever ends it: what the house that people use has stored is the same before and
/// after.
/// </summary>
/// <remarks>
/// What it says of this installation: its machine, its disk or its database server, its allowances, and one node. The network and a proxy before it are not in
/// it, as nobody here calls the outside; the crowd takes its own part of the processors, so that without it the house would carry more, not less.
/// </remarks>
/// <param name="limits">The house's allowances, which the crowd keeps to.</param>
internal sealed class Rehearsal(RehearsalPlace place, RehearsalPlan plan, IReadOnlyList<KeyValuePair<string, string?>> limits) : IAsyncDisposable
{
    /// <summary>As long as what is not talking may take, for each size of the crowd.</summary>
    private static readonly TimeSpan MostOfStep = TimeSpan.FromSeconds(90);

    /// <summary>So many come before it begins.</summary>
    private const int First = 8;

    /// <summary>What has not come so long after the last that came is lost.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    /// <summary>How often it is looked whether a meeting has opened.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Whoever hangs up is not waited for longer.</summary>
    private static readonly TimeSpan MostOfFarewell = TimeSpan.FromSeconds(5);

    /// <summary>Takes the one place there is; <see cref="Run"/> gives it back, and so does whoever disposes of what never ran.</summary>
    /// <inheritdoc cref="RehearsalPlace.Take"/>
    public static async Task<Rehearsal> Prepare(
        string journal, RehearsalPlan plan, IConfigurationSection limits, CancellationToken cancel) =>
        new(await RehearsalPlace.Take(journal, cancel), plan, [.. limits.GetChildren().Select(limit => KeyValuePair.Create(limit.Key, limit.Value))]);

    /// <summary>Runs it and deletes all of it. Ends by itself, soon after it is cancelled, and as soon as a meeting opens in the house.</summary>
    /// <param name="tell">Told how far it is; last the card, or why there is none.</param>
    /// <param name="open">Finds the ids of the meetings that are open in the house just now.</param>
    /// <param name="known">Those that were open as it was asked for: whoever insists on it knows of them.</param>
    public async Task Run(
        Func<RehearsalNews, Task> tell, Func<CancellationToken, Task<IReadOnlySet<string>>> open, IReadOnlySet<string> known, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(TimeSpan.FromSeconds(plan.Seconds) + (MostOfStep * plan.Steps.Length));
        var makingWay = MakeWay(open, known, over);
        RehearsalNews end;
        try
        {
            end = await Measured(tell, over.Token);
            await tell(new RehearsalNews(RehearsalStage.Clearing, 0, plan.People));
        }
        catch (OperationCanceledException)
        {
            end = Failed("The rehearsal took too long and was ended.");
        }
#pragma warning disable CA1031 // Whatever stops a rehearsal, it stops nothing else: who asked for it is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            end = Failed((StartupException.From(e) ?? e).Message);
        }
        finally
        {
            await over.CancelAsync();
            await place.DisposeAsync();
        }

        var hasMadeWay = await makingWay && end.Card is null;
        if (!cancel.IsCancellationRequested)
        {
            // Whatever broke off as it was ended is not why it ended.
            await tell(hasMadeWay ? Failed("A meeting opened, and the rehearsal left the machine to it.") with { MadeWay = true } : end);
        }
    }

    /// <summary>A rehearsal is never in the way of people who meet: a meeting that opens ends it.</summary>
    /// <returns>Whether one did.</returns>
    private static async Task<bool> MakeWay(
        Func<CancellationToken, Task<IReadOnlySet<string>>> open, IReadOnlySet<string> known, CancellationTokenSource over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(LookEvery, over.Token);
                if (!(await open(over.Token)).IsSubsetOf(known))
                {
                    await over.CancelAsync();
                    return true;
                }
            }
#pragma warning disable CA1031 // Whatever it is: the list is looked at again.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The rehearsal is over, or the database is out of reach for a moment.
            }
        }

        return false;
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private RehearsalNews Failed(string why) => new(RehearsalStage.Failed, 0, plan.People, Why: why);

    private async Task<RehearsalNews> Measured(Func<RehearsalNews, Task> tell, CancellationToken cancel)
    {
        await tell(new RehearsalNews(RehearsalStage.Starting, 0, plan.People));
        await using var house = await RehearsedHouse.Open(place, plan, limits, cancel);
        await using var crowd = new Crowd(house, plan);

        // The first few come before anything is measured: code is compiled while they wait, once in the life of a process.
        await crowd.Join(Math.Min(First, plan.Steps[0]), cancel);
        await crowd.Talk(TimeSpan.FromSeconds(1), cancel);
        await crowd.Vote(cancel);
        var steps = new List<RehearsalStep>();
        foreach (var size in plan.Steps)
        {
            Task Tell(RehearsalStage stage, RehearsalStep? step = null) => tell(new RehearsalNews(stage, crowd.Size, plan.People, step));
            await Tell(RehearsalStage.Joining);
            var (seconds, joined) = await crowd.Join(size, cancel);
            await Tell(RehearsalStage.Talking);
            var (busy, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var talk = await crowd.Talk(TimeSpan.FromSeconds(Math.Max(1.0, (double)plan.Seconds / plan.Steps.Length)), cancel);
            await Tell(RehearsalStage.Voting);
            var (voted, unanswered) = await crowd.Vote(cancel);
            var processor = 100 * (Environment.CpuUsage.TotalTime - busy) / clock.Elapsed / Environment.ProcessorCount;
            steps.Add(RehearsalCard.Judge(new RehearsalStep(
                size, Short(seconds), Short(joined), talk.Comments, Short(talk.Stored), Short(talk.Seen), talk.Lost, Short(voted),
                talk.Unanswered + unanswered, Short(processor), Environment.WorkingSet >> 20)));
            await Tell(RehearsalStage.Voting, steps[^1]);
            if (!steps[^1].Holds)
            {
                break;
            }
        }

        return new RehearsalNews(
            RehearsalStage.Done, crowd.Size, plan.People, Card: RehearsalCard.Of([.. steps], Environment.ProcessorCount, place.Store));
    }

    private static double Short(double value) => Math.Round(value, 1);

    private readonly record struct Talked(int Comments, double Stored, double Seen, long Lost, int Unanswered);

    /// <summary>Everybody who has come.</summary>
    private sealed class Crowd(RehearsedHouse house, RehearsalPlan plan) : IAsyncDisposable
    {
        /// <summary>Comments a second at most: of more a room's frames carry a sample.</summary>
        private const int MostPerSecond = 10;

        /// <summary>One of so many says something, each second.</summary>
        private const int SilentPeople = 50;

        private readonly CancellationTokenSource _over = new();
        private readonly Lock _guard = new();
        private readonly List<RehearsalPerson> _people = [];
        private readonly List<Task> _running = [];
        private Conversation _conversation = new(0, 0);
        private int _ballots;
        private Task? _pinging;

        public int Size => _people.Count;

        /// <summary>More people come, some at once.</summary>
        /// <returns>Seconds for all; and the milliseconds within which 95 of 100 had their picture.</returns>
        public async Task<(double Seconds, double Each)> Join(int size, CancellationToken cancel)
        {
            var (began, waits) = (Stopwatch.GetTimestamp(), new Waits());
            await Parallel.ForEachAsync(
                Enumerable.Range(_people.Count, size - _people.Count), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel },
                async (number, stop) =>
                {
                    var came = Stopwatch.GetTimestamp();
                    var token = await house.Arrive(Numbered("person", number), Numbered("彩排", number));
                    var person = new RehearsalPerson(house.Live, house.Room, token, comment => Volatile.Read(ref _conversation).See(comment));
                    var reading = await person.Follow(_over.Token).WaitAsync(stop);
                    waits.Add(Stopwatch.GetElapsedTime(came));
                    lock (_guard)
                    {
                        _people.Add(person);
                        _running.Add(reading);
                    }
                });
            _pinging ??= KeepAlive();
            return (Stopwatch.GetElapsedTime(began).TotalSeconds, waits.Within(0.95));
        }

        public async Task<Talked> Talk(TimeSpan time, CancellationToken cancel)
        {
            var perSecond = Math.Clamp(_people.Count / SilentPeople, 1, MostPerSecond);
            var comments = Math.Max(1, (int)(time.TotalSeconds * perSecond));
            var conversation = new Conversation(_conversation.End, comments);
            Volatile.Write(ref _conversation, conversation);
            var (began, sending, stored) = (Stopwatch.GetTimestamp(), new List<Task<bool>>(), new Waits());
            for (var i = 0; i < comments; i++)
            {
                var wait = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(began);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, cancel);
                }

                // Each in turn, so that nobody needs more than they are allowed.
                sending.Add(Say(_people[(i * 7) % _people.Count], conversation, i, stored, cancel));
            }

            var unanswered = (await Task.WhenAll(sending)).Count(isDone => !isDone);
            await conversation.Settle(_people.Count, Quiet, cancel);
            return new Talked(comments, stored.Within(0.95), conversation.Waits.Within(0.95), conversation.Lost(_people.Count), unanswered);
        }

        /// <summary>Everybody votes within a second.</summary>
        /// <returns>The milliseconds within which 95 of 100 were answered, and how many were not done.</returns>
        public async Task<(double Each, int Unanswered)> Vote(CancellationToken cancel)
        {
            var (ballot, choice) = await house.OpenBallot(Numbered("彩排表决", ++_ballots));
            var waits = new Waits();
            var votes = await Task.WhenAll(_people.Select(async (person, i) =>
            {
                await Task.Delay(TimeSpan.FromSeconds((double)i / _people.Count), cancel);
                var asked = Stopwatch.GetTimestamp();
                var isDone = await person.Vote(ballot, choice, cancel);
                waits.Add(Stopwatch.GetElapsedTime(asked));
                return isDone;
            }));
            await house.CloseBallot(ballot);
            return (waits.Within(0.95), votes.Count(isDone => !isDone));
        }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            _people.ForEach(person => person.Dispose());
            await Task.WhenAny(Task.WhenAll([.. _running, _pinging ?? Task.CompletedTask]), Task.Delay(MostOfFarewell));
            _over.Dispose();
        }

        private RehearsalPerson[] Present()
        {
            lock (_guard)
            {
                return [.. _people];
            }
        }

        private static string Numbered(string word, int number) => string.Create(CultureInfo.InvariantCulture, $"{word}{number:0000}");

        private async Task<bool> Say(RehearsalPerson person, Conversation conversation, int i, Waits stored, CancellationToken cancel)
        {
            var number = conversation.Begin(i);
            var isDone = await person.Comment($"{plan.Title}：彩排意见 {RehearsalPerson.MarkOf(number)}", cancel);
            stored.Add(Stopwatch.GetElapsedTime(conversation.SentAt(number)));
            if (!isDone)
            {
                conversation.Withdraw(number);
            }

            return isDone;
        }

        private async Task KeepAlive()
        {
            while (!_over.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), _over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                foreach (var person in Present())
                {
                    // Who was cut off answers nothing any more, and is counted by that.
                    await person.Ping(_over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }
            }
        }
    }

    /// <summary>The comments of one round of talk, by their numbers, and on how many screens each came.</summary>
    private sealed class Conversation(int first, int comments)
    {
        private readonly long[] _sentAt = new long[comments];
        private readonly int[] _seen = new int[comments];
        private readonly bool[] _withdrawn = new bool[comments];
        private long _total;
        private long _lastSeen = Stopwatch.GetTimestamp();

        public int End => first + comments;

        public Waits Waits { get; } = new();

        public int Begin(int i)
        {
            _sentAt[i] = Stopwatch.GetTimestamp();
            return first + i;
        }

        public long SentAt(int number) => _sentAt[number - first];

        public void Withdraw(int number) => _withdrawn[number - first] = true;

        public void See(int number)
        {
            if (number >= first && number < End)
            {
                Waits.Add(Stopwatch.GetElapsedTime(SentAt(number)));
                Interlocked.Increment(ref _seen[number - first]);
                Interlocked.Increment(ref _total);
                Volatile.Write(ref _lastSeen, Stopwatch.GetTimestamp());
            }
        }

        /// <summary>Until everybody has everything, or nothing comes any more.</summary>
        public async Task Settle(int people, TimeSpan quiet, CancellationToken cancel)
        {
            var expected = (long)people * _withdrawn.Count(isWithdrawn => !isWithdrawn);
            Volatile.Write(ref _lastSeen, Stopwatch.GetTimestamp());
            while (Interlocked.Read(ref _total) < expected && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastSeen)) < quiet)
            {
                await Task.Delay(20, cancel);
            }
        }

        public long Lost(int people) => _seen.Select((seen, i) => _withdrawn[i] ? 0L : Math.Max(0, people - seen)).Sum();
    }

    /// <summary>How long something took, in buckets a twentieth apart: constant in size, and added to by many at once.</summary>
    private sealed class Waits
    {
        private const double Step = 1.05;
        private const double Least = 0.1;

        private readonly long[] _buckets = new long[300];

        public void Add(TimeSpan took)
        {
            var bucket = (int)Math.Log(Math.Max(took.TotalMilliseconds, Least) / Least, Step);
            Interlocked.Increment(ref _buckets[Math.Min(bucket, _buckets.Length - 1)]);
        }

        /// <returns>Milliseconds within which this share was; 0 where there is nothing.</returns>
        public double Within(double share)
        {
            var (wanted, sum) = (share * _buckets.Sum(), 0L);
            for (var i = 0; i < _buckets.Length && wanted > 0; i++)
            {
                if ((sum += _buckets[i]) >= wanted)
                {
                    return Least * Math.Pow(Step, i + 1);
                }
            }

            return 0;
        }
    }
}
