using System.Security.Cryptography;
using Hub.Domain;
using Hub.Server.Journal;
using Hub.Server.Keys;

namespace Hub.Server.Access;

/// <summary>
/// The house's own secrets: what signs tokens, hides persons, and signs the record. They are in the database, the same for every node, wrapped with a key that
/// is not (<see cref="KeyRing"/>). What was answered is durable, and the same for all.
/// </summary>
/// <remarks>
/// A node of a build before <see cref="RecordFormat.Fifth"/> reads plain secrets only: while one may be there, nothing is wrapped. Once none is, all are, in
/// one transaction; one that a node stores plain just then is wrapped when it is met. The database says which key wraps what is new, and holds a value that
/// only this key opens: a node with other keys is noticed at its start, before it has done anything.
/// </remarks>
/// <param name="format">Of the record, as this node knows it.</param>
internal sealed class HouseSecrets(ISecretRows rows, KeyRing ring, Func<RecordFormat> format, TimeProvider clock)
{
    private const string CheckPurpose = "check";
    private static readonly byte[] CheckText = "hub"u8.ToArray();

    private volatile Current? _current;

    /// <summary>Whether every node reads wrapped secrets, and whatever else came with them.</summary>
    public bool AreWrapped => format() >= RecordFormat.Fifth;

    /// <summary>The key that wraps what is new, as far as this node knows.</summary>
    public WrappingKey Key => _current!.Key;

    /// <summary>What must be so before any secret is asked for. Idempotent; of several nodes at once the first decides which key it is.</summary>
    /// <exception cref="StartupException">This node has not the keys of this database; says what to do.</exception>
    public async Task Prepare()
    {
        ring.Read();
        if (await rows.ReadCheck() is not { } check)
        {
            var key = ring.Newest ?? (ring.MakesItsFirst ? ring.Make(clock.GetUtcNow()) : throw new StartupException(
                $"Keys:Path {ring.Folder} holds no key; make one, once for all nodes, with: Hub.Server keys new --Keys:Path=FOLDER, and put it there."));
            check = await rows.AddCheck(CheckOf(key));
        }

        _current = Hold(check);
        foreach (var id in (await rows.ReadAll()).Select(r => r.KeyId).OfType<string>().Distinct())
        {
            _ = ring.Find(id) ?? throw Missing(id);
        }

        await WrapPlain();
    }

    /// <summary>Wraps what lies there plain, where that may be. Idempotent.</summary>
    /// <returns>Whether nothing lies there plain any more.</returns>
    public async Task<bool> WrapPlain()
    {
        while (AreWrapped)
        {
            if ((await rows.ReadAll()).All(r => r.KeyId is not null))
            {
                return true;
            }

            var current = _current!;
            if (!await rows.Rewrap(current.Check, current.Check, row => row.KeyId is null ? Sealed(current.Key, row.Name, row.Value) : null))
            {
                await Renew();
            }
        }

        return false;
    }

    /// <summary>A secret by its name; made of <paramref name="fresh"/> where there is none, and then the same for every node.</summary>
    public async Task<byte[]> GetOrAdd(string name, byte[] fresh)
    {
        while (true)
        {
            if (await rows.Find(name) is { } found)
            {
                if (found.KeyId is null)
                {
                    await WrapPlain();
                }

                return Open(found);
            }

            await rows.Add(Sealed(name, fresh));
            if (await rows.Find(name) is null)
            {
                await Renew();
            }
        }
    }

    /// <summary>Replaces a secret. Idempotent.</summary>
    public async Task Set(string name, byte[] value)
    {
        while (!await rows.Set(Sealed(name, value)))
        {
            await Renew();
        }
    }

    /// <summary>The secrets whose names begin so, by their names.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> Read(string prefix) =>
        (await rows.ReadAll()).Where(r => r.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(r => r.Name, Open);

    /// <summary>Deletes a secret. Idempotent.</summary>
    public Task Remove(string name) => rows.Remove(name);

    /// <returns>The id of the key that wraps each secret; null where it lies there plain.</returns>
    public async Task<IReadOnlyDictionary<string, string?>> ReadKeyIds() => (await rows.ReadAll()).ToDictionary(r => r.Name, r => r.KeyId);

    /// <summary>Wraps every secret with this key, and whatever comes later. All of it or nothing; idempotent.</summary>
    public async Task RewrapWith(WrappingKey key)
    {
        var check = CheckOf(key);
        while (Key.Id != key.Id)
        {
            await rows.Rewrap(_current!.Check, check, row => row.KeyId == key.Id ? null : Sealed(key, row.Name, Open(row)));
            await Renew();
        }

        await rows.Rewrap(_current!.Check, _current.Check, row => row.KeyId == key.Id ? null : Sealed(key, row.Name, Open(row)));
    }

    /// <summary>
    /// Where keys are lost for good: deletes the secrets that no key opens any more, and wraps the others, and what is made in their place, with the newest
    /// key. No node may run meanwhile. Begun again where it was killed, it goes on.
    /// </summary>
    /// <returns>The names of what is lost.</returns>
    /// <exception cref="StartupException">No key is missing; nothing is changed.</exception>
    public async Task<IReadOnlyList<string>> Abandon()
    {
        ring.Read();
        var all = await rows.ReadAll();
        if (await rows.ReadCheck() is not { } check || Opens(check) && all.All(Opens))
        {
            throw new StartupException($"Every secret of this database opens with the keys in Keys:Path {ring.Folder}; nothing is given up.");
        }

        var key = ring.Newest ?? ring.Make(clock.GetUtcNow());
        var lost = all.Where(r => !Opens(r)).Select(r => r.Name).ToList();
        foreach (var name in lost)
        {
            await rows.Remove(name);
        }

        await rows.Rewrap(check, CheckOf(key), row => row.KeyId is null ? null : Sealed(key, row.Name, Open(row)));
        await Prepare();
        return lost;
    }

    private bool Opens(string check)
    {
        try
        {
            Hold(check);
            return true;
        }
        catch (StartupException)
        {
            return false;
        }
    }

    private bool Opens(SecretRow row)
    {
        try
        {
            Open(row);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private static SecretRow Sealed(WrappingKey key, string name, byte[] value) => new(name, key.Wrap(name, value), key.Id);

    private static string CheckOf(WrappingKey key) => $"{key.Id} {Convert.ToBase64String(key.Wrap(CheckPurpose, CheckText))}";

    private SecretRow Sealed(string name, byte[] value) => AreWrapped ? Sealed(Key, name, value) : new SecretRow(name, value, null);

    /// <exception cref="StoreException">It was wrapped with a key that this node does not have, or changed.</exception>
    private byte[] Open(SecretRow row)
    {
        try
        {
            return row.KeyId is null ? row.Value : (ring.Find(row.KeyId) ?? throw Missing(row.KeyId)).Unwrap(row.Name, row.Value);
        }
        catch (Exception e) when (e is CryptographicException or StartupException)
        {
            throw new StoreException(
                e is StartupException ? e.Message : $"The secret {row.Name} was changed in the database; restore it from a backup.", mayBeStored: false);
        }
    }

    /// <summary>Another key wraps what is new by now.</summary>
    private async Task Renew()
    {
        try
        {
            _current = Hold((await rows.ReadCheck())!);
        }
        catch (StartupException e)
        {
            throw new StoreException(e.Message, mayBeStored: false);
        }
    }

    private Current Hold(string check)
    {
        var (id, value) = (check.Split(' ')[0], check.Split(' ')[^1]);
        var key = ring.Find(id) ?? throw Missing(id);
        try
        {
            return key.Unwrap(CheckPurpose, Convert.FromBase64String(value)).AsSpan().SequenceEqual(CheckText) ? new Current(check, key) : throw Other(id);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw Other(id);
        }
    }

    private StartupException Missing(string id) => new(
        $"The secrets of this database are wrapped with the key {id}, which Keys:Path {ring.Folder} does not have; put the key there that belongs to this "
        + "database.");

    private StartupException Other(string id) => new(
        $"The key {id} in Keys:Path {ring.Folder} is not the one that has wrapped the secrets of this database; put the key there that belongs to it.");

    private sealed record Current(string Check, WrappingKey Key);
}
