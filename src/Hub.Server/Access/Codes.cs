using System.Security.Cryptography;
using System.Text;
using Hub.Domain;
using Hub.Domain.Texts;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access;

/// <summary>
/// Codes to join with: letters and digits that cannot be taken for each other (Crockford's base 32). Those that may be shown again (attend, watch) are 8 long,
/// 40 bits; those that give power (chair, member) are 16 long, 80 bits, answered once and kept hashed.
/// </summary>
internal static class Codes
{
    /// <summary>No code is longer as it is typed, blanks and hyphens with it.</summary>
    public const int Longest = 64;

    /// <summary>Shorter ones can be guessed, if only for long enough.</summary>
    private const int Long = 12;

    private const int ShownLength = 8;
    private const int SecretLength = 16;
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static bool IsShown(Role role) => role is Role.Attendee or Role.Observer;

    /// <summary>Makes a new code of a role; the older ones stop.</summary>
    public static async Task<string> Renew(IDirectory directory, string room, Role role)
    {
        var code = New(role);
        await directory.SetCode(Of(code, room, role));
        return code;
    }

    /// <summary>Makes one more code of a role; the older ones go on working.</summary>
    public static async Task<string> AddFurther(IDirectory directory, string room, Role role)
    {
        var code = New(role);
        await directory.AddFurtherCode(Of(code, room, role));
        return code;
    }

    /// <summary>Makes a code of a role that has none.</summary>
    public static Task Add(IDirectory directory, string room, Role role) => directory.AddCode(Of(New(role), room, role));

    /// <returns>What the directory has a code under; null where nobody's code is like this.</returns>
    public static Hash? HashOfTyped(string? typed) => typed is { Length: > 0 and <= Longest } ? HashOf(typed) : null;

    public static async Task<Code?> Find(IDirectory directory, string? typed, CancellationToken cancel) =>
        HashOfTyped(typed) is { } hash ? await directory.FindCode(hash, cancel) : null;

    /// <summary>Keeps a code of a role that has none; where the role has one already, that stays.</summary>
    public static Task Keep(IDirectory directory, string code, string room, Role role) => directory.AddCode(Of(code, room, role));

    /// <summary>The code of a role that follows from these 80 bits or more. A role that has none has it from now on; one that has another keeps that.</summary>
    public static async Task<string> Derived(IDirectory directory, string room, Role role, byte[] bits)
    {
        var code = Spell(bits)[..(IsShown(role) ? ShownLength : SecretLength)];
        await Keep(directory, code, room, role);
        return code;
    }

    /// <summary>Of 80 bits or more, the first 80 as a code.</summary>
    public static string Spell(ReadOnlySpan<byte> bits)
    {
        Span<char> code = stackalloc char[SecretLength];
        for (var i = 0; i < code.Length; i++)
        {
            var (at, shift) = (i * 5 / 8, i * 5 % 8);
            var two = (bits[at] << 8) | (shift > 3 ? bits[at + 1] : 0);
            code[i] = Letters[(two >> (11 - shift)) & 31];
        }

        return new string(code);
    }

    /// <summary>A new code that gives power: answered once.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Letters, SecretLength);

    /// <summary>A code in place of a second factor: 120 bits, so that its plain hash can be kept for years.</summary>
    public static string NewRecovery() => RandomNumberGenerator.GetString(Letters, 24);

    /// <summary>Whether this would be one of the short codes, however it is typed.</summary>
    public static bool CanBeGuessed(string typed) => Plain(typed).Length < Long;

    public static string New(Role role) => IsShown(role) ? RandomNumberGenerator.GetString(Letters, ShownLength) : NewSecret();

    private static Code Of(string code, string room, Role role) => new(HashOf(code), room, role, IsShown(role) ? code : null);

    /// <summary>As people type it: any case and width, with blanks or hyphens, an O for a zero, an I or an L for a one.</summary>
    public static Hash HashOf(string typed) => Hash.Of(Encoding.UTF8.GetBytes(Plain(typed)));

    private static string Plain(string typed) => Typed.Code(typed).Replace('O', '0').Replace('I', '1').Replace('L', '1');
}
