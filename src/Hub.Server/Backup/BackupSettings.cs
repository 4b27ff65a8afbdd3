namespace Hub.Server.Backup;

/// <summary>Backup and restore (settings <c>Backup:*</c>).</summary>
public sealed class BackupSettings
{
    public const string Section = "Backup";

    /// <summary>
    /// A file with a key of 256 bits, as 64 hex digits or in base64: backups are encrypted with it, and only encrypted ones are restored. Absent: they are not.
    /// </summary>
    public string? KeyFile { get; set; }
}
