using Hub.Domain;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>
/// A ballot opens in the box before anybody hears of it, and closes there before it is sealed: whatever crashes in between, and with nobody there.
/// </summary>
public sealed class BallotTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_deadline_closes_the_ballot_with_nobody_connected()
    {
        var room = await house.Meeting();
        var ballot = (await room.Chair.Post(Approval(closesIn: 1))).Made;
        var member = await room.Join("委员", "member");
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await Records.Until(house.Journal, room.Name, "ballotClosed")).ShouldContain("\"approve\":1");
        await CommandsAreOver(room, member, ballot);
    }

    [Fact]
    public async Task A_deadline_that_passed_while_the_house_was_closed_is_met_at_the_start()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var member = await room.Join("委员", "member");
            var ballot = (await room.Chair.Post(Approval(closesIn: 1))).Made;
            var due = (await room.Snapshot()).List("ballots")[0].At("closesAt").GetDateTimeOffset();
            (await member.Post(Vote(ballot, "oppose"))).ShouldBeDone();
            await own.Restart(() => Eventually.Holds(() => DateTimeOffset.UtcNow > due));
            await Records.Until(own.Journal, room.Name, "ballotClosed");
            await CommandsAreOver(room, member, ballot);
            var closed = (await room.Snapshot()).List("ballots")[0];
            (closed.Number("tally", "counts", "oppose"), closed.At("outcome", "passed").GetBoolean()).ShouldBe((1, false));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_close_that_a_crash_cut_in_two_is_resumed_with_nobody_asking(bool boxWasClosed)
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var member = await room.Join("委员", "member");
            var ballot = (await room.Chair.Post(Approval())).Made;
            (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
            await own.Restart(async () =>
            {
                await Records.Write(own.File, room.Name, Records.Event($$"""{"$type":"ballotClosing","ballot":"{{ballot}}"}"""));
                if (boxWasClosed)
                {
                    await Records.Write(own.File, $"boxes/{room.Id}", Records.Event(
                        $$"""{"$type":"questionClosed","ballot":"{{ballot}}","eligible":1}""", op: Operation.OfHouse($"close {room.Id} {ballot}").ToString()));
                }
            });
            var record = await Records.Until(own.Journal, room.Name, "ballotClosed");
            record.Split("ballotClosed").Length.ShouldBe(2, "once");
            await CommandsAreOver(room, member, ballot);
            (await room.Chair.Post(Of("closeBallot", new { ballot }))).Outcome.ShouldBe("already");
            (await room.Snapshot()).List("ballots")[0].Number("tally", "counts", "approve").ShouldBe(1);
        }
    }

    /// <summary>Guards a close whose box failed once: nobody took it up again, and the ballot stayed between open and closed until the next start.</summary>
    [Fact]
    public async Task A_close_that_the_box_could_not_store_is_taken_up_again_by_itself()
    {
        var room = await house.Meeting();
        var member = await room.Join("委员", "member");
        var ballot = (await room.Chair.Post(Approval())).Made;
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
        await Records.Execute(
            house.File, $"CREATE TRIGGER full BEFORE INSERT ON commits WHEN NEW.stream = 'boxes/{room.Id}' BEGIN SELECT RAISE(ABORT, 'full'); END");
        try
        {
            (await room.Chair.Post(Of("closeBallot", new { ballot }))).Outcome.ShouldBe("retry");
            (await room.Snapshot()).List("ballots")[0].Text("status").ShouldBe("closing");
        }
        finally
        {
            await Records.Execute(house.File, "DROP TRIGGER full");
        }

        var record = await Records.Until(house.Journal, room.Name, "ballotClosed");
        record.Split("ballotClosed").Length.ShouldBe(2, "once");
        record.ShouldContain("\"approve\":1");
        await CommandsAreOver(room, member, ballot);
    }

    [Fact]
    public async Task A_ballot_that_only_the_box_had_heard_of_opens_when_it_is_asked_for_again()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting("standingCommittee");
            var (early, late) = (await room.Join("先到的委员", "member"), await room.Join("后到的委员", "member"));
            (await early.Post(Of("checkIn"))).ShouldBeDone();
            var op = NewOp();
            var operation = Operation.Of(room.Chair.Participant, op);
            await own.Restart(() => Records.Write(own.File, $"boxes/{room.Id}", Records.Event(
                $$"""{"$type":"questionOpened","ballot":"{{operation.NewId()}}","options":["approve","oppose","abstain"],"max":1,"voters":"members","electorate":["{{early.Participant}}"]}""", op: operation.ToString())));
            (await late.Post(Of("checkIn"))).ShouldBeDone();
            var ballot = (await room.Chair.Post(Approval(), op)).ShouldBeDone().Made;
            ballot.ShouldBe(operation.NewId());
            (await early.Post(Vote(ballot, "approve"))).ShouldBeDone();
            (await late.Post(Vote(ballot, "approve"))).ShouldBeRefused("notEntitled");
            (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().Number("tally", "eligible").ShouldBe(1);
        }
    }

    [Fact]
    public async Task Votes_that_race_the_close_are_counted_or_refused_and_never_both()
    {
        var room = await house.Meeting();
        var members = await room.Crowd(30, "member");
        await using var line = await room.Stranger().Connect();
        for (var round = 0; round < 4; round++)
        {
            var ballot = (await room.Chair.Post(Approval($"第 {round} 轮"))).Made;
            var votes = members.Select(async (m, i) =>
            {
                var choice = i % 3 == 0 ? "oppose" : "approve";
                return (Choice: choice, Receipt: await m.Post(Vote(ballot, choice)));
            }).ToList();
            await Task.WhenAny(votes);
            var close = room.Chair.Post(Of("closeBallot", new { ballot }));
            var cast = (await Task.WhenAll(votes)).ToLookup(v => v.Receipt.Outcome);
            (await close).ShouldBeDone();
            cast["refused"].ShouldAllBe(v => v.Receipt.Code == "ballotNotOpen");
            (cast["done"].Count() + cast["refused"].Count()).ShouldBe(30);

            var told = (await line.Next(e => e.Type == "ballotClosed" && e.Data!.Value.Text("ballot") == ballot)).Data!.Value;
            var read = (await room.Snapshot()).List("ballots").Single(b => b.Text("id") == ballot);
            foreach (var tally in new[] { told.At("tally"), read.At("tally") })
            {
                foreach (var choice in new[] { "approve", "oppose" })
                {
                    tally.Number("counts", choice).ShouldBe(cast["done"].Count(v => v.Choice == choice));
                }

                (tally.Number("cast"), tally.Number("eligible")).ShouldBe((cast["done"].Count(), 30));
            }
        }
    }

    [Fact]
    public async Task Where_one_checks_in_the_electorate_is_who_had_when_the_ballot_opened()
    {
        var room = await house.Meeting("standingCommittee");
        (await room.Chair.Post(Approval())).ShouldBeRefused("noVoters");
        var (early, late, away) = (await room.Join("先到的委员", "member"), await room.Join("后到的委员", "member"), await room.Join("离席的委员", "member"));
        (await early.Post(Of("checkIn"))).ShouldBeDone();
        (await away.Post(Of("checkIn"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Approval())).ShouldBeDone().Made;
        (await late.Post(Of("checkIn"))).ShouldBeDone();
        (await late.Post(Vote(ballot, "approve"))).ShouldBeRefused("notEntitled");
        (await away.Post(Of("checkOut"))).ShouldBeDone();
        (await away.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await early.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var tally = (await room.Snapshot()).List("ballots")[0].At("tally");
        (tally.Number("cast"), tally.Number("eligible")).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Where_nobody_checks_in_who_comes_later_votes_too()
    {
        var room = await house.Meeting();
        var ballot = (await room.Chair.Post(Approval())).Made;
        var late = await room.Join("后来的居民");
        (await late.Post(Vote(ballot, "approve"))).ShouldBeDone();
        await room.Join("旁听", "watch");
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Snapshot()).List("ballots")[0].Number("tally", "eligible").ShouldBe(1);
    }

    /// <summary>
    /// Guards an electorate by the role at the check-in: who was given a higher one later could not vote, and who took the chair was awaited in vain.
    /// </summary>
    [Fact]
    public async Task The_electorate_follows_the_role_that_the_seat_has_now()
    {
        // Where the chair does not vote also when a member presides.
        var room = await house.Meeting("chairsConsultation");
        var (risen, leading) = (await room.Join("列席的居民"), await room.Join("委员", "member"));
        (await risen.Post(Of("checkIn"))).ShouldBeDone();
        (await room.Chair.Post(Approval())).ShouldBeRefused("noVoters");
        await TakesSeatAs(risen, "member");
        (await leading.Post(Of("checkIn"))).ShouldBeDone();
        await TakesSeatAs(leading, "chair");

        var ballot = (await room.Chair.Post(Approval())).ShouldBeDone().Made;
        (await room.Snapshot()).List("ballots")[0].Number("tally", "eligible").ShouldBe(1);
        (await room.Snapshot()).Number("present", "entitled").ShouldBe(1);
        (await risen.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await leading.Post(Vote(ballot, "approve"))).ShouldBeRefused("forbidden");
        (await leading.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var tally = (await room.Snapshot()).List("ballots")[0].At("tally");
        (tally.Number("cast"), tally.Number("eligible")).ShouldBe((1, 1));
    }

    /// <summary>Guards a number of eligible that stood still as the ballot opened, where the electorate is open.</summary>
    [Fact]
    public async Task Where_nobody_checks_in_the_eligible_of_an_open_ballot_are_the_seats_there_are()
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();
        await room.Join("先到的居民");
        var ballot = (await room.Chair.Post(Approval())).ShouldBeDone().Made;
        foreach (var eligible in new[] { 2, 3 })
        {
            await room.Join("后来的居民");
            await room.Join("旁听", "watch");
            (await room.Snapshot()).List("ballots")[0].Number("tally", "eligible").ShouldBe(eligible);
            await line.NextTally(t => t.Tallies.Any(i => i.Id == ballot && i.Eligible == eligible));
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        await room.Join("会后的居民");
        (await room.Snapshot()).List("ballots")[0].Number("tally", "eligible").ShouldBe(3, "closed, it is counted for good");
    }

    [Fact]
    public async Task Of_several_closes_at_once_one_is_done_and_all_see_the_end()
    {
        var room = await house.Meeting();
        var ballot = (await room.Chair.Post(Approval())).Made;
        var closes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var receipt = await room.Chair.Post(Of("closeBallot", new { ballot }));
            return (receipt.Outcome, Status: (await room.Snapshot()).List("ballots")[0].Text("status"));
        }));
        closes.Count(c => c.Outcome == "done").ShouldBe(1);
        closes.Count(c => c.Outcome == "already").ShouldBe(5);
        closes.ShouldAllBe(c => c.Status == "closed");
    }

    private static async Task TakesSeatAs(Person person, string code)
    {
        using var answer = await person.Room.House.Send(HttpMethod.Post, "/api/join", person.Token, new { code = person.Room.Codes[code], name = person.Name });
        var seat = await OpenHouse.Json(answer);
        (seat.Text("participant"), seat.Text("role")).ShouldBe((person.Participant, code));
    }

    private static async Task CommandsAreOver(Room room, Person member, string ballot)
    {
        (await member.Post(Vote(ballot, "abstain"))).ShouldBeRefused("ballotNotOpen");
        (await room.Snapshot()).List("ballots")[0].Text("status").ShouldBe("closed");
    }
}
