using System.Net;
using Hub.Server.Common;
using Hub.Tests.House;
using Microsoft.Extensions.Options;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Limits;

/// <summary>Guards against minutes and exports asked for by the hundred, each of which read a whole record.</summary>
public sealed class CostlyAnswerTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task What_many_ask_for_is_made_once()
    {
        using var costly = new CostlyAnswers(Options.Create(new LimitSettings()));
        var (made, go) = (0, new TaskCompletionSource());
        async Task<byte[]?> Make()
        {
            made++;
            await go.Task;
            return [7];
        }

        var asked = Enumerable.Range(0, 100).Select(_ => costly.Of("minutes", Make, TestContext.Current.CancellationToken)).ToList();
        go.SetResult();
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer![0] == 7);
        (await costly.Of("minutes", Make, TestContext.Current.CancellationToken))![0].ShouldBe((byte)7);
        made.ShouldBe(1);
    }

    [Fact]
    public async Task Two_are_made_at_once_some_wait_and_the_others_are_told_to_come_again()
    {
        using var costly = new CostlyAnswers(Options.Create(new LimitSettings()));
        var (now, most, go) = (0, 0, new TaskCompletionSource());
        async Task<byte[]?> Make()
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await go.Task;
            Interlocked.Decrement(ref now);
            return [];
        }

        var asked = Enumerable.Range(0, 100).Select(i => costly.Of($"{i}", Make, TestContext.Current.CancellationToken)).ToList();
        var refused = asked.Where(a => a.IsFaulted).ToList();
        refused.Count.ShouldBe(100 - 2 - 64);
        refused.ShouldAllBe(a => a.Exception!.InnerException is BusyException);
        go.SetResult();
        await Task.WhenAll(asked.Except(refused));
        most.ShouldBe(2);
    }

    /// <summary>Guards against a stored answer's being told to somebody it was not made for.</summary>
    [Fact]
    public async Task What_was_made_for_the_chair_is_told_to_nobody_else_and_a_new_head_is_read_anew()
    {
        var room = await house.Meeting(visibility: "codes");
        var guest = await room.Join("居民甲");
        (await guest.Post(Comment("意见"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var forChair = await house.Get($"{room.Path}/minutes", room.Chair.Token);
        var forGuest = await house.Get($"{room.Path}/minutes", guest.Token);
        forChair.List("attendance", "people").Select(p => p.Text("name")).ShouldContain("居民甲");
        forGuest.List("attendance", "people").Select(p => p.Text("name")).ShouldNotContain("居民甲");
        foreach (var file in new[] { "minutes", "minutes.md", "minutes.docx", "replay", "export" })
        {
            using var allowed = await house.Send(HttpMethod.Get, $"{room.Path}/{file}", room.Chair.Token);
            allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
            using var stranger = await house.Send(HttpMethod.Get, $"{room.Path}/{file}");
            stranger.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await room.Chair.Post(Of("correctMinutes", new { section = "summary", text = "照此办理。" }))).ShouldBeDone();
        (await house.Get($"{room.Path}/minutes", guest.Token)).At("corrections").Text("summary").ShouldBe("照此办理。");
    }
}
