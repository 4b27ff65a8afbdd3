using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>Sends at a given rate whatever the answers are, as a room does that does not know how busy the house is.</summary>
internal static class NodeSender
{
    /// <summary>In a node's own process: what it is told on its input, until that ends.</summary>
    /// <param name="send">Sends one; false where the call failed.</param>
    /// <param name="other">Answers any other line.</param>
    public static async Task Obey(Func<int, Task<bool>> send, Func<string[], Task<string>> other)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["send", var first, var count, var perSecond] =>
                    $"sent {string.Join(',', await Send(Whole(first), Whole(count), double.Parse(perSecond, CultureInfo.InvariantCulture), send))}",
                var words => await other(words),
            });
        }
    }

    /// <summary>Has a node send.</summary>
    /// <returns>The numbers whose call failed.</returns>
    public static async Task<HashSet<int>> Have(ChildProcess node, int first, int count, double perSecond)
    {
        node.Tell(string.Create(CultureInfo.InvariantCulture, $"send {first} {count} {perSecond}"));
        return Numbers((await node.Hear("sent"))[0]);
    }

    public static HashSet<int> Numbers(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>Sends so many, numbered from the first one on.</summary>
    /// <returns>The numbers whose call failed, in order.</returns>
    public static async Task<IEnumerable<int>> Send(int first, int count, double perSecond, Func<int, Task<bool>> send)
    {
        var (started, failed, sending) = (Stopwatch.GetTimestamp(), new ConcurrentBag<int>(), new List<Task>());
        for (var i = 0; i < count; i++)
        {
            var wait = TimeSpan.FromSeconds(i / perSecond) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            var number = first + i;
            sending.Add(Task.Run(async () =>
            {
                if (!await send(number))
                {
                    failed.Add(number);
                }
            }));
        }

        await Task.WhenAll(sending);
        return failed.Order();
    }

    private static int Whole(string number) => int.Parse(number, CultureInfo.InvariantCulture);
}
