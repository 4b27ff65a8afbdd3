using System.Net;
using System.Text;
using Hub.Server.Journal;
using Hub.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Telemetry;

/// <summary>What leaves the house for a collector, and what never does.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Without_an_endpoint_nothing_is_exported_and_no_call_is_watched()
    {
        await using var house = new RunningHouse();
        await house.Open();
        var services = house.Service<IServiceProvider>();
        services.GetService<TracerProvider>().ShouldBeNull();
        services.GetService<MeterProvider>().ShouldBeNull();
        services.GetServices<ILoggerProvider>().ShouldNotContain(p => p is OpenTelemetryLoggerProvider);
        services.GetServices<IIncomingGrainCallFilter>().ShouldBeEmpty();
        services.GetServices<IOutgoingGrainCallFilter>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Traces_metrics_and_logs_arrive_and_a_log_line_names_its_trace()
    {
        await using var receiver = await OtlpReceiver.Open();
        await using var house = new ToldHouse(receiver);
        await house.Open();
        var room = await house.Meeting();
        (await room.Chair.Post(Comment("一句话"))).ShouldBeDone();
        await receiver.Receives("traces", "Do comment"u8.ToArray());
        foreach (var instrument in new[] { "hub.commands", "hub.command.duration", "hub.connections", "orleans-", "kestrel.", "http.server.request.duration",
            "dotnet.gc." })
        {
            house.Service<MeterProvider>().ForceFlush().ShouldBeTrue();
            await receiver.Receives("metrics", Encoding.UTF8.GetBytes(instrument));
        }

        await house.Service<SqliteStore>().DisposeAsync();
        using var spans = new Spans();
        using var lost = await room.Chair.PostRaw(Comment("没有存下的话"));
        lost.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await receiver.Receives("logs", "its append was Failed"u8.ToArray(), Convert.FromHexString(spans.Asked.TraceId.ToHexString()));
    }

    [Fact]
    public async Task Nothing_secret_and_nothing_said_leaves_the_house()
    {
        const string Said = "这句话不外传";
        await using var receiver = await OtlpReceiver.Open();
        await using var house = new ToldHouse(receiver);
        await house.Open();
        var room = await house.Meeting();
        var person = await room.Join("张三丰");
        await using (var line = await person.Connect())
        {
            (await line.Do(Comment(Said))).ShouldBeDone();
            await line.Next("commented");
        }

        // As some clients of SignalR bring a token to a hub, which this one does not read there.
        using var upgrade = await house.Send(HttpMethod.Get, $"/hubs/live?id=unknown&access_token={person.Token}");
        using var read = await house.Send(HttpMethod.Get, $"{room.Path}?marked=yes", person.Token);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var page = await house.Send(HttpMethod.Get, $"/m/{room.Codes["attend"]}");
        (await room.Chair.Post(Of("pause"))).ShouldBeDone();
        await receiver.Receives("traces", "Do pause"u8.ToArray());
        await receiver.Receives("traces", "Tell frame"u8.ToArray());
        await receiver.Receives("traces", "GET /m/{key}"u8.ToArray());
        await receiver.Receives("traces", "GET /hubs/live"u8.ToArray());
        house.Service<MeterProvider>().ForceFlush().ShouldBeTrue();
        await receiver.Receives("metrics", "hub.frame.lag"u8.ToArray());
        await house.Close();
        foreach (var secret in (string[])[person.Token!, room.Chair.Token!, OpenHouse.Key, house.OperatorToken, Said, person.Name, room.Chair.Name,
            "marked=yes", .. room.Codes.Values])
        {
            receiver.Text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse(secret);
        }
    }
}
