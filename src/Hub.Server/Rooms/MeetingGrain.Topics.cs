using System.Globalization;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using Hub.Domain.Topics;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Rooms;

/// <summary>
/// The meeting's protocol with topics: one that stands on the agenda hears what became of its item, and a commitment is the topic's before the room is told of
/// it.
/// </summary>
internal sealed partial class MeetingGrain
{
    private Task? _telling;

    /// <summary>Done once nothing is being taken back.</summary>
    private Task _takingBack = Task.CompletedTask;

    /// <summary>Done once no end of the meeting is being decided; nothing more is taken back before.</summary>
    private Task _ending = Task.CompletedTask;

    /// <summary>
    /// Commitments that their topics may have given up though this record does not say so: whatever was there when this activation began, as a crash may have
    /// come between the two, and whatever was tried since, as the topic's answer may be lost.
    /// </summary>
    private readonly HashSet<string> _maybeGivenUp = [];

    /// <summary>
    /// The topic has the commitment, and the topic itself is there, before the room is told. All ids are derived from the operation: a repeat after a crash
    /// makes one; and the topic knows what was asked for, so that one that asks for something else after a crash is refused.
    /// </summary>
    private Task<Answer> CommitInTopicFirst(Operation operation, Actor actor, MeetingCommand.Commit command) =>
        DecideAround<CommitmentMade>(operation, actor, command, async (meeting, made) =>
    {
        var said = meeting.Comments.Find(command.CommentId);
        var quote = said?.ShownText ?? meeting.Item(command.Item)?.Title;
        var source = new Source(Id, command.Item ?? said?.Item, command.CommentId, quote is null ? null : Written.InLines(quote));
        var topic = made.Topic;
        if (MeetingDecider.TopicOf(meeting, command) is null)
        {
            var raised = await Loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
                Operation.OfHouse($"topic of {operation}").Key, new Actor(await PersonOf(said?.Author) ?? Actor.House.Id, Role.Attendee), null,
                new TopicCommand.Raise(
                    Written.Shortened(Written.InOneLine(source.Quote!), Limits.Title), source.Quote!, meeting.County, meeting.Venue, Source: source))));
            if (!raised.IsDone && raised.Rejection != Rejection.AlreadyRaised)
            {
                return raised;
            }
        }
        else
        {
            // What was merged lives on in another.
            while (await Loop.WhileActive(Topic(topic).About()) is { MergedInto: { } into })
            {
                topic = into;
            }
        }

        var taken = await Loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
            operation.Key, Actor.House, null, new TopicCommand.Commit(command.Department, command.What, command.Due, source, command.DepartmentId),
            operation.Payload)));
        return taken.IsDone ? new Asked<CommitmentMade>(again => again with { Topic = topic }) : taken;
    });

    /// <summary>
    /// The topic gives it up before the room is told, and may refuse: its department has answered. The close waits for this, so that no record is finished that
    /// still has what its topic has not. A repeat after a crash finds it taken back there, and does the rest, as does the close.
    /// </summary>
    private async Task<Answer> TakeBackInTopicFirst(Operation operation, Actor actor, TakeBackCommitment command)
    {
        while (!_ending.IsCompleted)
        {
            await _ending;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _takingBack = Task.WhenAll(_takingBack, done.Task);
        try
        {
            return await DecideAround<CommitmentTakenBack>(operation, actor, command, async (meeting, back) =>
            {
                var topic = meeting.Commitments.Find(c => c.Commitment == back.Commitment)!.Topic;
                _maybeGivenUp.Add(back.Commitment);
                var taken = await Loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
                    operation.Key, Actor.House, null, new TopicCommand.TakeBack(back.Commitment), operation.Payload)));
                return taken.IsDone ? new Asked<CommitmentTakenBack>(again => again) : taken;
            });
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Takes back here, before the record is finished, what a topic has given up though this record does not say so.</summary>
    /// <returns>False where that could not be stored.</returns>
    private async Task<bool> TakeBackWhatTopicsGaveUp()
    {
        if (Format < RecordFormat.Eighth)
        {
            return true;
        }

        foreach (var made in Meeting?.Commitments.Where(c => _maybeGivenUp.Contains(c.Commitment)) ?? [])
        {
            var topic = Topic(made.Topic);
            if (await Loop.WhileActive(topic.About()) is { Unreadable: null } && !(await Loop.WhileActive(topic.Departments())).ContainsKey(made.Commitment)
                && !(await Decide(
                    Operation.OfHouse($"{Id}: its topic gave {made.Commitment} up"), Actor.House, new TakeBackCommitment(made.Commitment))).IsDone)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who is answered that an item is done finds it in the topic, too.</summary>
    private async Task<Answer> DecideAndTell(Operation operation, Actor actor, MeetingCommand command)
    {
        var answer = await Decide(operation, actor, command);
        if (answer.IsDone)
        {
            await TellTopics();
        }

        return answer;
    }

    /// <summary>
    /// The topic hears that its item is back, also where this is asked again after a crash. What it hears first is that the item was taken off.
    /// </summary>
    private async Task<Answer> RestoreAndTell(Operation operation, Actor actor, RestoreItem command)
    {
        if (_telling is { } telling)
        {
            await telling;
        }

        var answer = await Decide(operation, actor, command);
        if (!answer.IsDone || Meeting!.Item(command.Item) is not { Topic: { } topic, TopicTold: false } item)
        {
            return answer;
        }

        var heard = await Loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
            Operation.OfHouse($"back on {Id} {item.Id} {item.Returned}").Key, Actor.House, null, new TopicCommand.Hear(Id, item.Id, false, 0, 0, Back: true))));
        return heard.Outcome == ReceiptOutcome.Retry ? Answer.Retry : answer;
    }

    private ITopicGrain Topic(string id) => GrainFactory.Grain<ITopicGrain>(id);

    private async Task<string?> PersonOf(string? participant) => participant is null
        ? null
        : (await _directory.ReadSeats(StreamNames.OfMeeting(Id))).FirstOrDefault(s => s.Participant == participant)?.Person;

    /// <summary>
    /// Each topic that stood on the agenda hears what became of it, however often this is asked. That it has is stored; what is not told yet, the deadline's
    /// timer takes up again.
    /// </summary>
    private Task TellTopics() => Meeting!.TopicsToTell.Any() ? _telling ??= TellTopicsOnce() : Task.CompletedTask;

    private async Task TellTopicsOnce()
    {
        try
        {
            await Task.Yield();
            while (Meeting!.TopicsToTell.FirstOrDefault() is { } item)
            {
                var heard = await Loop.WhileActive(Topic(item.Topic!).Do(new Ask<TopicCommand>(
                    Operation.OfHouse($"tell of {Id} {item.Id}{Turn(item)}").Key, Actor.House, null,
                    new TopicCommand.Hear(
                        Id, item.Id, item.Status == ItemStatus.Done, Meeting.Comments.All.Count(c => c.Item == item.Id && c.Shown),
                        (int)item.Spent.TotalSeconds))));
                if (heard.Outcome == ReceiptOutcome.Retry
                    || !(await Decide(Operation.OfHouse($"told of {Id} {item.Id}{Turn(item)}"), Actor.House, new NoteTopicTold(item.Id))).IsDone)
                {
                    break;
                }
            }
        }
#pragma warning disable CA1031 // The topic may be out of reach for a moment; the timer comes back to it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTold(Id, e);
        }
        finally
        {
            _telling = null;
            SetDeadline();
        }
    }

    /// <summary>An item that came back is told of anew.</summary>
    private static string Turn(AgendaItem item) => item.Returned == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" turn {item.Returned}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A topic on the agenda of {Meeting} could not be told; it will be again.")]
    private partial void LogNotTold(string meeting, Exception e);
}
