using System.Globalization;
using System.Text.Json.Serialization;

namespace Hub.Domain.Opinion;

/// <summary>What can be said of groups, and how surely.</summary>
[JsonConverter(typeof(CamelCase<Finding>))]
public enum Finding
{
    /// <summary>Fewer than <see cref="Anonymity.People"/> people took part: nothing is shown.</summary>
    TooFew,

    /// <summary>Too few people answered enough, or all answered alike: no groups exist.</summary>
    NoGroups,

    /// <summary>There are groups, and they are others as soon as some of the answers are left out: none is shown.</summary>
    Unstable,

    /// <summary>There are groups that stay the same.</summary>
    Groups,
}

/// <summary>A finding in words. That no groups were found is one.</summary>
/// <param name="Stability">From 0 to 1; null where nothing was found that could be stable.</param>
public sealed record Confidence(Finding Finding, int Groups, double? Stability = null)
{
    /// <summary>Groups are shown that are so stable at least.</summary>
    public const double Least = 0.8;

    /// <summary>How often some stances are left out.</summary>
    public const int Drops = 8;

    /// <summary>How large a part of them.</summary>
    public const double Share = 0.1;

    public static Confidence Of(int people, int groups, double? stability) =>
        people < Anonymity.People ? new(Finding.TooFew, 0)
        : groups == 0 || stability is null ? new(Finding.NoGroups, 0)
        : stability < Least ? new(Finding.Unstable, 0, stability)
        : new(Finding.Groups, groups, stability);

    [JsonIgnore]
    public Text Words => Finding switch
    {
        Finding.TooFew => new("参与的人还不够多，暂不显示结果。", "Too few people have taken part for anything to be shown."),
        Finding.NoGroups => new("没有发现群体：大家的共识多于分歧。", "No groups were found: people agree more than they differ."),
        Finding.Unstable => new(
            $"没有稳定的群体：少算一成回答，分组就会变（稳定度 {Percent}，低于 80%）。",
            $"No stable groups: they change as soon as a tenth of the answers is left out (stability {Percent}, below 80%)."),
        Finding.Groups => new(
            string.Create(CultureInfo.InvariantCulture, $"{Groups} 个群体；少算一成回答，分组仍有 {Percent} 相同。"),
            string.Create(CultureInfo.InvariantCulture, $"{Groups} groups; with a tenth of the answers left out they stay the same to {Percent}.")),
        _ => throw new InvalidOperationException($"No words for {Finding}."),
    };

    /// <summary>Rounded down, so that what is not enough never reads as enough.</summary>
    private string Percent => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((Stability ?? 0) * 100):0}%");
}
