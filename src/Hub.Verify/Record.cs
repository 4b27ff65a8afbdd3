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
    private readonly HashSet<string> _cameOrDelegated = [];
    private readonly HashSet<(string Participant, Weight Weight)> _weighed = [];
    private readonly HashSet<(string Participant, string To)> _delegated = [];

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
            case MeetingEvent.CheckedIn: _here.Add(stored.Actor); _cameOrDelegated.Add(stored.Actor); break;
            case MeetingEvent.CheckedOut: _here.Remove(stored.Actor); break;
            case MeetingEvent.WeightSet e: _weighed.Add((e.Participant, e.Weight)); break;
            case MeetingEvent.Delegated { To: { } to }: _delegated.Add((stored.Actor, to)); _cameOrDelegated.Add(stored.Actor); break;
            case MeetingEvent.BallotOpened e: Ballots[e.Ballot] = new RecordedBallot(e, [.. _cameOrDelegated], [.. _weighed], [.. _delegated]); break;
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
/// <param name="cameOrDelegated">Who had checked in, or delegated, at some time before it opened.</param>
/// <param name="weighed">Every weight that was given before.</param>
/// <param name="delegated">Every delegation before.</param>
internal sealed class RecordedBallot(
    MeetingEvent.BallotOpened opened, HashSet<string> cameOrDelegated, HashSet<(string Participant, Weight Weight)> weighed, HashSet<(string Participant, string To)> delegated)
{
    private readonly List<string> _wrong = [];
    private readonly HashSet<string> _sealedBy = [];
    private HashSet<string>? _electorate;
    private Roll? _roll;
    private IReadOnlyDictionary<string, int> _hands = new Dictionary<string, int>();
    private BoxEvent.QuestionClosed? _questionClosed;

    public MeetingEvent.BallotOpened Opened { get; } = opened;

    public MeetingEvent.BallotClosed? Closed { get; set; }

    /// <summary>Who was checked in when it closed.</summary>
    public HashSet<string> Here { get; set; } = [];

    public Dictionary<string, (ImmutableArray<string> Choices, string Salt)> Votes { get; } = [];

    public IReadOnlyList<string> Wrong => _wrong;

    public bool IsNamed => (Opened.Secrecy ?? Secrecy.Named) == Secrecy.Named;

    public int Cast => Counted().Count + _sealedBy.Count + Persons();

    public void Take(BoxEvent happened, string actor, string op)
    {
        switch (happened)
        {
            case BoxEvent.QuestionOpened e:
                _electorate = e.Electorate?.ToHashSet();
                _roll = Roll.Of(e.Weights, e.Delegates);
                Electorate();
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
        foreach (var choice in Counted().Values.SelectMany(v => v.Choices))
        {
            counts[choice] = counts.GetValueOrDefault(choice) + 1;
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <returns>What is wrong with the count by weight, or null.</returns>
    public string? WrongWeights(WeightTally? said)
    {
        if (_roll is not { IsWeighted: true } roll)
        {
            return said is null ? null : "no vote weighs anything but one";
        }

        var sums = Delegations.Sum(Counted().Values);
        var (cast, eligible) = (roll.WeightOf(Counted().Keys), roll.WeightOf(_electorate ?? []));
        var present = roll.WeightOf(_electorate?.Where(Here.Contains) ?? []);
        return said is not { Counts: { } counts } ? "the count by weight is missing"
            : Possible().FirstOrDefault(c => counts.GetValueOrDefault(c) != sums.GetValueOrDefault(c)) is { } choice ? $"{choice} has {sums.GetValueOrDefault(choice)}"
            : said.Cast != cast || said.Eligible != eligible || (said.Present ?? present) != present ? $"{cast} of {eligible} was cast, {present} was present"
            : null;
    }

    /// <summary>Whose vote counts, and how; by delegates too.</summary>
    private ImmutableSortedDictionary<string, EffectiveVote> Counted()
    {
        var own = Votes.ToDictionary(v => v.Key, v => v.Value.Choices);
        return _roll is { } roll
            ? Delegations.Resolve((_electorate ?? []).ToDictionary(v => v, roll.WeightOf), own, roll.Delegates)
            : own.ToImmutableSortedDictionary(v => v.Key, v => new EffectiveVote(v.Value, Weight.One, v.Key), StringComparer.Ordinal);
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

    private void Electorate()
    {
        _wrong.AddRange((_electorate ?? []).Where(e => !cameOrDelegated.Contains(e)).Select(e => $"{e} is in the electorate and never came"));
        _wrong.AddRange((_roll?.Weights.AsEnumerable() ?? []).Where(w => !weighed.Contains((w.Key, w.Value))).Select(w => $"the vote of {w.Key} weighs {w.Value}, which nobody gave it"));
        _wrong.AddRange((_roll?.Delegates.AsEnumerable() ?? []).Where(d => !delegated.Contains((d.Key, d.Value))).Select(d => $"{d.Key} never delegated to {d.Value}"));
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
