using System.Security.Cryptography;
using Hub.Domain.Ballots;
using Hub.Server.Access;

namespace Hub.Server.Ballots;

/// <summary>
/// The house's signature (ECDSA with P-256 and SHA-256, FIPS 186-5) under what it publishes for good: the heads of vote trees and exports. The key is one
/// of the house's secrets, the same for every node; its public half is in everything it signs, and it is never replaced: a verifier who knows the house by it
/// would take what follows for a stranger's.
/// </summary>
internal sealed class HouseSeal(HouseSecrets secrets) : IDisposable
{
    private readonly SemaphoreSlim _once = new(1);
    private ECDsa? _key;

    /// <summary>The public key: SubjectPublicKeyInfo (RFC 5280) in base64.</summary>
    public async Task<string> PublicKey() => Convert.ToBase64String((await Key()).ExportSubjectPublicKeyInfo());

    /// <returns>The signature of a tree's head (<see cref="VoteTree.Head"/>), in base64, r and s one after the other (IEEE P1363).</returns>
    public async Task<string> Sign(string room, string ballot, int size, string root) =>
        Convert.ToBase64String((await Key()).SignData(VoteTree.Head(room, ballot, size, root), HashAlgorithmName.SHA256));

    /// <param name="hash">SHA-256 of what is signed.</param>
    public async Task<string> Sign(byte[] hash) => Convert.ToBase64String((await Key()).SignHash(hash));

    public void Dispose()
    {
        _key?.Dispose();
        _once.Dispose();
    }

    private async Task<ECDsa> Key()
    {
        if (_key is not null)
        {
            return _key;
        }

        await _once.WaitAsync();
        try
        {
            if (_key is null)
            {
                using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                var key = ECDsa.Create();
                key.ImportPkcs8PrivateKey(await secrets.GetOrAdd("record-key", fresh.ExportPkcs8PrivateKey()), out _);
                _key = key;
            }

            return _key;
        }
        finally
        {
            _once.Release();
        }
    }
}
