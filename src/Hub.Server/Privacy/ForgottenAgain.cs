using System.Buffers.Binary;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Files;
using Hub.Server.Journal;

namespace Hub.Server.Privacy;

/// <summary>
/// Forgets again what a restored backup brought back: at each start the <see cref="ForgetList"/> is read from where this database has read it last, which a
/// backup from before says of itself. What is forgotten already stays so, and what never was in this database is passed over.
/// </summary>
internal sealed partial class ForgottenAgain(
    ForgetList list, IDirectory directory, HouseNotes notes, StaffAccounts accounts, MemberRolls rolls, IFileStore files, IJournal journal,
    IGrainFactory grains, Erasure erasure, ILogger<ForgottenAgain> logger)
{
    /// <exception cref="StoreException">Not all of it is done; the next start takes it up.</exception>
    public async Task Replay()
    {
        foreach (var file in list.Files())
        {
            var read = BinaryPrimitives.ReadInt32BigEndian(await notes.Find(NoteOf(file)) ?? new byte[4]);
            var forgotten = await list.Read(file, read);
            if (forgotten.Count == 0)
            {
                continue;
            }

            await erasure.Request();
            foreach (var ofStream in forgotten.Where(f => f.Seq is not null).GroupBy(f => f.Stream!))
            {
                await Texts(ofStream.Key, ofStream);
            }

            foreach (var one in forgotten)
            {
                await Other(one);
            }

            var position = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(position, read + forgotten.Count);
            await notes.Set(NoteOf(file), position);
            LogReplayed(forgotten.Count, file);
        }
    }

    private static string NoteOf(string file) => $"forget-list {file}";

    private async Task Texts(string stream, IEnumerable<Forgotten> forgotten)
    {
        var seqs = new List<long>();
        try
        {
            await Find(stream, forgotten, seqs);
        }
        catch (CorruptStreamException e)
        {
            LogPassedOver(e.Stream, Rejection.Quarantined);
            return;
        }

        if (seqs.Count == 0)
        {
            return;
        }

        Settle(stream, StreamNames.Meeting(stream) is { } meeting
            ? await grains.Grain<IMeetingGrain>(meeting).Do(Forgetting.Ask<MeetingCommand>(new MeetingCommand.RemoveTexts(null, Forgetting.Why, [.. seqs])))
            : await grains.Grain<ITopicGrain>(StreamNames.Topic(stream)!).Do(
                Forgetting.Ask<TopicCommand>(new TopicCommand.RemoveTexts(null, Forgetting.Why, [.. seqs]))));
    }

    private async Task Find(string stream, IEnumerable<Forgotten> forgotten, List<long> seqs)
    {
        foreach (var one in forgotten)
        {
            // Another event may stand there, in a record that went another way since the backup.
            await foreach (var commit in journal.Read(stream, await journal.HeadBefore(stream, one.Seq!.Value)))
            {
                if (commit.Hash.ToString() == one.Hash && one.Seq >= commit.FirstSeq && one.Seq <= commit.LastSeq)
                {
                    seqs.Add(one.Seq.Value);
                }

                break;
            }
        }
    }

    private async Task Other(Forgotten one)
    {
        if (one.File is { } file)
        {
            await Forgetting.DeleteUnlessNamed(files, file);
        }
        else if (one.Account is { } account)
        {
            await accounts.Forget(account);
        }
        else if (one is { Name: { } hash, Stream: { } room } && StreamNames.Meeting(room) is { } meeting)
        {
            if ((await directory.ReadNames(room)).FirstOrDefault(n => n.Hash == hash && !n.IsRemoved) is { } name)
            {
                Settle(room, await grains.Grain<IMeetingGrain>(meeting).Do(
                    Forgetting.Ask<MeetingCommand>(new MeetingCommand.RemoveName(name.Participant, Forgetting.Why, []))));
            }
        }
        else if (one is { Entry: { } entry, Stream: { } stream } && StreamNames.Register(stream) is { } register)
        {
            if (register == RegisterName.Members && !await rolls.Leave(entry))
            {
                throw new StoreException($"The member {entry}, who was forgotten, is not off all rolls yet.", mayBeStored: false);
            }

            Settle(stream, await grains.Grain<IRegisterGrain>(register.ToString()).Do(
                Forgetting.Ask<RegisterCommand>(new RegisterCommand.Forget(entry, Forgetting.Why))));
        }
    }

    /// <summary>What this database never had is forgotten already. A record that is set aside is told of, and does not stop the start.</summary>
    private void Settle(string stream, Answer answer)
    {
        if (answer.Rejection is null or Rejection.NotOffered)
        {
            Forgetting.Done(answer);
        }
        else if (answer.Rejection != Rejection.UnknownEntry)
        {
            LogPassedOver(stream, answer.Rejection.Value);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} lines of {File} are read: what they name is forgotten in this database too.")]
    private partial void LogReplayed(int count, string file);

    [LoggerMessage(LogLevel.Error, "{Stream} could not forget again what was forgotten in it ({Why}), and may hold it.")]
    private partial void LogPassedOver(string stream, Rejection why);
}
