using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hub.Server;
using Microsoft.AspNetCore.Builder;

namespace Hub.Tests.Http;

/// <summary>Where the house itself ends TLS, it speaks the versions and suites that are still recommended (RFC 9325), and no others.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-tls-");
    private WebApplication _app = null!;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=hub.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(_folder.FullName, "hub.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "of these tests"));
        _app = HubServer.Create(
            "--urls=https://127.0.0.1:0", $"--Journal:ConnectionString=Data Source={_folder.FullName}/hub.db", "--Seeds:Path=none",
            $"--Ballots:KeyPath={_folder.FullName}/keys", "--Access:OperatorKey=the operator's key of the tests",
            $"--Kestrel:Certificates:Default:Path={file}", "--Kestrel:Certificates:Default:Password=of these tests",
            "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None", "--Logging:Console:LogLevel:Default=None");
        await HubServer.Open(_app);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_newest_version_is_preferred_and_the_one_before_it_is_spoken_with_forward_secrecy()
    {
        (await Greet(SslProtocols.None)).Version.ShouldBe(SslProtocols.Tls13);
        var (version, suite) = await Greet(SslProtocols.Tls12);
        version.ShouldBe(SslProtocols.Tls12);
        suite.ToString().ShouldStartWith("TLS_ECDHE_");
        suite.ToString().ShouldContain("_GCM_");
    }

    [Fact]
    public async Task A_suite_without_authenticated_encryption_is_not_agreed_to()
    {
        Skips.Unless(OperatingSystem.IsLinux(), "Suites can be chosen on Linux alone.");
        await Should.ThrowAsync<AuthenticationException>(
            () => Greet(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384));
    }

    /// <summary>A greeting of TLS 1.1 (RFC 4346), written by hand, as this machine's own library no longer does.</summary>
    [Fact]
    public async Task An_old_version_is_answered_with_an_alert()
    {
        byte[] extensions =
        [
            0x00, 0x0a, 0x00, 0x04, 0x00, 0x02, 0x00, 0x17, // supported_groups: secp256r1
            0x00, 0x0b, 0x00, 0x02, 0x01, 0x00, // ec_point_formats: uncompressed
        ];
        byte[] hello =
        [
            0x03, 0x02, .. RandomNumberGenerator.GetBytes(32), 0x00, // version, random, no session
            0x00, 0x06, 0xc0, 0x09, 0xc0, 0x0a, 0x00, 0xff, // ECDHE-ECDSA with AES-CBC and SHA-1
            0x01, 0x00, 0x00, (byte)extensions.Length, .. extensions,
        ];
        byte[] record = [0x16, 0x03, 0x01, 0x00, (byte)(hello.Length + 4), 0x01, 0x00, 0x00, (byte)hello.Length, .. hello];
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(record, TestContext.Current.CancellationToken);
        var answer = new byte[1];
        await client.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        answer[0].ShouldBe((byte)0x15, "an alert, and no handshake");
    }

    private async Task<(SslProtocols Version, TlsCipherSuite Suite)> Greet(SslProtocols versions, params TlsCipherSuite[] suites)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "hub.example",
            EnabledSslProtocols = versions,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=hub.example",
        };
        if (suites.Length > 0 && OperatingSystem.IsLinux())
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy(suites);
        }

        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return (tls.SslProtocol, tls.NegotiatedCipherSuite);
    }
}
