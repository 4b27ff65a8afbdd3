using Hub.Server.Journal;

namespace Hub.Server.Access;

/// <summary>
/// Seat cards (席卡): printed for one member and one meeting, each good for one device. What was answered is durable and seen by every node at once. The code
/// itself is kept nowhere: only its hash is.
/// </summary>
/// <remarks>
/// A card is taken for a person before that person is seated. Whatever stops between the two, the card is that person's: they ask again and are seated, and
/// nobody else is. So no card is lost, and none seats two.
/// </remarks>
public interface ISeatCards
{
    /// <summary>
    /// Adds cards of a room for members that have none. A member who has one keeps it, unless <paramref name="replace"/>: then the older one stops, used or
    /// not. Idempotent.
    /// </summary>
    /// <returns>The cards that count from now on, of those given.</returns>
    Task<IReadOnlyList<SeatCard>> Add(IReadOnlyList<SeatCard> cards, bool replace);

    /// <summary>The card, whether it still counts or not; null where no card has this code.</summary>
    Task<SeatCard?> Find(Hash hash, CancellationToken cancel = default);

    /// <summary>The cards of a room that count.</summary>
    Task<IReadOnlyList<SeatCard>> Read(string room, CancellationToken cancel = default);

    /// <summary>Takes a card for a person, unless it is another's already, or was replaced. Idempotent.</summary>
    /// <returns>The card as it is after that; null where no card has this code.</returns>
    Task<SeatCard?> Use(Hash hash, string person);

    /// <summary>The cards that were used by this person, those too that do not count any more.</summary>
    Task<IReadOnlyList<SeatCard>> ReadOf(string person, CancellationToken cancel = default);

    /// <summary>Forgets whose the cards of this person are; they stay used. Idempotent.</summary>
    Task Forget(string person);

    /// <summary>Gives a card back whose holder was not seated with it. Idempotent; nothing happens to a card that is another's.</summary>
    Task Release(Hash hash, string person);
}

/// <param name="Hash">Of its code: see <see cref="Code.Hash"/>.</param>
/// <param name="Member">Whom it seats: an id of the members' register.</param>
/// <param name="Person">Whose it is since it was used, blank where that was forgotten; null: it was not.</param>
/// <param name="IsReplaced">A newer card was printed in its place.</param>
public sealed record SeatCard(Hash Hash, string Room, string Member, string? Person = null, bool IsReplaced = false);
