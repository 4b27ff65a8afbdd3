namespace Hub.Domain.Opinion;

/// <summary>
/// All stances of one round: the fold of what people said, one person, one current stance for each statement. It lives where the round's stances are decided
/// (the room's box, beside its votes) and is rebuilt from their events after a restart: the same stances give the same fold, to the last bit, in whatever order
/// they come, with whatever changes, withdrawals and merges between them, because of each person and statement the event with the greatest number stands, and
/// all that is counted is whole numbers.
/// </summary>
/// <remarks>
/// Statements have numbers here, in the order in which they were added; <see cref="Round"/> knows their ids. A stance costs as much as its person has other
/// answers, and nothing for the number of people. It is mutable and not for several threads: <see cref="Freeze"/> takes what a map is computed from elsewhere.
/// </remarks>
public sealed class Stances
{
    /// <summary>No round has more statements.</summary>
    public const int MostStatements = 1000;

    private readonly Dictionary<string, Answers> _people = new(StringComparer.Ordinal);
    private readonly List<int> _into = [];
    private readonly List<bool> _hidden = [];

    /// <summary>How many statements were ever added, merged and hidden ones among them.</summary>
    public int Statements => _into.Count;

    /// <summary>How many people say something.</summary>
    public int People { get; private set; }

    /// <summary>How many stances stand.</summary>
    public long Count { get; private set; }

    public PairTable Pairs { get; } = new();

    /// <returns>Its number: 0, 1, 2 …</returns>
    /// <exception cref="InvalidOperationException">There are <see cref="MostStatements"/>: the round's rules let no more in.</exception>
    public int AddStatement()
    {
        if (Statements == MostStatements)
        {
            throw new InvalidOperationException($"A round has at most {MostStatements} statements.");
        }

        _into.Add(Statements);
        _hidden.Add(false);
        Pairs.AddStatement();
        return Statements - 1;
    }

    /// <summary>A person's stance from now on. The same again changes nothing; one that is older than what stands changes nothing either.</summary>
    /// <param name="statement">Its number; of one that was merged, what it was merged into is answered.</param>
    /// <param name="stance">Null takes it back.</param>
    /// <param name="seq">The number of the event: of two, the greater is the newer.</param>
    /// <returns>Whether anything is counted otherwise now.</returns>
    public bool Set(string person, int statement, Stance? stance, long seq)
    {
        var (at, value) = (Standing(statement), StanceValue.Of(stance));
        if (!_people.TryGetValue(person, out var answers))
        {
            _people.Add(person, answers = new Answers());
        }

        var before = answers.Count;
        var changed = answers.Put(at, value, seq, Pairs);
        Noted(before, answers.Count);
        return changed;
    }

    /// <summary>Two statements are one from now on: of two stances of one person the newer stands. Merged already, nothing changes.</summary>
    public void Merge(int statement, int into)
    {
        var (from, to) = (Standing(statement), Standing(into));
        if (from == to)
        {
            return;
        }

        _into[from] = to;
        foreach (var answers in _people.Values)
        {
            if (answers.Find(from) is { } given)
            {
                var before = answers.Count;
                answers.Remove(from, Pairs);
                answers.Put(to, given.Value, given.Seq, Pairs);
                Noted(before, answers.Count);
            }
        }
    }

    /// <summary>A hidden statement keeps its stances, and counts in nothing.</summary>
    public void Hide(int statement, bool hidden = true) => _hidden[Standing(statement)] = hidden;

    public StanceCounts Counts(int statement) => Pairs.Counts(Standing(statement));

    /// <summary>What a person says to a statement; null: nothing.</summary>
    public Stance? Of(string person, int statement) =>
        _people.TryGetValue(person, out var answers) && answers.Find(Standing(statement)) is { } given ? StanceValue.Read(given.Value) : null;

    /// <summary>The numbers of the statements that count, with what this person says to each.</summary>
    public IEnumerable<(int Statement, Stance? Stance)> Mine(string person) =>
        Enumerable.Range(0, Statements).Where(DoesCount).Select(statement => (statement, Of(person, statement)));

    /// <summary>Whether a statement is neither hidden nor merged into another.</summary>
    public bool DoesCount(int statement) => _into[statement] == statement && !_hidden[statement];

    /// <summary>The number of the statement that this one is a part of now; itself, where it was not merged.</summary>
    public int Standing(int statement)
    {
        while (_into[statement] != statement)
        {
            statement = _into[statement];
        }

        return statement;
    }

    /// <summary>
    /// A copy of all that a map needs, made of plain arrays in one pass (some 20 MB for 5 million stances), so that whoever owns the stances goes on at once
    /// and the map is computed elsewhere: <see cref="FrozenStances.Arranged"/>.
    /// </summary>
    public FrozenStances Freeze()
    {
        var (people, starts, at) = (new string[_people.Count], new int[_people.Count + 1], 0);
        var total = 0;
        foreach (var answers in _people.Values)
        {
            total += answers.Statements.Length;
        }

        var (statements, values, person) = (new ushort[total], new sbyte[total], 0);
        foreach (var (id, answers) in _people)
        {
            people[person] = id;
            answers.Statements.CopyTo(statements.AsSpan(at));
            answers.Values.CopyTo(values.AsSpan(at));
            starts[++person] = at += answers.Statements.Length;
        }

        var counted = new bool[Statements];
        for (var statement = 0; statement < counted.Length; statement++)
        {
            counted[statement] = DoesCount(statement);
        }

        return new FrozenStances(people, starts, statements, values, Pairs.Copy(), counted);
    }

    private void Noted(int before, int after)
    {
        Count += after - before;
        People += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    }
}
