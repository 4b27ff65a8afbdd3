using System.Security;
using Hub.Domain;
using Hub.Server;

namespace Hub.Tests.Architecture;

/// <summary>What the compiled programs never use, so that nothing a person types can reach it.</summary>
public sealed class DangerousApiTests
{
    private static readonly Compiled House = Compiled.Of(typeof(HubServer).Assembly, typeof(Actor).Assembly, typeof(Hub.Verify.Verification).Assembly);

    /// <summary>
    /// What signs, hashes, encrypts and draws lots: elliptic curves, SHA-2, AES-GCM and the system's generator; HMAC-SHA-1 for one-time codes alone (RFC 6238),
    /// which collisions of SHA-1 do not touch. Another one is a decision: SHA-1 is there for
    /// one-time codes alone (RFC 6238), as that is what authenticator apps read.
    /// </summary>
    private static readonly string[] Cryptography =
    [
        "AesGcm", "CryptographicException", "CryptographicOperations", "DSASignatureFormat",
        "ECAlgorithm", "ECCurve", "ECCurve.NamedCurves", "ECDsa", "HMACSHA1", "HMACSHA256",
        "HashAlgorithmName", "IncrementalHash", "RandomNumberGenerator", "SHA256", "AsymmetricAlgorithm", "AuthenticationTagMismatchException", "HKDF",
        "HMACSHA1",
    ];

    private static readonly List<(string Name, string Text)> Sources =
    [
        .. Directory.EnumerateFiles(Path.Combine(Deployment.Manifests.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(f => (Path.GetFileName(f), File.ReadAllText(f))),
    ];

    [Theory]
    [InlineData("System.Diagnostics.ProcessStartInfo", "It would run other programs.")]
    [InlineData("System.Runtime.Serialization.Formatters.", "It would make objects of types that its input names.")]
    [InlineData("Newtonsoft.", "It would read JSON by other rules.")]
    [InlineData("System.Reflection.Emit.", "It would run code that is made while it runs.")]
    [InlineData("Microsoft.CodeAnalysis.", "It would run code that is made while it runs.")]
    [InlineData("System.Net.Http.HttpClient", "It would call addresses that somebody else may choose.")]
    [InlineData("System.Net.WebRequest", "It would call addresses that somebody else may choose.")]
    [InlineData("System.Net.Sockets.TcpClient", "It would call addresses that somebody else may choose.")]
    [InlineData("System.Net.Mail.", "It would write mail.")]
    [InlineData("System.DirectoryServices.", "It would ask an LDAP directory.")]
    public void The_house_does_not_use(string name, string because) =>
        House.Types.Where(t => t.StartsWith(name, StringComparison.Ordinal)).ShouldBeEmpty(because);

    /// <summary>
    /// What staff import as a workbook is an archive of XML: one file of the source unpacks it, within bounds of its own, and leaves the XML to the library,
    /// which resolves nothing that it names.
    /// </summary>
    [Fact]
    public void Workbooks_alone_are_unpacked_and_the_house_reads_no_XML_itself()
    {
        Sources.Where(s => s.Text.Contains("ZipArchive", StringComparison.Ordinal) || s.Text.Contains("XmlException", StringComparison.Ordinal))
            .Select(s => s.Name).ShouldBe(["WorkbookReader.cs"]);
        House.Types.Where(t => t.StartsWith("System.Xml.", StringComparison.Ordinal)).ShouldBe(["System.Xml.XmlException"]);
    }

    /// <summary>
    /// ASP.NET Core's handler of OpenID Connect calls the provider that the settings name, and is the one that calls anybody; it is given no other address, and
    /// follows no redirection. Nothing else knows it.
    /// </summary>
    [Fact]
    public void One_library_calls_the_provider_that_the_settings_name_and_follows_nobody()
    {
        Sources.Where(s => s.Text.Contains("using Microsoft.AspNetCore.Authentication.OpenIdConnect;", StringComparison.Ordinal)).Select(s => s.Name)
            .ShouldBe(["OidcSetup.cs", "OidcEvents.cs", "ProviderLogout.cs"], ignoreOrder: true);
        House.Types.Where(t => t.StartsWith("System.Net.Http.", StringComparison.Ordinal))
            .ShouldBe(["System.Net.Http.HttpMessageHandler", "System.Net.Http.HttpRequestException", "System.Net.Http.SocketsHttpHandler"], ignoreOrder: true);
        House.Members.Where(m => m.StartsWith("System.Net.Http.SocketsHttpHandler.", StringComparison.Ordinal)).ShouldBe(
            ["System.Net.Http.SocketsHttpHandler..ctor", "System.Net.Http.SocketsHttpHandler.set_AllowAutoRedirect",
                "System.Net.Http.SocketsHttpHandler.set_UseCookies"], ignoreOrder: true);
    }

    /// <summary>The crowd of a rehearsal alone opens connections, to the address at which the house that it rehearses in listens on this machine.</summary>
    [Fact]
    public void Nobody_but_the_crowd_of_a_rehearsal_opens_a_connection()
    {
        Sources.Where(s => s.Text.Contains("ClientWebSocket", StringComparison.Ordinal)).Select(s => s.Name).ShouldBe(["RehearsalPerson.cs"]);
        Sources.Where(s => s.Text.Contains("new RehearsalPerson(", StringComparison.Ordinal)).Select(s => s.Name).ShouldBe(["Rehearsal.cs"]);
        Sources.Single(s => s.Name == "RehearsedHouse.cs").Text.ShouldContain("--urls=http://127.0.0.1:0");
    }

    [Fact]
    public void No_type_is_found_by_a_name_that_comes_from_outside() =>
        House.Members.Intersect(["System.Type.GetType (static)", "System.Reflection.Assembly.Load (static)", "System.Reflection.Assembly.GetType"])
            .ShouldBeEmpty();

    /// <summary>Patterns are compiled from attributes, and none is made of a string.</summary>
    [Fact]
    public void No_text_becomes_a_pattern()
    {
        string[] takingPatterns = ["Count", "EnumerateMatches", "EnumerateSplits", "IsMatch", "Match", "Matches", "Replace", "Split"];
        House.Members.Intersect(takingPatterns.Select(m => $"System.Text.RegularExpressions.Regex.{m} (static)")).ShouldBeEmpty();
        Sources.Where(s => s.Text.Contains("new Regex(", StringComparison.Ordinal)).Select(s => s.Name).ShouldBeEmpty();
    }

    [Fact]
    public void No_browser_is_sent_to_an_address_that_a_request_names() =>
        House.Members.Where(m => m is "Microsoft.AspNetCore.Http.Results.Redirect (static)" or "Microsoft.AspNetCore.Http.TypedResults.Redirect (static)")
            .ShouldBeEmpty();

    [Fact]
    public void Only_approved_cryptography_is_used()
    {
        const string Space = "System.Security.Cryptography.";
        House.Types.Where(t => t.StartsWith(Space, StringComparison.Ordinal)).Select(t => t[Space.Length..]).Except(Cryptography).ShouldBeEmpty();
    }

    /// <summary>Whom the hub asks by TLS (the database, a collector) shows a certificate, which the system checks: nothing here says otherwise.</summary>
    [Fact]
    public void No_certificate_of_a_server_is_believed_unchecked()
    {
        House.Types.Where(t => t is "System.Net.Security.RemoteCertificateValidationCallback" or "System.Net.Security.SslClientAuthenticationOptions")
            .ShouldBeEmpty();
        Sources.Where(s => s.Text.Contains("Trust Server Certificate", StringComparison.OrdinalIgnoreCase)
            || s.Text.Contains("TrustServerCertificate", StringComparison.OrdinalIgnoreCase)).Select(s => s.Name).ShouldBeEmpty();
    }

    /// <summary>What is no generator of secrets spreads retries, and when those who wait ask again; see <c>Perseverance</c>.</summary>
    [Fact]
    public void What_nobody_may_guess_comes_from_the_systems_generator() =>
        Sources.Where(s => s.Text.Contains("Random.Shared", StringComparison.Ordinal) || s.Text.Contains("new Random(", StringComparison.Ordinal))
            .Select(s => s.Name).ShouldBe(["Perseverance.cs", "AuditWriter.cs", "PublicRooms.cs"], ignoreOrder: true);

    /// <summary>Without unsafe code no memory is reached past its end; what is native makes files durable, and tells one from another.</summary>
    [Fact]
    public void No_code_is_unsafe_and_native_functions_are_named()
    {
        foreach (var assembly in new[] { typeof(HubServer).Assembly, typeof(Actor).Assembly, typeof(Hub.Verify.Verification).Assembly })
        {
            assembly.ManifestModule.GetCustomAttributes(typeof(UnverifiableCodeAttribute), inherit: false).ShouldBeEmpty(assembly.GetName().Name);
        }

        House.Imported.ShouldBe(["libc: open", "libc: fsync", "libc: close", "libc: statx"], ignoreOrder: true);
    }

    /// <summary>Guards the tests above: these tests themselves use what they look for, and it is found.</summary>
    [Fact]
    public void What_a_program_uses_is_found()
    {
        var tests = Compiled.Of(typeof(DangerousApiTests).Assembly);
        tests.Types.Contains("System.Diagnostics.ProcessStartInfo").ShouldBeTrue();
        tests.Types.Contains("System.Security.Cryptography.SHA256").ShouldBeTrue();
        tests.Members.Contains("System.Diagnostics.Process.Start (static)").ShouldBeTrue();
        tests.Members.Contains("System.Text.RegularExpressions.Regex.IsMatch (static)").ShouldBeTrue();
        tests.Members.Contains("System.Net.Http.HttpClient..ctor").ShouldBeTrue();
        Sources.Count.ShouldBeGreaterThan(150);
    }
}
