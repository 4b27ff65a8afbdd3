namespace Hub.Tests.Privacy.Canaries;

/// <summary>Where each canary may stand; everywhere else it is a leak. Where it may, it must be found once: so the search is known to look there.</summary>
internal static class CanaryPlaces
{
    /// <summary>Columns of the database, of what is backed up of it, and of what is restored.</summary>
    public const string Table = "table";
    public const string Backup = "backup";
    public const string Restored = "restored";

    /// <summary>The database's files as they lie on the disk, and what else the house has written beside them.</summary>
    public const string File = "file";

    /// <summary>The name of the first of these.</summary>
    public const string Database = "of the database";

    /// <summary>The name of the segments of a database server's own log, which keep what was deleted until they are written over.</summary>
    public const string WriteAhead = "of the write-ahead log";

    /// <summary>At every level, of every source, with scopes, values and exceptions; and the database server's own.</summary>
    public const string Log = "log";
    public const string Traces = "traces";
    public const string Metrics = "metrics";

    /// <summary>Headers of answers, and addresses that answers lead to, up to their fragment.</summary>
    public const string Header = "header";
    public const string Address = "address";

    /// <summary>What the commands <c>backup</c> and <c>restore</c> say.</summary>
    public const string Console = "console";

    public static readonly string[] Kinds = [Table, Backup, Restored, File, Log, Traces, Metrics, Header, Address, Console];

    private static readonly string[] Nowhere = [];

    /// <summary>
    /// Columns by their tables (<c>commits</c> also by the kind of stream, <c>view</c> for the lists that are folded), headers and files by their names.
    /// </summary>
    private static readonly Dictionary<string, string[]> MayStand = new()
    {
        // What gives power: to be compared it is hashed, to be used it is encrypted.
        ["the operator's key"] = Nowhere,
        ["a session's token"] = Nowhere,
        ["a seat's token"] = Nowhere,
        ["a cookie"] = ["header Set-Cookie"],
        ["a password"] = Nowhere,
        ["a wrong password"] = Nowhere,
        ["a wrong key"] = Nowhere,
        ["a wrong code"] = Nowhere,
        ["the secret of one-time codes"] = Nowhere,
        ["a recovery code"] = Nowhere,
        ["an invitation"] = Nowhere,
        ["an authenticator's answer"] = Nowhere,
        ["the house's secret at the provider"] = Nowhere,
        ["a code of the provider"] = Nowhere,
        ["a token of the provider"] = Nowhere,
        ["a member's key"] = Nowhere,
        ["a code that gives power"] = Nowhere,
        ["a seat card"] = Nowhere,
        ["the door's code"] = Nowhere,
        ["the wall's code"] = Nowhere,
        ["a return key"] = Nowhere,
        ["a key to another device"] = Nowhere,
        ["a secret of the house"] = Nowhere,
        ["a ballot's key"] = Nowhere,
        ["the key that wraps"] = ["file *.key"],
        ["the key of backups"] = Nowhere,
        ["the database's password"] = Nowhere,

        // These stand on a wall, and are shown again.
        ["a code that is shown"] = ["codes.shown", "more_codes.shown", "address"],

        // Who somebody is, and what they said.
        ["an account's name"] = ["accounts.name"],
        ["a login"] = ["accounts.login", "accounts.login_key"],
        ["an account at the provider"] = ["accounts.subject"],
        ["a device"] = ["sessions.device"],
        ["a passkey's name"] = ["passkeys.name"],
        ["why two are asked"] = ["consents.reason", "consents.why", "commits.payload of meetings", "snapshots.state", "view"],
        ["a guest's name"] = ["names.name", "seats.name"],
        ["a member's name"] = ["commits.payload of registers", "names.name", "seats.name", "view", "snapshots.state"],
        ["a comment"] = ["commits.payload of meetings", "snapshots.state", "view"],
        ["a topic's title"] = ["commits.payload of topics", "snapshots.state", "view"],
        ["a topic's text"] = ["commits.payload of topics", "snapshots.state", "view"],
        ["a telephone number"] = ["commits.payload of topics", "snapshots.state", "view"],
        ["words of a rating"] = ["commits.payload of topics", "snapshots.state", "view"],
        ["a department's answer"] = ["commits.payload of topics", "snapshots.state", "view"],
        ["what a file holds"] = ["files.content"],
        ["where a picture was taken"] = Nowhere,
        ["what somebody looked for"] = Nowhere,
        ["what could not be read"] = Nowhere,
        ["what was forgotten"] = Nowhere,
    };

    public static IEnumerable<string> All => MayStand.Keys;

    /// <returns>As above.</returns>
    public static string[] Of(string what) => MayStand[what];

    public static bool MayStandIn(Material material, string what) => material.Kind switch
    {
        Table or Backup or Restored => MayStand[what].Any(place =>
            place == material.Name || (place == "view" && material.Name.StartsWith("view", StringComparison.Ordinal))),
        File => (material.Name == WriteAhead && what == "what was forgotten") || MayStand[what].Any(place =>
            place.StartsWith("file *", StringComparison.Ordinal) ? material.Name.EndsWith(place["file *".Length..], StringComparison.Ordinal)
                : material.Name is Database or WriteAhead && (place == "view" || place.Contains('.'))),
        Header => MayStand[what].Contains($"header {material.Name}"),
        Address => MayStand[what].Contains(Address),
        _ => false,
    };
}
