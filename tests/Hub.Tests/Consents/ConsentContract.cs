using Hub.Server.Consents;
using Hub.Tests.Journal;

namespace Hub.Tests.Consents;

/// <summary>What every store must keep of what waits for another account to agree.</summary>
public abstract class ConsentContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    private protected abstract IConsents Consents { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_asked_for_is_found_as_it_was_asked_until_it_is_decided()
    {
        var (first, second) = (Of("c1", "li"), Of("c2", null) with { Kind = ConsentKind.VoidBallot, AskedAt = Now.AddMinutes(1) });
        await Consents.Add(second);
        await Consents.Add(first);
        await Consents.Add(first with { Reason = "另一个理由" });

        (await Consents.Find("c1", Cancel)).ShouldBe(first);
        (await Consents.Find("c3", Cancel)).ShouldBeNull();
        (await Consents.ReadOpen(Cancel)).ShouldBe([first, second]);
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_does()
    {
        await Consents.Add(Of("c1", "li"));

        var decided = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(
            () => Consents.Move("c1", ConsentState.Waiting, i % 2 == 0 ? ConsentState.Agreed : ConsentState.Declined, $"a{i}", $"why {i}"), Cancel)));

        decided.Count(d => d).ShouldBe(1);
        var by = Array.IndexOf(decided, true) + 1;
        (await Consents.Find("c1", Cancel)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(by % 2 == 0 ? ConsentState.Agreed : ConsentState.Declined), c => c.DecidedBy.ShouldBe($"a{by}"),
            c => c.Why.ShouldBe($"why {by}"));
    }

    [Fact]
    public async Task What_is_done_is_open_no_more_and_who_decided_stays()
    {
        await Consents.Add(Of("c1", "li"));
        (await Consents.Move("c1", ConsentState.Waiting, ConsentState.Agreed, "wang")).ShouldBeTrue();
        (await Consents.ReadOpen(Cancel)).ShouldHaveSingleItem().State.ShouldBe(ConsentState.Agreed);

        (await Consents.Move("c1", ConsentState.Agreed, ConsentState.Done)).ShouldBeTrue();
        (await Consents.Move("c1", ConsentState.Waiting, ConsentState.Lapsed)).ShouldBeFalse();

        (await Consents.ReadOpen(Cancel)).ShouldBeEmpty();
        (await Consents.Find("c1", Cancel)).ShouldBe(Of("c1", "li") with { State = ConsentState.Done, DecidedBy = "wang" });
    }

    public abstract ValueTask DisposeAsync();

    private static Consent Of(string id, string? account) => new(
        id, ConsentKind.RemoveName, "meetings/m1", "p1", "本人申请", "person", account, Now, Now.AddDays(7), ConsentState.Waiting);
}

public sealed class SqliteConsentTests : ConsentContract
{
    private readonly SqliteScratch _scratch = new();

    private protected override IConsents Consents => new SqliteConsents(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}

public sealed class PostgresConsentTests(PostgresServer server) : ConsentContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    private protected override IConsents Consents => new PostgresConsents(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
