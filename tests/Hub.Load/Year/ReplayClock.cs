using Orleans.Runtime;

namespace Hub.Load.Year;

/// <summary>
/// The time of a host in replay: what the envelope of a command says, over however many grains and nodes it goes on. Only a host that was started with it knows
/// such an envelope; nothing that comes over the wire can bring one.
/// </summary>
internal sealed class ReplayClock : TimeProvider
{
    private const string Envelope = "replay.at";

    private long _latest;

    /// <summary>From here on, what is asked is asked at this moment.</summary>
    public static void Set(DateTimeOffset at) => RequestContext.Set(Envelope, at.ToUnixTimeMilliseconds());

    /// <summary>What no command brought about (a timer) happens at the latest moment that any has told.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        if (RequestContext.Get(Envelope) is long at)
        {
            if (at > Volatile.Read(ref _latest))
            {
                Volatile.Write(ref _latest, at);
            }

            return DateTimeOffset.FromUnixTimeMilliseconds(at);
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _latest));
    }
}
