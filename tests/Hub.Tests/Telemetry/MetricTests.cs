using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Live;
using Hub.Server.Rooms;
using Hub.Server.Telemetry;
using Hub.Tests.Grains;
using Hub.Tests.House;
using Hub.Tests.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static Hub.Tests.House.Commands;
using IMeterFactory = System.Diagnostics.Metrics.IMeterFactory;

namespace Hub.Tests.Telemetry;

/// <summary>The instruments count what happened, and the page on operating the hub lists them.</summary>
public sealed partial class MetricTests
{
    [Fact]
    public async Task Commands_commits_frames_and_people_are_counted()
    {
        await using var house = new RunningHouse();
        await house.Open();
        using var counts = new Counts(house.Service<IMeterFactory>());
        var room = await house.Meeting();
        var (person, op) = (await room.Join("李四"), NewOp());
        await using var line = await person.Connect();
        await using var device = await person.Connect();
        await using var watcher = await room.Stranger().Connect();
        (await line.Do(Comment("一"), op)).ShouldBeDone();
        (await person.Post(Comment("一"), op)).ShouldBeDone();
        (await person.Post(Comment(" "))).ShouldBeRefused("empty");
        (await person.Post(Of("pause"))).ShouldBeRefused("forbidden");
        (await person.Post(Of("dance"))).ShouldBeRefused("unknownCommand");
        var last = (await room.Chair.Post(Of("pause"))).ShouldBeDone().Seq!.Value;
        await Task.WhenAll(line.Reach(last), watcher.Reach(last));

        counts.Of("hub.commands").ShouldBe(new Dictionary<string, double>
        {
            ["hub.command=open hub.outcome=done"] = 1,
            ["hub.command=comment hub.outcome=done"] = 2,
            ["hub.command=comment hub.outcome=refused hub.refusal=empty"] = 1,
            ["hub.command=pause hub.outcome=refused hub.refusal=forbidden"] = 1,
            ["hub.command=_OTHER hub.outcome=refused hub.refusal=unknownCommand"] = 1,
            ["hub.command=pause hub.outcome=done"] = 1,
        }, ignoreOrder: true);
        counts.Recorded("hub.command.duration").ShouldBe(7);
        counts.Of("hub.commit.commands")
            .ShouldBe(new Dictionary<string, double> { ["hub.kind=meeting"] = 4 }, "scheduled, opened, said and paused: each alone in its commit");
        counts.Recorded("hub.append.duration").ShouldBe(4);
        counts.Recorded("hub.journal.transaction.duration").ShouldBe(counts.Recorded("hub.journal.transaction.writes"));
        counts.Of("hub.journal.transaction.writes").Values.Sum().ShouldBeGreaterThanOrEqualTo(4);
        counts.Of("hub.activations").ShouldBe(new Dictionary<string, double> { ["hub.kind=meeting"] = 1, ["hub.kind=box"] = 1 }, ignoreOrder: true);
        await counts.Until("hub.frame.lag", recorded: 1);
        counts.Observe();
        (counts.Last("hub.connections"), counts.Last("hub.present")).ShouldBe((3, 1));
        counts.Of("hub.appends.fenced").ShouldBeEmpty();

        await house.Close();
        counts.Of("hub.activations").Values.ShouldAllBe(v => v == 0);
    }

    [Theory]
    [InlineData(AppendOutcome.Conflict, "hub.appends.fenced", "hub.kind=box")]
    [InlineData(AppendOutcome.Failed, "hub.appends.failed", "hub.kind=box hub.outcome=failed")]
    [InlineData(AppendOutcome.Unknown, "hub.appends.failed", "hub.kind=box hub.outcome=unknown")]
    public async Task An_append_that_was_not_stored_is_counted(AppendOutcome outcome, string instrument, string tags)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var counts = new Counts(services.GetRequiredService<IMeterFactory>());
        var journal = new GatedJournal { IsOpen = false };
        var loop = new EventLoop<Box, BoxEvent>(
            "boxes/m1", Box.Empty, BoxEvolution.Evolve, journal, TimeProvider.System, _ => { }, () =>
                { }, NullLogger.Instance, new HubMeter(services.GetRequiredService<IMeterFactory>()).Boxes);
        await loop.Load(TestContext.Current.CancellationToken);
        var answer = loop.Do(new Operation(1), new Actor("li", Role.Attendee), (box, given) => BoxDecider.Decide(box, new BoxCommand.React("c1", true), given));
        journal.Let(outcome, stored: false);
        (await answer).ShouldBe(Answer.Retry);
        counts.Of(instrument).ShouldBe(new Dictionary<string, double> { [tags] = 1 });
        counts.Recorded("hub.commit.commands").ShouldBe(0);
    }

    [Fact]
    public async Task A_mailbox_that_overflows_is_counted_and_so_is_the_reading_again()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var counts = new Counts(services.GetRequiredService<IMeterFactory>());
        var mailbox = new Mailbox(new GatedConnection(), TimeProvider.System, new HubMeter(services.GetRequiredService<IMeterFactory>()));
        for (var i = 0; i < 3; i++)
        {
            mailbox.Post("meetings/m1", LiveMessages.Frame("1"u8.ToArray()), Mailbox.MaxBytes);
        }

        mailbox.PostResync("meetings/m2");
        (counts.Of("hub.mailbox.overflows")[""], counts.Of("hub.resyncs")[""]).ShouldBe((1, 2));
    }

    [Fact]
    public async Task The_page_for_operators_lists_every_instrument_and_no_other()
    {
        await using var house = new RunningHouse();
        await house.Open();
        using var counts = new Counts(house.Service<IMeterFactory>());
        var listed =
            Row().Matches(await File.ReadAllTextAsync(PageForOperators(), TestContext.Current.CancellationToken))
            .Select(m => (m.Groups["name"].Value, m.Groups["unit"].Value));
        listed.ShouldBe(counts.Instruments.Select(i => (i.Name, i.Unit!)), ignoreOrder: true);
        counts.Instruments.ShouldAllBe(i => i.Description!.Length > 0);
    }

    [GeneratedRegex(@"^\| `(?<name>hub\.[a-z.]+)` \| (?<unit>\S+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    private static string PageForOperators([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../k8s/README.md"));
}
