using System.Security.Cryptography;
using System.Text;
using Hub.Domain;
using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>
/// Whom a person is known as in a topic: the same over all their devices' visits, and of no use for finding them in another topic. Keyed, since a person's id
/// is no secret from everybody (a member's follows from what the register shows): without the key nobody can try whom a pseudonym belongs to. Nothing keeps a
/// pseudonym: each is worked out when it is told.
/// </summary>
internal sealed class Pseudonyms(HouseSecrets secrets, IJournal journal)
{
    private byte[] _key = [];

    public async Task Load() => _key = await secrets.GetOrAdd("pseudonym-key", RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// As everybody tells them now. While nodes of an older build share the database, all nodes tell theirs, without a key: one person must not be two. Which
    /// it was stays so for whoever has asked, who looks at <see cref="TopicPseudonyms.AreOutdated"/> now and then.
    /// </summary>
    public TopicPseudonyms In(string topic) => new(topic, journal.Format >= RecordFormat.Fourth ? _key : null, () => journal.Format);
}

/// <param name="Key">Null: told without one, as the builds before <see cref="RecordFormat.Fourth"/> do.</param>
internal sealed record TopicPseudonyms(string Topic, byte[]? Key, Func<RecordFormat> Format)
{
    public bool AreKeyed => Key is not null;

    /// <summary>No node of the older build is left: from now on they are told with the key.</summary>
    public bool AreOutdated => Key is null && Format() >= RecordFormat.Fourth;

    public string Of(string person) =>
        person == Actor.House.Id ? person
        : Key is null ? Operation.Of(person, $"in topic {Topic}").NewId()
        : Operation.Of("pseudonym", Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{person} in topic {Topic}")))).NewId();
}
