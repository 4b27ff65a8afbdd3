using System.Text;
using Hub.Server.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access.Staff;

/// <summary>
/// Passwords of staff: which are taken, and how they are kept. They are hashed by ASP.NET Core Identity's own hasher, which comes with the framework and is
/// mended with it: PBKDF2 with HMAC-SHA-512, a salt of 128 bits, and as many rounds as OWASP's Password Storage Cheat Sheet asks for. A hash of an older
/// strength is made anew when its password is next typed. How many tries a password stands is estimated by zxcvbn (Wheeler, "zxcvbn: realistic password
/// strength estimation", Dropbox 2012), which knows the 30,000 passwords that leaked most often, and 64,000 words and names by how often they are used.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int Shortest = 12;
    public const int Longest = 200;

    private const int Rounds = 210_000;

    /// <summary>So that a flood of guesses leaves a processor to the others.</summary>
    private const int MostAtOnce = 2;

    private const int MostWaiting = 32;

    /// <summary>Of a password, what is left when all that many would guess is taken out of it.</summary>
    private const int FewestOfTheirOwn = 6;

    /// <summary>The fewest tries that a guesser needs who goes from the likeliest to the less likely: what zxcvbn calls safely unguessable.</summary>
    private const double FewestTries = 1e8;

    /// <summary>So much of a password is estimated: what its beginning stands, the whole stands too, and an estimate takes longer the more there is.</summary>
    private const int Estimated = 32;

    /// <summary>What people build passwords of, here and everywhere; also the house's own words, in letters.</summary>
    private static readonly string[] Common =
    [
        "password", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "passwd", "pass", "qwertyuiop", "qwerty", "qwertz", "asdfghjkl", "asdfgh", "asdf",
        "zxcvbnm", "zxcvbn", "1qaz2wsx", "1q2w3e4r", "q1w2e3r4", "administrator", "admin", "root", "user", "guest", "test", "demo", "default", "changeme",
        "letmein",
        "welcome", "login", "secret", "master", "hello", "iloveyou", "woaini", "woaiwojia", "dragon", "monkey", "sunshine", "football", "baseball", "shadow",
        "superman", "princess", "computer", "internet", "mima", "huaian", "huaiyin", "lianshui", "xuyi", "jinhu", "hongze", "qingjiangpu", "zhengxie",
        "youshihaoshangliang", "shangliang", "mashangyi", "weiyuan", "zhongguo", "china", "jiangsu", "beijing", "shanghai", "spring", "summer", "autumn",
        "winter", "monday", "january",
    ];

    private readonly PasswordHasher<StaffAccount> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly Lazy<string> _nobodys;
    private int _waiting;

    public Passwords() => _nobodys = new Lazy<string>(() => _hasher.HashPassword(null!, "nobody's"));

    /// <returns>Why nobody should have this password; null: it may be taken.</returns>
    public static WeakPassword? WhyNot(string password, params ReadOnlySpan<string> own)
    {
        if (password.Length > Longest)
        {
            return WeakPassword.TooLong;
        }

        if (password.EnumerateRunes().Count() < Shortest)
        {
            return WeakPassword.TooShort;
        }

        // Full-width letters are no work for who guesses.
        var plain = password.Normalize(NormalizationForm.FormKC);
        var left = plain.ToUpperInvariant();
        foreach (var word in own)
        {
            left = Without(left, word);
        }

        foreach (var word in Common)
        {
            left = Without(left, word);
        }

        return WithoutRuns(left).Distinct().Count() < FewestOfTheirOwn || TriesOf(plain, own) < FewestTries ? WeakPassword.Common : null;
    }

    /// <exception cref="BusyException">Too many are being hashed.</exception>
    public Task<string> Hash(string password) => InTurn(() => _hasher.HashPassword(null!, password));

    /// <summary>Whether it is this password. Where there is none to compare it with, it takes as long to say no.</summary>
    /// <param name="hash">Null: nobody has one.</param>
    /// <returns>The hash to keep from now on; null: it is another password.</returns>
    /// <exception cref="BusyException">Too many are being hashed.</exception>
    public Task<string?> Verify(string? hash, string password) => InTurn(() =>
        _hasher.VerifyHashedPassword(null!, hash ?? _nobodys.Value, password.Length <= Longest ? password : "") switch
        {
            PasswordVerificationResult.Success => hash,
            PasswordVerificationResult.SuccessRehashNeeded when hash is not null => _hasher.HashPassword(null!, password),
            _ => null,
        });

    public void Dispose() => _places.Dispose();

    private static double TriesOf(string password, ReadOnlySpan<string> own) =>
        Math.Pow(2, Zxcvbn.Zxcvbn.MatchPassword(password.Length <= Estimated ? password : password[..Estimated], own.ToArray()).Entropy);

    private static string Without(string text, string word) =>
        word.Length > 2 ? text.Replace(word.ToUpperInvariant(), "", StringComparison.Ordinal) : text;

    /// <summary>Years, repetitions (aaa) and characters one behind the other (abc, 321) are no work for who guesses.</summary>
    private static string WithoutRuns(string text)
    {
        var left = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var length = Math.Max(Run(text, i, 0), Math.Max(Run(text, i, 1), Run(text, i, -1)));
            if (i + 4 <= text.Length && text.AsSpan(i, 2) is "19" or "20" && char.IsAsciiDigit(text[i + 2]) && char.IsAsciiDigit(text[i + 3]))
            {
                length = Math.Max(length, 4);
            }

            if (length < 3)
            {
                left.Append(text, i, length);
            }

            i += length;
        }

        return left.ToString();
    }

    private static int Run(string text, int from, int step)
    {
        var length = 1;
        while (from + length < text.Length && text[from + length] - text[from + length - 1] == step)
        {
            length++;
        }

        return length >= 3 ? length : 1;
    }

    private async Task<T> InTurn<T>(Func<T> hash)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                throw new BusyException();
            }

            await _places.WaitAsync();
            try
            {
                return await Task.Run(hash);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}

/// <summary>Why a password is not taken.</summary>
internal enum WeakPassword
{
    /// <summary>Fewer than <see cref="Passwords.Shortest"/> characters.</summary>
    TooShort,

    /// <summary>More than <see cref="Passwords.Longest"/>.</summary>
    TooLong,

    /// <summary>Little is left of it without common words, runs, years, and the account's own name and login; or it is soon found from lists.</summary>
    Common,
}
