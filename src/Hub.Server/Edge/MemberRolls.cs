using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Views;

namespace Hub.Server.Edge;

/// <summary>The rolls on which a member stands.</summary>
internal sealed class MemberRolls(IGrainFactory grains, Lists meetings, Perseverance perseverance)
{
    /// <summary>
    /// Takes a member off the rolls of the meetings that are not over: they vote in no ballot that opens from now on. What is open stays as it is.
    /// </summary>
    /// <param name="instead">Who stands there in their place, where they do not yet; null: nobody.</param>
    /// <returns>False where a meeting did not answer for now; the same again goes on.</returns>
    public async Task<bool> Leave(string member, RollMember? instead = null)
    {
        await foreach (var id in NotOver())
        {
            if (!await Leave(id, member, instead))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether both sit, or are marked as here, in one meeting that is not over.</summary>
    public async Task<bool> SitTogether(string one, string other)
    {
        await foreach (var id in NotOver())
        {
            if (await grains.Grain<IMeetingGrain>(id).Roll() is { Sitting: { } sitting } && sitting.Contains(one) && sitting.Contains(other))
            {
                return true;
            }
        }

        return false;
    }

    private async IAsyncEnumerable<string> NotOver()
    {
        foreach (var status in new[] { MeetingStatus.Open, MeetingStatus.Paused, MeetingStatus.Scheduled })
        {
            string? after = null;
            do
            {
                var page = await meetings.Find(new MeetingQuery(status, PublicOnly: false, After: after, Limit: 1000), default);
                foreach (var row in page.Items)
                {
                    yield return row.Id;
                }

                after = page.Next;
            }
            while (after is not null);
        }
    }

    private async Task<bool> Leave(string id, string member, RollMember? instead)
    {
        var meeting = grains.Grain<IMeetingGrain>(id);
        if (await meeting.Roll() is not { Kind: RollKind.Register } roll || !roll.Members.Any(m => m.Member == member))
        {
            return true;
        }

        var others = roll.Members.Where(m => m.Member != member && m.Member != instead?.Member).Select(m => new RollMember(m.Member, m.Sector));
        ImmutableArray<RollMember> left = instead is null ? [.. others] : [.. others, instead];
        var operation = Operation.OfHouse($"member {member} leaves the roll of {id}: {Guid.NewGuid()}");
        var answer = await perseverance.Ask(
            () => meeting.Do(new Ask<MeetingCommand>(operation.Key, Actor.Operator, null, new MeetingCommand.SetRoll(left))),
            answer => answer.Outcome != ReceiptOutcome.Retry);
        return answer.Outcome != ReceiptOutcome.Retry;
    }
}
