using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;

namespace Hub.Domain.Topics;

/// <summary>What people may ask of a topic. The names are the wire's (<c>$type</c>).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(Comment), "comment")]
[JsonDerivedType(typeof(WithdrawComment), "withdrawComment")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(Follow), "follow")]
[JsonDerivedType(typeof(Rate), "rate")]
[JsonDerivedType(typeof(Accept), "accept")]
[JsonDerivedType(typeof(Decline), "decline")]
[JsonDerivedType(typeof(MergeInto), "mergeInto")]
[JsonDerivedType(typeof(Schedule), "schedule")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Reopen), "reopen")]
[JsonDerivedType(typeof(Acknowledge), "acknowledge")]
[JsonDerivedType(typeof(SendBack), "sendBack")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(HideComment), "hideComment")]
[JsonDerivedType(typeof(RestoreComment), "restoreComment")]
[JsonDerivedType(typeof(Reconsider), "reconsider")]
[JsonDerivedType(typeof(TakeOn), "takeOn")]
[JsonDerivedType(typeof(LetGo), "letGo")]
public abstract record TopicCommand
{
    private TopicCommand()
    {
    }

    /// <summary>Anyone's, and not on the wire as a command: the edge makes it of <c>POST /api/topics</c>.</summary>
    /// <param name="Member">Who raises it, where they signed in as a member of the register.</param>
    public sealed record Raise(
        string Title, string Text, string? County = null, string? Venue = null, string? Category = null, ImmutableArray<string>? Files = null,
        Source? Source = null, string? Member = null) : TopicCommand;

    // Anyone.
    public sealed record Comment(string Text, string? ReplyTo = null) : TopicCommand;

    public sealed record WithdrawComment([property: JsonPropertyName("comment")] string Id) : TopicCommand;

    /// <summary>Goes to the topic's box.</summary>
    /// <param name="Kind">"like".</param>
    /// <param name="On">False takes the like back.</param>
    /// <param name="Id">The comment; absent: the topic itself.</param>
    public sealed record React(bool On, string Kind = "like", [property: JsonPropertyName("comment")] string? Id = null) : TopicCommand;

    /// <param name="On">False: no longer.</param>
    public sealed record Follow(bool On = true) : TopicCommand;

    // Whoever raised or follows it.
    /// <summary>My rating of the outcome from now on; a later one replaces it.</summary>
    /// <param name="Score">1 to 5. A 1 or 2 of the raiser reopens the commitment completed last, and so do those of three people known to the house who
    /// followed before it was completed; of one who came later, and of a guest, none does.</param>
    public sealed record Rate(int Score, string? Text = null) : TopicCommand;

    // Staff, and the raiser.
    /// <summary>What the department reported done is done: from now on it counts as resolved.</summary>
    public sealed record Acknowledge(string Commitment, string? Note = null) : TopicCommand;

    /// <summary>What the department reported done is not: it is open again.</summary>
    public sealed record SendBack(string Commitment, string Reason) : TopicCommand;

    // Staff.
    public sealed record Accept : TopicCommand;

    /// <param name="Hidden">Also takes title, text and files off every page.</param>
    public sealed record Decline(string Reason, bool Hidden = false) : TopicCommand;

    /// <summary>
    /// Takes the newest acceptance or refusal back: the topic is as it was before it, as long as nothing was built on it. From
    /// <see cref="RecordFormat.Eighth"/> on.
    /// </summary>
    /// <param name="Decision">The seq of the event that decided, as its receipt tells it.</param>
    public sealed record Reconsider(long Decision) : TopicCommand;

    /// <summary>Whoever gives it sees to the topic from now on, in the place of whoever did. From <see cref="RecordFormat.Eighth"/> on.</summary>
    /// <param name="Account">The staff account that takes it on. The edge puts it there: what is sent is not looked at.</param>
    public sealed record TakeOn(string? Account = null) : TopicCommand;

    /// <summary>Nobody sees to the topic any more. From <see cref="RecordFormat.Eighth"/> on.</summary>
    public sealed record LetGo : TopicCommand;

    public sealed record MergeInto(string Topic) : TopicCommand;

    public sealed record Schedule(string Meeting) : TopicCommand;

    /// <param name="Department">As it was said.</param>
    /// <param name="Due">The last day, in the house's time zone.</param>
    /// <param name="DepartmentId">Of the department in its register; absent: it is not listed there.</param>
    public sealed record Commit(string Department, string What, DateOnly Due, Source? Source = null, string? DepartmentId = null) : TopicCommand;

    // Staff, and who answers for the department.
    public sealed record Progress(string Commitment, string Note, ImmutableArray<string>? Files = null) : TopicCommand;

    /// <summary>By staff it is done; by the department it is reported done, and waits to be acknowledged.</summary>
    /// <param name="Files">Evidence.</param>
    public sealed record Complete(string Commitment, string Note, ImmutableArray<string>? Files = null) : TopicCommand;

    // Staff.
    public sealed record Reopen(string Commitment, string Reason) : TopicCommand;

    /// <summary>The department's word on the ratings: by staff, and who answers for a department that promised something here.</summary>
    public sealed record Answer(string Text) : TopicCommand;

    public sealed record HideComment([property: JsonPropertyName("comment")] string Id, string? Reason = null) : TopicCommand;

    public sealed record RestoreComment([property: JsonPropertyName("comment")] string Id) : TopicCommand;

    // The house's own; never on the wire.
    /// <summary>The other topic has taken this one in, or has not.</summary>
    public sealed record EndMerge(string Into, bool Taken) : TopicCommand;

    /// <summary>Takes another topic in.</summary>
    public sealed record Absorb(string Topic, string Title, ImmutableArray<string> People) : TopicCommand;

    /// <summary>A meeting tells what became of the agenda item.</summary>
    /// <param name="Discussed">False: it was not come to.</param>
    /// <param name="Back">It was taken off the agenda, and stands on it again; nothing else is told then.</param>
    public sealed record Hear(string Meeting, string Item, bool Discussed, int Comments, int Seconds, bool Back = false) : TopicCommand;

    /// <summary>The meeting in which this was given takes it back.</summary>
    public sealed record TakeBack(string Commitment) : TopicCommand;

    /// <summary>A deadline came.</summary>
    public sealed record Escalate : TopicCommand;

    /// <summary>At any time: see <see cref="TopicEvent.TopicTextsRemoved"/>.</summary>
    /// <param name="Author">The person who wrote them; the grain finds out where. Null: the seqs say it.</param>
    /// <param name="Seqs">Of the events that hold the texts.</param>
    public sealed record RemoveTexts(string? Author, string Reason, ImmutableArray<long> Seqs) : TopicCommand;

    /// <summary>
    /// What somebody asks of an opinion round. On the wire it is the round's own command (<see cref="RoundCommand"/>), and this is never there.
    /// </summary>
    public sealed record OfRound(RoundCommand Command) : TopicCommand;
}
