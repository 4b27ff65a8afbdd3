using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Common;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access.Staff;

/// <summary>
/// Wrong sign-ins to staff accounts. Only what fails is counted: by the login that is tried, and by the address block it comes from; who has spent either is
/// refused before anything is hashed, and waits longer the longer it goes on. A login that nobody has is counted like one that somebody has.
/// </summary>
/// <remarks>
/// Whoever guesses at a login slows all who try it from devices that are not known, and locks nobody out: a browser on which the account has signed in before
/// shows a mark of the house that says so, and has an allowance of its own (the device cookies of OWASP's Authentication Cheat Sheet). The mark opens nothing.
/// </remarks>
internal sealed class SignInGuesses(IOptions<LimitSettings> limits, TimeProvider clock, Guests guests, HubMeter meter)
{
    /// <summary>How much more a block may fail than one login: an office sits behind one.</summary>
    private const int LoginsOfBlock = 10;

    private const int DeviceSize = 16;
    private const int MarkSize = DeviceSize + HMACSHA256.HashSizeInBytes;
    private const string Path = "/api";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(400);

    private readonly Budgets<string> _logins = Of<string>(limits.Value, clock);
    private readonly Budgets<(string Login, string Device)> _devices = Of<(string, string)>(limits.Value, clock);

    private readonly Budgets<IPNetwork> _blocks = new(
        limits.Value.FailedSignInBurst * LoginsOfBlock, limits.Value.FailedSignInsPerMinute * LoginsOfBlock / 60, LongestWait, clock);

    /// <summary>Begins a try at a login (its normal form); <see cref="Try.End"/> must follow where <see cref="Try.Wait"/> is null.</summary>
    public Try Begin(HttpContext http, string login)
    {
        var (device, block) = (Known(http, login), AddressBlock.Of(http.Connection.RemoteIpAddress));
        TimeSpan? wait;
        if (device is not null)
        {
            wait = _devices.Begin((login, device));
        }
        else if ((wait = _logins.Begin(login)) is null && (wait = _blocks.Begin(block)) is not null)
        {
            _logins.End(login, failed: false);
        }

        if (wait is not null)
        {
            meter.Guessed("signIn", refused: true);
        }

        return new Try(this, login, device, block, wait);
    }

    /// <summary>From now on this browser is known to the account. A script that shows its token has no cookies.</summary>
    public void Remember(HttpContext http, string login)
    {
        if (http.Request.Headers.Origin.Count == 0 || SessionAuthentication.Bearer(http.Request) is not null || Known(http, login) is not null)
        {
            return;
        }

        var device = RandomNumberGenerator.GetBytes(DeviceSize);
        http.Response.Cookies.Append(Cookie(login), Base64Url.EncodeToString([.. device, .. Mac(device, login)]), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            Path = Path,
            MaxAge = Remembered,
            IsEssential = true,
        });
    }

    private void Count() => meter.Guessed("signIn", refused: false);

    private static Budgets<TKey> Of<TKey>(LimitSettings limits, TimeProvider clock)
        where TKey : notnull => new(limits.FailedSignInBurst, limits.FailedSignInsPerMinute / 60, LongestWait, clock);

    /// <summary>Says nothing of the login to whoever reads the browser's cookies.</summary>
    private static string Cookie(string login) => $"known-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login)).AsSpan(0, 6))}";

    private string? Known(HttpContext http, string login)
    {
        if (http.Request.Cookies[Cookie(login)] is not { Length: <= 100 } value || !Base64Url.IsValid(value))
        {
            return null;
        }

        var mark = Base64Url.DecodeFromChars(value);
        return mark.Length == MarkSize && CryptographicOperations.FixedTimeEquals(mark.AsSpan(DeviceSize), Mac(mark[..DeviceSize], login))
            ? Convert.ToHexStringLower(mark.AsSpan(0, DeviceSize)) : null;
    }

    private byte[] Mac(byte[] device, string login) => guests.Derive($"device {Convert.ToHexStringLower(device)} known to the account {login}");

    /// <summary>One try at a login.</summary>
    /// <param name="Wait">Null: what was typed may be compared. Else the allowance is spent, and so long is to wait.</param>
    internal sealed record Try(SignInGuesses Owner, string Login, string? Device, IPNetwork Block, TimeSpan? Wait)
    {
        public void End(bool failed)
        {
            if (Device is not null)
            {
                Owner._devices.End((Login, Device), failed);
            }
            else
            {
                Owner._logins.End(Login, failed);
                Owner._blocks.End(Block, failed);
            }

            if (failed)
            {
                Owner.Count();
            }
        }
    }
}
