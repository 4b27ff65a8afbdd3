using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Deployment;

/// <summary>
/// The image that the SDK makes is the one that the manifests run. What the project says of it is asked for; the image itself needs a registry.
/// </summary>
public sealed class ImageTests
{
    [Fact]
    public async Task The_image_and_the_pod_agree_on_name_user_port_and_address()
    {
        var all = await Manifests.Of("local");
        var project = JsonSerializer.Deserialize<JsonElement>(await Manifests.Output(
            "dotnet", "msbuild", "src/Hub.Server/Hub.Server.csproj", "-getProperty:ContainerRepository,ContainerUser,ContainerBaseImage",
            "-getItem:ContainerPort,ContainerEnvironmentVariable"));
        var (properties, items) = (project.At("Properties"), project.At("Items"));

        all.Container.Image.ShouldBe($"{properties.Text("ContainerRepository")}:local");
        $"{all.Hub.Spec.Template.Spec.SecurityContext.RunAsUser}".ShouldBe(properties.Text("ContainerUser"));
        var port = items.List("ContainerPort").ShouldHaveSingleItem();
        (port.Text("Identity"), port.Text("Type")).ShouldBe(($"{all.Port("http")}", "tcp"));
        var address = items.List("ContainerEnvironmentVariable").Single(v => v.Text("Identity") == "ASPNETCORE_URLS");
        address.Text("Value").ShouldBe(all.Environment["ASPNETCORE_URLS"]);

        // Of the runtime that these tests run on; without a shell, with time zones and languages.
        properties.Text("ContainerBaseImage")
            .ShouldBe($"mcr.microsoft.com/dotnet/aspnet:{Environment.Version.Major}.{Environment.Version.Minor}-noble-chiseled-extra");
    }
}
