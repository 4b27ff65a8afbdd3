using System.Collections.Immutable;
using Hub.Domain;

namespace Hub.Server.Contracts;

/// <summary>What a grain says of a command. The edge makes it a <see cref="Receipt"/>.</summary>
/// <param name="Seq">The event that the operation led to, in the stream of the grain that did it.</param>
/// <param name="Field">The command's field at fault, where one is.</param>
/// <param name="Similar">Of a refusal: the ids of what says nearly the same, the nearest first; null where that is not why.</param>
[GenerateSerializer, Immutable, Alias("hub.answer")]
public sealed record Answer(
    [property: Id(0)] ReceiptOutcome Outcome,
    [property: Id(1)] long? Seq = null,
    [property: Id(2)] Rejection? Rejection = null,
    [property: Id(3)] string? Field = null,
    [property: Id(4)] string? MadeKind = null,
    [property: Id(5)] string? MadeId = null,
    [property: Id(6)] ImmutableArray<string>? Similar = null)
{
    public static readonly Answer Retry = new(ReceiptOutcome.Retry);
    public static readonly Answer AlreadySo = new(ReceiptOutcome.Already);

    public bool IsDone => Outcome is ReceiptOutcome.Done or ReceiptOutcome.Already;

    public static Answer Done(long seq, Made? made) => new(ReceiptOutcome.Done, seq, MadeKind: made?.Kind, MadeId: made?.Id);

    public static Answer Refused(Rejection rejection, string? field = null, ImmutableArray<string>? similar = null) =>
        new(ReceiptOutcome.Refused, Rejection: rejection, Field: field, Similar: similar);
}
