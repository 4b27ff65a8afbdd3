using System.Net;
using Hub.Tests.House;
using Microsoft.AspNetCore.Routing;

namespace Hub.Tests.Privacy;

/// <summary>What is personal stays with whom it is told to: no browser, and nothing on the way, stores it.</summary>
public sealed class PersonalAnswerTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>
    /// What everybody may store: a file's id names its content, a QR code is drawn from the address that asks for it, and the calendar to subscribe to holds
    /// what anybody may read.
    /// </summary>
    private static readonly string[] Stored = ["/api/files/{file}", "/api/files/{file}/thumbnail", "/api/qr.svg", "/api/calendar.ics"];

    [Fact]
    public async Task No_call_is_stored_but_pictures_and_codes_whoever_asks_and_whatever_is_answered()
    {
        var room = await house.Meeting();
        var topic = await Topic.Raise(house);
        var calls = house.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true
                && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => e.RoutePattern.RawText!).Distinct().Order().ToList();
        calls.ShouldContain("/api/me/data");
        calls.Count.ShouldBeGreaterThan(40);

        foreach (var call in calls.Except(Stored))
        {
            var id = call.StartsWith("/api/topics", StringComparison.Ordinal) ? topic.Id : room.Id;
            var path = string.Join('/', call.Split('/').Select(part => !part.StartsWith('{') ? part : part.Contains("int") ? "2021" : id));
            foreach (var token in new[] { null, topic.Raiser, house.OperatorToken })
            {
                using var answer = await house.Send(HttpMethod.Get, path, token);
                answer.Headers.CacheControl?.NoStore.ShouldBe(true, $"{path} ({answer.StatusCode})");
                answer.Headers.CacheControl.ShouldNotBeNull($"{path} ({answer.StatusCode})");
            }
        }
    }

    [Fact]
    public async Task What_is_stored_how_long_is_told_from_the_settings()
    {
        var rules = await house.Get("/api/privacy");

        (rules.Number("guestSessionDays"), rules.Number("memberSessionDays"), rules.Number("staffSessionDays")).ShouldBe((400, 90, 7));
        (rules.Number("guestNameDays"), rules.Number("nominationReasonDays")).ShouldBe((1825, 1095));
        rules.At("forgetsBackups").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_nobody_has_nothing_to_forget()
    {
        (await house.Send(HttpMethod.Post, "/api/me/forget")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await house.Send(HttpMethod.Get, "/api/forgets")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await house.Send(HttpMethod.Post, "/api/forgets/none/agree", house.OperatorToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
