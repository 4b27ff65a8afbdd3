using System.Collections.Immutable;

namespace Hub.Domain;

/// <summary>What a command is decided on besides the state: who asks, when, and under which operation. Time and chance are arguments.</summary>
public readonly record struct Given(Actor Actor, DateTimeOffset Now, Operation Operation)
{
    /// <summary>Which kinds of events may be stored.</summary>
    public RecordFormat Format { get; init; } = RecordFormats.Newest;
}

/// <summary>What became of a command: events to store, a refusal, or nothing because it is so already.</summary>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    public sealed record Accepted(ImmutableArray<TEvent> Events) : Decision<TEvent>;

    /// <param name="Field">The command's field that is at fault, where one is.</param>
    /// <param name="Similar">The ids of what says nearly the same, the nearest first, where that is why; else null.</param>
    public sealed record Refused(Rejection Rejection, string? Field = null, ImmutableArray<string>? Similar = null) : Decision<TEvent>;

    public sealed record AlreadySo : Decision<TEvent>;

    public static implicit operator Decision<TEvent>(TEvent happened) => new Accepted([happened]);

    public static implicit operator Decision<TEvent>(TEvent[] happened) => new Accepted([.. happened]);

    public static implicit operator Decision<TEvent>(Rejection rejection) => new Refused(rejection);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new Refused(refusal.Rejection, refusal.Field);

    public static readonly Decision<TEvent> Already = new AlreadySo();
}

/// <summary>A rejection with the field at fault.</summary>
public sealed record Refusal(Rejection Rejection, string Field);

/// <summary>What an operation made, named in its receipt: <c>{comment: "…"}</c>.</summary>
public sealed record Made(string Kind, string Id);

/// <summary>An event as it stands in its stream.</summary>
/// <param name="Seq">1, 2, 3 … within the stream, without gap.</param>
/// <param name="Actor">The participant who did it, or "house".</param>
/// <param name="Name">Under which name they did it; absent where nobody with a name did, and in what the first release stored.</param>
public sealed record Recorded<TEvent>(long Seq, DateTimeOffset At, string Actor, Operation Operation, TEvent Event, RecordedName? Name = null);
