namespace Hub.Domain.Registers;

public abstract partial record Entry
{
    /// <summary>Who is proposed for the award of the year, and why.</summary>
    /// <param name="Nominee">The member's id.</param>
    public sealed record Nomination(string Nominee, string Reason) : Entry
    {
        public static readonly EntryKind<Nomination> Description =
            new EntryKind<Nomination>(Book.Year, ListPage.Award, "reason") { Key = e => $"nomination of {e.Nominee}" }
            .Member("nominee", e => e.Nominee, "委员", isWhose: false)
            .Area("reason", e => e.Reason, Limits.Reason, "理由", must: true);
    }
}
