using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Hub.Load.Bench;

/// <summary>One person's device: it sends commands and knows when each was answered, and sees tallies, all by the bytes (see <see cref="Listener"/>).</summary>
internal sealed class Screen : IDisposable
{
    private readonly Listener _listener;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _guard = new();
    private readonly Dictionary<int, TaskCompletionSource<long>> _asked = [];
    private int _last;
    private volatile TallyWatch? _watch;

    private Screen(Listener listener) => _listener = listener;

    /// <summary>Completes, or fails, when the connection ends.</summary>
    public Task Listening { get; private set; } = Task.CompletedTask;

    private static ReadOnlySpan<byte> AnswerHead => "{\"type\":3,\"invocationId\":\""u8;

    private static ReadOnlySpan<byte> Done => "\"outcome\":\"done\""u8;

    /// <param name="room">Null: it follows no room.</param>
    /// <param name="token">Null: an observer.</param>
    public static async Task<Screen> Open(Uri hub, string? room, string? token, CancellationToken cancel = default)
    {
        var listener = new Listener(hub, room ?? "", token);
        await (room is null ? listener.Connect(cancel) : listener.Join(cancel));
        var screen = new Screen(listener);
        screen.Listening = Task.Run(screen.Listen, CancellationToken.None);
        return screen;
    }

    /// <summary>Looks for one ballot's tally from here on.</summary>
    public void Watch(TallyWatch watch) => _watch = watch;

    /// <summary>Sends a command of which nobody else has this operation.</summary>
    /// <returns>The moment at which it was answered "done".</returns>
    public async Task<long> Ask(string room, string op, string command)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);

        // The first number was that of Join.
        var number = Interlocked.Increment(ref _last) + 1;
        lock (_guard)
        {
            _asked.Add(number, answer);
        }

        await _listener.Do(number, room, op, command, _over.Token);
        return await answer.Task;
    }

    public Task Ping() => _listener.Ping(_over.Token);

    public void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task Listen()
    {
        try
        {
            await _listener.Listen(Take, _over.Token);
        }
        finally
        {
            lock (_guard)
            {
                foreach (var answer in _asked.Values)
                {
                    answer.TrySetException(new InvalidOperationException("A screen was cut off."));
                }
            }
        }
    }

    private void Take(ReadOnlySpan<byte> record)
    {
        if (record.StartsWith(AnswerHead))
        {
            Answered(record);
        }
        else
        {
            _watch?.Take(record);
        }
    }

    private void Answered(ReadOnlySpan<byte> record)
    {
        var now = Stopwatch.GetTimestamp();
        TaskCompletionSource<long>? answer = null;
        if (Utf8Parser.TryParse(record[AnswerHead.Length..], out int number, out _))
        {
            lock (_guard)
            {
                _asked.Remove(number, out answer);
            }
        }

        if (record.IndexOf(Done) >= 0)
        {
            answer?.TrySetResult(now);
        }
        else
        {
            answer?.TrySetException(new InvalidOperationException($"A command of the benchmark was answered {Encoding.UTF8.GetString(record)}."));
        }
    }
}
