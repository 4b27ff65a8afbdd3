using System.Net;
using Hub.Server.Common;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>
/// Claims to be a member, by meeting and network: one program with as many devices as it likes would else make every name doubtful. A hall behind one address
/// claims no faster than its people come.
/// </summary>
internal sealed class RollClaims(IOptions<LimitSettings> limits, TimeProvider clock)
    : BudgetByBlock(limits.Value.ClaimBurst, limits.Value.ClaimsPerSecond, clock);

/// <summary>What the registration clerks of one meeting do, who share a link: as much as five people at their tablets.</summary>
internal sealed class DoorCommands(IOptions<LimitSettings> limits, TimeProvider clock)
{
    private const int Clerks = 5;

    private readonly Budgets<string> _meetings = new(
        Clerks * limits.Value.CommandBurst, Clerks * limits.Value.CommandsPerSecond, TimeSpan.Zero, clock);

    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Take(string meeting) => _meetings.Take(meeting);
}

/// <summary>Looking for a name in a roll: each costs a search among all of it.</summary>
internal sealed class RollSearches(IOptions<LimitSettings> limits, TimeProvider clock)
    : BudgetByBlock(limits.Value.RollSearchBurst, limits.Value.RollSearchesPerSecond, clock);

internal abstract class BudgetByBlock(int burst, double perSecond, TimeProvider clock)
{
    private readonly Budgets<(string Meeting, IPNetwork Block)> _budgets = new(burst, perSecond, TimeSpan.Zero, clock);

    /// <returns>False where this network has used up what it may do in this meeting for now.</returns>
    public bool Take(string meeting, IPAddress? address) => _budgets.Take((meeting, AddressBlock.Of(address))) is null;
}
