namespace Hub.Server.Common;

/// <summary>Set once the seeds are loaded and listed.</summary>
internal sealed class Readiness
{
    public bool IsReady { get; set; }
}
