using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Ballots;

/// <summary>
/// A meeting's whole record, for whoever wants to check it without this house: the names that it refers to with their salts, its two streams as they are
/// stored, commit by commit, and the signed heads of its ballots' vote trees. One JSON object a line; the last signs all the bytes before it. Texts that were
/// hidden are blank; their commit then says the hash that the chain covers.
/// </summary>
internal sealed class MeetingExport(IJournal journal, IDirectory directory, IGrainFactory grains, HouseSeal seal)
{
    public const string Format = "hub export 2";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// What an export is written from: the meeting up to one moment of its record, and who is who in it. What happens while it is written stands in the next
    /// one.
    /// </summary>
    /// <param name="Meeting">As its stored events have made it; null where there is none.</param>
    /// <param name="Head">The last of them.</param>
    public sealed record Moment(Meeting? Meeting, RecordedNames Names, Head Head);

    /// <exception cref="CorruptStreamException">It cannot be read.</exception>
    public async Task<Moment> Read(string meeting, CancellationToken cancel)
    {
        for (var before = Head.None; ;)
        {
            var (state, names, head) = (default(Meeting?), new RecordedNames(), Head.None);
            await foreach (var commit in journal.Read(StreamNames.OfMeeting(meeting), Head.None, cancel))
            {
                foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit))
                {
                    state = MeetingEvolution.Evolve(state, recorded);
                    names.Take(recorded);
                }

                head = commit.Head;
            }

            // A name that was removed just now is gone from the vault, and the event that says so stands behind what was read: all of it is read again.
            if (await names.Find(directory, StreamNames.OfMeeting(meeting), cancel) || head == before)
            {
                return new Moment(state, names, head);
            }

            before = head;
        }
    }

    /// <param name="moment">As read before; says also which texts are blank.</param>
    public async Task Write(string meeting, Moment moment, Stream to, CancellationToken cancel)
    {
        var state = moment.Meeting!;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var room = StreamNames.OfMeeting(meeting);
        await Line(json =>
        {
            json.WriteString("format", Format);
            json.WriteString("room", room);
            json.WriteString("title", state.Title);
        }, key: await seal.PublicKey());
        foreach (var name in moment.Names.Referred)
        {
            await Line(json =>
            {
                json.WriteString("participant", name.Participant);
                json.WriteString("name", name.Name);
                json.WriteString("salt", Convert.ToHexStringLower(name.Salt));
                json.WriteString("nameHash", name.Hash);
                if (name.IsFixed)
                {
                    json.WriteBoolean("fixed", true);
                }
            });
        }

        foreach (var stream in new[] { room, StreamNames.BoxStream(meeting) })
        {
            await foreach (var commit in journal.Read(stream, Head.None, cancel))
            {
                if (stream == room && commit.Number > moment.Head.Commit)
                {
                    break;
                }

                await Line(json => WriteCommit(json, commit, state));
            }
        }

        foreach (var ballot in state.Ballots.Where(b => b.Root is not null))
        {
            var size = (await grains.Grain<IBoxGrain>(meeting).Count(ballot.Id))!.Size;
            var signature = await seal.Sign(room, ballot.Id, size, ballot.Root!);
            await Line(json =>
            {
                json.WriteString("ballot", ballot.Id);
                json.WriteNumber("size", size);
                json.WriteString("root", ballot.Root);
                json.WriteString("signature", signature);
            });
        }

        var all = await seal.Sign(hash.GetHashAndReset());
        await Line(json => json.WriteString("signature", all));

        async Task Line(Action<Utf8JsonWriter> write, string? key = null)
        {
            var buffer = new ArrayBufferWriter<byte>(512);
            await using (var json = new Utf8JsonWriter(buffer, Readable))
            {
                json.WriteStartObject();
                write(json);
                if (key is not null)
                {
                    json.WriteString("key", key);
                }

                json.WriteEndObject();
            }

            buffer.Write("\n"u8);
            hash.AppendData(buffer.WrittenSpan);
            await to.WriteAsync(buffer.WrittenMemory, cancel);
        }
    }

    private static void WriteCommit(Utf8JsonWriter json, Commit commit, Meeting state)
    {
        json.WriteString("stream", commit.Stream);
        json.WriteNumber("number", commit.Number);
        json.WriteNumber("firstSeq", commit.FirstSeq);
        json.WriteNumber("lastSeq", commit.LastSeq);
        json.WriteNumber("at", commit.At.ToUnixTimeMilliseconds());
        json.WriteString("hash", commit.Hash.ToString());
        if ((Blank(commit, state) ?? (commit.RedactedFrom is null ? null : Encoding.UTF8.GetString(commit.Payload.Span))) is { } redacted)
        {
            json.WriteString("payloadHash", (commit.RedactedFrom ?? Hash.Of(commit.Payload.Span)).ToString());
            json.WriteString("redacted", redacted);
        }
        else
        {
            json.WriteString("payload", commit.Payload.Span);
        }
    }

    /// <returns>
    /// The payload without the texts that nobody reads any more, or null where it has none of these. What was removed by law just now may still be stored.
    /// </returns>
    private static string? Blank(Commit commit, Meeting state)
    {
        if (StreamNames.Meeting(commit.Stream) is null
            || (commit.Payload.Span.IndexOf("\"commented\""u8) < 0 && commit.Payload.Span.IndexOf("\"handRaised\""u8) < 0
                && commit.Payload.Span.IndexOf("\"inRound\""u8) < 0))
        {
            return null;
        }

        var events = JsonSerializer.Deserialize(commit.Payload.Span, JournalJson.Of<List<StoredEvent<MeetingEvent>>>())!;
        var blanked = events.Select((e, i) =>
            state.TextsRemoved.Contains(commit.FirstSeq + i) ? e with { Event = e.Event.WithoutText() ?? e.Event }
            : e.Event is MeetingEvent.Commented c && state.Comments.Find(c.Comment) is { Status: not CommentStatus.Visible }
                ? e with { Event = c with { Text = "" } }
            : e.Event is MeetingEvent.InRound { Event: var inRound } && state.Rounds.Blank(inRound) is { } blank
                ? e with { Event = new MeetingEvent.InRound(blank) }
            : e).ToList();
        return blanked.SequenceEqual(events)
            ? null : Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(blanked, JournalJson.Of<List<StoredEvent<MeetingEvent>>>()));
    }
}
