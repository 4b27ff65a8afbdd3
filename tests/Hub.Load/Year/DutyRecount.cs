using System.Text.Json;

namespace Hub.Load.Year;

/// <summary>
/// Members' duty records counted a second time, from the exported journal, as a stranger would: with the definitions of src/GUIDE.md and nothing of the hub's
/// code.
/// </summary>
internal sealed class DutyRecount(int year)
{
    private readonly Dictionary<string, Sitting> _sittings = [];
    private readonly Dictionary<string, HashSet<(string Who, string Ballot)>> _voted = [];
    private readonly Dictionary<string, int> _topics = [];
    private readonly Dictionary<string, (string Name, string[] Members)> _entries = [];

    /// <summary>Each commit, in its stream's order.</summary>
    public void Count(string stream, JsonElement stored, DateTimeOffset at)
    {
        var happened = stored.GetProperty("event");
        var (type, actor) = (happened.GetProperty("$type").GetString()!, stored.GetProperty("actor").GetString()!);
        if (stream.StartsWith("meetings/", StringComparison.Ordinal))
        {
            if (!_sittings.TryGetValue(stream, out var sitting))
            {
                _sittings[stream] = sitting = new Sitting();
            }

            sitting.Count(type, actor, happened, at);
        }
        else if (stream.StartsWith("boxes/", StringComparison.Ordinal) && type is "voted" or "votedConfidentially")
        {
            (_voted.TryGetValue(stream["boxes/".Length..], out var voted) ? voted : _voted[stream["boxes/".Length..]] = [])
                .Add((actor, happened.GetProperty("ballot").GetString()!));
        }
        else if (type == "topicRaised" && at.ToOffset(Recount.Zone).Year == year && happened.TryGetProperty("member", out var member))
        {
            _topics[member.GetString()!] = _topics.GetValueOrDefault(member.GetString()!) + 1;
        }
        else if (stream == $"registers/year{year}")
        {
            var id = happened.GetProperty("entry").GetString()!;
            if (type is "entryRecorded" or "entryAmended")
            {
                _entries[id] = Part(happened.GetProperty("is"));
            }
            else if (type == "entryWithdrawn")
            {
                _entries.Remove(id);
            }
        }
    }

    /// <returns>By the names of the contract, of those that are not 0.</returns>
    public Dictionary<string, SortedDictionary<string, int>> Figures()
    {
        var figures = new Dictionary<string, SortedDictionary<string, int>>();
        void Add(string member, string figure, int n)
        {
            if (n != 0)
            {
                var of = figures.TryGetValue(member, out var known) ? known : figures[member] = [];
                of[figure] = of.GetValueOrDefault(figure) + n;
            }
        }

        var spoken = new Dictionary<string, long>();
        foreach (var (stream, sitting) in _sittings)
        {
            if (sitting.ClosedAt is not { } closed || closed.ToOffset(Recount.Zone).Year != year)
            {
                continue;
            }

            var voted = _voted.GetValueOrDefault(stream["meetings/".Length..]);
            foreach (var (participant, member) in sitting.Members)
            {
                Add(member, "meetings", !sitting.MustCheckIn || sitting.CheckedIn.Contains(participant) ? 1 : 0);
                Add(member, "comments", sitting.Comments.GetValueOrDefault(participant));
                Add(member, "ballots", voted?.Count(v => v.Who == participant) ?? 0);
                spoken[member] = spoken.GetValueOrDefault(member) + sitting.Milliseconds.GetValueOrDefault(participant);
            }
        }

        foreach (var (member, milliseconds) in spoken)
        {
            Add(member, "spokenSeconds", (int)(milliseconds / 1000));
        }

        foreach (var (member, n) in _topics)
        {
            Add(member, "topics", n);
        }

        foreach (var (name, members) in _entries.Values)
        {
            foreach (var member in members)
            {
                Add(member, name, 1);
            }
        }

        return figures;
    }

    private static (string Name, string[] Members) Part(JsonElement entry)
    {
        var members = entry.TryGetProperty("members", out var some) ? some.EnumerateArray().Select(m => m.GetString()!).ToArray() : [];
        var name = (entry.GetProperty("$type").GetString(), entry.TryGetProperty("kind", out var kind) ? kind.GetString() : null) switch
        {
            ("output", "proposal") => "proposals",
            ("output", "speech") => "speeches",
            ("output", _) => "sentiment",
            ("ledgerEntry", "training") => "trainings",
            ("ledgerEntry", _) => "activities",
            _ => "visits",
        };
        return (name, members);
    }

    private sealed class Sitting
    {
        private (string Who, DateTimeOffset? Since)? _speaks;

        public Dictionary<string, string> Members { get; } = [];

        public HashSet<string> CheckedIn { get; } = [];

        public Dictionary<string, int> Comments { get; } = [];

        public Dictionary<string, long> Milliseconds { get; } = [];

        public bool MustCheckIn { get; private set; }

        public DateTimeOffset? ClosedAt { get; private set; }

        public void Count(string type, string actor, JsonElement happened, DateTimeOffset at)
        {
            switch (type)
            {
                case "meetingScheduled":
                    MustCheckIn = happened.GetProperty("rules").GetProperty("checkIn").GetBoolean();
                    break;
                case "memberSeated":
                    Members[happened.GetProperty("participant").GetString()!] = happened.GetProperty("member").GetString()!;
                    break;
                case "checkedIn":
                    CheckedIn.Add(actor);
                    break;
                case "commented":
                    Comments[actor] = Comments.GetValueOrDefault(actor) + 1;
                    break;
                case "floorGiven":
                    Stop(at);
                    _speaks = (happened.GetProperty("participant").GetString()!, at);
                    break;
                case "meetingPaused":
                    Stop(at);
                    break;
                case "meetingResumed" when _speaks is { } speaks:
                    _speaks = (speaks.Who, at);
                    break;
                case "floorEnded":
                    Stop(at);
                    _speaks = null;
                    break;
                case "meetingClosed":
                    Stop(at);
                    ClosedAt = at;
                    break;
                default:
                    break;
            }
        }

        private void Stop(DateTimeOffset at)
        {
            if (_speaks is { Since: { } since } speaks)
            {
                Milliseconds[speaks.Who] = Milliseconds.GetValueOrDefault(speaks.Who) + (long)(at - since).TotalMilliseconds;
                _speaks = (speaks.Who, null);
            }
        }
    }
}
