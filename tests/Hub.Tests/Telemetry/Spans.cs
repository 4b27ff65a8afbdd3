using System.Diagnostics;
using Hub.Tests.House;

namespace Hub.Tests.Telemetry;

/// <summary>The spans of one trace that have ended, in this process.</summary>
internal sealed class Spans : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Spans()
    {
        // As a browser with a traceparent would begin it.
        Asked = new Activity("asked") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetIdFormat(ActivityIdFormat.W3C).Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source =>
                source.Name is "Hub" or "Microsoft.AspNetCore" or "Microsoft.AspNetCore.SignalR.Server" or "Microsoft.AspNetCore.SignalR.Client"
                    or "System.Net.Http" or "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Take,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The span that asks.</summary>
    public Activity Asked { get; }

    public async Task<Activity> Ended(Func<Activity, bool> matches, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (true)
        {
            Task pulse;
            lock (_gate)
            {
                if (_ended.Find(a => matches(a)) is { } found)
                {
                    return found;
                }

                pulse = _pulse.Task;
            }

            try
            {
                await pulse.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                lock (_gate)
                {
                    var ended = _ended.Where(a => a.TraceId == Asked.TraceId).Select(a => $"{a.Source.Name}: {a.DisplayName} {a.SpanId} in {a.ParentSpanId}");
                    throw new TimeoutException($"No span {what}, of:\n{string.Join('\n', ended)}");
                }
            }
        }
    }

    /// <summary>The span of this trace with this name, and its way up to the one that asked, from the outside in.</summary>
    public async Task<string> WayTo(string name)
    {
        var span = await Ended(a => a.TraceId == Asked.TraceId && a.DisplayName == name, name);
        var way = new List<string>();
        while (span.SpanId != Asked.SpanId)
        {
            way.Insert(0, span.DisplayName);
            if (span.ParentSpanId == Asked.SpanId)
            {
                break;
            }

            var parent = span.ParentSpanId;
            span = await Ended(a => a.SpanId == parent, $"{parent} above {string.Join(" > ", way)}");
        }

        return string.Join(" > ", way);
    }

    public void Dispose()
    {
        Asked.Dispose();
        _listener.Dispose();
    }

    private void Take(Activity activity)
    {
        lock (_gate)
        {
            _ended.Add(activity);
            var pulse = _pulse;
            _pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pulse.SetResult();
        }
    }
}
