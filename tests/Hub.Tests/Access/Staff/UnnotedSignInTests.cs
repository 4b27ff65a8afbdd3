using System.Net;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Journal;
using Hub.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Access.Staff;

/// <summary>Nobody acts for the staff of whom the audit log does not know that they came.</summary>
public sealed class UnnotedSignInTests
{
    [Fact]
    public async Task A_sign_in_that_cannot_be_noted_is_undone()
    {
        await using var house = new ForgetfulHouse();
        await house.InitializeAsync();
        var (staff, _) = await house.Staff(StaffOfHouse.Role("staff"));
        var person = StaffAccounts.PersonOf((await house.Service<IAccountStore>().Find(staff.Id, TestContext.Current.CancellationToken)).ShouldNotBeNull());
        var before = await Sessions();
        ForgetfulHouse.Fails = true;

        using var answer = await staff.Try(staff.Recovery.Dequeue());

        ForgetfulHouse.Fails = false;
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("token");
        (await Sessions()).ShouldBe(before);
        (await staff.SignIn()).Text("account").ShouldBe(staff.Id);

        async Task<IEnumerable<string>> Sessions() =>
            (await house.Service<Sessions>().ReadOf(person, TestContext.Current.CancellationToken)).Select(s => s.Id).Order();
    }

    /// <summary>A house whose audit log is out of reach for a while.</summary>
    private sealed class ForgetfulHouse : RunningHouse
    {
        public static bool Fails { get; set; }

        protected override void Add(IServiceCollection services) =>
            services.AddSingleton<IAuditNetworks>(s => new Networks(new SqliteAuditNetworks(s.GetRequiredService<SqliteStore>())));
    }

    private sealed class Networks(IAuditNetworks networks) : IAuditNetworks
    {
        public Task Add(IReadOnlyCollection<AuditNetwork> added) =>
            ForgetfulHouse.Fails ? throw new StoreException("It is out of reach.", mayBeStored: false) : networks.Add(added);

        public Task<IReadOnlyList<AuditNetwork>> Find(IReadOnlyCollection<Hash> hashes, CancellationToken cancel = default) => networks.Find(hashes, cancel);

        public Task<bool> HasBefore(DateTimeOffset before, CancellationToken cancel = default) => networks.HasBefore(before, cancel);

        public Task Prune(DateTimeOffset before) => networks.Prune(before);
    }
}
