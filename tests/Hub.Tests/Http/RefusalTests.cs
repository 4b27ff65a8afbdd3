using Hub.Domain;
using Hub.Server.Edge;
using Hub.Server.Http;

namespace Hub.Tests.Http;

/// <summary>Whoever is refused reads why. The client's sentences are held to the list by its own tests.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Every_refusal_has_a_sentence_of_its_own_and_a_status()
    {
        var sentences = Enum.GetValues<Rejection>().Select(Receipts.Sentence).ToList();
        sentences.ShouldAllBe(s => char.IsAsciiLetterOrDigit(s[0]) && s.EndsWith('.'));
        sentences.ShouldBeUnique();
        Enum.GetValues<Rejection>().Where(r => Errors.StatusOf(r) is < 400 or >= 500).ShouldBe([Rejection.NoRoom]);
    }
}
