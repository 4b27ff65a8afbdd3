using System.Text.RegularExpressions;
using Hub.Tests.Deployment;

namespace Hub.Tests.Client;

/// <summary>A page is as wide as its kind: one that is read, one that is worked on, one that holds two side by side. No page has a width of its own.</summary>
public sealed partial class PageWidthTests
{
    private static readonly string[] Kinds = ["var(--reading)", "var(--work)", "var(--wall)"];

    private static readonly List<(string Name, string Text)> Styles =
    [
        .. Directory.EnumerateFiles(Path.Combine(Manifests.Repository, "src/Hub.Server/Client/src/style"), "*.css")
            .Select(f => (Path.GetFileName(f), File.ReadAllText(f))),
    ];

    [Fact]
    public void Every_page_has_the_width_of_its_kind()
    {
        var widths = Styles.SelectMany(s => Centred().Matches(s.Text).Select(m => (s.Name, Width: MaxWidth().Match(m.Value).Groups["width"].Value)))
            .Where(w => w.Width is not ("" or "none")).ToList();
        widths.Where(w => !Kinds.Contains(w.Width)).ShouldBeEmpty();
        widths.Select(w => w.Width).Distinct().Order().ShouldBe(Kinds.Order());
        widths.Count.ShouldBeGreaterThan(9);
    }

    [Fact]
    public void The_three_widths_are_said_once() =>
        Styles.SelectMany(s => Said().Matches(s.Text).Select(m => $"{s.Name} {m.Groups["kind"].Value}")).Order()
            .ShouldBe(["base.css --reading", "base.css --wall", "base.css --work"]);

    /// <summary>Guards the test above: a page with a width of its own is found.</summary>
    [Fact]
    public void A_width_of_its_own_is_found() =>
        MaxWidth().Match(Centred().Match(".page { max-width: 61rem; margin: 0 auto; padding: 0; }").Value).Groups["width"].Value.ShouldBe("61rem");

    [GeneratedRegex(@"\{[^{}]*\bmargin(-inline)?: (0 )?auto[^{}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Centred();

    [GeneratedRegex(@"\bmax-width:\s*(?<width>[^;}]+?)\s*[;}]", RegexOptions.ExplicitCapture)]
    private static partial Regex MaxWidth();

    [GeneratedRegex(@"(?<kind>--(reading|work|wall)):", RegexOptions.ExplicitCapture)]
    private static partial Regex Said();
}
