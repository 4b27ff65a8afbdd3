using Hub.Domain.Audit;
using Hub.Server.Access.Staff;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>The same on PostgreSQL, where the topic, the register and the officer may be on different nodes.</summary>
public sealed class DepartmentsAcrossNodesTests(Cluster cluster) : IClassFixture<Cluster>
{
    /// <summary>The whole of it: given, reported, sent back, reported again, acknowledged by staff and by the raiser, rated; and who did what is
    /// read.</summary>
    [Fact]
    public async Task A_department_answers_on_one_node_what_is_committed_acknowledged_rated_and_read_by_an_auditor_on_another()
    {
        var name = $"市局 {Guid.NewGuid():n}";
        var department = House.Registers.Entry("department", new { title = name, contact = "0517-80000000" });
        var id = (await cluster.B.Record("departments", department)).ShouldBeDone().Made;
        var topic = await Topic.Raise(cluster.A);
        var onB = new Topic(cluster.B, topic.Id, topic.Raiser, topic.ReturnKey);
        async Task<string> Give(string due) =>
            (await topic.Staff(Commands.Of("commit", new { department = "局", what = "办", due, departmentId = id }))).ShouldBeDone().Made;
        var (late, soon) = (await Give("2099-12-31"), await Give("2099-01-01"));
        var officer = await cluster.B.Account(new AccountRole(StaffRole.Department, Department: id));

        (await onB.Do(officer, Commands.Of("complete", new { commitment = soon, note = "已办" }))).ShouldBeDone();
        (await Listed("due")).ShouldBe([late]);
        (await Listed("reported")).ShouldBe([soon]);
        (await topic.Do(topic.Raiser, Commands.Of("sendBack", new { commitment = soon, reason = "没有办" }))).ShouldBeDone();
        (await Listed("due")).ShouldBe([soon, late]);
        (await onB.Do(officer, Commands.Of("complete", new { commitment = soon, note = "又办" }))).ShouldBeDone();
        (await topic.Staff(Commands.Of("acknowledge", new { commitment = soon }))).ShouldBeDone();
        (await onB.Do(officer, Commands.Of("complete", new { commitment = late, note = "已办" }))).ShouldBeDone();
        (await onB.Do(topic.Raiser, Commands.Of("acknowledge", new { commitment = late }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("resolved");
        (await Listed("done")).ShouldBe([late, soon]);
        (await cluster.B.Get($"/api/departments/{id}/commitments", officer)).At("counts").GetRawText()
            .ShouldBe("""{"due":0,"overdue":0,"reported":0,"done":2}""");
        (await cluster.A.Get("/api/entries?type=department")).GetRawText().ShouldNotContain("0517");
        (await topic.Do(topic.Raiser, Commands.Of("rate", new { score = 5 }))).ShouldBeDone();
        (await onB.Status()).ShouldBe("rated");

        // The newest first.
        var auditor = await cluster.A.Account(new AccountRole(StaffRole.Auditor));
        var account = (await cluster.A.Get("/api/me", officer)).Text("account");
        (await cluster.A.Get($"/api/audit?who={account}&limit=100", auditor)).List("items")
            .Select(i => (i.Text("act"), i.At("who").Text("kind"), i.Text("on"), i.Text("outcome"))).ShouldBe(
            new[] { late, soon, soon }.Select(c =>
                (AuditActs.CommitmentCompleted, AuditKinds.Account, $"topics/{topic.Id}/commitments/{c}", "done")));
        foreach (var command in new[]
        {
            Commands.Of("reopen", new { commitment = late, reason = "没有办" }), Commands.Of("answer", new { text = "谢谢" }),
            Commands.Of("progress", new { commitment = late, note = "进展" }), Commands.Of("hideComment", new { comment = "none" }),
        })
        {
            (await onB.Do(auditor, command)).ShouldBeRefused("forbidden");
        }

        (await topic.Status()).ShouldBe("rated");

        async Task<IEnumerable<string>> Listed(string status) =>
            (await cluster.B.Get($"/api/departments/{id}/commitments?status={status}", officer)).List("items").Select(i => i.Text("commitment"));
    }
}
