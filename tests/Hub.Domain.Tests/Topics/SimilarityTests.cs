using Hub.Domain.Topics;

namespace Hub.Domain.Tests.Topics;

public class SimilarityTests
{
    [Theory]
    [InlineData("希望增加晚高峰公交班次", "希望增加晚高峰公交班次", 1.0)]
    [InlineData("路灯不亮", "公交太少", 0.0)]
    [InlineData("路灯不亮", "路灯坏了", 2.0 * 1 / 6)]
    [InlineData("Fuqian Road", "ＦＵＱＩＡＮ　ｒｏａｄ!", 1.0)]
    [InlineData("老旧小区,加装电梯", "老旧小区加装电梯。", 1.0)]
    [InlineData("", "", 0.0)]
    [InlineData("灯", "灯", 1.0)]
    public void It_is_the_share_of_common_pairs_whatever_case_width_and_punctuation(string one, string other, double similarity)
    {
        Similarity.Of(one, other).ShouldBe(similarity, 1e-12);
        Similarity.Of(other, one).ShouldBe(similarity, 1e-12);
    }

    [Fact]
    public void Half_a_character_is_passed_over() => Similarity.Bigrams("灯\ud83d亮").ShouldBe(["灯亮"]);
}
