using System.Globalization;
using System.Reflection;
using Hub.Server.Contracts;
using Hub.Server.Edge;

namespace Hub.Load.Bench;

/// <summary>
/// The grains' side of a relay, reduced to its lease: a meeting that finds every node where the node says it is, and never sends anything by itself. What the
/// relay is told is the benchmark's to say, as fast as it can.
/// </summary>
#pragma warning disable CA1852 // The proxy is a class that the runtime derives from this one.
internal class AgreeingMeeting : DispatchProxy
#pragma warning restore CA1852
{
    public static IRoomOwner Room() => Create<IRoomOwner, AgreeingMeeting>();

    public static IGrainFactory Grains() => Create<IGrainFactory, AgreeingMeeting>();

    public static string Position(long seq) => seq.ToString(CultureInfo.InvariantCulture);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => (targetMethod?.Name, args) switch
    {
        (nameof(IGrainFactory.CreateObjectReference), [var observer]) => observer,
        (nameof(IGrainFactory.DeleteObjectReference), _) => null,
        (nameof(IRoomOwner.Watch), [WatchRequest request]) => Task.FromResult(
            new WatchReply(long.Parse(request.Position ?? "0", CultureInfo.InvariantCulture), request.Position ?? Position(0), NeedsPresent: false)),
        var (name, _) => throw new NotSupportedException($"A relay asks for {name}?"),
    };
}
