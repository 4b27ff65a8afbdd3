using System.Security.Cryptography;
using System.Text;
using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>
/// Persons for those who come without a session: derived with a key of the house from what they sent, so that a repeat comes from the same person, and nobody
/// can work out another's. The key is one of the house's secrets: every node derives the same.
/// </summary>
internal sealed class Guests(HouseSecrets secrets)
{
    private byte[] _key = [];

    public async Task Load() => _key = await secrets.GetOrAdd("guest-key", RandomNumberGenerator.GetBytes(32));

    /// <summary>The person of whoever sends this operation without saying who they are.</summary>
    public string OfOperation(string op) => Person($"operation {op}");

    /// <summary>Who a session counts as outside meetings. A token that was made for one meeting is nobody known elsewhere, and always the same.</summary>
    public string Of(Session session) => session.Room is null ? session.Person : Person($"{session.Person} of {session.Room}");

    /// <summary>256 bits that follow from this and from the house's secret.</summary>
    public byte[] Derive(string what) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(what));

    private string Person(string who) => Operation.Of("guest", Convert.ToHexStringLower(Derive(who))).NewId();
}
