using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;
using Hub.Domain.Topics;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
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

    public Task<Answer> DoFor(ResponsibleDepartment department, string op, string topic, TopicCommand command) =>
        Do(op, topic, new Actor(this.GetPrimaryKeyString(), Role.Attendee, For: department), command);

    public Task<Answer> DoInRound(string op, string topic, bool isStaff, RoundCommand command) => _allowance.Take(op)
        ? Visitors.Ask(GrainFactory, new Actor(this.GetPrimaryKeyString(), Role.Attendee, isStaff), op, topic, command)
        : Task.FromResult(Answer.Refused(Rejection.TooFast));

    private Task<Answer> Do(string op, string topic, Actor actor, TopicCommand command) => _allowance.Take(op)
        ? Visitors.Ask(GrainFactory, actor, op, topic, command)
        : Task.FromResult(Answer.Refused(Rejection.TooFast));
}
