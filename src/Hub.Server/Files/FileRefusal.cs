namespace Hub.Server.Files;

/// <summary>
/// Why a file that somebody hands in is not taken. The name in camelCase is the code on the wire; people read why in <c>topics.words.ts</c>, and a test of the
/// client reads this file.
/// </summary>
internal enum FileRefusal
{
    /// <summary>Happens when it is neither a picture of the kinds that browsers show nor a PDF.</summary>
    NotAFile,

    /// <summary>Happens when it begins as a picture or a PDF, and then is not whole; and when nothing is in it.</summary>
    DamagedFile,

    /// <summary>Happens when it is a picture as newer phones keep it (HEIC, HEIF, AVIF), which most browsers do not show.</summary>
    Heic,

    /// <summary>Happens when a picture is wider or higher than is shown.</summary>
    TooManyPixels,

    /// <summary>Happens when it has more bytes than a file may have.</summary>
    TooLarge,

    /// <summary>Happens when somebody, or a network, hands in more files at once than are taken.</summary>
    TooMany,

    /// <summary>Happens when a network, or the house, has as many files that no topic names as are kept.</summary>
    TooManyUnused,

    /// <summary>Happens when a scanner knows it as malicious.</summary>
    Infected,
}
