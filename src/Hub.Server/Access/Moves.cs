using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>
/// Keys that bring a guest to another device: single use, good for <see cref="GoodFor"/>, kept hashed. A person has one at a time. Neither a member nor staff
/// moves by one: they have keys of their own.
/// </summary>
internal sealed class Moves(IReturnStore returns, TimeProvider clock)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    public async Task<(string Key, DateTimeOffset Until)> Make(string person)
    {
        var (key, now) = (Codes.NewSecret(), clock.GetUtcNow());
        await returns.SetMove(person, Codes.HashOf(key), now + GoodFor, now);
        return (key, now + GoodFor);
    }

    /// <summary>Whom it would bring; null where it is not, or not any more, such a key.</summary>
    public Task<string?> Find(Hash key, CancellationToken cancel) => returns.FindMove(key, clock.GetUtcNow(), cancel);

    /// <summary>The same, and the key is used up.</summary>
    public Task<string?> Take(string key) => returns.TakeMove(Codes.HashOf(key), clock.GetUtcNow());
}
