using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Keys;

namespace Hub.Server.Ballots;

/// <summary>
/// The keys of confidential ballots (不公开), one file each, apart from the journal's database: a vote is stored only encrypted (AES-256-GCM, NIST SP 800-38D),
/// and when the ballot is counted its key is destroyed. Afterwards no row, log or backup of the database, whenever it was taken, tells who chose what. Until
/// then whoever reads the folder could, and the screens say so.
/// </summary>
/// <param name="folder">Null: this house offers no confidential ballots.</param>
internal sealed class BallotKeys(string? folder)
{
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>
    /// Stands in every folder that has ever held a key, and says which folder that is. Each ballot remembers it: where it is missing, or says another, the
    /// right folder is out of reach, and no key is lost.
    /// </summary>
    private const string Marker = "keys-of-confidential-ballots";

    private readonly ConcurrentDictionary<string, byte[]> _known = [];

    public bool IsOffered => folder is not null;

    /// <summary>Whether the folder takes keys: asked at the start where one is named.</summary>
    /// <exception cref="StartupException">It does not.</exception>
    public void Probe()
    {
        try
        {
            PrivateFiles.MakeFolder(folder!);
            var probe = Path.Combine(folder!, $"probe-{Guid.NewGuid():n}");
            PrivateFiles.Write(probe, RandomNumberGenerator.GetBytes(KeySize));
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Ballots:KeyPath {Path.GetFullPath(folder!)} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Makes the ballot's key, durably, unless it has one. Idempotent; of several nodes at once, one makes it.</summary>
    /// <returns>Which folder it is in.</returns>
    /// <exception cref="IOException">The folder does not take it.</exception>
    public string Make(string ballot)
    {
        var file = FileOf(ballot);
        PrivateFiles.MakeFolder(folder!);
        PrivateFiles.Once(Path.Combine(folder!, Marker), () => Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("n")));
        PrivateFiles.Once(file, () => RandomNumberGenerator.GetBytes(KeySize));
        PrivateFiles.Sync(folder!);
        return Here() ?? throw OutOfReach();
    }

    /// <summary>Whether the ballot's votes can still be read.</summary>
    /// <param name="where">Which folder its key was made in, here and below.</param>
    /// <exception cref="IOException">That folder is out of reach, so nobody can tell.</exception>
    public bool Has(string ballot, string? where) => Find(ballot, where) is not null;

    /// <param name="padded">As long for every choice of this ballot: a cipher hides what is said, not how much.</param>
    /// <returns>Nonce, cipher text and tag; null where the key is gone.</returns>
    public byte[]? Seal(string ballot, string? where, string voter, ReadOnlySpan<byte> padded)
    {
        if (Find(ballot, where) is not { } key)
        {
            return null;
        }

        var sealedVote = new byte[NonceSize + padded.Length + TagSize];
        RandomNumberGenerator.Fill(sealedVote.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(sealedVote.AsSpan(0, NonceSize), padded, sealedVote.AsSpan(NonceSize, padded.Length), sealedVote.AsSpan(NonceSize + padded.Length),
            About(ballot, voter));
        return sealedVote;
    }

    /// <returns>Null where the key is gone.</returns>
    /// <exception cref="CryptographicException">This is not that voter's sealed vote in that ballot, or it was changed.</exception>
    public byte[]? Unseal(string ballot, string? where, string voter, ReadOnlySpan<byte> sealedVote)
    {
        if (Find(ballot, where) is not { } key)
        {
            return null;
        }

        if (sealedVote.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("A sealed vote is cut short.");
        }

        var padded = new byte[sealedVote.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedVote[..NonceSize], sealedVote[NonceSize..^TagSize], sealedVote[^TagSize..], padded, About(ballot, voter));
        return padded;
    }

    /// <summary>Overwrites and deletes the ballot's key. Idempotent. Nobody reads those votes again.</summary>
    /// <exception cref="IOException">The folder is out of reach: the key may still be there.</exception>
    public void Destroy(string ballot, string? where)
    {
        Forget(ballot);
        var file = FileOf(ballot);
        try
        {
            using (var key = new FileStream(file, FileMode.Open, FileAccess.Write))
            {
                key.Write(new byte[KeySize]);
                key.Flush(flushToDisk: true);
            }

            File.Delete(file);
            PrivateFiles.Sync(folder!);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Destroyed before, if this is the folder that it was in.
            if (!IsHere(where))
            {
                throw OutOfReach(e);
            }
        }
    }

    /// <summary>Takes the key out of this node's memory, where another node may destroy it.</summary>
    public void Forget(string ballot)
    {
        if (_known.TryRemove(ballot, out var known))
        {
            CryptographicOperations.ZeroMemory(known);
        }
    }

    private byte[]? Find(string ballot, string? where)
    {
        if (_known.TryGetValue(ballot, out var known))
        {
            return known;
        }

        try
        {
            var key = File.ReadAllBytes(FileOf(ballot));

            // Zeroes are what is left where a crash came between the overwriting and the deletion.
            return key.Length == KeySize && key.AsSpan().ContainsAnyExcept((byte)0) ? _known.GetOrAdd(ballot, key) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return IsHere(where) ? null : throw OutOfReach(e);
        }
    }

    /// <param name="where">Null: a ballot of before folders had a name; any that has held keys will do.</param>
    private bool IsHere(string? where) => Here() is { } here && (where is null || where == here);

    /// <returns>Which folder this is; null where none that has ever held a key.</returns>
    private string? Here()
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder!, Marker));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private IOException OutOfReach(Exception? why = null) =>
        new($"Ballots:KeyPath {folder} is not the folder in which this ballot's key was made, or that folder is out of reach.", why);

    /// <summary>Ids are letters and digits by their making; whatever else came in would be no path.</summary>
    private string FileOf(string ballot) => ballot.All(char.IsAsciiLetterOrDigit)
        ? Path.Combine(
            folder ?? throw new IOException("This node has no Ballots:KeyPath, so the keys of confidential ballots are out of its reach."), $"{ballot}.key")
        : throw new ArgumentException($"No ballot is called '{ballot}'.", nameof(ballot));

    /// <summary>Bound to the voter and the ballot: a sealed vote put in another's place does not open.</summary>
    private static byte[] About(string ballot, string voter) => Encoding.UTF8.GetBytes($"{ballot}\n{voter}");
}
