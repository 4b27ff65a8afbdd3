using System.Net;
using System.Text.Json.Nodes;
using Hub.Tests.House;
using Orleans;
using Orleans.Runtime;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Limits;

/// <summary>
/// What is made up loads nothing. Guards against fifty thousand reactions to topics that nobody raised: each left a grain for its person, one for the topic
/// and one for its box, for a quarter of an hour.
/// </summary>
public sealed class MadeUpIdTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Two_thousand_reactions_to_made_up_topics_and_meetings_activate_nothing()
    {
        var somebody = await (await Topic.Raise(house)).Somebody();
        var before = await Activations();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => Command(
            $"/api/{(i % 2 == 0 ? "topics" : "meetings")}/{Guid.NewGuid():n}/commands", i % 4 < 2 ? null : somebody, comment: "c1")));
        answers.Distinct().ShouldBe([HttpStatusCode.NotFound]);
        (await Activations()).ShouldBe(before);
    }

    [Fact]
    public async Task Whatever_is_read_of_a_made_up_room_activates_nothing()
    {
        var before = await Activations();
        foreach (var call in new[]
        {
            "topics/ID", "topics/ID/events", "topics/ID/comments", "meetings/ID", "meetings/ID/events", "meetings/ID/comments", "meetings/ID/minutes",
            "meetings/ID/minutes.docx", "meetings/ID/replay", "meetings/ID/export", "meetings/ID/floor", "meetings/ID/roll", "meetings/ID/people",
            "meetings/ID/codes", "meetings/ID/ballots/b1/votes", "meetings/ID/ballots/b1/receipt", "meetings/ID/ballots/b1/missing",
        })
        {
            using var answer = await house.Send(HttpMethod.Get, $"/api/{call.Replace("ID", $"{Guid.NewGuid():n}", StringComparison.Ordinal)}");
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Unauthorized);
        }

        var somebody = await (await Topic.Raise(house)).Somebody();
        before = await Activations();
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            using var answer = await house.Send(method, $"/api/topics/{Guid.NewGuid():n}/key", somebody);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        foreach (var page in new[] { "m", "watch", "screen", "record", "replay", "chair", "topics" })
        {
            // Who opens a page is given a cookie, and the tests' client would keep it.
            using var browser = new HttpClient { BaseAddress = house.Address };
            using var answer = await browser.GetAsync(new Uri($"/{page}/{Guid.NewGuid():n}", UriKind.Relative), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await Activations()).ShouldBe(before);
    }

    /// <summary>Whoever comes without a session is another person each time, and of those nothing stays either.</summary>
    [Fact]
    public async Task Anonymous_reactions_to_one_topic_leave_no_grain_for_each_of_them()
    {
        var topic = await Topic.Raise(house);
        (await Command($"{topic.Path}/commands", null)).ShouldBe(HttpStatusCode.OK);
        var before = await Activations();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Command($"{topic.Path}/commands", null)));
        answers.Distinct().ShouldBe([HttpStatusCode.OK]);
        (await Activations()).ShouldBe(before);
        (await topic.Snapshot()).At("likes").GetInt32().ShouldBe(201);
    }

    private async Task<HttpStatusCode> Command(string path, string? token, string? comment = null)
    {
        var command = comment is null ? Of("react", new { kind = "like", on = true }) : Of("react", new { comment, kind = "like", on = true });
        using var answer = await house.Send(HttpMethod.Post, path, token, new JsonObject { ["op"] = NewOp(), ["command"] = command });
        return answer.StatusCode;
    }

    private async Task<int> Activations() => (await house.Service<IGrainFactory>().GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
        .Where(s => s.GrainType.StartsWith("Hub.", StringComparison.Ordinal)).Sum(s => s.ActivationCount);
}
