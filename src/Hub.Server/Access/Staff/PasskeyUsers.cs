using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Server.Access.Staff;

/// <summary>
/// Accounts and passkeys as ASP.NET Core Identity's passkey handler asks for them. It only reads: what is written goes through <see cref="IPasskeyStore"/> and
/// <see cref="IAccountStore"/>, which say what was refused.
/// </summary>
internal sealed class PasskeyUsers(IAccountStore accounts, IPasskeyStore passkeys) : IUserPasskeyStore<StaffAccount>
{
    public static UserManager<StaffAccount> Manager(IAccountStore accounts, IPasskeyStore passkeys) => new(
        new PasskeyUsers(accounts, passkeys), null!, null!, [], [], null!, null!, null!, NullLogger<UserManager<StaffAccount>>.Instance);

    public Task<string> GetUserIdAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Login);

    public Task<string?> GetNormalizedUserNameAsync(StaffAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(StaffAccount.NormalLogin(user.Login));

    public Task<StaffAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken) => accounts.Find(userId, cancellationToken);

    public Task<StaffAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        accounts.FindLogin(normalizedUserName, cancellationToken);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(StaffAccount user, CancellationToken cancellationToken) =>
        [.. (await passkeys.ReadOf(user.Id, cancellationToken)).Where(p => p.IsOf(user)).Select(View)];

    /// <summary>Whose a credential is, also where it signs nobody in any more: it is registered, and nobody else's.</summary>
    public async Task<StaffAccount?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.Find(credentialId, cancellationToken) is { } passkey ? await accounts.Find(passkey.Account, cancellationToken) : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(StaffAccount user, byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.Find(credentialId, cancellationToken) is { } passkey && passkey.IsOf(user) ? View(passkey) : null;

    public Task AddOrUpdatePasskeyAsync(StaffAccount user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw OnlyRead();

    public Task RemovePasskeyAsync(StaffAccount user, byte[] credentialId, CancellationToken cancellationToken) => throw OnlyRead();

    public Task SetUserNameAsync(StaffAccount user, string? userName, CancellationToken cancellationToken) => throw OnlyRead();

    public Task SetNormalizedUserNameAsync(StaffAccount user, string? normalizedName, CancellationToken cancellationToken) => throw OnlyRead();

    public Task<IdentityResult> CreateAsync(StaffAccount user, CancellationToken cancellationToken) => throw OnlyRead();

    public Task<IdentityResult> UpdateAsync(StaffAccount user, CancellationToken cancellationToken) => throw OnlyRead();

    public Task<IdentityResult> DeleteAsync(StaffAccount user, CancellationToken cancellationToken) => throw OnlyRead();

    public void Dispose()
    {
        // The stores are the host's.
    }

    private static UserPasskeyInfo View(Passkey passkey) => new(
        passkey.Credential, passkey.PublicKey, passkey.Created, passkey.SignCount, [.. passkey.Transports], isUserVerified: true, passkey.IsSyncable,
        passkey.IsSynced, attestationObject: [], clientDataJson: []);

    private static NotSupportedException OnlyRead() => new("Accounts and passkeys are written through their stores.");
}
