namespace Hub.Server.Common;

/// <summary>How far a start has come.</summary>
internal sealed class Readiness
{
    private volatile bool _maySpeak;
    private volatile bool _isReady;

    /// <summary>Set once nothing is left in the database of what was forgotten since it was backed up: before that nobody is told anything.</summary>
    public bool MaySpeak
    {
        get => _maySpeak;
        set => _maySpeak = value;
    }

    /// <summary>Set once the seeds are loaded and listed.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }
}
