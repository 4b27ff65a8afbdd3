using System.Net;
using Hub.Server.Journal;
using Hub.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Backup;

/// <summary>The file of a running house is deleted, or another is put in its place: nothing is acknowledged that nobody can open any more.</summary>
public sealed class GoneFileTests
{
    private const string Sentence = "The database's file was deleted, moved or replaced: nothing is stored.";

    [Theory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("replaced")]
    [InlineData("log deleted")]
    [InlineData("folder moved")]
    public async Task A_house_whose_file_is_gone_stores_nothing_and_says_so_once(string what)
    {
        await using var house = new WatchedHouse();
        await house.Open();
        var room = await house.Meeting();
        var person = await room.Join("居民");
        (await person.Post(Comment("之前"))).ShouldBeDone();
        var (folder, aside) = (Path.GetDirectoryName(house.File)!, house.File + ".aside");
        switch (what)
        {
            case "deleted": File.Delete(house.File); break;
            case "moved": File.Move(house.File, aside); break;
            case "replaced":
                File.Copy(house.File, aside);
                File.Move(aside, house.File, overwrite: true);
                break;
            case "log deleted": File.Delete(house.File + "-wal"); break;
            default: Directory.Move(folder, folder + ".aside"); break;
        }

        var late = await person.Post(Comment("之后"), op: "0123456789abcdef0123456789abcdef");
        late.Outcome.ShouldBe("retry");
        using (var ready = await house.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            (ready.StatusCode, await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .ShouldBe((HttpStatusCode.ServiceUnavailable, Sentence));
        }

        using (var meeting = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "新的会", format = "grassroots" }))
        {
            meeting.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await person.Post(Comment("还是不行"));
        house.Critical.ShouldHaveSingleItem().ShouldContain("was deleted, moved or replaced under the running hub: nothing is stored any more");
        (await room.Comments()).Select(c => c.Text("text")).ShouldBe(["之前"], "what is stored is read on");
        if (what == "folder moved")
        {
            Directory.Move(folder + ".aside", folder);
        }
        else if (what == "moved")
        {
            File.Move(aside, house.File);
        }
        else
        {
            return;
        }

        // Put back, it goes on, with the same command.
        (await person.Post(Comment("之后"), op: "0123456789abcdef0123456789abcdef")).ShouldBeDone();
        (await house.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("ready");
        await house.Restart();
        (await new Room(house, room.Id, room.Codes).Comments()).Select(c => c.Text("text")).ShouldBe(["之前", "之后"]);
    }

    /// <summary>Keeps what is logged as critical.</summary>
    private sealed class WatchedHouse : RunningHouse, ILoggerProvider, ILogger
    {
        private readonly List<string> _critical = [];

        public IReadOnlyList<string> Critical
        {
            get
            {
                lock (_critical)
                {
                    return [.. _critical];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_critical)
            {
                _critical.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }

        protected override void Add(IServiceCollection services)
        {
            services.AddSingleton<ILoggerProvider>(this);
            services.Configure<LoggerFilterOptions>(
                o => o.Rules.Add(new LoggerFilterRule(GetType().FullName, typeof(SqliteStore).FullName, LogLevel.Critical, null)));
        }
    }
}
