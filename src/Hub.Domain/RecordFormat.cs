namespace Hub.Domain;

/// <summary>
/// Which kinds of events may be stored. While nodes of two builds share a database, only what both of them read is written; once no node of the older build is
/// left, the format moves on, and never back.
/// </summary>
public enum RecordFormat
{
    /// <summary>As the first release wrote it.</summary>
    First = 1,

    /// <summary>
    /// Besides: names, edits and cancellations as events of a meeting, and ballots whose turnout is counted by sets.
    /// </summary>
    Second = 2,

    /// <summary>Besides: the roll of a meeting, and the kinds of entries of registers that say so (<see cref="Registers.EntryKind.Since"/>).</summary>
    Third = 3,

    /// <summary>
    /// Besides: who is present without a device, the seats that a member's link, account or card takes from who only said to be them, and how the house knows
    /// who rates an outcome.
    /// </summary>
    Fourth = 4,

    /// <summary>
    /// Besides: departments as a register, commitments that name one of it, and what a department reports done, which staff or the raiser acknowledge or send
    /// back; and texts that are removed by law, in place: commits whose payload is not the one that was stored first, which the
    /// <see cref="RemovedText">removal of a text</see> leaves, no build before this one reads. Apart from the record, the house's secrets are wrapped with a
    /// key that is not in the database, and tokens name the key that signed them.
    /// </summary>
    Fifth = 5,

    /// <summary>
    /// Besides: ballots that are declared void, and who may see a record being changed after its close. No build before this one reads the first, and none
    /// takes a record with the second for sound.
    /// </summary>
    Sixth = 6,

    /// <summary>
    /// Besides: a projector that follows the meeting, and one that shows its commitments; no build before this one reads these scenes. The minutes of meetings
    /// scheduled from here on are laid out as a document, with the decisions before the annexes; those of meetings scheduled before stay as they were approved.
    /// </summary>
    Seventh = 7,

    /// <summary>
    /// Besides: what was decided about a topic being reconsidered, and which of the staff has taken a topic on; commitments that are taken back in the meeting
    /// in which they were given; entries of the members' register that are merged; documents and drafts of ballots under the items of an agenda. No build
    /// before this one reads these events.
    /// </summary>
    Eighth = 8,

    /// <summary>
    /// Besides: hubs and their branches: meetings that follow another, and what is put forward from one to the other; opinion rounds on meetings and topics,
    /// and the streams in which their stances are stored. No build before this one reads these events.
    /// </summary>
    Ninth = 9,
}

public static class RecordFormats
{
    /// <summary>What this build writes once everybody reads it.</summary>
    public const RecordFormat Newest = RecordFormat.Ninth;
}
