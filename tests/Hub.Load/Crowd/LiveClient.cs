using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hub.Load.Crowd;

/// <summary>
/// One device in the room, as a good client is: it follows the room over any number of connections without losing its place, and what it was asked
/// to send it sends, under one operation id, until the house has answered for good.
/// </summary>
/// <param name="house">Where to connect, asked anew for each connection: a house may have several addresses.</param>
/// <param name="told">Hears all that the client is told, once and in order.</param>
public sealed class LiveClient(Func<Uri> house, Seat seat, Figures figures, OperationLog? log, Random chance, IRoomListener? told = null)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Allowance _allowance = new();
    private readonly FrameSequence _sequence = new();
    private volatile TaskCompletionSource<HubConnection> _live = NotLive();

    /// <summary>Frames that came in while a join was on its way: the client may hand them on before the answer. Null while there is none.</summary>
    private List<Frame>? _early;

    /// <summary>
    /// Frames up to here may still be on their way from before this connection joined again, and tell nothing new. A connection that has joined once
    /// was told nothing before, so there every frame counts.
    /// </summary>
    private long _settled;

    public Seat Seat => seat;

    public RoomSeen Room { get; } = new();

    public bool IsLive => _live.Task.IsCompletedSuccessfully;

    /// <summary>Reads what the client was told so far, while nothing is being told.</summary>
    public T Told<T>(Func<FrameSequence, T> read)
    {
        lock (_gate)
        {
            return read(_sequence);
        }
    }

    /// <summary>Connects, joins and follows; when the connection is lost, again, until cancelled.</summary>
    public async Task Run(CancellationToken cancel)
    {
        var (wasLive, failures) = (false, 0);
        while (!cancel.IsCancellationRequested)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await using var connection = Build();
            Listen(connection, over);
            try
            {
                await connection.StartAsync(over.Token);
                await Join(connection, again: false, over.Token);
                if (wasLive)
                {
                    figures.CountReconnect();
                }

                (wasLive, failures) = (true, 0);
                _live.TrySetResult(connection);
                await Task.Delay(Timeout.Infinite, over.Token);
            }
            catch (Exception)
            {
                // Refused, cut off, or told to go: the cure is to come back, later the more often it failed, and never all at once.
                failures++;
            }

            _live = _live.Task.IsCompleted ? NotLive() : _live;
            await Task.Delay(TimeSpan.FromSeconds(chance.NextDouble() * Math.Min(5, failures)), cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Sends a command within the allowance, and again after every lost answer, until there is a final one.</summary>
    /// <exception cref="OperationCanceledException">There was none until <paramref name="cancel"/>: it may be done or not.</exception>
    public async Task<Receipt> Do(JsonObject command, CancellationToken cancel)
    {
        await _allowance.Take(cancel);
        var op = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var started = Stopwatch.GetTimestamp();
        figures.CountSent();
        try
        {
            Receipt? receipt;
            while ((receipt = await Ask(op, command, cancel)) is not { IsFinal: true })
            {
                figures.CountRetried();
                await Task.Delay(TimeSpan.FromMilliseconds(100 + chance.Next(400)), cancel);
            }

            if (receipt.IsAcknowledged)
            {
                log?.Add(seat.Participant, op, command, receipt);
            }

            figures.Count(seat.Participant, command, receipt, Stopwatch.GetElapsedTime(started));
            return receipt;
        }
        catch (OperationCanceledException)
        {
            figures.CountUnanswered();
            throw;
        }
    }

    /// <summary>Sends an operation once, over the connection there is or the next one.</summary>
    /// <returns>Null where the answer was lost.</returns>
    /// <exception cref="OperationCanceledException">There was none until <paramref name="cancel"/>.</exception>
    public async Task<Receipt?> Ask(string op, JsonObject command, CancellationToken cancel)
    {
        var connection = await _live.Task.WaitAsync(cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(AnswerTimeout);
        try
        {
            return await connection.InvokeAsync<Receipt>("Do", seat.Room, op, command, patience.Token);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private HubConnection Build() => new HubConnectionBuilder()
        .WithUrl(new Uri(house(), "/hubs/live"), options =>
        {
            options.AccessTokenProvider = () => Task.FromResult<string?>(seat.Token);
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        })
        .WithServerTimeout(TimeSpan.FromSeconds(12))
        .WithKeepAliveInterval(TimeSpan.FromSeconds(5))
        .Build();

    private void Listen(HubConnection connection, CancellationTokenSource over)
    {
        connection.Closed += _ => over.CancelAsync();
        connection.On<Frame>("frame", Take);
        connection.On<TallyUpdate>("tally", Take);
        connection.On<LeavingNote>("leaving", note => over.CancelAfter(chance.Next(Math.Max(1, note.WithinMs))));
        connection.On<RoomNote>("resync", async note =>
        {
            try
            {
                await Join(connection, again: true, over.Token);
            }
            catch (Exception)
            {
                // Without an answer the place in the room is uncertain: a new connection finds it again.
                await over.CancelAsync();
            }
        });
    }

    private async Task Join(HubConnection connection, bool again, CancellationToken cancel)
    {
        string? position;
        lock (_gate)
        {
            (_early, position) = ([], _sequence.Position);
        }

        var answer = await connection.InvokeAsync<JoinAnswer>("Join", seat.Room, position, cancel);
        lock (_gate)
        {
            _sequence.Take(answer);
            told?.Take(answer);
            _settled = again ? answer.To : 0;
            if (answer.Snapshot is { } snapshot)
            {
                Room.Take(snapshot);
            }

            foreach (var happened in answer.Missed?.SelectMany(frame => frame.Events) ?? [])
            {
                Room.Take(happened);
            }

            var early = _early!;
            _early = null;
            early.ForEach(Take);
        }
    }

    private void Take(Frame frame)
    {
        if (frame.Room != seat.Room)
        {
            return;
        }

        lock (_gate)
        {
            if (_early is not null)
            {
                _early.Add(frame);
            }
            else if (frame.To > _settled && _sequence.Take(frame))
            {
                told?.Take(frame);
                foreach (var happened in frame.Events)
                {
                    Room.Take(happened);
                }
            }
        }
    }

    private void Take(TallyUpdate tally)
    {
        if (tally.Room == seat.Room)
        {
            lock (_gate)
            {
                _sequence.Take(tally);
                told?.Take(tally);
            }
        }
    }

    private static TaskCompletionSource<HubConnection> NotLive() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
