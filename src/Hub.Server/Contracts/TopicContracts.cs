using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;
using Hub.Domain.Topics;

namespace Hub.Server.Contracts;

/// <summary>One topic. Key: its id. The only one who writes its stream.</summary>
[Alias("hub.topic")]
public interface ITopicGrain : IGrainWithStringKey
{
    /// <summary>Idempotent by operation; answers after the effect is stored.</summary>
    [Alias("do")]
    Task<Answer> Do(Ask<TopicCommand> ask);

    /// <inheritdoc cref="IMeetingGrain.Read"/>
    [Alias("read")]
    Task<Reading> Read(ReadRequest request);

    /// <inheritdoc cref="IMeetingGrain.Watch"/>
    [Alias("watch")]
    Task<WatchReply> Watch(WatchRequest request);

    /// <inheritdoc cref="IMeetingGrain.ReadEvents"/>
    [Alias("events")]
    Task<EventsPage> ReadEvents(Audience audience, long after, int limit);

    /// <inheritdoc cref="IMeetingGrain.ReadComments"/>
    [Alias("comments")]
    Task<CommentsPage> ReadComments(long before, int limit);

    /// <summary>The little that others must know of a topic; null where nothing was raised.</summary>
    [Alias("about")]
    Task<AboutTopic?> About();

    /// <summary>By commitment, the department that was committed to it.</summary>
    [Alias("departments")]
    Task<Dictionary<string, ResponsibleDepartment>> Departments();

    /// <summary>What is a person's here, but for the likes.</summary>
    [Alias("mine")]
    Task<MineInTopic> Mine(string person, bool isStaff);

    /// <summary>Null where the topic, or the comment, may be liked; else why not.</summary>
    [Alias("mayReact")]
    Task<Rejection?> MayReact(string what);

    /// <inheritdoc cref="IMeetingGrain.HasComment"/>
    [Alias("hasComment")]
    Task<bool> HasComment(string comment);

    /// <summary>The box reports what changed in its counts.</summary>
    [Alias("counted")]
    Task Counted(BoxCounts counts);

    /// <summary>Loads the topic where a deadline of it is near, or something was left half done; it then goes on by itself.</summary>
    [Alias("wake")]
    Task Wake();

    /// <inheritdoc cref="IMeetingGrain.FindRound"/>
    [Alias("round")]
    Task<Round?> FindRound(string round);

    /// <inheritdoc cref="IMeetingGrain.CountGroups"/>
    [Alias("groups")]
    Task<bool> CountGroups(string round, int groups);

    /// <inheritdoc cref="IMeetingGrain.RoundCounted"/>
    [Alias("roundCounted")]
    Task RoundCounted(RoundCounts counts);
}

/// <param name="MergedInto">The topic in which it lives on.</param>
/// <param name="Raiser">The person who raised it; null where a node of the older build owns it.</param>
/// <param name="Title">Blank where it is hidden.</param>
[GenerateSerializer, Immutable, Alias("hub.aboutTopic")]
public sealed record AboutTopic([property: Id(0)] TopicStatus Status, [property: Id(1)] string? MergedInto, [property: Id(2)] Rejection? Unreadable = null,
    [property: Id(3)] string? Raiser = null, [property: Id(4)] string? Title = null)
{
    /// <summary>Null also where a node of an older build owns it.</summary>
    [Id(5)]
    public string? County { get; init; }

    /// <inheritdoc cref="County"/>
    [Id(6)]
    public string? Venue { get; init; }
}

/// <summary>One person over all topics: their allowance of commands. Key: the person.</summary>
[Alias("hub.visitor")]
public interface IVisitorGrain : IGrainWithStringKey
{
    /// <summary>Does a command within the allowance; a repeat of the same operation is free. Idempotent by operation.</summary>
    [Alias("do")]
    Task<Answer> Do(string op, string topic, bool isStaff, [Immutable] TopicCommand command);

    /// <summary>The same by one whom the house knows. Nodes of a build before <see cref="RecordFormat.Fourth"/> do not know this call.</summary>
    [Alias("doAs")]
    Task<Answer> DoAs(KnownBy known, string op, string topic, [Immutable] TopicCommand command);

    /// <summary>The same by one who answers for a department. Nodes of a build before <see cref="RecordFormat.Fifth"/> do not know this call.</summary>
    [Alias("doFor")]
    Task<Answer> DoFor([Immutable] ResponsibleDepartment department, string op, string topic, [Immutable] TopicCommand command);

    /// <summary>The same in an opinion round. Nodes of a build before <see cref="RecordFormat.Ninth"/> do not know this call.</summary>
    [Alias("doInRound")]
    Task<Answer> DoInRound(string op, string topic, bool isStaff, [Immutable] RoundCommand command);
}
