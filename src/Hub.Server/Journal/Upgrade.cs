using Hub.Domain;
using Npgsql;

namespace Hub.Server.Journal;

/// <summary>
/// What is done once to the content of a database when its schema's number moves on. A step runs inside the very transaction that moves the number: whatever
/// crashes, and when, the database is wholly before the step or wholly behind it. The number keeps older builds out from then on, each by its own check at the
/// start.
/// </summary>
/// <remarks>
/// A SQLite file has one process, which does it at the open, before anybody is heard. A PostgreSQL database is moved on by <see cref="Cluster.FormatWatch"/>
/// once no node of an older build is left; other nodes of this build go on storing events of the first format meanwhile, and one of them may have read a table
/// just before. Besides, a node of the older build that was declared dead while it slept may wake up afterwards. What it appends meets the journal's fence, or
/// is a commit of the first format at the end of a stream that nobody else has touched, which every build reads. A seat that it was just about to write, or to
/// rename, may still be written: what is fixed here must be read from where it was fixed, and a seat that came too late must be read as one of the first format
/// is.
/// </remarks>
internal static class Upgrade
{
    // This build passes over what older ones wrote, and no older one comes to read it any more.
    private const string ForgetOlderSnapshots = "DELETE FROM snapshots WHERE version < 4";

    /// <summary>From the format before this one. The third adds kinds of events and changes nothing that is there.</summary>
    public static void To(RecordFormat format, SqliteSession session)
    {
        if (format == RecordFormat.Second)
        {
            session.Execute(NameVault.Sqlite);
            NameVault.FixNames(session);
            session.Execute(ForgetOlderSnapshots);
        }
    }

    /// <summary>
    /// From the format before this one; the vault itself has been there since a node of a build that knows it started. A statement may take its time; between
    /// two of them the connection must not lie idle.
    /// </summary>
    public static async Task To(RecordFormat format, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (format == RecordFormat.Second)
        {
            await Execute(connection, NameVault.FixNamesInPostgres, cancel);
            await Execute(connection, ForgetOlderSnapshots, cancel);
        }
    }

    /// <summary>Without a limit of time: what was given up would begin anew, and never end in a large database.</summary>
    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = PostgresStore.Command(connection, sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
