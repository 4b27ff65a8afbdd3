using System.Net;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Hub.Server.Privacy;
using Hub.Server.Views;
using Hub.Tests.House;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Hub.Tests.House.Commands;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Privacy;

/// <summary>Being forgotten in a house of one file: also what an older copy of that file brings back.</summary>
public sealed class SqliteForgetTests(RunningHouse house) : ForgetContract, IClassFixture<RunningHouse>
{
    private const string Gone = "(内容已依法删除)";

    protected override OpenHouse House => house;

    protected override T Service<T>() => house.Service<T>();

    protected override string Place => $"Data Source={house.File}";

    protected override Task<IEnumerable<string>> DatabaseFiles(string place)
    {
        var file = new SqliteConnectionStringBuilder(place).DataSource;
        return Task.FromResult(new[] { file, $"{file}-wal" }.Where(File.Exists));
    }

    protected override Task<string> EmptyPlace(string folder) => Task.FromResult($"Data Source={Path.Combine(folder, "hub.db")}");

    private protected override async Task<Restored> StartOn(string place)
    {
        var again = new RestoredHouse(place, house);
        await again.Open();
        return new Restored(again, again.Service<Erasure>(), again.DisposeAsync);
    }

    private sealed class RestoredHouse(string place, RunningHouse of)
        : RunningHouse([.. Wide, $"--Journal:ConnectionString={place}", $"--Keys:Path={of.File}.keys", $"--Ballots:KeyPath={of.KeyFolder}"]);

    [Fact]
    public async Task A_backup_from_before_forgets_again_when_it_is_restored()
    {
        var topic = await Topic.Raise(house, new { title = "我的电话", text = "请打 13912345678" });
        var room = await house.Meeting();
        var seat = await room.Join("钱多多", token: topic.Raiser);
        (await seat.Post(Comment("我来说两句"))).ShouldBeDone();
        var backup = $"{house.File}.backup";
        await house.Restart(() =>
        {
            File.Copy(house.File, backup, overwrite: true);
            return Task.CompletedTask;
        });
        (topic, room) = (new Topic(house, topic.Id, topic.Raiser, topic.ReturnKey), new Room(house, room.Id, room.Codes));
        (await house.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await house.Restart(() =>
        {
            // As whoever means to use an older copy does: the hub would notice it.
            File.Delete(HeadFile.PathOf(house.File));
            File.Delete($"{house.File}-wal");
            File.Copy(backup, house.File, overwrite: true);
            return Task.CompletedTask;
        });

        (topic, room) = (new Topic(house, topic.Id, topic.Raiser, topic.ReturnKey), new Room(house, room.Id, room.Codes));
        (await topic.Snapshot()).Text("text").ShouldBe(Gone);
        (await room.Comments()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Text("text").ShouldBe(Gone), c => c.At("author").Find("name").ShouldBeNull());
        (await Records.Read(house.Journal, room.Name)).ShouldNotContain("我来说两句");
        (await Records.Read(house.Journal, $"topics/{topic.Id}")).ShouldNotContain("13912345678");
    }

    /// <summary>Guards those whose data came back with a backup: whoever asks before it is gone again is told to wait.</summary>
    [Fact]
    public async Task A_restored_house_tells_nobody_anything_before_it_has_forgotten_again()
    {
        await using var own = new HeardHouse();
        await own.InitializeAsync();
        var topic = await Topic.Raise(own, new { title = "我的电话", text = "请打 13912340000" });
        var backup = $"{own.File}.backup";
        await own.Restart(() =>
        {
            File.Copy(own.File, backup, overwrite: true);
            return Task.CompletedTask;
        });
        (await own.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser)).StatusCode.ShouldBe(HttpStatusCode.OK);
        own.Asks = [topic.Path, "/topics", "/hubs/live/negotiate", "/health/live", "/health/ready"];

        await own.Restart(() =>
        {
            File.Delete(HeadFile.PathOf(own.File));
            File.Delete($"{own.File}-wal");
            File.Copy(backup, own.File, overwrite: true);
            return Task.CompletedTask;
        });

        own.Heard.ShouldBe(
        [
            HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK,
            HttpStatusCode.ServiceUnavailable,
        ]);
        (await new Topic(own, topic.Id, topic.Raiser, topic.ReturnKey).Snapshot()).Text("text").ShouldBe(Gone);
    }

    /// <summary>Asks a house while it listens already and is not prepared yet.</summary>
    private sealed class HeardHouse : RunningHouse
    {
        public string[] Asks { get; set; } = [];

        public List<HttpStatusCode> Heard { get; } = [];

        protected override async Task Listens(Uri address)
        {
            using var http = new HttpClient { BaseAddress = address };
            foreach (var path in Asks)
            {
                using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
                Heard.Add(answer.StatusCode);
            }
        }
    }

    /// <summary>Guards a record that is set aside: what stands in it is not forgotten yet, and must not be taken for it.</summary>
    [Fact]
    public async Task What_stands_in_a_record_that_cannot_be_read_waits_and_is_forgotten_once_it_can()
    {
        var topic = await Topic.Raise(house);
        var room = await house.Meeting();
        (await (await room.Join("钱等等", token: topic.Raiser)).Post(Comment("先记着"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var person = (await house.Get("/api/me/data", topic.Raiser)).Text("person");
        await house.Restart(() => Records.Execute(
            house.File, $"UPDATE commits SET payload = replace(payload, '先记着', '改动了') WHERE stream = '{room.Name}'"));

        using var asked = await house.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser);
        var wish = (await OpenHouse.Json(asked)).Text("wish");
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var agreed = await house.Send(HttpMethod.Post, $"/api/forgets/{wish}/agree", (await house.Account(new AccountRole(StaffRole.Staff))).Token);
        (agreed.StatusCode, (await OpenHouse.Json(agreed)).Text("state")).ShouldBe((HttpStatusCode.Accepted, "waiting"));
        await house.Service<Forgetting>().Resume();
        (await Wish()).ShouldNotBeNull().State.ShouldBe(ForgetState.Agreed);
        await house.Restart(() => Records.Execute(
            house.File, $"UPDATE commits SET payload = replace(payload, '改动了', '先记着') WHERE stream = '{room.Name}'"));
        (await Records.Read(house.Journal, room.Name)).ShouldContain("先记着");

        await house.Service<Forgetting>().Resume();

        (await Wish()).ShouldBeNull();
        (await Records.Read(house.Journal, room.Name)).ShouldNotContain("先记着");

        async Task<ForgetWish?> Wish() =>
            (await house.Service<IForgetWishes>().ReadOpen(TestContext.Current.CancellationToken)).SingleOrDefault(w => w.Person == person);
    }

    [Fact]
    public async Task A_record_that_says_a_text_is_removed_loses_it_at_the_next_start_if_a_crash_came_between()
    {
        var topic = await Topic.Raise(house, new { title = "我的电话", text = "请打 13987654321" });

        await house.Restart(() => Records.Write(
            house.File, $"topics/{topic.Id}", Records.Event("""{"$type":"topicTextsRemoved","seqs":[1],"reason":"本人申请"}""")));

        (await new Topic(house, topic.Id, topic.Raiser, topic.ReturnKey).Snapshot()).Text("text").ShouldBe(Gone);
        (await Records.Read(house.Journal, $"topics/{topic.Id}")).ShouldNotContain("13987654321");
        (await house.Journal.RedactedBy($"topics/{topic.Id}", TestContext.Current.CancellationToken)).ShouldBe(2);
    }

    /// <summary>Guards an upgraded house: the lists of the build before stay in the file, and nobody would remove anything from them.</summary>
    [Fact]
    public async Task What_an_older_build_listed_goes_too()
    {
        await house.Restart(async () =>
        {
            await Records.Execute(house.File, "CREATE TABLE view5_1_topics (id TEXT, title TEXT); INSERT INTO view5_1_topics VALUES ('t', '钱多多的旧议题')");
            await Records.Execute(house.File, "CREATE TABLE view99_1_topics (id TEXT)");
        });
        await house.Service<Erasure>().Request();

        (await house.Service<Erasure>().RunIfDue(TestContext.Current.CancellationToken)).ShouldBeTrue();

        var tables = await house.Service<IViewStore>().Tables("view");
        tables.ShouldNotContain("view5_1_topics");
        tables.ShouldContain("view99_1_topics");
        (await Bytes(house.File)).AsSpan().IndexOf("钱多多的旧议题"u8).ShouldBe(-1);
        (await house.Get("/api/topics")).List("items").ShouldNotBeNull();
    }

    private static async Task<byte[]> Bytes(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }

    [Fact]
    public async Task A_large_database_is_written_anew_in_the_night_and_not_while_people_meet()
    {
        var settings = Options.Create(new PrivacySettings { EraseAtOnceMegabytes = 0, EraseHour = 3 });
        await house.Service<Erasure>().Request();

        (await At(12).RunIfDue(TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await At(2).RunIfDue(TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await At(3).RunIfDue(TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await At(12).RunIfDue(TestContext.Current.CancellationToken)).ShouldBeTrue("nothing is left to do");

        Erasure At(int hour) => new(
            house.Service<IStore>(), house.Journal, house.Service<HouseNotes>(), house.Service<HouseViews>(), settings,
            house.Service<IOptions<HouseSettings>>(), new StandingClock(new DateTimeOffset(2026, 3, 8, hour, 30, 0, TimeSpan.FromHours(8))),
            NullLogger<Erasure>.Instance);
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    [Fact]
    public async Task The_list_of_what_was_forgotten_names_nobody()
    {
        var topic = await Topic.Raise(house, new { title = "我的电话", text = "请打 13900001111" });
        var room = await house.Meeting();
        (await (await room.Join("钱无名", token: topic.Raiser)).Post(Comment("一句话"))).ShouldBeDone();
        (await house.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var lists = Directory.GetFiles(house.KeyFolder, "forgotten-*.jsonl").Select(Read).ToList();

        lists.Count(l => l.Contains($"topics/{topic.Id}")).ShouldBe(1);
        lists.ShouldAllBe(l => !l.Contains("13900001111") && !l.Contains("钱无名") && !l.Contains("一句话"));

        static string Read(string file)
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }
}
