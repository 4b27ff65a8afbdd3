using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>
/// Who comes back to what by a key: to a topic as the one who raised it, to another device as the guest they are. Keys are kept hashed. What was answered is
/// durable and seen by every node at once.
/// </summary>
public interface IReturnStore
{
    /// <summary>From now on, and for as long as this key is the topic's, a person acts in a topic as the one who raised it. Idempotent.</summary>
    Task Return(string person, string topic, string raiser, Hash key);

    /// <summary>As whom a person acts in a topic: as the one who raised it, where they came back by a key that is still the topic's; else null.</summary>
    Task<string?> FindRaiser(string person, string topic, CancellationToken cancel = default);

    /// <summary>
    /// Lets a person be brought to another device once, until then; the key that was made for them before stops. Keys whose time was over by now are deleted.
    /// </summary>
    Task SetMove(string person, Hash key, DateTimeOffset until, DateTimeOffset now);

    /// <summary>Whom the key brings, where it is good at this time.</summary>
    Task<string?> FindMove(Hash key, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>The same, and the key is used up: of several who come with it, one is answered.</summary>
    Task<string?> TakeMove(Hash key, DateTimeOffset now);

    /// <summary>The topics to which a person came back with a key that is still the topic's, each with who raised it.</summary>
    Task<IReadOnlyList<(string Topic, string Raiser)>> ReadOf(string person, CancellationToken cancel = default);

    /// <summary>Forgets where a person came back to, and the key that would bring them to another device. Idempotent.</summary>
    Task Forget(string person);
}
