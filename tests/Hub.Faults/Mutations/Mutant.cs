using Hub.Faults.Faults;

namespace Hub.Faults.Mutations;

/// <param name="File">Of the sources, from their root.</param>
/// <param name="Sought">Must stand there exactly once: else the protection has moved, and this is no mutation of it.</param>
internal sealed record Edit(string File, string Sought, string Instead)
{
    /// <summary>Whether what is sought stands in this text exactly once.</summary>
    public bool Fits(string text) =>
        text.IndexOf(Sought, StringComparison.Ordinal) is >= 0 and var at && text.IndexOf(Sought, at + 1, StringComparison.Ordinal) < 0;
}

/// <summary>One protection taken away, and the faults under which its loss must show.</summary>
/// <param name="Seeds">On which seeds, and so on which house: every fourth is the embedded one.</param>
internal sealed record Mutant(string Name, IReadOnlyList<Edit> Edits, IReadOnlyList<Fault> Faults, IReadOnlyList<int> Seeds)
{
    private const string EventLoop = "src/Hub.Server/Rooms/EventLoop.cs";
    private const string Lane = "src/Hub.Server/Journal/PostgresLane.cs";
    private const string Box = "src/Hub.Domain/Ballots/Box.cs";

    private static readonly int[] Embedded = [4, 8, 12];
    private static readonly int[] Cluster = [1, 2, 3];

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new(
            "acknowledge before the commit",
            [new(EventLoop, "var whenStored = WhenStored(answer);", "var whenStored = Task.FromResult(answer);")],
            [new DiskFull()], Embedded),
        new(
            "publish before the commit",
            [
                new(EventLoop, "            var appended = await Append(batch);", """
                                (Committed, batch.Head) = (batch.State, new Head(Head.Commit + 1, Head.Seq + batch.Events.Count, Head.Hash));
                                published(batch);
                                var appended = await Append(batch);
                    """),
                new(EventLoop, """
                                if (!Publish(batch))
                                {
                                    Abandon(batch, AppendOutcome.Stored);
                                    return;
                                }

                                _inFlight = null;
                    """, "            _inFlight = null;"),
            ],
            [new DiskFull()], Embedded),
        new(
            "forget operations",
            [
                new(EventLoop, "        if (Recall(operation) is { } done)\n        {\n            return (done, false);\n        }\n", ""),
                new("src/Hub.Server/Rooms/ParticipantGrain.cs", "if (_answers.TryGetValue(op, out var known) && known.Answer is { } answer)",
                    "if (_answers.TryGetValue(op, out var known) && known.Answer is { } answer && op.Length == 0)"),
            ],
            [new Duplicates(), new LostAnswers()], Embedded),
        new(
            "count after the close",
            [
                new(Box, "        : question.Closed ? Rejection.BallotNotOpen\n        : question.Electorate?.Contains(given.Actor.Id) == false",
                    "        : question.Electorate?.Contains(given.Actor.Id) == false"),
            ],
            [new CloseRace()], Embedded),
        new(
            "count a changed vote twice",
            [new("src/Hub.Domain/Ballots/Question.cs", "counts = counts.SetItem(choice, counts[choice] - 1);",
                "counts = counts.SetItem(choice, counts[choice]);")],
            [new CloseRace()], Embedded),
        new(
            "leave out what a returning client missed first",
            [new("src/Hub.Server/Feed/RoomFeed.cs", "var events = Between(from, Seq);", "var events = Between(from + 1, Seq);")],
            [new LostAnswers(), new LostAnswers()], Embedded),
        new(
            "take a lost answer of the database for a commit",
            [new(Lane, "            failure = AppendOutcome.Unknown;\n", "            failure = AppendOutcome.Stored;\n")],
            [new DatabaseKilled(), new CutFromDatabase(), new DatabaseKilled()], Cluster),
        new(
            "no fence",
            [
                new(Lane, "WHERE is_first OR EXISTS (", "WHERE true OR EXISTS ("),
                new(Lane, "        ON CONFLICT (stream, number) DO NOTHING\n", ""),
                new("src/Hub.Server/Journal/PostgresSchema.cs", "            PRIMARY KEY (stream, number)\n", "            PRIMARY KEY (position)\n"),
            ],
            [new Zombie()], Cluster),
        new(
            "leave open what has ended",
            [new("src/Hub.Server/Live/Connections.cs", "        sessions.Ended += CloseThoseOf;\n", "")],
            [new SessionsEnded()], Cluster),
        new(
            "tell while nothing is heard of endings",
            [new("src/Hub.Server/Live/Mailbox.cs", "if (_guarded.Count > 0 && mayTell is not null && !mayTell())", "if (_guarded.Count < 0)")],
            [new SessionsEnded(), new SessionsEnded(), new SessionsEnded()], Cluster),
        new(
            "leave out what a returning stream has missed",
            [new("src/Hub.Server/Live/PublicRooms.cs", "ServerSent.Of(missed.FirstOrDefault(), ", "ServerSent.Of(null, ")],
            [new WatchersCut(byProxy: true)], Embedded),
        new(
            "share what follows one position with whoever asks for another",
            [
                new("src/Hub.Server/Live/RoomRelay.cs", "_behind.TryGetValue(position, out read!)", "_behind.TryGetValue(_room, out read!)"),
                new("src/Hub.Server/Live/RoomRelay.cs", "_behind[position] = read = ", "_behind[_room] = read = "),
            ],
            [new WatchersCut(byProxy: false)], Cluster),
    ];
}
