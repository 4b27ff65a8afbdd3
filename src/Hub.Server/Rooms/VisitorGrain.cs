using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Topics;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Hub.Server.Rooms;

/// <summary>
/// One person, on whichever topic: who they are to it, and an allowance of commands over all of them. That an operation is done once, the topic's and the box's
/// streams see to.
/// </summary>
[Reentrant, PreferLocalPlacement]
internal sealed class VisitorGrain(TimeProvider clock, IOptions<LimitSettings> limits) : Grain, IVisitorGrain
{
    private readonly Allowance _allowance = new(limits.Value.CommandBurst, limits.Value.CommandsPerSecond, clock);

    public Task<Answer> Do(string op, string topic, bool isStaff, TopicCommand command) =>
        Do(op, topic, new Actor(this.GetPrimaryKeyString(), Role.Attendee, isStaff), command);

    public Task<Answer> DoAs(KnownBy known, string op, string topic, TopicCommand command) =>
        Do(op, topic, new Actor(this.GetPrimaryKeyString(), Role.Attendee, Known: known), command);

    private Task<Answer> Do(string op, string topic, Actor actor, TopicCommand command)
    {
        if (!_allowance.Take(op))
        {
            return Task.FromResult(Answer.Refused(Rejection.TooFast));
        }

        var operation = Operation.Of(actor.Id, op).Key;
        return command is TopicCommand.React like
            ? GrainFactory.GetGrain<IBoxGrain>(StreamNames.BoxKey(StreamNames.OfTopic(topic)))
                .Do(new Ask<BoxCommand>(operation, actor, null, new BoxCommand.React(like.Id ?? Topic.Itself, like.On, like.Kind)))
            : GrainFactory.GetGrain<ITopicGrain>(topic).Do(new Ask<TopicCommand>(operation, actor, null, command));
    }
}
