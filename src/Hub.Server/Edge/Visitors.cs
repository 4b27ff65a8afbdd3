using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Opinion;
using Hub.Domain.Topics;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>
/// How what a person asks of a topic comes to those who decide it: likes to its box, stances to those of their round, all else to the topic itself.
/// </summary>
internal static class Visitors
{
    /// <summary>Idempotent by operation and person.</summary>
    public static Task<Answer> Ask(IGrainFactory grains, Actor actor, string op, string topic, TopicCommand command)
    {
        var (operation, payload) = (Operation.Of(actor.Id, op).Key, Payload.Of(command));
        return command is TopicCommand.React like
            ? grains.Grain<IBoxGrain>(StreamNames.BoxKey(StreamNames.OfTopic(topic)))
                .Do(new Ask<BoxCommand>(operation, actor, null, new BoxCommand.React(like.Id ?? Topic.Itself, like.On, like.Kind), payload))
            : grains.Grain<ITopicGrain>(topic).Do(new Ask<TopicCommand>(operation, actor, null, command, payload));
    }

    /// <inheritdoc cref="Ask(IGrainFactory, Actor, string, string, TopicCommand)"/>
    public static Task<Answer> Ask(IGrainFactory grains, Actor actor, string op, string topic, RoundCommand command)
    {
        var (operation, payload) = (Operation.Of(actor.Id, op).Key, Payload.Of(command));
        return command switch
        {
            // The id names a grain.
            RoundCommand.TakeStance stance when !StreamNames.IsId(stance.Round) => Task.FromResult(Answer.Refused(Rejection.UnknownRound)),
            RoundCommand.TakeStance stance => grains.Grain<IStancesGrain>(StreamNames.StancesKey(StreamNames.OfTopic(topic), stance.Round))
                .Take(new Ask<RoundCommand>(operation, actor, null, command, payload)),
            _ => grains.Grain<ITopicGrain>(topic).Do(new Ask<TopicCommand>(operation, actor, null, new TopicCommand.OfRound(command), payload)),
        };
    }
}
