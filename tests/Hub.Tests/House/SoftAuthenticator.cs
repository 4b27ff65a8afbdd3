using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Tests.House;

/// <summary>
/// An authenticator and the browser around it, in software: one passkey, ES256, attestation "none" (W3C Web Authentication, level 3, sections 6.1 and 6.5). It
/// answers as it is told to, also what no browser would.
/// </summary>
internal sealed class SoftAuthenticator : IDisposable
{
    private const byte UserPresent = 1;
    private const byte UserVerified = 4;
    private const byte HasCredential = 64;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string _handle = "";

    /// <summary>By which it knows its passkey.</summary>
    public byte[] Credential { get; init; } = RandomNumberGenerator.GetBytes(20);

    /// <summary>How often it has signed; one that does not count says 0 for ever.</summary>
    public uint Count { get; set; } = 1;

    public bool Counts { get; init; } = true;

    /// <summary>As the page says where it stands.</summary>
    public string Origin { get; set; } = "";

    /// <summary>What it answers besides; null: what it was asked.</summary>
    public string? Domain { get; set; }

    public string? Challenge { get; set; }

    public bool Verifies { get; set; } = true;

    public bool IsCrossOrigin { get; set; }

    public string? Handle { get; set; }

    /// <summary>Signs with another key than its own.</summary>
    public bool Forges { get; set; }

    /// <summary>Answers <c>navigator.credentials.create</c>.</summary>
    public JsonObject Create(JsonElement options)
    {
        _handle = options.At("user").Text("id");
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] key = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data =
        [
            .. Data(Domain ?? options.At("rp").Text("id"), HasCredential), .. new byte[16], (byte)(Credential.Length >> 8), (byte)Credential.Length,
            .. Credential, .. key,
        ];
        byte[] attestation =
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data,
        ];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", options)),
            ["attestationObject"] = Text(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers <c>navigator.credentials.get</c>.</summary>
    public JsonObject Get(JsonElement options)
    {
        Count += Counts ? 1u : 0;
        var (data, said) = (Data(Domain ?? options.Text("rpId"), 0), ClientData("webauthn.get", options));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = (Forges ? other : _key).SignData([.. data, .. SHA256.HashData(said)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Text(said),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(signature),
            ["userHandle"] = Handle ?? _handle,
        });
    }

    public void Dispose() => _key.Dispose();

    private static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private byte[] Data(string domain, byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Counts ? Count : 0);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), (byte)(UserPresent | (Verifies ? UserVerified : 0) | flags), .. count];
    }

    private byte[] ClientData(string type, JsonElement options) => JsonSerializer.SerializeToUtf8Bytes(
        new { type, challenge = Challenge ?? options.Text("challenge"), origin = Origin, crossOrigin = IsCrossOrigin });

    private JsonObject Answer(JsonObject response) => new()
    {
        ["id"] = Text(Credential),
        ["rawId"] = Text(Credential),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };
}
