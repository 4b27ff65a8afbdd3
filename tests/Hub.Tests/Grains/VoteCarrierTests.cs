using System.Globalization;
using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Rooms;

namespace Hub.Tests.Grains;

/// <summary>Votes that come together go together, and each has its own answer.</summary>
public sealed class VoteCarrierTests : IDisposable
{
    private readonly List<(string Meeting, string[] Voters, TaskCompletionSource<Answer[]> Answers)> _calls = [];
    private readonly SemaphoreSlim _called = new(0);
    private readonly VoteCarrier _carrier;

    public void Dispose() => _called.Dispose();

    public VoteCarrierTests() => _carrier = new VoteCarrier((meeting, asks) =>
    {
        var answers = new TaskCompletionSource<Answer[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_calls)
        {
            _calls.Add((meeting, [.. asks.Select(a => a.Participant)], answers));
        }

        _called.Release();
        return answers.Task;
    });

    [Fact]
    public async Task What_comes_while_two_calls_are_under_way_is_one_more_call()
    {
        var first = await Under("m1", "v0");
        var second = await Under("m1", "v1");
        var others = Enumerable.Range(2, 50).Select(i => Vote("m1", $"v{i}")).ToList();
        var elsewhere = await Under("m2", "v0");
        _calls.Count.ShouldBe(3, "another room waits for nobody");

        Answer(0, seq: 1);
        (await first).Seq.ShouldBe(1);
        await Called();
        (_calls[3].Meeting, _calls[3].Voters.Length).ShouldBe(("m1", 50));
        Answer(3, seq: 2);
        (await Task.WhenAll(others)).Select(a => a.Seq).ShouldBe(Enumerable.Range(2, 50).Select(i => (long?)i));
        Answer(1, seq: 60);
        Answer(2, seq: 1);
        ((await second).Seq, (await elsewhere).Seq).ShouldBe((60, 1));
    }

    /// <summary>Guards a vote that waited for ever: its call was answered for others, and not for it.</summary>
    [Fact]
    public async Task A_vote_that_its_call_does_not_answer_has_failed()
    {
        var vote = await Under("m1", "v0");

        _calls[0].Answers.SetResult([]);

        (await Should.ThrowAsync<InvalidOperationException>(vote)).Message.ShouldBe("The box of m1 answered 0 of 1 votes.");
    }

    [Fact]
    public async Task A_call_that_fails_is_the_failure_of_its_own_votes_only()
    {
        var (failing, going) = (await Under("m1", "v0"), await Under("m1", "v1"));
        var waiting = Vote("m1", "v2");
        _calls[0].Answers.SetException(new TimeoutException("The node is gone."));
        await Should.ThrowAsync<TimeoutException>(failing);
        await Called();
        Answer(1, seq: 1);
        Answer(2, seq: 2);
        ((await going).Seq, (await waiting).Seq).ShouldBe((1, 2));
    }

    private Task<Answer> Vote(string meeting, string voter) => _carrier.Vote(
        meeting, new VoteAsk((UInt128)int.Parse(voter[1..], CultureInfo.InvariantCulture), voter, Role.Member, "b1", ["approve"]));

    private async Task<Task<Answer>> Under(string meeting, string voter)
    {
        var answer = Vote(meeting, voter);
        await Called();
        return answer;
    }

    private async Task Called() => (await _called.WaitAsync(House.OpenHouse.Patience, TestContext.Current.CancellationToken)).ShouldBeTrue();

    private void Answer(int call, long seq) =>
        _calls[call].Answers.SetResult([.. _calls[call].Voters.Select((_, i) => Hub.Server.Contracts.Answer.Done(seq + i, null))]);
}
