using Hub.Domain.Opinion;

namespace Hub.Server.Contracts;

/// <summary>
/// The stances of one opinion round: the only one who writes its stream, which no export and no list reads. Key: see
/// <see cref="Journal.StreamNames.StancesKey"/>. Apart from the room and its box, so that a storm of stances delays neither the chair nor a vote.
/// </summary>
/// <remarks>Nodes of a build before <see cref="Domain.RecordFormat.Ninth"/> do not know this grain.</remarks>
[Alias("hub.stances")]
public interface IStancesGrain : IGrainWithStringKey
{
    /// <summary>Takes a <see cref="RoundCommand.TakeStance"/>. Idempotent by operation; answers after the effect is stored.</summary>
    [Alias("take")]
    Task<Answer> Take(Ask<RoundCommand> ask);

    /// <summary>The room tells how the round stands there, as it is stored. Idempotent.</summary>
    /// <returns>Whether it is noted.</returns>
    [Alias("tell")]
    Task<bool> Tell(Round round);

    /// <summary>Takes no stance any more, and says what all that were taken say: counted from nothing, beside the grain's turns.</summary>
    /// <returns>Null where the close could not be stored: it may be asked again.</returns>
    [Alias("end")]
    Task<RoundResult?> End(Round round);

    /// <summary>What everybody may see now.</summary>
    [Alias("picture")]
    Task<RoundPicture> Picture();

    /// <summary>What a person is asked next.</summary>
    /// <param name="count">How many at most.</param>
    [Alias("next")]
    Task<NextAsked> Next(string person, int count);

    /// <summary>What is a person's own. For them alone.</summary>
    [Alias("mine")]
    Task<MineInRound> Mine(string person);
}

/// <param name="Result">The last picture; null: there is none yet.</param>
/// <param name="Counts">By statement, its counts as they may be shown; those that may not are absent.</param>
/// <param name="Version">Of the picture: the seq, in the stream of stances, that it is of; 0 where there is none.</param>
[GenerateSerializer, Immutable, Alias("hub.roundPicture")]
public sealed record RoundPicture(
    [property: Id(0)] RoundResult? Result, [property: Id(1)] Dictionary<string, StanceCount> Counts, [property: Id(2)] long Version);

[GenerateSerializer, Immutable, Alias("hub.stanceCount")]
public readonly record struct StanceCount([property: Id(0)] int Agree, [property: Id(1)] int Disagree, [property: Id(2)] int Pass)
{
    internal static StanceCount Of(StanceCounts counts) => new(counts.Agree, counts.Disagree, counts.Pass);
}

/// <param name="Statements">Ids.</param>
/// <param name="Answered">How many they have answered.</param>
/// <param name="Left">How many they have not.</param>
[GenerateSerializer, Immutable, Alias("hub.nextAsked")]
public sealed record NextAsked([property: Id(0)] string[] Statements, [property: Id(1)] int Answered, [property: Id(2)] int Left);

/// <param name="Stances">By statement.</param>
/// <param name="Group">Mine, of those that are shown; null: none is, or I have not answered enough.</param>
/// <param name="X">Where I stand on the map, from −1 to 1; null: I have not answered enough, or there is no map yet.</param>
[GenerateSerializer, Immutable, Alias("hub.mineInRound")]
public sealed record MineInRound(
    [property: Id(0)] Dictionary<string, Stance> Stances, [property: Id(1)] int? Group = null, [property: Id(2)] double? X = null,
    [property: Id(3)] double? Y = null);

/// <summary>What changed of a round that everybody may see, told by its stances to its room.</summary>
/// <param name="Counts">By statement.</param>
/// <param name="Version">See <see cref="RoundPicture.Version"/>.</param>
[GenerateSerializer, Immutable, Alias("hub.roundCounts")]
public sealed record RoundCounts(
    [property: Id(0)] string Round, [property: Id(1)] Dictionary<string, StanceCount> Counts, [property: Id(2)] int People, [property: Id(3)] long Version);
