using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Records;
using Hub.Tests.House;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Minutes;

/// <summary>A record and the vault of its names are two things, and something may happen between the reading of one and of the other.</summary>
public sealed class NamesReadTests(Cluster cluster) : IClassFixture<Cluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Guards minutes that say of somebody who has just come that their name was removed by law.</summary>
    [Fact]
    public async Task Who_comes_while_the_minutes_are_read_is_not_called_removed()
    {
        var room = await cluster.A.Meeting("standingCommittee");
        var directory = new Between(cluster.A.Service<IDirectory>())
        {
            BehindNames = async () => (await (await room.Join("王建国", "member")).Post(Of("checkIn"))).ShouldBeDone(),
        };

        var minutes = await new MinutesReader(cluster.A.Service<IJournal>(), directory).Read(room.Id, Audience.Chair, isStaff: true, Cancel);

        minutes!.Attendance.People.Where(p => p.Removed == true).ShouldBeEmpty();
    }

    /// <summary>Guards an export that has neither the name nor the event that removed it, or both.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_is_removed_while_the_record_is_exported_is_in_all_of_the_export_or_in_none(bool beforeNames)
    {
        var room = await cluster.A.Meeting();
        var wang = await room.Join("王建国", "member");
        (await wang.Post(Comment("同意"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        async Task Remove()
        {
            using var removed =
                await cluster.A.Send(HttpMethod.Post, $"{room.Path}/names/{wang.Participant}/remove", cluster.A.OperatorToken, new { reason = "本人申请" });
            removed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        var directory = new Between(cluster.A.Service<IDirectory>()) { BeforeNames = beforeNames ? Remove : null };
        var export = new MeetingExport(cluster.A.Service<IJournal>(), directory, cluster.A.Service<IGrainFactory>(), cluster.A.Service<HouseSeal>());
        var moment = await export.Read(room.Id, Cancel);
        if (!beforeNames)
        {
            await Remove();
        }

        using var written = new MemoryStream();
        await export.Write(room.Id, moment, written, Cancel);

        var findings = Verification.Of(written.ToArray());
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
        System.Text.Encoding.UTF8.GetString(written.ToArray()).Contains("王建国").ShouldBe(!beforeNames);
    }

    /// <summary>The directory, and what happens once just before or behind a reading of its names.</summary>
    private sealed class Between(IDirectory directory) : IDirectory
    {
        public Func<Task>? BeforeNames { get; set; }

        public Func<Task>? BehindNames { get; set; }

        public async Task<IReadOnlyList<VaultName>> ReadNames(string room, CancellationToken cancel = default)
        {
            await Once(BeforeNames);
            var names = await directory.ReadNames(room, cancel);
            await Once(BehindNames);
            return names;
        }

        public Task<Seat> TakeSeat(string room, string person, string name, Role role, string newParticipant, KnownBy? known = null, bool isMember = false) =>
            directory.TakeSeat(room, person, name, role, newParticipant, known, isMember);

        public Task RemoveNames(string room, IReadOnlyCollection<string> hashes) => directory.RemoveNames(room, hashes);

        public Task<IReadOnlyList<(string Room, string Participant)>> FindNamed(string name, CancellationToken cancel = default) =>
            directory.FindNamed(name, cancel);

        public Task<Seat?> FindSeat(string room, string person, CancellationToken cancel = default) => directory.FindSeat(room, person, cancel);

        public Task<IReadOnlyList<Seat>> ReadSeatsOf(string person, CancellationToken cancel = default) => directory.ReadSeatsOf(person, cancel);

        public Task<IReadOnlyList<Seat>> ReadSeats(string room, CancellationToken cancel = default) => directory.ReadSeats(room, cancel);

        public Task SetCode(Code code) => directory.SetCode(code);

        public Task AddCode(Code code) => directory.AddCode(code);

        public Task AddFurtherCode(Code code) => directory.AddFurtherCode(code);

        public Task<Code?> FindCode(Hash hash, CancellationToken cancel = default) => directory.FindCode(hash, cancel);

        public Task<IReadOnlyList<Code>> ReadCodes(string room, CancellationToken cancel = default) => directory.ReadCodes(room, cancel);

        private Task Once(Func<Task>? happening)
        {
            (BeforeNames, BehindNames) = happening is null ? (BeforeNames, BehindNames) : (null, null);
            return happening?.Invoke() ?? Task.CompletedTask;
        }
    }
}
