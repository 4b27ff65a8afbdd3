using Hub.Domain.Ballots;

namespace Hub.Faults.Check;

/// <summary>One ballot counted from its stored votes, in the plainest way: on purpose not with the hub's own code.</summary>
internal sealed class Fold
{
    private readonly Dictionary<string, IReadOnlyList<string>> _choices = [];

    public HashSet<string>? Electorate { get; private init; }

    /// <summary>The seq of the event that closed it in the box; null while it is open.</summary>
    public long? ClosedAt { get; private set; }

    /// <summary>Votes that stand behind the close.</summary>
    public List<(long Seq, string Voter)> Late { get; } = [];

    /// <summary>Votes of people who may not vote.</summary>
    public List<(long Seq, string Voter)> Foreign { get; } = [];

    public int Cast => _choices.Count;

    public IReadOnlyDictionary<string, int> Counts => _choices.Values.SelectMany(c => c).CountBy(c => c).ToDictionary();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Choices => _choices;

    public static Dictionary<string, Fold> Of(StoredRoom stored)
    {
        var folds = new Dictionary<string, Fold>();
        foreach (var recorded in stored.Box)
        {
            switch (recorded.Event)
            {
                case BoxEvent.QuestionOpened e:
                    folds[e.Ballot] = new Fold { Electorate = e.Electorate is { } electorate ? [.. electorate] : null };
                    break;
                case BoxEvent.Voted e when folds.TryGetValue(e.Ballot, out var fold):
                    fold.Count(recorded.Seq, recorded.Actor, e);
                    break;
                case BoxEvent.QuestionClosed e when folds.TryGetValue(e.Ballot, out var fold):
                    fold.ClosedAt ??= recorded.Seq;
                    break;
            }
        }

        return folds;
    }

    private void Count(long seq, string voter, BoxEvent.Voted vote)
    {
        if (ClosedAt is not null)
        {
            Late.Add((seq, voter));
            return;
        }

        if (Electorate?.Contains(voter) == false)
        {
            Foreign.Add((seq, voter));
        }

        _choices[voter] = [.. vote.Choices];
    }
}
