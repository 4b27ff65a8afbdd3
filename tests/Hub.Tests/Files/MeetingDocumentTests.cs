using System.Net;
using System.Net.Http.Headers;
using Hub.Server.Access.Staff;
using Hub.Server.Files;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Files;

/// <summary>Guards the documents of a meeting that only codes open: whoever had the address of one read it.</summary>
public sealed class MeetingDocumentTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_document_of_a_meeting_that_codes_open_is_read_by_whom_the_meeting_is_open_to_and_nobody_else_before_it_and_after()
    {
        var room = await house.Meeting(open: false, visibility: "codes");
        var other = await house.Meeting(visibility: "codes");
        var file = await Document(room);
        var (_, staff) = await house.Account(new AccountRole(StaffRole.Staff));
        var (_, elsewhere) = await house.Account(new AccountRole(StaffRole.Staff, County: "洪泽区"));
        var (_, department) = await house.Account(new AccountRole(StaffRole.Department, Department: "市水利局"));
        (string Who, string? Token)[] may =
        [
            ("the chair", room.Chair.Token), ("a guest", (await room.Join("赵云")).Token), ("a member", (await room.Join("李梅", "member")).Token),
            ("an observer with its code", (await room.Join("记者", "watch")).Token), ("the operator", house.OperatorToken), ("staff", staff),
        ];
        (string Who, string? Token)[] mayNot =
        [
            ("a stranger", null), ("a guest of another meeting", (await other.Join("赵云")).Token), ("the chair of another", other.Chair.Token),
            ("staff of another county", elsewhere), ("a department", department),
        ];
        await Each("scheduled");
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        await Each("open");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Each("closed");

        async Task Each(string when)
        {
            foreach (var path in new[] { $"/api/files/{file}", $"/api/files/{file}/thumbnail" })
            {
                foreach (var (who, token) in may)
                {
                    using var read = await house.Send(HttpMethod.Get, path, token);
                    (read.StatusCode, read.Headers.CacheControl!.Private, read.Headers.CacheControl.NoCache).ShouldBe(
                        (HttpStatusCode.OK, true, true), $"{path} by {who}, {when}");
                }

                foreach (var (who, token) in mayNot)
                {
                    using var refused = await house.Send(HttpMethod.Get, path, token);
                    (refused.StatusCode, (await OpenHouse.Json(refused)).Text("code")).ShouldBe(
                        (HttpStatusCode.Forbidden, "forbidden"), $"{path} by {who}, {when}");
                }
            }
        }
    }

    /// <summary>Guards the moment between the answer to the chair and the views that say whose a file is: who asked in it read the paper.</summary>
    [Fact]
    public async Task From_the_answer_that_it_is_a_document_on_no_stranger_reads_it_however_many_ask_meanwhile()
    {
        var room = await house.Meeting(visibility: "codes");
        for (var i = 0; i < 5; i++)
        {
            var file = await HandIn();
            using var named = new CancellationTokenSource();
            var asking = Enumerable.Range(0, 4).Select(_ => AskUntil(file, named.Token)).ToList();
            await Document(room, file);
            (await Read(file)).ShouldBe(HttpStatusCode.Forbidden);
            await named.CancelAsync();
            (await Task.WhenAll(asking)).ShouldAllBe(answer => answer == HttpStatusCode.Forbidden);
        }

        // What each is answered who asks once it is a document.
        async Task<HttpStatusCode> AskUntil(string file, CancellationToken named)
        {
            while (true)
            {
                var isNamed = named.IsCancellationRequested;
                var answer = await Read(file);
                if (isNamed || answer is not (HttpStatusCode.OK or HttpStatusCode.Forbidden))
                {
                    return answer;
                }
            }
        }
    }

    [Fact]
    public async Task A_paper_that_was_taken_off_the_agenda_is_no_more_open_than_it_was()
    {
        var room = await house.Meeting(visibility: "codes");
        var file = await Document(room);
        var item = (await room.Snapshot(room.Chair)).List("agenda", "items")[0];
        (await room.Chair.Post(Of("dropDocument", new { item = item.Text("id"), document = item.List("documents").ShouldHaveSingleItem().Text("id") })))
            .ShouldBeDone();
        (await Read(file)).ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>Guards the database against papers that no agenda names any more, and were kept for ever.</summary>
    [Fact]
    public async Task The_file_of_a_dropped_document_goes_where_nothing_names_it_and_stays_where_something_does()
    {
        var (room, other) = (await house.Meeting(), await house.Meeting());
        var (alone, twice, topics) = (await Document(room), await Document(room), await HandIn());
        await Document(other, twice);
        await Topic.Raise(house, new { title = "井盖松动", text = "见附件", files = new[] { topics } });
        await Document(room, topics);
        await Drop(room);
        (await house.Service<LooseFiles>().Sweep(DateTimeOffset.UtcNow.AddHours(-1))).ShouldBe(0);
        (await Read(alone)).ShouldBe(HttpStatusCode.OK);

        await house.Service<LooseFiles>().Sweep(DateTimeOffset.UtcNow.AddMinutes(5));
        (await Read(alone), await Read(twice), await Read(topics)).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK));

        await Drop(other);
        await house.Service<LooseFiles>().Sweep(DateTimeOffset.UtcNow.AddMinutes(5));
        (await Read(twice), await Read(topics)).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.OK));
    }

    /// <summary>Drops each document of the first item.</summary>
    private static async Task Drop(Room room)
    {
        var item = (await room.Snapshot(room.Chair)).List("agenda", "items")[0];
        foreach (var document in item.List("documents"))
        {
            (await room.Chair.Post(Of("dropDocument", new { item = item.Text("id"), document = document.Text("id") }))).ShouldBeDone();
        }
    }

    [Fact]
    public async Task Who_may_read_the_documents_changes_with_who_may_read_the_meeting()
    {
        var room = await house.Meeting(open: false);
        var file = await Document(room);
        (await Read(file)).ShouldBe(HttpStatusCode.OK);
        foreach (var (visibility, answer) in new[] { ("codes", HttpStatusCode.Forbidden), ("public", HttpStatusCode.OK) })
        {
            using var edited = await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, new { visibility });
            edited.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await Read(file)).ShouldBe(answer, visibility);
        }
    }

    [Fact]
    public async Task Who_knows_its_address_opens_no_document_by_naming_it_in_a_topic()
    {
        var room = await house.Meeting(visibility: "codes");
        var file = await Document(room);
        await Topic.Raise(house, new { title = "路灯不亮", text = "见附件", files = new[] { file } });
        (await Read(file)).ShouldBe(HttpStatusCode.Forbidden);
        (await Read(file, room.Chair.Token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_meeting_closes_what_a_topic_showed_before()
    {
        var file = await HandIn();
        await Topic.Raise(house, new { title = "井盖松动", text = "见附件", files = new[] { file } });
        await Document(await house.Meeting(visibility: "codes"), file);
        (await Read(file)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_paper_of_two_meetings_is_read_by_those_of_either()
    {
        var (closed, open) = (await house.Meeting(visibility: "codes"), await house.Meeting());
        var file = await Document(closed);
        (await Read(file)).ShouldBe(HttpStatusCode.Forbidden);
        await Document(open, file);
        (await Read(file)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_file_that_nothing_names_is_shown_as_before()
    {
        using var answer = await house.Send(HttpMethod.Get, $"/api/files/{await HandIn()}");
        (answer.StatusCode, answer.Headers.CacheControl!.Public, answer.Headers.CacheControl.MaxAge).ShouldBe(
            (HttpStatusCode.OK, true, TimeSpan.FromDays(365)));
    }

    private async Task<HttpStatusCode> Read(string file, string? token = null)
    {
        using var answer = await house.Send(HttpMethod.Get, $"/api/files/{file}", token);
        return answer.StatusCode;
    }

    /// <summary>A paper of its own under the first item.</summary>
    private async Task<string> Document(Room room, string? file = null)
    {
        file ??= await HandIn();
        var item = (await room.Snapshot(room.Chair)).List("agenda", "items")[0].Text("id");
        (await room.Chair.Post(Of("addDocument", new { item, file, title = "内部讨论稿" }))).ShouldBeDone();
        return file;
    }

    private async Task<string> HandIn()
    {
        var body = new ByteArrayContent([.. "%PDF-1.4\n1 0 obj<<>>endobj\n% "u8, .. Guid.NewGuid().ToByteArray(), .. "\ntrailer<<>>\n%%EOF\n"u8]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await house.Send(HttpMethod.Post, "/api/files", null, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(answer)).Text("file");
    }
}
