using System.Net;
using Hub.Tests.House;

namespace Hub.Tests.Live;

/// <summary>A node follows a room for whoever asks for it over HTTP: who asks for ever more is slowed, and keeps nobody from what is followed.</summary>
public sealed class RoomsAskedTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const int AtOnce = 200;

    [Fact]
    public async Task Who_asks_for_ever_more_rooms_is_slowed_and_one_that_is_followed_is_there_for_everybody()
    {
        var room = await house.Meeting();
        await house.Get($"/live/{room.Name}/snapshot");
        var asked = 0;
        HttpResponseMessage answer;
        for (; (answer = await house.Send(HttpMethod.Get, $"/live/meetings/nothere{asked}/snapshot")).StatusCode == HttpStatusCode.NotFound; asked++)
        {
            answer.Dispose();
        }

        asked.ShouldBeGreaterThanOrEqualTo(AtOnce - 1);
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        answer.Dispose();
        await house.Get($"/live/{room.Name}/snapshot");
    }
}
