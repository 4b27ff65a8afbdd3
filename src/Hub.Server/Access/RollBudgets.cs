using System.Collections.Concurrent;
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

/// <summary>Looking for a name in a roll: each costs a search among all of it.</summary>
internal sealed class RollSearches(IOptions<LimitSettings> limits, TimeProvider clock)
    : BudgetByBlock(limits.Value.RollSearchBurst, limits.Value.RollSearchesPerSecond, clock);

internal abstract class BudgetByBlock(int burst, double perSecond, TimeProvider clock)
{
    private const int MostBlocks = 10_000;

    private readonly ConcurrentDictionary<(string Meeting, IPNetwork Block), Allowance> _allowances = new();

    /// <returns>False where this network has used up what it may do in this meeting for now.</returns>
    public bool Take(string meeting, IPAddress? address)
    {
        if (_allowances.Count > MostBlocks)
        {
            // So many networks at once are one who has many: all start anew, and memory stays bounded.
            _allowances.Clear();
        }

        var allowance = _allowances.GetOrAdd((meeting, AddressBlock.Of(address)), _ => new Allowance(burst, perSecond, clock));
        lock (allowance)
        {
            return allowance.Take();
        }
    }
}
