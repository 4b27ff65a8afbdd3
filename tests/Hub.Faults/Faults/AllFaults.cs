namespace Hub.Faults.Faults;

/// <summary>The rows of the table, the most valuable first.</summary>
internal static class AllFaults
{
    public static IReadOnlyList<Fault> Rows { get; } =
    [
        new NodeKilled(), new ShortFreeze(), new Zombie(), new AllKilled(), new DatabaseKilled(), new GracefulLeave(rolling: false),
            new GracefulLeave(rolling: true), new CloseRace(),
        new CutFromDatabase(), new Duplicates(), new LostAnswers(), new ReconnectStorm(), new SlowReaders(), new Corrupted(), new DiskFull(), new PowerLost(),
        new ClockJump(), new CutFromPeers(), new SessionsEnded(), new WatchersCut(byProxy: true), new WatchersCut(byProxy: false), new MixedVersions(),
    ];

    /// <exception cref="FormatException">There is no such row.</exception>
    public static Fault Named(string name) => Rows.FirstOrDefault(r => r.Name == name)
        ?? throw new FormatException($"There is no fault '{name}'; there are {string.Join(", ", Rows.Select(r => r.Name))}.");
}
