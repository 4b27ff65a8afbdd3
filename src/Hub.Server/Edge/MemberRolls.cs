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
    /// <returns>False where a meeting did not answer for now; the same again goes on.</returns>
    public async Task<bool> Leave(string member)
    {
        foreach (var status in new[] { MeetingStatus.Open, MeetingStatus.Paused, MeetingStatus.Scheduled })
        {
            string? after = null;
            do
            {
                var page = await meetings.Find(new MeetingQuery(status, PublicOnly: false, After: after, Limit: 1000), default);
                foreach (var row in page.Items)
                {
                    if (!await Leave(row.Id, member))
                    {
                        return false;
                    }
                }

                after = page.Next;
            }
            while (after is not null);
        }

        return true;
    }

    private async Task<bool> Leave(string id, string member)
    {
        var meeting = grains.Grain<IMeetingGrain>(id);
        if (await meeting.Roll() is not { Kind: RollKind.Register } roll || !roll.Members.Any(m => m.Member == member))
        {
            return true;
        }

        var others = roll.Members.Where(m => m.Member != member).Select(m => new RollMember(m.Member, m.Sector)).ToImmutableArray();
        var operation = Operation.OfHouse($"member {member} leaves the roll of {id}: {Guid.NewGuid()}");
        var answer = await perseverance.Ask(
            () => meeting.Do(new Ask<MeetingCommand>(operation.Key, Actor.Operator, null, new MeetingCommand.SetRoll(others))),
            answer => answer.Outcome != ReceiptOutcome.Retry);
        return answer.Outcome != ReceiptOutcome.Retry;
    }
}
