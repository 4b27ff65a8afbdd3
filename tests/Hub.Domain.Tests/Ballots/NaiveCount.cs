using System.Globalization;
using System.Numerics;

namespace Hub.Domain.Tests.Ballots;

/// <summary>
/// The same question answered a second time, as slowly and plainly as can be: it goes through the ballots one by one, works with decimals and
/// cross-multiplied whole numbers of any size, reads the rules from their text, and shares no code with the engine.
/// </summary>
internal sealed class NaiveCount
{
    private readonly Ballot _ballot;
    private readonly List<(string[] Choices, decimal Weight)> _slips = [];
    private readonly decimal _present;
    private readonly decimal _entitled;

    public NaiveCount(Ballot ballot)
    {
        _ballot = ballot;
        foreach (var elector in ballot.Electors)
        {
            var slip = elector.Own;
            if (slip is null && elector.Delegate is not null)
            {
                foreach (var other in ballot.Electors)
                {
                    if (other.Name == elector.Delegate)
                    {
                        slip = other.Own;
                    }
                }
            }

            if (slip is not null)
            {
                _slips.Add((slip, elector.Weight));
            }

            _present += elector.Present || slip is not null ? elector.Weight : 0;
            _entitled += elector.Weight;
        }

        Quorate = HasQuorum();
        (Passed, Winners) = ballot.Kind switch
        {
            Hub.Domain.Ballots.BallotKind.Approval => (Quorate && Carries(Sum("approve"), Sum("oppose"), Base(Sum("abstain"))), null),
            Hub.Domain.Ballots.BallotKind.Rating => (Quorate && Cast > 0, null),
            Hub.Domain.Ballots.BallotKind.Election => Elected(),
            _ => Leading(),
        };
    }

    public bool Quorate { get; }

    public bool Passed { get; }

    /// <summary>In no order.</summary>
    public HashSet<string>? Winners { get; }

    public decimal Cast => _slips.Sum(s => s.Weight);

    /// <summary>The mean of a rating, to two places.</summary>
    public string Mean
    {
        get
        {
            decimal points = 0;
            foreach (var (choices, weight) in _slips)
            {
                points += decimal.Parse(choices[0], CultureInfo.InvariantCulture) * weight;
            }

            return decimal.Round(points / Cast, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Whether this many votes for it would carry an approval with everything else as it was.</summary>
    public bool WouldCarry(decimal votes) => Carries(votes, Sum("oppose"), Base(Sum("abstain")));

    private decimal Sum(string choice)
    {
        decimal sum = 0;
        foreach (var (choices, weight) in _slips)
        {
            if (choices.Contains(choice))
            {
                sum += weight;
            }
        }

        return sum;
    }

    private decimal Base(decimal abstaining) => _ballot.Base switch
    {
        "cast" => _ballot.AbstentionsCount ? Cast : Cast - abstaining,
        "present" => _present,
        _ => _entitled,
    };

    private bool Carries(decimal votes, decimal against, decimal whole) => votes > 0 && _ballot.Majority switch
    {
        "simple" => votes > against,
        "absolute" => Whole(votes) * 2 > Whole(whole),
        _ => IsPart(votes, whole, _ballot.Majority),
    };

    private bool HasQuorum()
    {
        if (_ballot.Quorum is null)
        {
            return true;
        }

        var words = _ballot.Quorum.Split(' ');
        var there = words.Length == 2 ? _present : Cast;
        return there > 0 && IsPart(there, _entitled, words[0]);
    }

    private (bool Passed, HashSet<string> Winners) Leading()
    {
        var leading = new HashSet<string>();
        foreach (var option in _ballot.Options)
        {
            if (Sum(option) > 0 && !_ballot.Options.Any(other => Sum(other) > Sum(option)))
            {
                leading.Add(option);
            }
        }

        return (Quorate && leading.Count == 1 && Carries(Sum(leading.Single()), 0, Base(0)), leading);
    }

    /// <summary>Elected is who has the majority and finds no more people with as many votes, itself among them, than there are seats.</summary>
    private (bool Passed, HashSet<string> Winners) Elected()
    {
        var able = new Dictionary<string, decimal>();
        foreach (var person in _ballot.Options)
        {
            decimal abstaining = 0;
            foreach (var (choices, weight) in _slips)
            {
                abstaining += choices.Contains($"{person}:approve") || choices.Contains($"{person}:oppose") ? 0 : weight;
            }

            if (Carries(Sum($"{person}:approve"), Sum($"{person}:oppose"), Base(abstaining)))
            {
                able[person] = Sum($"{person}:approve");
            }
        }

        var elected = able.Keys.Where(person => Quorate && able.Values.Count(votes => votes >= able[person]) <= _ballot.Seats).ToHashSet();
        return (elected.Count == _ballot.Seats, elected);
    }

    private static bool IsPart(decimal some, decimal whole, string part)
    {
        var figures = part.Split('/').Select(f => BigInteger.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return Whole(some) * figures[1] >= Whole(whole) * figures[0];
    }

    private static BigInteger Whole(decimal votes) => new(votes * 1000);
}
