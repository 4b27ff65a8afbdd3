using System.Text.RegularExpressions;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Http;
using Hub.Tests.Deployment;
using Hub.Tests.House;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Hub.Tests.Access;

/// <summary>The table of who of the staff may do what.</summary>
public sealed partial class PermissionTableTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly Scope Here = new("清江浦区", "府前社区协商议事室", "grassroots");

    [Fact]
    public void A_role_is_worth_nothing_beyond_its_limits()
    {
        var convener = Of(new AccountRole(StaffRole.Convener, County: "清江浦区", Format: "grassroots"));
        convener.May(Permission.EditMeetings, Here).ShouldBeTrue();
        convener.May(Permission.EditMeetings, Here with { Venue = null }).ShouldBeTrue();
        convener.May(Permission.EditMeetings, Here with { County = "盱眙县" }).ShouldBeFalse();
        convener.May(Permission.EditMeetings, Here with { Format = "standingCommittee" }).ShouldBeFalse();
        convener.May(Permission.EditMeetings, Scope.House).ShouldBeFalse("what lies nowhere lies within no limit");
        convener.May(Permission.ModerateTopics, Here).ShouldBeFalse();
    }

    [Fact]
    public void Of_several_roles_each_adds_what_it_reaches_and_none_reaches_further_by_another()
    {
        var both = Of(new AccountRole(StaffRole.Staff, County: "盱眙县"), new AccountRole(StaffRole.Convener, Venue: "府前社区协商议事室"));
        both.May(Permission.EditMeetings, Here).ShouldBeTrue();
        both.May(Permission.ModerateTopics, Here with { County = "盱眙县" }).ShouldBeTrue();
        both.May(Permission.ModerateTopics, Here).ShouldBeFalse();
        both.Where(Permission.EditMeetings).ShouldBe([new Scope(County: "盱眙县"), new Scope(Venue: "府前社区协商议事室")]);
    }

    [Fact]
    public void A_token_of_one_room_carries_no_role()
    {
        var operators = new Session("p1", "meetings/m1", IsOperator: true);
        operators.May(Permission.RunHouse, Scope.House).ShouldBeFalse();
        operators.MaySomewhere(Permission.RunHouse).ShouldBeFalse();
        operators.All().ShouldBeEmpty();
    }

    [Fact]
    public void A_department_that_nobody_named_is_not_all_of_them()
    {
        Of(new AccountRole(StaffRole.Department)).MaySomewhere(Permission.AnswerCommitments).ShouldBeFalse();
        var officer = Of(new AccountRole(StaffRole.Department, Department: "市教育局"));
        officer.May(Permission.AnswerCommitments, Here with { Department = "市教育局" }).ShouldBeTrue();
        officer.May(Permission.AnswerCommitments, Here with { Department = "市交通运输局" }).ShouldBeFalse();
        officer.May(Permission.AnswerCommitments, Here).ShouldBeFalse();
    }

    /// <summary>Guards the page that an operator reads before giving somebody a role.</summary>
    [Fact]
    public void The_table_of_the_operating_page_is_the_programs()
    {
        var rows = Page.Of("k8s/README.md").Section("Who may do what").Where(l => l.StartsWith('|'))
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToArray();
        var roles = Enum.GetValues<StaffRole>();
        rows[0].ShouldBe(["permission", "what it allows", .. roles.Select(r => $"`{CamelCase.Of(r)}`")]);
        rows[2..].Select(r => (r[0], string.Join(' ', r[2..]))).ShouldBe(
            Enum.GetValues<Permission>()
                .Select(p => ($"`{CamelCase.Of(p)}`", string.Join(' ', roles.Select(r => Permissions.Of(r).Contains(p) ? "yes" : "no")))));
        rows[2..].ShouldAllBe(r => r[1].Length > 0);
    }

    /// <summary>Guards whoever writes against these calls: several said that they were the operator's where others may make them too.</summary>
    [Fact]
    public void Where_the_summary_of_a_call_says_whose_it_is_it_says_what_the_table_does()
    {
        var calls = house.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (
                Call: e.RoutePattern.RawText!, e.Metadata.GetMetadata<ForAttribute>()?.Permission,
                Said: Roles().Match(e.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? "").Groups[1].Value))
            .Where(c => c.Permission is not null && c.Said.Length > 0).ToList();

        calls.Count.ShouldBeGreaterThan(20);
        foreach (var (call, permission, said) in calls)
        {
            // Of an operator it goes without saying, where others may too.
            var roles = Enum.GetValues<StaffRole>().Where(r => Permissions.Of(r).Contains(permission!.Value)).Select(CamelCase.Of).ToList();
            said.Split(", ").Where(r => roles.Count == 1 || r != "operator").ShouldBe(roles.Where(r => roles.Count == 1 || r != "operator"), call);
        }
    }

    [GeneratedRegex(@"\(((?:operator|staff|convener|department|auditor)(?:, (?:operator|staff|convener|department|auditor))*)[,)]")]
    private static partial Regex Roles();

    private static Session Of(params AccountRole[] roles) => new("p1", null, IsOperator: false, Account: "a1") { Roles = roles };
}
