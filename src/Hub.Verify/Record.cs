using System.Collections.Immutable;
using System.Text.Json;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>The ballots of a meeting, told again from its two streams.</summary>
internal sealed class Record
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    private readonly HashSet<string> _here = [];

    public Dictionary<string, RecordedBallot> Ballots { get; } = [];

    public static Record Of(Export export)
    {
        var record = new Record();
        foreach (var commit in export.Commits.Where(c => c.Stream == export.Room))
        {
            foreach (var stored in Events<MeetingEvent>(commit))
            {
                record.Take(stored);
            }
        }

        foreach (var commit in export.Commits.Where(c => c.Stream != export.Room))
        {
            foreach (var stored in Events<BoxEvent>(commit))
            {
                record.Take(stored);
            }
        }

        return record;
    }

    private static List<StoredEvent<T>> Events<T>(ExportedCommit commit)
    {
        var events = JsonSerializer.Deserialize<List<StoredEvent<T>>>(commit.Payload, Stored)!;
        return events.Count == commit.LastSeq - commit.FirstSeq + 1 ? events : throw new FormatException($"Commit {commit.Number} of {commit.Stream} has {events.Count} events.");
    }

    private void Take(StoredEvent<MeetingEvent> stored)
    {
        switch (stored.Event)
        {
            case MeetingEvent.CheckedIn: _here.Add(stored.Actor); break;
            case MeetingEvent.CheckedOut: _here.Remove(stored.Actor); break;
            case MeetingEvent.BallotOpened e: Ballots[e.Ballot] = new RecordedBallot(e); break;
            case MeetingEvent.BallotClosing e: Ballots[e.Ballot].Here = [.. _here]; break;
            case MeetingEvent.BallotClosed e: Ballots[e.Ballot].Closed = e; break;
            default: break;
        }
    }

    /// <remarks>A question that the meeting never announced, because a crash came between, counts for nothing.</remarks>
    private void Take(StoredEvent<BoxEvent> stored)
    {
        var ballot = stored.Event switch
        {
            BoxEvent.QuestionOpened e => e.Ballot,
            BoxEvent.Voted e => e.Ballot,
            BoxEvent.VotedConfidentially e => e.Ballot,
            BoxEvent.HandsCounted e => e.Ballot,
            BoxEvent.QuestionClosed e => e.Ballot,
            _ => null,
        };
        if (ballot is not null && Ballots.TryGetValue(ballot, out var held))
        {
            held.Take(stored.Event, stored.Actor, stored.Op);
        }
    }

    private sealed record StoredEvent<T>(int V, long At, string Actor, string Op, T Event);
}

/// <summary>One ballot, counted a second time.</summary>
internal sealed class RecordedBallot(MeetingEvent.BallotOpened opened)
{
    private readonly List<string> _wrong = [];
    private readonly HashSet<string> _sealedBy = [];
    private HashSet<string>? _electorate;
    private IReadOnlyDictionary<string, int> _hands = new Dictionary<string, int>();
    private BoxEvent.QuestionClosed? _questionClosed;

    public MeetingEvent.BallotOpened Opened { get; } = opened;

    public MeetingEvent.BallotClosed? Closed { get; set; }

    /// <summary>Who was checked in when it closed.</summary>
    public HashSet<string> Here { get; set; } = [];

    public Dictionary<string, (ImmutableArray<string> Choices, string Salt)> Votes { get; } = [];

    public IReadOnlyList<string> Wrong => _wrong;

    public bool IsNamed => (Opened.Secrecy ?? Secrecy.Named) == Secrecy.Named;

    public int Cast => Votes.Count + _sealedBy.Count + Persons();

    public void Take(BoxEvent happened, string actor, string op)
    {
        switch (happened)
        {
            case BoxEvent.QuestionOpened e:
                _electorate = e.Electorate?.ToHashSet();
                break;
            case BoxEvent.Voted e:
                Voter(actor);
                Choose(actor, e.Choices);
                Votes[actor] = (e.Choices, op);
                break;
            case BoxEvent.VotedConfidentially:
                Voter(actor);
                _sealedBy.Add(actor);
                break;
            case BoxEvent.HandsCounted e:
                _hands = e.Counts;
                break;
            case BoxEvent.QuestionClosed e:
                _questionClosed = e;
                break;
            default:
                break;
        }
    }

    /// <summary>By choice, all of them.</summary>
    public ImmutableSortedDictionary<string, int> Count()
    {
        var counts = Possible().ToDictionary(c => c, c => _hands.GetValueOrDefault(c, 0) + (_questionClosed?.Opened?.GetValueOrDefault(c) ?? 0));
        foreach (var choice in Votes.Values.SelectMany(v => v.Choices))
        {
            counts[choice] = counts.GetValueOrDefault(choice) + 1;
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public string? WrongTurnout(Tally said)
    {
        if (_electorate is null)
        {
            return said.Eligible < said.Cast ? $"{said.Cast} voted" : null;
        }

        var here = _electorate.Count(Here.Contains);
        return said.Eligible != _electorate.Count ? $"the electorate has {_electorate.Count}"
            : said.Present is { } present && present != here ? $"{here} of them were checked in"
            : null;
    }

    private void Voter(string actor)
    {
        if (_electorate?.Contains(actor) == false)
        {
            _wrong.Add($"{actor} voted and was not in the electorate");
        }

        if (_questionClosed is not null)
        {
            _wrong.Add($"{actor} voted after the close");
        }
    }

    private void Choose(string actor, ImmutableArray<string> choices)
    {
        var possible = Possible();
        if (choices.Distinct().Count() != choices.Length || choices.Any(c => !possible.Contains(c)) || (Opened.Kind != BallotKind.Election && choices.Length > Opened.Max))
        {
            _wrong.Add($"{actor} chose {string.Join(' ', choices)}");
        }
    }

    private string[] Possible() => Opened.Kind == BallotKind.Election
        ? [.. Opened.Options.SelectMany(o => new[] { $"{o.Id}:approve", $"{o.Id}:oppose", $"{o.Id}:abstain" })]
        : [.. Opened.Options.Select(o => o.Id)];

    private int Persons() => Opened.Kind == BallotKind.Election
        ? Opened.Options.Take(1).Sum(o => _hands.Where(h => h.Key.StartsWith($"{o.Id}:", StringComparison.Ordinal)).Sum(h => h.Value))
        : _hands.Values.Sum();
}
