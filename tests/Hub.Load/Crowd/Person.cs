namespace Hub.Load.Crowd;

/// <summary>
/// One person at the meeting. Most listen and now and then like something; a few write a lot (the rates are heavy-tailed). When a ballot opens nearly
/// all vote, most of them within 15 seconds, and some change their mind.
/// </summary>
/// <param name="chance">This person's own: the same seed makes the same temperament and the same script.</param>
public sealed class Person(LiveClient client, Random chance)
{
    private static readonly TimeSpan MeanPause = TimeSpan.FromSeconds(15);

    /// <summary>Pareto with tail 1.4: the median does 1.6 times as much as the quietest, one in a hundred 27 times.</summary>
    private readonly double _zeal = Math.Min(27, Math.Pow(1 - chance.NextDouble(), -1 / 1.4)) / 2.5;

    private readonly List<string> _liked = [];
    private bool _handUp;

    /// <summary>Takes part until <paramref name="leave"/>; what is on its way then is seen to its end, or to <paramref name="giveUp"/>.</summary>
    public async Task TakePart(CancellationToken leave, CancellationToken giveUp)
    {
        try
        {
            if (chance.NextDouble() < 0.95)
            {
                await Task.Delay(Seconds(0.3 + (2 * chance.NextDouble())), leave);
                await client.Do(Commands.CheckIn(), giveUp);
            }

            await Task.WhenAll(Talk(leave, giveUp), Vote(new Random(chance.Next()), leave, giveUp));
        }
        catch (OperationCanceledException)
        {
            // The meeting is over for this person.
        }
    }

    private async Task Talk(CancellationToken leave, CancellationToken giveUp)
    {
        while (true)
        {
            await Task.Delay(MeanPause * (-Math.Log(1 - chance.NextDouble()) / _zeal), leave);
            await TakeTurn(giveUp);
        }
    }

    private async Task TakeTurn(CancellationToken giveUp)
    {
        var seen = client.Room.AnyComment(chance);
        switch (chance.NextDouble())
        {
            case < 0.25:
                await client.Do(Commands.Comment(Sentences.Remark(chance)), giveUp);
                break;
            case < 0.35 when seen is not null:
                await client.Do(Commands.Comment(Sentences.Reply(chance), seen), giveUp);
                break;
            case < 0.41:
                await client.Do(_handUp ? Commands.LowerHand() : Commands.RaiseHand(Sentences.Hand(chance)), giveUp);
                _handUp = !_handUp;
                break;
            case < 0.44 when _liked.Count > 0:
                await client.Do(Commands.Like(_liked[^1], on: false), giveUp);
                _liked.RemoveAt(_liked.Count - 1);
                break;
            case >= 0.44 when seen is not null && !_liked.Contains(seen):
                await client.Do(Commands.Like(seen, on: true), giveUp);
                _liked.Add(seen);
                break;
        }
    }

    /// <param name="other">Another than for talking: the two go on at the same time.</param>
    private async Task Vote(Random other, CancellationToken leave, CancellationToken giveUp)
    {
        await foreach (var ballot in client.Room.Ballots.ReadAllAsync(leave))
        {
            var mayVote = client.Seat.Role == "member" || (client.Seat.Role == "attendee" && ballot.ForAll);
            if (!mayVote || other.NextDouble() > 0.93)
            {
                continue;
            }

            // Half within 4.5 s, nine of ten within 15 s.
            await Task.Delay(Seconds(Math.Min(40, 4.5 * Math.Exp(0.94 * Normal(other)))), leave);
            await Choose(ballot, other, giveUp);
            if (other.NextDouble() < 0.08)
            {
                await Task.Delay(Seconds(2 + (10 * other.NextDouble())), leave);
                await Choose(ballot, other, giveUp);
            }
        }
    }

    private async Task Choose(OpenBallot ballot, Random other, CancellationToken giveUp)
    {
        if (client.Room.IsOpen(ballot.Id))
        {
            // The square leans to the first options, so that there is a result and not a tie.
            var favourite = ballot.Options[(int)(ballot.Options.Count * other.NextDouble() * other.NextDouble())];
            var others = ballot.Options.Where(o => o != favourite).OrderBy(_ => other.Next());
            await client.Do(Commands.Vote(ballot.Id, [favourite, .. others.Take(other.Next(ballot.Max))]), giveUp);
        }
    }

    private static double Normal(Random chance) => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
