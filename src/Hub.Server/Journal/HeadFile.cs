using System.Text.Json;

namespace Hub.Server.Journal;

/// <summary>
/// How far a SQLite database has come, in a small file beside it (<c>hub.db.head</c>): which database it is, and its last commit as of about a second ago. It
/// is written after the commit, so that the database is never older than this says, after a loss of power neither; where it is, somebody put an older copy in
/// its place, or the disk lost what was synced. It is never synced itself: one that is missing or cannot be read says nothing.
/// </summary>
/// <param name="Database">The database's own id, in its table <c>meta</c>.</param>
/// <param name="Position">Of the newest commit; 0: there is none.</param>
/// <param name="Hash">That commit's, in hex.</param>
internal sealed record HeadFile(string Database, long Position, string Hash)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string PathOf(string database) => database + ".head";

    /// <returns>Null where there is none that can be read.</returns>
    public static HeadFile? Read(string database)
    {
        try
        {
            return JsonSerializer.Deserialize<HeadFile>(File.ReadAllBytes(PathOf(database)), Options) is { Database.Length: > 0, Hash: not null } head
                ? head : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public void Write(string database) => Disk.Replace(PathOf(database), JsonSerializer.SerializeToUtf8Bytes(this, Options));
}
