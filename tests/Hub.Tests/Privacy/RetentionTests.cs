using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Privacy;
using Hub.Server.Views;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Privacy;

/// <summary>What was kept long enough goes by itself, and nothing before.</summary>
public sealed class RetentionTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly PrivacySettings Settings = new() { GuestNameDays = 400, NominationReasonDays = 30 };

    [Fact]
    public async Task Guests_names_leave_a_closed_meeting_when_their_time_is_over_and_members_and_chairs_names_stay()
    {
        var room = await house.Meeting();
        foreach (var (name, code) in new[] { ("群众甲", "attend"), ("委员乙", "member") })
        {
            (await (await room.Join(name, code)).Post(Comment($"{name}说"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var endOfYear = new DateTimeOffset(DateTimeOffset.UtcNow.Year + 1, 1, 1, 0, 0, 0, TimeSpan.FromHours(8));

        (await Sweep(endOfYear.AddDays(399))).ShouldBe(0);
        (await Names(room)).ShouldBe(["主持人", "委员乙", "群众甲"], ignoreOrder: true);

        (await Sweep(endOfYear.AddDays(401))).ShouldBeGreaterThanOrEqualTo(1);
        (await Names(room)).ShouldBe(["主持人", "委员乙"], ignoreOrder: true);
        (await room.Comments()).Select(c => c.At("author").Find("name")?.GetString()).ShouldBe([null, "委员乙"]);
        (await Sweep(endOfYear.AddDays(401))).ShouldBe(0);
    }

    [Fact]
    public async Task Why_somebody_was_nominated_is_not_told_for_ever()
    {
        var member = await house.Member();
        (await house.Record("year2020", Hub.Tests.House.Registers.Entry("nomination", new { nominee = member, reason = "一年提了六件提案" }))).ShouldBeDone();

        (await Sweep(new DateTimeOffset(2021, 1, 30, 0, 0, 0, TimeSpan.FromHours(8)))).ShouldBe(0);
        (await Sweep(new DateTimeOffset(2021, 2, 1, 0, 0, 0, TimeSpan.FromHours(8)))).ShouldBe(1);

        (await house.Get("/api/entries?type=nomination&year=2020")).List("items").ShouldHaveSingleItem().Text("is", "reason").ShouldBe("(内容已依法删除)");
    }

    [Fact]
    public async Task What_is_kept_for_ever_stays()
    {
        var room = await house.Meeting();
        (await (await room.Join("群众丙")).Post(Comment("说"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();

        (await Sweep(DateTimeOffset.UtcNow.AddYears(80), new PrivacySettings { GuestNameDays = 0, NominationReasonDays = 0 })).ShouldBe(0);
        (await Names(room)).ShouldContain("群众丙");
    }

    private Task<int> Sweep(DateTimeOffset now, PrivacySettings? settings = null) => new Retention(
        house.Service<HouseViews>(), house.Service<IDirectory>(), house.Service<IGrainFactory>(), house.Journal,
        Options.Create(settings ?? Settings), new At(now), NullLogger<Retention>.Instance).Sweep(TestContext.Current.CancellationToken);

    private async Task<IEnumerable<string>> Names(Room room) =>
        (await house.Service<IDirectory>().ReadNames(room.Name, TestContext.Current.CancellationToken)).Where(n => !n.IsRemoved).Select(n => n.Name);

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
