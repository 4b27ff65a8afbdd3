namespace Hub.Server.Access;

/// <summary>The house's secrets as they lie in the database, and which key wraps what is new. Only <see cref="HouseSecrets"/> asks for them.</summary>
internal interface ISecretRows
{
    /// <summary>The key's id, a blank, and a value that only this key opens; null where no node has come with a key yet.</summary>
    Task<string?> ReadCheck();

    /// <summary>The same, stored unless there is one. Of several nodes at once, one stores it.</summary>
    /// <returns>What stands there.</returns>
    Task<string> AddCheck(string check);

    Task<SecretRow?> Find(string name);

    /// <summary>In the order of their names.</summary>
    Task<IReadOnlyList<SecretRow>> ReadAll();

    /// <summary>Stores a secret unless there is one of this name, or another key wraps what is new by now. Idempotent.</summary>
    Task Add(SecretRow row);

    /// <summary>Stores a secret in the place of whatever there is, unless another key wraps what is new by now. Idempotent.</summary>
    /// <returns>False where another key does.</returns>
    Task<bool> Set(SecretRow row);

    /// <summary>Deletes a secret. Idempotent.</summary>
    Task Remove(string name);

    /// <summary>
    /// Puts other values in the place of secrets, and says which key wraps what is new from now on: all of it in one transaction, which nobody stores a
    /// wrapped secret beside.
    /// </summary>
    /// <param name="check">As it must stand there, or nothing is done.</param>
    /// <param name="change">What a row becomes; null: it stays.</param>
    /// <returns>Whether it was done. Where the outcome is unknown, <see cref="ReadCheck"/> tells.</returns>
    Task<bool> Rewrap(string check, string newCheck, Func<SecretRow, SecretRow?> change);
}

/// <param name="Value">Wrapped, where a key is named.</param>
/// <param name="KeyId">Null: as a build before <see cref="Domain.RecordFormat.Fifth"/> stores it, plain.</param>
internal sealed record SecretRow(string Name, byte[] Value, string? KeyId);
