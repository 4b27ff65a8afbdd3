using System.Diagnostics;

namespace Hub.Server.Common;

/// <summary>
/// The end of a node that was asked to stop: it is not ready any more, its clients are told to come back spread over a while, and it serves on, as a full
/// member of the cluster, until they have gone or the time is over.
/// </summary>
internal sealed class Drain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Whoever sends people here looks at its readiness now and then: so long nobody is surprised to meet a node that leaves.</summary>
    private static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _atLeast;
    private readonly TimeSpan _atMost;
    private readonly Readiness? _readiness;
    private int _served;

    private Drain(TimeSpan atLeast, TimeSpan atMost, TimeSpan comeBackWithin, Readiness? readiness)
    {
        (_atLeast, _atMost, ComeBackWithin, _readiness) = (atLeast, atMost, comeBackWithin, readiness);
    }

    /// <summary>Of a house that is alone: nobody else serves meanwhile, so it stops as soon as its people are told.</summary>
    public static Drain Alone => new(TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), null);

    public bool HasBegun { get; private set; }

    /// <summary>Completes when this node begins to end what it has: a call of one of its grains to another is then waited for no more.</summary>
    public Task Over => _over.Task;

    /// <summary>Clients choose a moment within this time.</summary>
    public TimeSpan ComeBackWithin { get; }

    public static Drain Of(ClusterSettings settings, Readiness readiness)
    {
        var atMost = TimeSpan.FromSeconds(settings.DrainSeconds);
        return new(atMost < NoticedWithin ? atMost : NoticedWithin, atMost, atMost * 0.7, readiness);
    }

    public void Begin()
    {
        HasBegun = true;
        _readiness?.IsReady = false;
    }

    /// <summary>Somebody is served who has no live connection: a node that leaves waits for them too, until what this answers is disposed of.</summary>
    public IDisposable Serve()
    {
        Interlocked.Increment(ref _served);
        return new Served(this);
    }

    /// <summary>Holds the caller, who stops the process, until all have gone or the time is over.</summary>
    public void Wait(Func<bool> allGone)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) is var passed && passed < _atMost && (passed < _atLeast || Volatile.Read(ref _served) > 0 || !allGone()))
        {
            Thread.Sleep(LookEvery);
        }

        _over.TrySetResult();
    }

    private sealed class Served(Drain drain) : IDisposable
    {
        private int _gone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
            {
                Interlocked.Decrement(ref drain._served);
            }
        }
    }
}
