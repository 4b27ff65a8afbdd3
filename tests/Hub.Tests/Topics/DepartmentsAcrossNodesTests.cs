using Hub.Server.Access.Staff;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>The same on PostgreSQL, where the topic, the register and the officer may be on different nodes.</summary>
public sealed class DepartmentsAcrossNodesTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task A_department_answers_on_one_node_what_is_committed_and_acknowledged_on_another()
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

        async Task<IEnumerable<string>> Listed(string status) =>
            (await cluster.B.Get($"/api/departments/{id}/commitments?status={status}", officer)).List("items").Select(i => i.Text("commitment"));
    }
}
