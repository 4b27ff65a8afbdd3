using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Topics;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>How what a person asks of a topic comes to those who decide it: likes to its box, all else to the topic itself.</summary>
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
}
