using Hub.Server;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;

namespace Hub.Tests.Access.OpenId;

/// <summary>What an operator may set amiss of the provider is said at the start, in one sentence.</summary>
public sealed class OidcSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-oidc-settings-");

    private string Secret => Path.Combine(_folder.FullName, "secret");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(
        "Authority", "http://id.huaian.example",
        "Oidc:Authority 'http://id.huaian.example' is not an https address; http is taken on this machine alone.")]
    [InlineData("Authority", "id.huaian.example", "Oidc:Authority 'id.huaian.example' is not an https address; http is taken on this machine alone.")]
    [InlineData("Authority", null, "Oidc:Authority is not set, but other settings of the provider are; set it, or leave them out.")]
    [InlineData("ClientId", null, "Oidc:ClientId is not set; it is what the provider knows this hub by.")]
    [InlineData("ClientSecretFile", null, "Oidc:ClientSecretFile is not set; it is a file with the secret that the provider knows this hub by.")]
    [InlineData("Name", " ", "Oidc:Name is empty or longer than 40 characters.")]
    [InlineData("Scope", "profile", "Oidc:Scope 'profile' does not contain openid.")]
    [InlineData("RoleClaim", " ", "Oidc:RoleClaim is empty; leave it out, or name a claim.")]
    [InlineData(
        "Roles:desk", "staff; venue=礼堂",
        "Oidc:Roles:desk 'staff; venue=礼堂' is no role of this hub: it is one of its roles, with its limits behind it, as in staff; county=涟水县.")]
    [InlineData(
        "Roles:desk", "mayor",
        "Oidc:Roles:desk 'mayor' is no role of this hub: it is one of its roles, with its limits behind it, as in staff; county=涟水县.")]
    [InlineData(
        "PublicUrl", null,
        "House:PublicUrl must say by which address people reach this hub where Oidc:Authority is set: the provider sends them there.")]
    public async Task What_is_amiss_stops_the_start_with_one_sentence(string setting, string? value, string sentence)
    {
        await Write("secret of the provider\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = Settings();
        if (value is null)
        {
            settings.Remove(setting == "PublicUrl" ? "House:PublicUrl" : $"Oidc:{setting}").ShouldBeTrue();
        }
        else
        {
            settings[$"Oidc:{setting}"] = value;
        }

        (await Start(settings)).ShouldBe(sentence);
    }

    [Fact]
    public async Task A_secret_that_others_can_read_stops_the_start_and_so_does_one_that_is_not_there()
    {
        (await Start(Settings())).ShouldStartWith($"Oidc:ClientSecretFile '{Secret}' cannot be read: ");
        await Write("\n", UnixFileMode.UserRead);
        (await Start(Settings())).ShouldBe($"Oidc:ClientSecretFile {Secret} is empty.");
        Skips.Unless(!OperatingSystem.IsWindows(), "Files have no modes here.");
        await Write("secret of the provider\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await Start(Settings())).ShouldBe($"Oidc:ClientSecretFile {Secret} can be read by others; take that from them with: chmod 600 {Secret}.");

        // As Kubernetes mounts it.
        _folder.CreateSubdirectory("..data");
        (await Start(Settings())).ShouldBe("it has started");
    }

    [Fact]
    public void Values_of_the_claim_become_roles_each_once_and_others_nothing()
    {
        var settings = new OidcSettings
        {
            Roles = new Dictionary<string, string>
            {
                ["desk"] = "staff",
                ["desk too"] = "Staff",
                ["hall"] = "convener; county=涟水县; venue=朱码镇议事厅; format=grassroots",
                ["traffic"] = "department; department=市交通运输局",
            },
        };

        settings.RolesOf(["desk", "desk", "desk too", "another system's", "hall", "traffic"]).ShouldBe(
            [new AccountRole(StaffRole.Staff), new AccountRole(StaffRole.Convener, "涟水县", "朱码镇议事厅", "grassroots"),
                new AccountRole(StaffRole.Department, Department: "市交通运输局")],
            ignoreOrder: true);
        settings.RolesOf([]).ShouldBeEmpty();
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["House:PublicUrl"] = "https://hub.huaian.example",
        ["Oidc:Authority"] = "https://id.huaian.example",
        ["Oidc:ClientId"] = "hub",
        ["Oidc:ClientSecretFile"] = Secret,
    };

    private async Task Write(string content, UnixFileMode mode)
    {
        File.Delete(Secret);
        await File.WriteAllTextAsync(Secret, content, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Secret, mode);
        }
    }

    /// <returns>Why it has not started.</returns>
    private async Task<string> Start(Dictionary<string, string> settings)
    {
        try
        {
            await using var app = HubServer.Create(
            [
                "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString=Data Source={Path.Combine(_folder.FullName, "hub.db")}", "--Seeds:Path=none",
                "--Logging:LogLevel:Default=None", $"--Ballots:KeyPath={Path.Combine(_folder.FullName, "keys")}",
                .. settings.Select(s => $"--{s.Key}={s.Value}"),
            ]);
            await HubServer.Open(app, TestContext.Current.CancellationToken);
            return "it has started";
        }
        catch (Exception e) when (StartupException.From(e) is { } known)
        {
            return known.Message;
        }
    }
}
