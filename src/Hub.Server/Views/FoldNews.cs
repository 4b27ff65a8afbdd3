namespace Hub.Server.Views;

/// <summary>Tells how far a long fold has come, at most every so often.</summary>
internal sealed partial class FoldNews : IProgress<FoldProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger;
    private long _saidAt = System.Diagnostics.Stopwatch.GetTimestamp();

    private FoldNews(ILogger logger) => _logger = logger;

    public static IProgress<FoldProgress> To(ILogger logger) => new FoldNews(logger);

    public void Report(FoldProgress value)
    {
        if (System.Diagnostics.Stopwatch.GetElapsedTime(_saidAt) > Every)
        {
            _saidAt = System.Diagnostics.Stopwatch.GetTimestamp();
            LogFolding(_logger, value.Commits, value.Last == 0 ? 1 : Math.Min(1, (double)value.Position / value.Last));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The lists are folded from the journal: {Share:P0}, {Commits} commits so far")]
    private static partial void LogFolding(ILogger logger, long commits, double share);
}
