using System.Text;
using Hub.Faults.Check;
using Hub.Server.Journal;
using Hub.Tests.Processes;

namespace Hub.Tests.Faults;

public sealed class KindsTests
{
    private static readonly Kinds Ours = Kinds.Of(HubProcess.Program);

    [Theory]
    [InlineData("meetings/m1", """[{"event":{"$type":"meetingOpened"}},{"event":{"$type":"meetingClosed"}}]""")]
    [InlineData("boxes/m1", """[{"event":{"$type":"voted"}}]""")]
    [InlineData("topics/t1", """[{"event":{"$type":"rated"}}]""")]
    [InlineData("registers/members", """[{"event":{"$type":"entryRecorded"}}]""")]
    [InlineData("audit", """[{"event":{"$type":"noted"}},{"event":{"$type":"settled"}}]""")]
    [InlineData("stances/m1/r1", """[{"event":{"$type":"stanceTaken"}}]""")]
    public void What_a_build_knows_it_reads(string stream, string payload) => Unreadable(stream, payload).ShouldBeEmpty();

    [Theory]
    [InlineData("meetings/m1", """[{"event":{"$type":"meetingOpened"}},{"event":{"$type":"meetingSung"}}]""", "meetingSung was stored in meetings/m1 at 5 to 6 while a node was there that cannot read it")]
    [InlineData("meetings/m1", """[{"event":{"$type":"voted"}}]""", "voted was stored in meetings/m1 at 5 to 6 while a node was there that cannot read it")]
    [InlineData("songs/s1", """[{"event":{"$type":"voted"}}]""", "whether songs/s1 can be read by the older build is not looked at")]
    [InlineData("audit", """[{"event":{"$type":"sung"}}]""", "sung was stored in audit at 5 to 6 while a node was there that cannot read it")]
    public void What_a_build_does_not_know_is_found(string stream, string payload, string sentence) => Unreadable(stream, payload).ShouldBe([sentence]);

    private static IEnumerable<string> Unreadable(string stream, string payload) =>
        Ours.Unreadable([new Commit(stream, 1, 5, 6, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(payload), Hash.Zero, 1)]);
}
