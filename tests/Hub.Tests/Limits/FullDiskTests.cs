using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Hub.Tests.Files;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Limits;

/// <summary>The last of the disk is for meetings: people whom nobody knows are refused first, with the reason, and the house says how it stands.</summary>
public sealed class FullDiskTests(FullHouse house) : IClassFixture<FullHouse>
{
    [Fact]
    public async Task With_little_left_of_the_disk_nothing_is_taken_from_people_whom_nobody_knows_and_meetings_go_on()
    {
        using var refused = await house.Send(HttpMethod.Post, "/api/topics", null, new { title = "议题", text = "内容" });
        refused.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
        (await OpenHouse.Json(refused)).Text("code").ShouldBe("noRoom");
        using var picture = new ByteArrayContent(Picture.Of("image/png"));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var file = await house.Send(HttpMethod.Post, "/api/files", null, picture);
        file.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);

        using var raised = await house.Send(HttpMethod.Post, "/api/topics", house.OperatorToken, new { title = "议题", text = "内容" });
        raised.StatusCode.ShouldBe(HttpStatusCode.Created);
        var topic = (await OpenHouse.Json(raised)).Text("id");
        using var liked = await house.Send(
            HttpMethod.Post, $"/api/topics/{topic}/commands", null,
            new JsonObject { ["op"] = NewOp(), ["command"] = Of("react", new { kind = "like", on = true }) });
        liked.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
        (await OpenHouse.Json(liked)).Text("outcome").ShouldBe("refused", "a client that is told to retry would do so for ever");

        var room = await house.Meeting();
        (await (await room.Join("居民")).Post(Comment("照常"))).ShouldBeDone();
        (await house.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken))
            .ShouldBe("ready; the disk is nearly full");
    }
}

/// <summary>A house that would have a terabyte free.</summary>
public sealed class FullHouse() : RunningHouse([.. Wide, "--Limits:DiskFloorMegabytes=1000000"]);

/// <summary>Files of people whom nobody knows have a quota; it counts until something names them.</summary>
public sealed class FileQuotaTests(NarrowHouse house) : IClassFixture<NarrowHouse>
{
    [Fact]
    public async Task A_network_hands_in_no_more_than_its_quota_until_a_topic_names_what_it_has()
    {
        var (answers, size) = (new List<(HttpStatusCode Status, string? File)>(), 300 * 1024);
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await Add(i, size));
        }

        answers.Select(a => a.Status).ShouldBe([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.TooManyRequests]);
        (await Add(4, size, house.OperatorToken)).Status.ShouldBe(HttpStatusCode.Created);

        // What is refused names nothing, whatever it says.
        using (var blank = await house.Send(HttpMethod.Post, "/api/topics", null, new { title = " ", text = "见照片", files = new[] { answers[0].File } }))
        {
            blank.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        using (var half =
            await house.Send(HttpMethod.Post, "/api/topics", null, new { title = "议题", text = "见照片", files = new[] { answers[0].File, "nofile" } }))
        {
            (await OpenHouse.Json(half)).Text("code").ShouldBe("unknownFile");
        }

        var other = await Topic.Raise(house);
        using (var progress = await house.Send(
            HttpMethod.Post, $"/api/topics/{other.Id}/commands", null,
            new JsonObject { ["op"] = NewOp(), ["command"] = Of("progress", new { commitment = "c1", note = "见照片", files = new[] { answers[0].File } }) }))
        {
            progress.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await Add(5, size)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        await Topic.Raise(house, new { title = "有照片的议题", text = "见照片", files = new[] { answers[0].File } });
        (await Add(5, size)).Status.ShouldBe(HttpStatusCode.Created);
    }

    private async Task<(HttpStatusCode Status, string? File)> Add(int n, int size, string? token = null)
    {
        using var paper = new ByteArrayContent([.. Picture.Of("application/pdf"), .. Enumerable.Repeat((byte)('0' + n), size), .. "\n%%EOF\n"u8]);
        paper.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await house.Send(HttpMethod.Post, "/api/files", token, paper);
        return (answer.StatusCode, (await OpenHouse.Json(answer)).Find("file")?.GetString());
    }
}

/// <summary>A house that keeps a megabyte of a network's files that nothing names.</summary>
public sealed class NarrowHouse() : RunningHouse([.. Wide, "--Limits:LooseMegabytesOfNetwork=1"]);
