using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Server.Journal;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>What came of adding a passkey.</summary>
internal enum PasskeyAdding
{
    Added,

    /// <summary>The answer does not fit the question, or is to one that was answered, or is too late.</summary>
    Wrong,

    /// <summary>The credential is registered already.</summary>
    Taken,

    /// <summary>The account has as many as an account has.</summary>
    TooMany,
}

/// <summary>
/// Passkeys (W3C Web Authentication, level 3): two factors at once, as the authenticator must have verified its owner. What is asked and what is answered is
/// ASP.NET Core Identity's own <see cref="PasskeyHandler{TUser}"/>; here is what it leaves to others: which relying party this house is, how a question belongs
/// to one browser, that each is answered once, and what is stored.
/// </summary>
/// <remarks>
/// The question (challenge) is kept by the browser that asked, in a cookie that only this house reads: encrypted, for <see cref="AnsweredWithin"/>, and for one
/// purpose. So whoever asks leaves nothing behind; what was answered is stored until it could be answered no more.
/// </remarks>
internal sealed class Passkeys(
    IPasskeyStore store, UserManager<StaffAccount> users, Guests guests, IOptions<HouseSettings> house, TimeProvider clock)
{
    public const int MaxOfAccount = 20;
    public const int MaxName = 40;

    /// <summary>How long an authenticator is waited for.</summary>
    public static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(5);

    private const string Plain = "passkey";
    private const string OfHost = "__Host-passkey";
    private const int LongestCookie = 4000;

    /// <summary>In bytes, as the standard has it.</summary>
    private const int MostOfCredential = 1023;

    private const string SigningIn = "a sign-in by passkey";

    /// <summary>Anybody may have as much encrypted as they like: that is no use of a key that keeps something for good.</summary>
    private readonly Lazy<SecretBox> _questions = new(() => new SecretBox(guests.Derive("questions to authenticators")));

    /// <summary>Asks for an authenticator to make a passkey for this account.</summary>
    /// <returns>The options that the browser hands to the authenticator, as JSON; null where passkeys do not work at this address.</returns>
    public async Task<string?> AskForNew(HttpContext http, StaffAccount account)
    {
        if (RelyingParty.Of(http, house.Value) is not { } party)
        {
            return null;
        }

        var asked = await Handler(party).MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = account.Id, Name = account.Login, DisplayName = account.Name }, http);
        Keep(http, AddingTo(account), asked.AttestationState);
        return asked.CreationOptionsJson;
    }

    /// <summary>Asks for any passkey of this house that the authenticator has.</summary>
    /// <inheritdoc cref="AskForNew" path="/returns"/>
    public async Task<string?> AskForAny(HttpContext http)
    {
        if (RelyingParty.Of(http, house.Value) is not { } party)
        {
            return null;
        }

        var asked = await Handler(party).MakeRequestOptionsAsync(null, http);
        Keep(http, SigningIn, asked.AssertionState);
        return asked.RequestOptionsJson;
    }

    /// <summary>Adds the passkey that an authenticator made.</summary>
    /// <param name="credential">What it answered (<c>RegistrationResponseJSON</c>).</param>
    public async Task<(PasskeyAdding Came, Passkey? Passkey)> Add(HttpContext http, StaffAccount account, string name, JsonElement credential)
    {
        if (RelyingParty.Of(http, house.Value) is not { } party || Kept(http, AddingTo(account)) is not { } asked)
        {
            return (PasskeyAdding.Wrong, null);
        }

        if (Passkey.SecretOf(account) is not { } secret)
        {
            return (PasskeyAdding.Wrong, null);
        }

        if ((await store.ReadOf(account.Id)).Count >= MaxOfAccount)
        {
            return (PasskeyAdding.TooMany, null);
        }

        var made = await Handler(party).PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = http,
            CredentialJson = credential.GetRawText(),
            AttestationState = asked.State,
        });
        if (!made.Succeeded || made.UserEntity.Id != account.Id)
        {
            return (await IsTaken(credential) ? PasskeyAdding.Taken : PasskeyAdding.Wrong, null);
        }

        var now = clock.GetUtcNow();
        if (!await store.Take(asked.Hash, asked.Until, now))
        {
            return (PasskeyAdding.Wrong, null);
        }

        var passkey = new Passkey(Passkey.IdOf(made.Passkey.CredentialId), account.Id, name, made.Passkey.CredentialId, made.Passkey.PublicKey)
        {
            SignCount = made.Passkey.SignCount,
            Transports = [.. (made.Passkey.Transports ?? []).Where(IsWord)],
            IsSyncable = made.Passkey.IsBackupEligible,
            IsSynced = made.Passkey.IsBackedUp,
            Secret = secret,
            Created = now,
        };
        return await store.Add(passkey) ? (PasskeyAdding.Added, passkey) : (PasskeyAdding.Taken, null);
    }

    /// <summary>Whose passkey answered the question that this browser was asked.</summary>
    /// <param name="credential">What the authenticator answered (<c>AuthenticationResponseJSON</c>).</param>
    /// <returns>The account, which may be used; null: whatever is wrong. Another try needs another question.</returns>
    public async Task<StaffAccount?> Prove(HttpContext http, JsonElement credential)
    {
        if (RelyingParty.Of(http, house.Value) is not { } party || Kept(http, SigningIn) is not { } asked)
        {
            return null;
        }

        var proven = await Handler(party).PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = http,
            CredentialJson = credential.GetRawText(),
            AssertionState = asked.State,
        });
        var now = clock.GetUtcNow();
        return proven.Succeeded && proven.User.IsUsable && await store.Take(asked.Hash, asked.Until, now)
            && await store.Use(proven.Passkey.CredentialId, proven.Passkey.SignCount, proven.Passkey.IsBackedUp, now) ? proven.User : null;
    }

    /// <summary>Whose passkey an answer says to be, before it is verified: the user handle, which is the account's id.</summary>
    /// <returns>Blank where it says nothing of the kind.</returns>
    public static string ClaimedBy(JsonElement credential) =>
        credential.ValueKind == JsonValueKind.Object && credential.TryGetProperty("response", out var response)
        && Bytes(response, "userHandle") is { Length: <= 32 } handle && Encoding.UTF8.GetString(handle) is var id && StreamNames.IsId(id) ? id : "";

    /// <returns>Null where there is no such field, or it is not base64url.</returns>
    private static byte[]? Bytes(JsonElement of, string field) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static string AddingTo(StaffAccount account) => $"a passkey for {account.Id}";

    private static bool IsWord(string transport) => transport.Length is > 0 and <= 20 && transport.All(c => char.IsAsciiLetter(c) || c == '-');

    private async Task<bool> IsTaken(JsonElement credential) =>
        Bytes(credential, "id") is { Length: <= MostOfCredential } id && await store.Find(id) is not null;

    private PasskeyHandler<StaffAccount> Handler(RelyingParty party) => new(users, Options.Create(new IdentityPasskeyOptions
    {
        ServerDomain = party.Domain,
        AuthenticatorTimeout = AnsweredWithin,
        UserVerificationRequirement = "required",
        ResidentKeyRequirement = "required",
        AttestationConveyancePreference = "none",
        ValidateOrigin = of => ValueTask.FromResult(!of.CrossOrigin && string.Equals(of.Origin, party.Origin, StringComparison.OrdinalIgnoreCase)),
    }));

    /// <summary>Gives the question to the browser that is to answer it.</summary>
    private void Keep(HttpContext http, string purpose, string? state)
    {
        var text = Encoding.UTF8.GetBytes(state!);
        var kept = new byte[sizeof(long) + text.Length];
        BinaryPrimitives.WriteInt64BigEndian(kept, (clock.GetUtcNow() + AnsweredWithin).ToUnixTimeMilliseconds());
        text.CopyTo(kept.AsSpan(sizeof(long)));
        http.Response.Cookies.Append(
            http.Request.IsHttps ? OfHost : Plain, Base64Url.EncodeToString(_questions.Value.Encrypt(purpose, kept)), CookieOf(http, AnsweredWithin));
    }

    /// <summary>The question that this browser was asked for this purpose; it is taken from it, as an answer that is wrong needs another.</summary>
    private (string State, Hash Hash, DateTimeOffset Until)? Kept(HttpContext http, string purpose)
    {
        var name = http.Request.IsHttps ? OfHost : Plain;
        if (http.Request.Cookies[name] is not { Length: > 0 and <= LongestCookie } value || !Base64Url.IsValid(value))
        {
            return null;
        }

        http.Response.Cookies.Delete(name, CookieOf(http, null));
        if (_questions.Value.Decrypt(purpose, Base64Url.DecodeFromChars(value)) is not { Length: > sizeof(long) } kept)
        {
            return null;
        }

        var until = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(kept));
        return until > clock.GetUtcNow() ? (Encoding.UTF8.GetString(kept.AsSpan(sizeof(long))), Hash.Of(kept), until) : null;
    }

    private static CookieOptions CookieOf(HttpContext http, TimeSpan? goodFor) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = goodFor,
        IsEssential = true,
    };
}

/// <summary>
/// Whom an authenticator makes a passkey for: the host of <c>House:PublicUrl</c>, by https; or <c>localhost</c>, which browsers take for secure. At any other
/// address no browser makes or uses one, or would make one for a name that is not this house's for good.
/// </summary>
/// <param name="Domain">The relying party's id: a host without a port.</param>
/// <param name="Origin">From which alone answers are taken.</param>
internal sealed record RelyingParty(string Domain, string Origin)
{
    private const string Local = "localhost";

    /// <returns>Null where the page that asks stands at another address, or nobody says at which.</returns>
    public static RelyingParty? Of(HttpContext http, HouseSettings house)
    {
        // Which origins are this house's at all, was checked before.
        if (!Uri.TryCreate(http.Request.Headers.Origin.ToString(), UriKind.Absolute, out var page))
        {
            return null;
        }

        var isOurs = page.IdnHost == Local
            || (house.PublicUrl is { } url && new Uri(url) is { HostNameType: UriHostNameType.Dns } known && page.Scheme == Uri.UriSchemeHttps
                && known.Scheme == page.Scheme && known.IdnHost == page.IdnHost && known.Port == page.Port);
        return isOurs
            ? new RelyingParty(page.IdnHost, page.IsDefaultPort ? $"{page.Scheme}://{page.IdnHost}" : $"{page.Scheme}://{page.IdnHost}:{page.Port}") : null;
    }
}
