using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Crowd;

/// <summary>
/// One person who takes part by a script: comments, likes, hands, votes and changed votes; now and then the same operation twice at once, as by a double click,
/// or once more much later. Everything asked is logged as ok, refused or unknown; a lost answer is asked for again under the same operation, but sometimes the
/// person gives up.
/// </summary>
internal sealed class Attendee(LiveClient client, Told told, Operations operations, Random chance)
{
    private static readonly TimeSpan MeanPause = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(40);
    private static readonly string[] Choices = ["approve", "oppose", "abstain"];

    private readonly ConcurrentQueue<Sent> _mine = new();
    private readonly List<string> _liked = [];
    private string? _ballot;

    public LiveClient Client => client;

    public Told Told => told;

    public string Participant => client.Seat.Participant;

    /// <summary>Takes turns until <paramref name="leave"/>; what is on its way then is seen to its end.</summary>
    public async Task TakePart(Func<double> pace, CancellationToken leave)
    {
        try
        {
            while (true)
            {
                // In small steps, since the pace may change meanwhile.
                for (var rest = -Math.Log(1 - chance.NextDouble()); rest > 0; rest -= pace() / 10)
                {
                    await Task.Delay(MeanPause / 10, leave);
                }

                await TakeTurn();
            }
        }
        catch (OperationCanceledException)
        {
            // The meeting is over.
        }
    }

    /// <summary>Asks until there is a final answer, or this person gives up.</summary>
    public async Task<Sent> Do(JsonObject command, bool patient = false)
    {
        var sent = new Sent(Participant, NewOp(), command);
        operations.Begin(sent);
        _mine.Enqueue(sent);
        using var enough = new CancellationTokenSource(GivesUpAfter);
        var twice = chance.NextDouble() < 0.05 ? Repeat(sent) : Task.CompletedTask;
        Receipt? receipt = null;
        try
        {
            while (true)
            {
                sent.Tries++;
                receipt = await client.Ask(sent.Op, command, enough.Token);
                if (receipt is { IsFinal: true } || (!patient && sent.Tries > 1 && chance.NextDouble() < 0.2))
                {
                    break;
                }

                await Task.Delay(50 + chance.Next(150), enough.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough: unknown.
        }

        operations.End(sent, receipt switch { { IsAcknowledged: true } => Answered.Ok, { IsFinal: true } => Answered.Refused, _ => Answered.Unknown }, receipt);
        await twice;
        return sent;
    }

    /// <summary>Asks what became of an operation, until there is an answer.</summary>
    public async Task<Receipt?> AskAgain(Sent sent)
    {
        using var enough = new CancellationTokenSource(GivesUpAfter);
        try
        {
            while (true)
            {
                if (await client.Ask(sent.Op, sent.Command, enough.Token) is { IsFinal: true } receipt)
                {
                    return receipt;
                }

                await Task.Delay(200, enough.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Logs an operation that is sent by other ways, and never answered.</summary>
    public Sent Note(JsonObject command)
    {
        var sent = new Sent(Participant, NewOp(), command) { Tries = 1 };
        operations.Begin(sent);
        operations.End(sent, Answered.Unknown, null);
        return sent;
    }

    /// <summary>Sends an operation again that was sent before, once.</summary>
    public async Task<Receipt?> Repeat(Sent sent)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            if (await client.Ask(sent.Op, sent.Command, enough.Token) is { IsFinal: true } receipt)
            {
                sent.Repeats.Enqueue(receipt);
                return receipt;
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody is there; it was only a repeat.
        }

        return null;
    }

    /// <summary>Sends one operation over the hub and over HTTP to every node at once.</summary>
    /// <returns>How many final answers came.</returns>
    public async Task<int> DoEverywhere(Api api, IEnumerable<Node> nodes, bool inMeeting)
    {
        var command = !inMeeting && client.Room.AnyComment(chance) is { } comment
            ? Commands.Like(comment, on: true) : Commands.Comment(Sentences.Remark(chance));
        var sent = new Sent(Participant, NewOp(), command) { Tries = 1 };
        operations.Begin(sent);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answers = (await Task.WhenAll(nodes.Select(n => api.Command(n, client.Seat, sent)).Append(OverHub()))).Where(r => r is { IsFinal: true }).ToList();
        var first = answers.Find(r => r!.IsAcknowledged) ?? answers.FirstOrDefault();
        foreach (var other in answers.Where(r => !ReferenceEquals(r, first)))
        {
            sent.Repeats.Enqueue(other!);
        }

        operations.End(sent, first switch { { IsAcknowledged: true } => Answered.Ok, not null => Answered.Refused, null => Answered.Unknown }, first);
        return answers.Count;

        async Task<Receipt?> OverHub()
        {
            try
            {
                return await client.Ask(sent.Op, command, enough.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    /// <summary>Chooses something in a ballot.</summary>
    public Task<Sent> Vote(string ballot) => Do(Commands.Vote(ballot, [Choices[chance.Next(3)]]));

    private static string NewOp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private async Task TakeTurn()
    {
        var (ballot, comment) = (OpenBallot(), client.Room.AnyComment(chance));
        switch (chance.NextDouble())
        {
            case < 0.5 when ballot is not null:
                await Vote(ballot);
                break;
            case < 0.6 when _mine.Count > 3:
                // What was refused is forgotten by the house: it would be asked anew.
                if (_mine.ElementAt(chance.Next(_mine.Count)) is { Outcome: Answered.Ok } before)
                {
                    await Repeat(before);
                }

                break;
            case < 0.7 when comment is not null:
                var on = !_liked.Remove(comment);
                if (on)
                {
                    _liked.Add(comment);
                }

                await Do(Commands.Like(comment, on));
                break;
            case < 0.75:
                await Do(Commands.RaiseHand("faults"));
                break;
            case < 0.8:
                await Do(Commands.LowerHand());
                break;
            default:
                await Do(Commands.Comment(Sentences.Remark(chance)));
                break;
        }
    }

    private string? OpenBallot()
    {
        while (client.Room.Ballots.TryRead(out var opened))
        {
            _ballot = opened.Id;
        }

        // Also just after the close, as people do who were slow.
        return _ballot is { } ballot && (client.Room.IsOpen(ballot) || chance.NextDouble() < 0.1) ? ballot : null;
    }
}
