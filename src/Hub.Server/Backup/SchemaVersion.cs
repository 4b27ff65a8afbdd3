using System.Globalization;
using Hub.Domain;

namespace Hub.Server.Backup;

internal static class SchemaVersion
{
    /// <returns>The version that <c>meta</c> says, where this build knows it.</returns>
    /// <exception cref="StartupException">It does not.</exception>
    public static int Require(string what, string? said) =>
        int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version is > 0 and <= (int)RecordFormats.Newest
        ? version : throw new StartupException(
            $"{what} has schema version {said}, and this hub knows up to {(int)RecordFormats.Newest}; use the newer hub that wrote it.");
}
