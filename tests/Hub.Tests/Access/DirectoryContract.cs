using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Journal;

namespace Hub.Tests.Access;

/// <summary>What every store's directory must keep.</summary>
public abstract class DirectoryContract : IAsyncDisposable
{
    private static readonly Code Attend = new(Hash.Of("482913"u8), "r1", Role.Attendee, "482913");

    protected abstract IDirectory Directory { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_takes_a_seat_and_is_found_there()
    {
        var seat = await Directory.TakeSeat("r1", "ann", "王安", Role.Member, "p1");

        seat.ShouldBe(new Seat("p1", "r1", "ann", "王安", Role.Member, seat.NameHash, null, IsMember: true));
        (await Directory.FindSeat("r1", "ann", Cancel)).ShouldBe(seat);
        (await Directory.ReadSeatsOf("ann", Cancel)).ShouldBe([seat]);
        (await Directory.ReadSeats("r1", Cancel)).ShouldBe([seat]);
    }

    [Fact]
    public async Task Who_has_no_seat_is_not_found()
    {
        await Directory.TakeSeat("r1", "ann", "Ann", Role.Attendee, "p1");

        (await Directory.FindSeat("r2", "ann", Cancel)).ShouldBeNull();
        (await Directory.FindSeat("r1", "bob", Cancel)).ShouldBeNull();
        (await Directory.ReadSeatsOf("bob", Cancel)).ShouldBeEmpty();
        (await Directory.ReadSeats("r2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Joining_again_keeps_the_seat_and_takes_the_newest_name()
    {
        await Directory.TakeSeat("r1", "ann", "Ann", Role.Attendee, "p1");

        var again = await Directory.TakeSeat("r1", "ann", "Ann Wang", Role.Attendee, "p2");
        again.ShouldBe(new Seat("p1", "r1", "ann", "Ann Wang", Role.Attendee, again.NameHash));
        (await Directory.ReadSeatsOf("ann", Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_seat_acts_by_the_last_code_of_a_member_or_the_chair_and_the_codes_on_the_wall_lower_nobody()
    {
        var codes = new[] { Role.Attendee, Role.Member, Role.Attendee, Role.Chair, Role.Observer, Role.Member, Role.Attendee, Role.Chair };
        var acts = new List<(Role, bool)>();
        foreach (var code in codes)
        {
            var seat = await Directory.TakeSeat("r1", "ann", "Ann", code, "p1");
            acts.Add((seat.Role, seat.IsMember));
        }

        acts.ShouldBe(
            [(Role.Attendee, false), (Role.Member, true), (Role.Member, true), (Role.Chair, true), (Role.Chair, true), (Role.Member, true), (Role.Member, true),
            (Role.Chair, true)]);
        (await Directory.FindSeat("r1", "ann", Cancel))
            .ShouldBe(new Seat("p1", "r1", "ann", "Ann", Role.Chair, (await Directory.ReadNames("r1", Cancel)).Single().Hash, null, IsMember: true));
    }

    [Fact]
    public async Task The_vault_has_each_name_of_a_seat_before_the_seat_is_answered_and_each_by_its_own_salt()
    {
        var first = await Directory.TakeSeat("r1", "ann", "王安", Role.Attendee, "p1");
        (await Directory.TakeSeat("r1", "ann", "王安", Role.Attendee, "p1")).ShouldBe(first);
        var second = await Directory.TakeSeat("r1", "ann", "汪安", Role.Attendee, "p1");
        var known = await Directory.TakeSeat("r1", "ann", "汪安", Role.Member, "p1", KnownBy.Link);
        await Directory.TakeSeat("r1", "bob", "王安", Role.Attendee, "p2");

        var names = await Directory.ReadNames("r1", Cancel);
        names.Select(n => (n.Participant, n.Name, n.Known, n.IsFixed))
            .ShouldBe([("p1", "王安", null, false), ("p1", "汪安", null, false), ("p1", "汪安", KnownBy.Link, false), ("p2", "王安", null, false)]);
        names.Take(3).Select(n => n.Hash).ShouldBe([first.NameHash, second.NameHash, known.NameHash]);
        names.ShouldAllBe(n => n.Salt.Length == RecordedName.SaltSize && RecordedName.HashOf(n.Salt, n.Participant, n.Name) == n.Hash);
        names.Select(n => Convert.ToHexString(n.Salt)).Distinct().Count().ShouldBe(4);
        (await Directory.ReadNames("r2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_removed_is_nowhere_any_more_and_others_stay()
    {
        await Directory.TakeSeat("r1", "ann", "王安", Role.Attendee, "p1");
        await Directory.TakeSeat("r1", "ann", "汪安", Role.Attendee, "p1");
        await Directory.TakeSeat("r1", "bob", "柏", Role.Attendee, "p2");
        var both = (await Directory.ReadNames("r1", Cancel)).Where(n => n.Participant == "p1").Select(n => n.Hash).ToArray();
        await Directory.RemoveNames("r1", both);
        await Directory.RemoveNames("r1", both);

        var left = await Directory.ReadNames("r1", Cancel);
        left.Select(n => (n.Participant, n.Name, n.IsRemoved)).ShouldBe([("p1", "", true), ("p1", "", true), ("p2", "柏", false)]);
        left.Where(n => n.IsRemoved).ShouldAllBe(n => n.Salt.Length == 0 && both.Contains(n.Hash));
        (await Directory.FindSeat("r1", "ann", Cancel)).ShouldBe(new Seat("p1", "r1", "ann", "", Role.Attendee));

        // Under the same name again they are called so by another hash, which is removed with nobody.
        var again = (await Directory.TakeSeat("r1", "ann", "王安", Role.Attendee, "p1")).NameHash!;
        both.ShouldNotContain(again);
        await Directory.RemoveNames("r1", both);
        (await Directory.FindSeat("r1", "ann", Cancel))!.Name.ShouldBe("王安");
    }

    [Fact]
    public async Task Every_seat_that_ever_went_by_a_name_is_found_until_it_is_removed()
    {
        await Directory.TakeSeat("r1", "ann", "王安", Role.Attendee, "p1");
        await Directory.TakeSeat("r1", "ann", "汪安", Role.Attendee, "p1");
        await Directory.TakeSeat("r2", "bob", "王安", Role.Attendee, "p2");
        (await Directory.FindNamed("王安", Cancel)).ShouldBe([("r1", "p1"), ("r2", "p2")]);
        (await Directory.FindNamed("王", Cancel)).ShouldBeEmpty();

        await Directory.RemoveNames("r1", [(await Directory.ReadNames("r1", Cancel)).First(n => n.Name == "王安").Hash]);
        (await Directory.FindNamed("王安", Cancel)).ShouldBe([("r2", "p2")]);
    }

    [Fact]
    public async Task A_person_has_one_seat_in_each_room()
    {
        var one = await Directory.TakeSeat("r1", "ann", "Ann", Role.Attendee, "p1");
        var other = await Directory.TakeSeat("r2", "ann", "Ann", Role.Chair, "p2");

        (await Directory.FindSeat("r1", "ann", Cancel)).ShouldBe(one);
        (await Directory.FindSeat("r2", "ann", Cancel)).ShouldBe(other);
    }

    [Fact]
    public async Task One_person_joining_from_many_tabs_at_once_gets_one_seat()
    {
        var seats = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => Task.Run(() => Directory.TakeSeat("r1", "ann", "Ann", Role.Attendee, $"p{i}"), Cancel)));

        seats.Distinct().ShouldBe([(await Directory.FindSeat("r1", "ann", Cancel))!]);
    }

    [Fact]
    public async Task A_code_opens_its_room_in_its_role()
    {
        await Directory.SetCode(Attend);
        await Directory.SetCode(Attend);

        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBe(Attend);
        (await Directory.FindCode(Hash.Of("000000"u8), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_code_ends_the_older_one_of_its_room_and_role_only()
    {
        var chair = new Code(Hash.Of("chair"u8), "r1", Role.Chair, null);
        var elsewhere = new Code(Hash.Of("elsewhere"u8), "r2", Role.Attendee, "elsewhere");
        var renewed = Attend with { Hash = Hash.Of("renewed"u8), Shown = "renewed" };
        foreach (var code in new[] { Attend, chair, elsewhere, renewed })
        {
            await Directory.SetCode(code);
        }

        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBeNull();
        (await Directory.ReadCodes("r1", Cancel)).ShouldBe([renewed, chair]);
        (await Directory.ReadCodes("r2", Cancel)).ShouldBe([elsewhere]);
    }

    /// <summary>Guards the links that were handed out: a further code ended them.</summary>
    [Fact]
    public async Task A_further_code_opens_beside_those_that_there_are()
    {
        var (first, second) = (Attend with { Hash = Hash.Of("a"u8), Shown = "a" }, Attend with { Hash = Hash.Of("b"u8), Shown = null });
        await Directory.SetCode(Attend);
        foreach (var code in new[] { first, second, first })
        {
            await Directory.AddFurtherCode(code);
        }

        foreach (var code in new[] { Attend, first, second })
        {
            (await Directory.FindCode(code.Hash, Cancel)).ShouldBe(code);
        }

        var codes = await Directory.ReadCodes("r1", Cancel);
        codes[0].ShouldBe(Attend);
        codes.ShouldBe([Attend, first, second], ignoreOrder: true);
        (await Directory.ReadCodes("r2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_code_that_replaces_ends_the_further_ones_of_its_room_and_role_only()
    {
        var chair = new Code(Hash.Of("chair"u8), "r1", Role.Chair, null);
        var elsewhere = new Code(Hash.Of("elsewhere"u8), "r2", Role.Attendee, "elsewhere");
        var (further, renewed) = (Attend with { Hash = Hash.Of("further"u8) }, Attend with { Hash = Hash.Of("renewed"u8), Shown = "renewed" });
        await Directory.SetCode(Attend);
        foreach (var code in new[] { chair, elsewhere, further })
        {
            await Directory.AddFurtherCode(code);
        }

        await Directory.SetCode(renewed);

        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBeNull();
        (await Directory.FindCode(further.Hash, Cancel)).ShouldBeNull();
        (await Directory.ReadCodes("r1", Cancel)).ShouldBe([renewed, chair]);
        (await Directory.ReadCodes("r2", Cancel)).ShouldBe([elsewhere]);

        // A further one may become the only one.
        await Directory.SetCode(chair);
        (await Directory.FindCode(chair.Hash, Cancel)).ShouldBe(chair);
        (await Directory.ReadCodes("r1", Cancel)).ShouldBe([renewed, chair]);
    }

    [Fact]
    public async Task A_further_code_never_opens_two_doors_and_one_that_is_refused_ends_nothing()
    {
        var further = Attend with { Hash = Hash.Of("further"u8) };
        await Directory.SetCode(Attend);
        await Directory.AddFurtherCode(further);

        await Should.ThrowAsync<InvalidOperationException>(() => Directory.AddFurtherCode(Attend with { Room = "r2" }));
        await Should.ThrowAsync<InvalidOperationException>(() => Directory.AddFurtherCode(further with { Role = Role.Chair }));
        await Should.ThrowAsync<InvalidOperationException>(() => Directory.SetCode(further with { Room = "r2" }));
        await Directory.AddCode(further with { Room = "r2" });

        // Refused for r1's chair, and its own further code goes on working.
        var chair = new Code(Hash.Of("chair"u8), "r1", Role.Chair, null);
        await Directory.AddFurtherCode(chair);
        await Should.ThrowAsync<InvalidOperationException>(() => Directory.SetCode(further with { Role = Role.Chair }));

        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBe(Attend);
        (await Directory.FindCode(further.Hash, Cancel)).ShouldBe(further);
        (await Directory.FindCode(chair.Hash, Cancel)).ShouldBe(chair);
        (await Directory.ReadCodes("r2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_code_never_opens_two_doors()
    {
        await Directory.SetCode(Attend);

        await Should.ThrowAsync<InvalidOperationException>(() => Directory.SetCode(Attend with { Room = "r2" }));
        await Should.ThrowAsync<InvalidOperationException>(() => Directory.SetCode(Attend with { Role = Role.Chair }));
        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBe(Attend);
        (await Directory.ReadCodes("r2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nodes_make_a_first_code_at_once_one_of_them_stays()
    {
        await Task.WhenAll(
            Enumerable.Range(1, 20).Select(i => Task.Run(() => Directory.AddCode(new Code(Hash.Of([(byte)i]), "r1", Role.Attendee, $"{i}")), Cancel)));

        var stays = (await Directory.ReadCodes("r1", Cancel)).ShouldHaveSingleItem();
        await Directory.AddCode(Attend);
        (await Directory.ReadCodes("r1", Cancel)).ShouldBe([stays]);
        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task All_of_it_is_there_after_a_restart()
    {
        var seat = await Directory.TakeSeat("r1", "ann", "Ann", Role.Attendee, "p1");
        var further = Attend with { Hash = Hash.Of("further"u8) };
        await Directory.SetCode(Attend);
        await Directory.AddFurtherCode(further);

        await Reopen();

        (await Directory.FindCode(further.Hash, Cancel)).ShouldBe(further);

        (await Directory.FindSeat("r1", "ann", Cancel)).ShouldBe(seat);
        (await Directory.FindCode(Attend.Hash, Cancel)).ShouldBe(Attend);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Closes the store and opens it again on what it has stored.</summary>
    protected abstract Task Reopen();
}
