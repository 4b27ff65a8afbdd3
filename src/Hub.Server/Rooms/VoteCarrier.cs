using Hub.Server.Contracts;

namespace Hub.Server.Rooms;

/// <summary>
/// Carries the votes of this node to a room's box: those that come while a call is under way go together with the next. "Please vote now" makes thousands act
/// within a second; a call for each would cost the box more than the counting.
/// </summary>
/// <param name="box">Asks the box of a meeting; it answers in the order of the votes.</param>
internal sealed class VoteCarrier(Func<string, VoteAsk[], Task<Answer[]>> box)
{
    private const int MostInACall = 1000;

    /// <summary>One is stored while the next is decided.</summary>
    private const int CallsUnderWay = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = [];

    /// <summary>Idempotent by operation; answers after the effect is stored.</summary>
    public Task<Answer> Vote(string meeting, VoteAsk ask)
    {
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_lines.TryGetValue(meeting, out var line))
            {
                _lines[meeting] = line = new Line();
            }

            line.Waiting.Add((ask, answer));
            if (line.UnderWay == CallsUnderWay)
            {
                return answer.Task;
            }

            line.UnderWay++;
        }

        // By itself: it goes on when the one whose vote began it has long been answered, and their seat may be gone.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => Carry(meeting));
        }

        return answer.Task;
    }

    private async Task Carry(string meeting)
    {
        while (Next(meeting) is { } votes)
        {
            try
            {
                var answers = await box(meeting, votes.ConvertAll(v => v.Ask).ToArray());
                if (answers.Length != votes.Count)
                {
                    throw new InvalidOperationException($"The box of {meeting} answered {answers.Length} of {votes.Count} votes.");
                }

                for (var i = 0; i < answers.Length; i++)
                {
                    votes[i].Answer.SetResult(answers[i]);
                }
            }
#pragma warning disable CA1031 // Whatever it is, each of them is told, and asks again by itself.
            catch (Exception e)
#pragma warning restore CA1031
            {
                votes.ForEach(v => v.Answer.TrySetException(e));
            }
        }
    }

    private List<(VoteAsk Ask, TaskCompletionSource<Answer> Answer)>? Next(string meeting)
    {
        lock (_gate)
        {
            var line = _lines[meeting];
            if (line.Waiting.Count == 0)
            {
                if (--line.UnderWay == 0)
                {
                    _lines.Remove(meeting);
                }

                return null;
            }

            if (line.Waiting.Count <= MostInACall)
            {
                (var all, line.Waiting) = (line.Waiting, []);
                return all;
            }

            var votes = line.Waiting.GetRange(0, MostInACall);
            line.Waiting.RemoveRange(0, MostInACall);
            return votes;
        }
    }

    private sealed class Line
    {
        public List<(VoteAsk Ask, TaskCompletionSource<Answer> Answer)> Waiting { get; set; } = [];

        public int UnderWay { get; set; }
    }
}
