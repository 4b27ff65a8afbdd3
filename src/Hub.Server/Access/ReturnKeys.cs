using System.Security.Cryptography;
using System.Text;
using Hub.Domain;
using Hub.Server.Journal;
using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access;

/// <summary>
/// The raiser's key to come back to a topic with, on whatever device, for years: it opens that topic and nothing else, is kept hashed like the codes of a room,
/// and stops, with all it opened, when it is renewed or revoked. Elsewhere its bearer is who they were.
/// </summary>
internal sealed class ReturnKeys(IDirectory directory, IReturnStore returns, Guests guests)
{
    /// <summary>
    /// The key of a topic that was just raised. It follows from the operation, which its sender alone knows, and a secret of the house: who asks again because
    /// the answer was lost is told the same key.
    /// </summary>
    /// <returns>Null where it was renewed or revoked since.</returns>
    public async Task<string?> Make(string topic, string op)
    {
        var key = Codes.Spell(guests.Derive($"return key of {topic} by {op}"));
        await Codes.Keep(directory, key, StreamNames.OfTopic(topic), Role.Member);
        return await Codes.Find(directory, key, CancellationToken.None) is null ? null : key;
    }

    /// <summary>Makes a topic's key anew; the older one stops.</summary>
    public Task<string> Renew(string topic) => Codes.Renew(directory, StreamNames.OfTopic(topic), Role.Member);

    /// <returns>The topic that a key brings back to, or null where it opens something else.</returns>
    public static string? TopicOf(Code code) => code.Role == Role.Member ? StreamNames.Topic(code.Room) : null;

    /// <summary>From now on this person acts in the topic as the one who raised it.</summary>
    public Task Return(string person, string topic, string raiser, Code key) => returns.Return(person, topic, raiser, key.Hash);

    /// <summary>As whom a session acts in a topic.</summary>
    public async Task<string> PersonIn(Session session, string topic, CancellationToken cancel = default) =>
        await returns.FindRaiser(guests.Of(session), topic, cancel) ?? guests.Of(session);
}
