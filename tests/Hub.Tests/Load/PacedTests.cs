using System.Text;
using Hub.Load.Paced;

namespace Hub.Tests.Load;

public class PacedTests
{
    private const string Stamp = "\"#0000007@0000000000000000042#";

    [Fact]
    public void Without_options_every_peer_runs_at_every_rate()
    {
        var options = PacedOptions.Parse([]);
        options.Peers.ShouldBe(PacedOptions.AllPeers);
        options.Rates.ShouldBe([2, 8, 20]);
        options.FirstRates.ShouldBe([8]);
        options.Clients.ShouldBe([500, 2000]);
        options.Saturated.ShouldBe(8000);
    }

    [Fact]
    public void A_run_can_be_made_short()
    {
        var options = PacedOptions.Parse(
            ["--peers", "signalr,hub", "--rates", "8", "--clients", "50", "--first", "5", "--warm", "1", "--seconds", "3", "--saturated", "0", "--json",
                "a.json"]);
        options.Peers.ShouldBe(["hub", "signalr"]);
        (options.Rates[0], options.Clients[0], options.First, options.Warm, options.Seconds).ShouldBe((8, 50, 5, 1, 3));
        options.Saturated.ShouldBeNull();
        options.Json.ShouldBe("a.json");
    }

    [Theory]
    [InlineData("--peers hub,nobody", "There is no peer nobody: --peers takes hub, hub-events, signalr, events, socket, ws, socket.io, nchan, redis.")]
    [InlineData("--rates 8;20", "--rates must be whole numbers from 1 to 100, with commas between them.")]
    [InlineData("--seconds 101", "--seconds must be whole numbers from 1 to 100, with commas between them.")]
    [InlineData("--clients", "--clients needs a value.")]
    [InlineData("--frames 3", "There is no option --frames.")]
    public void What_is_wrong_is_named(string args, string sentence) =>
        Should.Throw<FormatException>(() => PacedOptions.Parse(args.Split(' '))).Message.ShouldBe(sentence);

    /// <summary>A stamp that came in two pieces was counted as lost.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(29, 29)]
    [InlineData(30, 0)]
    public void Of_a_stamp_that_has_not_come_whole_all_that_came_is_looked_at_again(int came, int again) =>
        PacedBytes.Unfinished(Encoding.ASCII.GetBytes("{\"text\":" + Stamp[..came])).ShouldBe(again);

    [Fact]
    public void A_whole_stamp_is_looked_at_once_also_where_the_next_has_begun() =>
        PacedBytes.Unfinished(Encoding.ASCII.GetBytes($"{Stamp}xx\"}}{Stamp[..12]}")).ShouldBe(12);
}
