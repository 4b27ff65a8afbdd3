using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Journal;

namespace Hub.Tests.Ballots;

/// <summary>
/// What a house makes of an export that changes events as it likes and signs anew: one commit for each event, and nothing to notice but what they mean.
/// </summary>
internal sealed partial class Forgery
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    private readonly JsonObject _header;
    private readonly List<JsonObject> _others = [];

    public Forgery(byte[] export)
    {
        var lines = Lines(Encoding.UTF8.GetString(export));
        (_header, Room) = (lines[0], lines[0]["room"]!.GetValue<string>());
        foreach (var line in lines[1..^1])
        {
            if (line["number"] is null)
            {
                _others.Add(line);
                continue;
            }

            var events = JsonNode.Parse((line["payload"] ?? line["redacted"])!.GetValue<string>())!.AsArray().Select(e => e!.DeepClone().AsObject());
            (line["stream"]!.GetValue<string>() == Room ? Meeting : Box).AddRange(events);
        }
    }

    public string Room { get; }

    /// <summary>Envelopes, in their order.</summary>
    public List<JsonObject> Meeting { get; } = [];

    /// <summary>Envelopes, in their order.</summary>
    public List<JsonObject> Box { get; } = [];

    /// <summary>The lines of names.</summary>
    public List<JsonObject> Names => _others.FindAll(l => l["participant"] is not null);

    public void RemoveName(string participant) => _others.RemoveAll(l => l["participant"]?.GetValue<string>() == participant).ShouldBeGreaterThan(0);

    public void AddName(JsonObject line) => _others.Insert(0, line);

    /// <returns>The event itself.</returns>
    public JsonObject Event(string type, string? ballot = null) => Envelope(type, ballot)["event"]!.AsObject();

    /// <returns>The first envelope of such an event.</returns>
    public JsonObject Envelope(string type, string? ballot = null) => Meeting.Concat(Box).First(e => Is(e, type, ballot));

    public void Remove(string type, string? ballot = null) =>
        (Meeting.RemoveAll(e => Is(e, type, ballot)) + Box.RemoveAll(e => Is(e, type, ballot))).ShouldBeGreaterThan(0);

    /// <summary>Whatever was recorded of this person's names is not, as in what the first release wrote; the lines of names are left.</summary>
    public void Unname(string participant)
    {
        foreach (var act in Meeting.Where(e => e["actor"]!.GetValue<string>() == participant))
        {
            act.Remove("name");
        }

        foreach (var seats in Meeting.Where(e => Is(e, "seatsRecorded", null)).Select(e => e["event"]!["seats"]!.AsArray()))
        {
            foreach (var seat in seats.Where(s => s!["participant"]!.GetValue<string>() == participant).ToList())
            {
                seats.Remove(seat);
            }
        }
    }

    /// <summary>The meeting says neither of which format its record is, nor by what it knows who votes, as in what the first release wrote.</summary>
    public void AsBefore()
    {
        Event("meetingScheduled").Remove("recordFormat").ShouldBeTrue();
        Event("meetingScheduled").Remove("roll").ShouldBeTrue();
        foreach (var outcome in Meeting.Where(e => Is(e, "ballotClosed", null)).Select(e => e["event"]!["outcome"]!.AsObject())
            .Where(o => o.Remove("verified")))
        {
            foreach (var language in new[] { "zh", "en" })
            {
                outcome["text"]![language] = Opinion().Replace(outcome["text"]![language]!.GetValue<string>(), "");
            }
        }
    }

    [GeneratedRegex("（未核实身份：是意见，不是决定）$| \\(not verified: an opinion, not a decision\\)$")]
    private static partial Regex Opinion();

    /// <summary>All that the first release did not write is not there: the record is whole, and of the first format.</summary>
    /// <param name="export">The format of the export, by the build that wrote it.</param>
    public void AsFirst(string export = "hub export 1")
    {
        _header["format"] = export;
        AsBefore();
        Meeting.RemoveAll(e => Is(e, "seatsRecorded", null));
        foreach (var envelope in Meeting.Concat(Box))
        {
            envelope.Remove("name");
            foreach (var field in new[] { "turnout", "covers" })
            {
                envelope["event"]!.AsObject().Remove(field);
            }
        }
    }

    /// <summary>The same event again, right behind itself.</summary>
    public void Repeat(string type, string ballot)
    {
        var stream = Box.Exists(e => Is(e, type, ballot)) ? Box : Meeting;
        var at = stream.FindIndex(e => Is(e, type, ballot));
        stream.Insert(at + 1, stream[at].DeepClone().AsObject());
    }

    /// <summary>The first event of the one type to right behind the one of the other.</summary>
    public void MoveBehind(string type, string other, string ballot)
    {
        var moved = Envelope(type, ballot);
        Box.Remove(moved);
        Box.Insert(Box.FindIndex(e => Is(e, other, ballot)) + 1, moved);
    }

    /// <summary>The outcome as it follows from the forged count.</summary>
    public void Decide(string ballot)
    {
        var closed = Event("ballotClosed", ballot);
        closed["outcome"] = JsonSerializer.SerializeToNode(
            Verdict.Of(
                Event("ballotOpened", ballot).Deserialize<MeetingEvent.BallotOpened>(Stored)!.Rules, closed["tally"].Deserialize<Tally>(Stored)!,
                isOpen: Event("meetingScheduled")["roll"]?.GetValue<string>() == "open"),
            Stored);
    }

    public void Uncount(string ballot)
    {
        var closed = Event("ballotClosed", ballot);
        closed["tally"]!.AsObject().Remove("counts");
        closed["outcome"] = JsonSerializer.SerializeToNode(Verdict.Uncounted, Stored);
    }

    public byte[] Signed(string? box = null) => SignedAgain(string.Concat(
        new[] { _header }.Concat(Commits(Room, Meeting)).Concat(Commits(box ?? $"boxes/{Room.Split('/')[1]}", Box)).Concat(_others)
            .Append(new JsonObject { ["signature"] = "" }).Select(l => l.ToJsonString() + "\n")));

    /// <summary>All hashes and signatures made anew, by a key of the forger's own: only what must agree by its meaning can give it away.</summary>
    public static byte[] SignedAgain(string text)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lines = Lines(text);
        var room = lines[0]["room"]!.GetValue<string>();
        lines[0]["key"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        var heads = new Dictionary<string, Hash>();
        foreach (var line in lines)
        {
            if (line["number"] is { } number)
            {
                var stream = line["stream"]!.GetValue<string>();
                var payload = line["payload"] is { } whole
                    ? Hash.Of(Encoding.UTF8.GetBytes(whole.GetValue<string>())) : Hash.Read(Convert.FromHexString(line["payloadHash"]!.GetValue<string>()));
                heads[stream] = Chain.Next(
                    heads.GetValueOrDefault(stream), payload, number.GetValue<long>(),
                    line["firstSeq"]!.GetValue<long>(), line["lastSeq"]!.GetValue<long>(),
                    DateTimeOffset.FromUnixTimeMilliseconds(line["at"]!.GetValue<long>()), stream);
                line["hash"] = heads[stream].ToString();
            }
            else if (line["ballot"] is { } ballot)
            {
                line["signature"] = Convert.ToBase64String(key.SignData(
                    VoteTree.Head(room, ballot.GetValue<string>(), line["size"]!.GetValue<int>(), line["root"]!.GetValue<string>()), HashAlgorithmName.SHA256));
            }
        }

        var body = Encoding.UTF8.GetBytes(string.Concat(lines[..^1].Select(l => l.ToJsonString() + "\n")));
        return [.. body, .. Encoding.UTF8.GetBytes($"{{\"signature\":\"{Convert.ToBase64String(key.SignHash(SHA256.HashData(body)))}\"}}\n")];
    }

    /// <summary>A commit that says its own hash, and a payload of which something was taken out.</summary>
    public static void Redact(JsonObject commit, string payload)
    {
        commit["payloadHash"] = Hash.Of(Encoding.UTF8.GetBytes(commit["payload"]!.GetValue<string>())).ToString();
        commit["redacted"] = payload;
        commit.Remove("payload");
    }

    public static List<JsonObject> Lines(string text) => [.. text.TrimEnd('\n').Split('\n').Select(l => JsonNode.Parse(l)!.AsObject())];

    private static bool Is(JsonObject envelope, string type, string? ballot) =>
        envelope["event"]!["$type"]!.GetValue<string>() == type && (ballot is null || envelope["event"]!["ballot"]?.GetValue<string>() == ballot);

    private static IEnumerable<JsonObject> Commits(string stream, List<JsonObject> events) => events.Select((e, i) => new JsonObject
    {
        ["stream"] = stream,
        ["number"] = i + 1,
        ["firstSeq"] = i + 1,
        ["lastSeq"] = i + 1,
        ["at"] = 0,
        ["hash"] = "",
        ["payload"] = $"[{e.ToJsonString()}]",
    });
}
