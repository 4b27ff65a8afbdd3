using System.Text.RegularExpressions;
using Hub.Tests.Deployment;

namespace Hub.Tests.Client;

/// <summary>What the pages' sources never do, so that nothing a person typed runs in a browser, and no secret stands in an address.</summary>
public sealed partial class ClientSourceTests
{
    private static readonly string Folder = Path.Combine(Manifests.Repository, "src/Hub.Server/Client");

    private static readonly List<(string Name, string Text)> Sources =
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, "src"), "*.ts*", SearchOption.AllDirectories).Append(Path.Combine(Folder, "index.html"))
            .Where(f => !f.EndsWith(".test.ts", StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(Folder, f), File.ReadAllText(f))),
    ];

    [Theory]
    [InlineData(@"\beval\(|new Function\(|setTimeout\('|javascript:", "text would run")]
    [InlineData(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc", "text would become HTML")]
    [InlineData(@"postMessage|onmessage|BroadcastChannel", "a message of another page would have to be judged")]
    [InlineData(@"document\.cookie|indexedDB|\bcaches\.|serviceWorker", "something of a person would stay where signing out does not look")]
    [InlineData(@"__proto__|\.prototype\b|constructor\[", "an object's prototype would be changed")]
    [InlineData(@"<object|<embed|<applet|<iframe", "something else than a page would be loaded")]
    public void No_page_says(string pattern, string because) =>
        Sources.Where(s => Regex.IsMatch(s.Text, pattern)).Select(s => s.Name).ShouldBeEmpty(because);

    /// <summary>
    /// Guards D6: a line that takes the direction of what stands in it also begins on that side, so that the label of a bar stood beside its figures.
    /// </summary>
    [Fact]
    public void A_bar_s_label_stands_on_its_side_whatever_script_it_is_in() =>
        Regex.Matches(File.ReadAllText(Path.Combine(Folder, "src/style/base.css")), @"(?<of>[^{}]*)\{ unicode-bidi: plaintext; \}")
            .Select(m => m.Groups["of"].Value).ShouldHaveSingleItem().ShouldNotContain(".bars-text");

    /// <summary>No script, style, font or picture comes from another site, and none hears of a visit.</summary>
    /// <summary>Names of XML, and the state's registers of sites, to which a site has to link its filing numbers. Nothing is loaded from them.</summary>
    private static readonly string[] Named = ["www.w3.org", "beian.miit.gov.cn", "beian.mps.gov.cn"];

    [Fact]
    public void No_page_names_another_site() =>
        Sources.SelectMany(s => Address().Matches(s.Text).Select(m => $"{s.Name}: {m.Value}"))
            .Where(a => !Named.Any(n => a.Contains(n, StringComparison.Ordinal))).ShouldBeEmpty();

    /// <summary>Addresses are written down by proxies and browsers: what gives power is posted, or stands in the fragment.</summary>
    [Fact]
    public void No_code_and_no_key_stands_in_the_address_of_a_call() =>
        Sources.SelectMany(s => SecretInCall().Matches(s.Text).Select(m => $"{s.Name}: {m.Value}")).ShouldBeEmpty();

    /// <summary>Storage is used in one place, which signing out empties.</summary>
    [Fact]
    public void Storage_is_reached_through_one_place() =>
        Sources.Where(s => Storage().IsMatch(s.Text)).Select(s => Path.GetFileName(s.Name)).Order().ShouldBe(["keep.ts", "leave.ts"]);

    /// <summary>What a password manager is told to fill hides what is typed, and lets it be pasted: one form has such fields.</summary>
    [Fact]
    public void Passwords_are_masked_and_may_be_pasted()
    {
        var kinds = Sources.SelectMany(s => PasswordKind().Matches(s.Text).Select(m => (s.Name, m.Value))).ToList();
        kinds.Select(k => k.Name).ShouldBe(["src/parts/credential.tsx", "src/parts/credential.tsx"], "the present password, a new one");
        kinds.ShouldAllBe(k => k.Value.Contains("type: 'password'", StringComparison.Ordinal));
        var alone = Sources.SelectMany(s => PasswordField().Matches(s.Text).Select(m => (s.Name, m.Value))).ToList();
        alone.Select(f => f.Name).ShouldBe(["src/parts/sessions.tsx"], "the password once more, to end what is open elsewhere");
        alone.ShouldAllBe(f => f.Value.Contains("type=\"password\"", StringComparison.Ordinal));
        Sources.Where(s => s.Text.Contains("onPaste", StringComparison.OrdinalIgnoreCase)).Select(s => s.Name).ShouldBeEmpty();
    }

    /// <summary>Guards the tests above: they find what they look for where it stands.</summary>
    [Fact]
    public void What_they_look_for_is_found()
    {
        SecretInCall().IsMatch("call('GET', `/api/roll/${encodeURIComponent(code)}?q=x`)").ShouldBeTrue();
        SecretInCall().IsMatch("fetch(`/hubs/live?access_token=${token}`)").ShouldBeTrue();
        Address().IsMatch("src=\"https://cdn.example/x.js\"").ShouldBeTrue();
        Storage().IsMatch("window[storage].getItem(key)").ShouldBeTrue();
        Storage().IsMatch("localStorage.clear()").ShouldBeTrue();
        PasswordField().IsMatch("<input autocomplete=\"new-password\" />").ShouldBeTrue();
        Sources.Count.ShouldBeGreaterThan(60);
    }

    [GeneratedRegex(@"https?://[\w.-]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"/(api|hubs)/[^'`""\s]*\$\{[^}]*\b(code|secret|token|invite|password)\b[^}]*\}", RegexOptions.IgnoreCase)]
    private static partial Regex SecretInCall();

    [GeneratedRegex(@"\{[^{}]*autocomplete: '(current|new)-password'[^{}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex PasswordKind();

    [GeneratedRegex(@"<input\b[^>]*autocomplete=[""'{`]+(current|new)-password", RegexOptions.ExplicitCapture)]
    private static partial Regex PasswordField();

    [GeneratedRegex(@"window\[storage\]|\b(local|session)Storage\.")]
    private static partial Regex Storage();
}
