using CsCheck;
using Hub.Domain;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Domain.Tests;

/// <summary>The fair floor: nobody starves, the chair's own order wins, and each place is explained by the rule that decided it.</summary>
public class SpeakingOrderTests
{
    private static readonly string[] Sectors = ["教育界", "妇联", "工商联"];

    /// <summary>Who raises (below 8), or that the chair gives the next the floor; and how long they speak.</summary>
    private static readonly Gen<(int Who, int Seconds)[]> Scripts = Gen.Select(Gen.Int[0, 15], Gen.Int[1, 300]).Array[1, 120];

    [Fact]
    public void Nobody_starves() => Scripts.Sample(script =>
    {
        var floor = new Played();
        var patience = new Dictionary<string, int>();
        foreach (var (who, seconds) in script)
        {
            if (who < 8)
            {
                if (floor.Raise($"p{who}"))
                {
                    patience[$"p{who}"] = floor.Meeting.Floor.Hands.Count - 1 + SpeakingOrder.MostOvertaken;
                }
            }
            else if (floor.GiveNext(seconds) is { } given)
            {
                patience.Remove(given);
                foreach (var waits in patience.Keys.ToList())
                {
                    (--patience[waits]).ShouldBeGreaterThanOrEqualTo(0, $"{waits} was passed over too often");
                }
            }
        }
    }, iter: 3000);

    [Fact]
    public void Whom_the_chair_puts_first_comes_first_in_the_chairs_order() => Gen.Select(Scripts, Gen.Int[0, 7].Array[1, 4]).Sample((script, pins) =>
    {
        var floor = new Played();
        foreach (var (who, seconds) in script)
        {
            _ = who < 8 ? floor.Raise($"p{who}").ToString() : floor.GiveNext(seconds);
        }

        var wanted = pins.Distinct().Select(p => $"p{p}").Where(floor.Meeting.Floor.HasHand).ToList();
        if (wanted.Count > 0)
        {
            floor.Happened("chair", new HandsReordered([.. wanted]));
            var order = SpeakingOrder.Of(floor.Meeting);
            order.Take(wanted.Count).Select(t => t.Hand.Participant).ShouldBe(wanted);
            order.Skip(1).Take(wanted.Count).ShouldAllBe(t => t.Why == FloorRule.Pinned);
        }
    }, iter: 2000);

    [Fact]
    public void The_order_is_one_of_all_who_wait_and_the_rule_named_is_the_one_that_decided() => Scripts.Sample(script =>
    {
        var floor = new Played();
        foreach (var (who, seconds) in script)
        {
            _ = who < 8 ? floor.Raise($"p{who}").ToString() : floor.GiveNext(seconds);
            var meeting = floor.Meeting;
            var order = SpeakingOrder.Of(meeting);
            order.Select(t => t.Hand.Participant).ShouldBe(meeting.Floor.Hands.Select(h => h.Participant), ignoreOrder: true);
            for (var i = 0; i < order.Length; i++)
            {
                order[i].Why.ShouldBe(
                    i == 0 ? FloorRule.Next
                    : Decided(meeting, order[i - 1].Hand, order[i].Hand, i == 1 ? meeting.Floor.LastSpeaker : order[i - 2].Hand.Participant));
            }
        }
    }, iter: 1000);

    [Fact]
    public void First_timers_come_first_then_another_sector_then_who_spoke_least_then_who_raised_first()
    {
        var floor = new Played();
        foreach (var (who, seconds) in new[] { ("p0", 60), ("p1", 30), ("p2", 90) })
        {
            floor.Raise(who);
            floor.GiveNext(seconds);
        }

        // p2 (工商联) spoke last. p5 is of its sector and has not spoken; p0 (教育界) and p3 (教育界) are of another.
        foreach (var who in new[] { "p0", "p1", "p5", "p3" })
        {
            floor.Raise(who);
        }

        SpeakingOrder.Of(floor.Meeting).Select(t => (t.Hand.Participant, t.Why)).ShouldBe(
            [("p3", FloorRule.Next), ("p5", FloorRule.OtherSector), ("p1", FloorRule.FirstTime), ("p0", FloorRule.LessTime)]);
    }

    [Fact]
    public void By_arrival_the_hands_stand_as_they_were_raised()
    {
        var floor = new Played(FloorPolicy.Arrival);
        foreach (var who in new[] { "p4", "p1", "p2" })
        {
            floor.Raise(who);
        }

        SpeakingOrder.Of(floor.Meeting).Select(t => (t.Hand.Participant, t.Why))
            .ShouldBe([("p4", FloorRule.Next), ("p1", FloorRule.RaisedFirst), ("p2", FloorRule.RaisedFirst)]);
    }

    /// <summary>A second telling of the rules, in their order.</summary>
    private static FloorRule Decided(Meeting m, Hand before, Hand after, string? speaker)
    {
        string Sector(string? p) => p is not null && m.Members.TryGetValue(p, out var member) ? member.Sector : "";
        bool Spoke(Hand h) => m.Floor.Spoken.ContainsKey(h.Participant) || m.Floor.Speaker?.Participant == h.Participant;
        return before.Overtaken >= SpeakingOrder.MostOvertaken && after.Overtaken < SpeakingOrder.MostOvertaken ? FloorRule.Waited
            : before.Overtaken >= SpeakingOrder.MostOvertaken ? FloorRule.RaisedFirst
            : !Spoke(before) && Spoke(after) ? FloorRule.FirstTime
            : speaker is not null && Sector(before.Participant) != Sector(speaker) && Sector(after.Participant) == Sector(speaker) ? FloorRule.OtherSector
            : m.Floor.Spoken.GetValueOrDefault(before.Participant) < m.Floor.Spoken.GetValueOrDefault(after.Participant) ? FloorRule.LessTime
            : FloorRule.RaisedFirst;
    }

    private sealed class Played
    {
        private DateTimeOffset _now = new(2022, 5, 18, 1, 0, 0, TimeSpan.Zero);
        private long _seq;

        public Played(FloorPolicy policy = FloorPolicy.Fair)
        {
            Happened("operator", new MeetingScheduled(
                "协商", "grassroots", new FormatRules(CheckIn: false, Hub.Domain.Ballots.Voters.All), Visibility.Public, []));
            Happened("chair", new MeetingOpened());
            Happened("chair", new FloorPolicySet(policy));
            for (var i = 0; i < 8; i++)
            {
                Happened("house", new MemberSeated($"p{i}", $"m{i}", Sectors[i % Sectors.Length]));
            }
        }

        public Meeting Meeting { get; private set; } = null!;

        public void Happened(string actor, MeetingEvent happened)
        {
            _now = _now.AddSeconds(1);
            Meeting = MeetingEvolution.Evolve(Meeting, new Recorded<MeetingEvent>(++_seq, _now, actor, Operation.Of(actor, $"{_seq}"), happened));
        }

        /// <returns>Whether the hand is up by this.</returns>
        public bool Raise(string who)
        {
            if (Meeting.Floor.HasHand(who) || Meeting.Floor.Speaker?.Participant == who)
            {
                return false;
            }

            Happened(who, new HandRaised());
            return true;
        }

        /// <returns>Who has the floor, or null where nobody waits.</returns>
        public string? GiveNext(int seconds)
        {
            if (SpeakingOrder.Of(Meeting) is not [{ Hand.Participant: var next }, ..])
            {
                return null;
            }

            Happened("chair", new FloorGiven(next));
            _now = _now.AddSeconds(seconds);
            Happened("chair", new FloorEnded(next));
            return next;
        }
    }
}
