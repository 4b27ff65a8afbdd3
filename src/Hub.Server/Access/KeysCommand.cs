using System.Globalization;
using Hub.Server.Journal;
using Hub.Server.Keys;

namespace Hub.Server.Access;

/// <summary>
/// The command <c>keys</c>: makes, lists, replaces and deletes the keys that wrap the house's secrets, and the keys that sign tokens. A house on SQLite must be
/// stopped for it, but for <c>new</c>; the nodes of a cluster go on serving. Killed in the middle, the same command goes on.
/// </summary>
/// <remarks>
/// What is replaced wraps other secrets or signs what is soon forgotten. What names persons (<c>guest-key</c>, <c>pseudonym-key</c>) and signs the record
/// (<c>record-key</c>) is never replaced, only wrapped anew: persons would become others, and whoever checks a record knows the house by its key.
/// </remarks>
internal static class KeysCommand
{
    public const string Command = "keys";

    private const string DropOlder = "--drop-older";
    private const string GiveUp = "abandon";

    /// <param name="begins">Told what is about to be done to the database that is open.</param>
    /// <returns>0 where it was done.</returns>
    /// <exception cref="StartupException">It cannot be done; says why.</exception>
    public static async Task<int> Run(string[] args, TextWriter output, Func<IServiceProvider, string, Task>? begins = null)
    {
        await using var app = HubServer.Create(["--Logging:LogLevel:Default=Warning", .. args.Skip(1).Where(a => a != DropOlder)]);
        var (ring, clock) = (app.Services.GetRequiredService<KeyRing>(), TimeProvider.System);
        if (args is ["new", ..])
        {
            var key = ring.Make(clock.GetUtcNow());
            await output.WriteLineAsync(
                $"The key {key.Id} is in {ring.Folder}. Keep a copy of it apart from the database and its backups, which are of no use without it.");
            return 0;
        }

        Func<HouseSecrets, Task> work = args switch
        {
            ["list", ..] => secrets => List(secrets, ring, clock, output),
            ["rotate", ..] => secrets => Rotate(secrets, ring, clock, output),
            ["rotate-tokens", ..] => secrets => RotateTokens(secrets, clock, args.Contains(DropOlder), output),
            ["prune", ..] => secrets => Prune(secrets, ring, clock, output),
            [GiveUp, ..] => secrets => Abandon(secrets, output),
            _ => throw new StartupException($"The command keys is followed by one of: new, list, rotate, rotate-tokens, prune, {GiveUp}."),
        };
        await app.Services.GetRequiredService<IStore>().Open();
        var secrets = app.Services.GetRequiredService<HouseSecrets>();
        try
        {
            if (args[0] != GiveUp)
            {
                await secrets.Prepare();
            }

            await (begins?.Invoke(app.Services, args[0]) ?? Task.CompletedTask);
            await work(secrets);
        }
        catch (StoreException e)
        {
            throw new StartupException($"The database did not do it, and the same command may be given again: {e.Message}", e);
        }

        return 0;
    }

    /// <summary>Ids, ages and purposes; never a key.</summary>
    private static async Task List(HouseSecrets secrets, KeyRing ring, TimeProvider clock, TextWriter output)
    {
        var wrapped = await secrets.ReadKeyIds();
        foreach (var key in ring.Keys)
        {
            var count = wrapped.Count(w => w.Value == key.Id);
            var state = key.Id == secrets.Key.Id ? "wraps what is new" : count > 0 ? "opens what it has wrapped" : "is not used";
            await output.WriteLineAsync($"wrapping key  {key.Id}  {Age(key.MadeAt, clock)}  {count.ToString(CultureInfo.InvariantCulture)} secrets, {state}");
        }

        var tokens = await Tokens.ReadKeys(secrets);
        foreach (var (id, _) in tokens)
        {
            var age = KeyId.IsOne(id) ? Age(KeyId.MadeAt(id), clock) : "as old as the house";
            await output.WriteLineAsync($"token key     {id}  {age}  {(id == tokens[^1].Id ? "signs and verifies" : "verifies")}");
        }

        foreach (var (name, key) in wrapped.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            var state = key is null ? "plain, as long as nodes of an older build may read it" : $"wrapped with {key}";
            await output.WriteLineAsync($"secret        {name}  {state}");
        }
    }

    private static async Task Rotate(HouseSecrets secrets, KeyRing ring, TimeProvider clock, TextWriter output)
    {
        RequireNewFormat(secrets);

        // One that is newer was made before for this, here or elsewhere.
        var key = ring.Newest is { } newest && string.CompareOrdinal(newest.Id, secrets.Key.Id) > 0 ? newest : ring.Make(clock.GetUtcNow());
        await secrets.RewrapWith(key);
        await output.WriteLineAsync(
            $"The key {key.Id} wraps the house's secrets from now on. Keep a copy of it; backups from before need the older ones, which keys prune deletes.");
    }

    private static async Task RotateTokens(HouseSecrets secrets, TimeProvider clock, bool dropsOlder, TextWriter output)
    {
        RequireNewFormat(secrets);
        var older = await Tokens.ReadKeys(secrets);
        var id = await Tokens.AddKey(secrets, clock.GetUtcNow());
        if (dropsOlder)
        {
            foreach (var (dropped, _) in older)
            {
                await Tokens.DropKey(secrets, dropped);
            }
        }

        var within = SecretsWatch.Every.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await output.WriteLineAsync(
            $"The key {id} signs tokens from now on; nodes that run learn of it within {within} seconds. "
            + (dropsOlder ? "Tokens that were signed before are worth nothing: everybody signs in again." : "Those before go on verifying."));
    }

    private static async Task Prune(HouseSecrets secrets, KeyRing ring, TimeProvider clock, TextWriter output)
    {
        RequireNewFormat(secrets);

        // What a node stored just before the last rotation.
        await secrets.RewrapWith(secrets.Key);
        var tokens = await Tokens.ReadKeys(secrets);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (clock.GetUtcNow() - KeyId.MadeAt(tokens[i + 1].Id) > Tokens.GoodAfter)
            {
                await Tokens.DropKey(secrets, tokens[i].Id);
                await output.WriteLineAsync($"The token key {tokens[i].Id} is deleted: no token that it signed is good any more.");
            }
        }

        foreach (var key in ring.Keys.Where(k => string.CompareOrdinal(k.Id, secrets.Key.Id) < 0).ToList())
        {
            ring.Delete(key.Id);
            await output.WriteLineAsync($"The wrapping key {key.Id} is deleted: no secret names it. Backups from its time need the copy that was kept of it.");
        }

        await output.WriteLineAsync("Every key that is left is needed.");
    }

    private static async Task Abandon(HouseSecrets secrets, TextWriter output)
    {
        var lost = await secrets.Abandon();
        await output.WriteLineAsync(
            $"The key {secrets.Key.Id} wraps the house's secrets from now on. Lost for good, and made anew at the next start: {string.Join(", ", lost)}.");
    }

    /// <exception cref="StartupException">Nodes of an older build may be there.</exception>
    private static void RequireNewFormat(HouseSecrets secrets)
    {
        if (!secrets.AreWrapped)
        {
            throw new StartupException(
                "Nodes of an older build may still use this database, and would not understand what is rotated; rotate once the record's format has moved on.");
        }
    }

    private static string Age(DateTimeOffset madeAt, TimeProvider clock) =>
        $"{Math.Max(0, (clock.GetUtcNow() - madeAt).Days).ToString(CultureInfo.InvariantCulture)} days old";
}
