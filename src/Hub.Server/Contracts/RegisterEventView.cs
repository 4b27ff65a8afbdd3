using Hub.Domain;
using Hub.Domain.Registers;

namespace Hub.Server.Contracts;

/// <summary>An event of a register as it is told.</summary>
public sealed record RegisterEventView(long Seq, DateTimeOffset At, string Actor, RegisterEvent Event)
{
    internal static RegisterEventView Of(Recorded<RegisterEvent> recorded) => new(recorded.Seq, recorded.At, recorded.Actor, recorded.Event);
}
