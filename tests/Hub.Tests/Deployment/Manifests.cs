using System.Diagnostics;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;

namespace Hub.Tests.Deployment;

/// <summary>What an overlay applies to a cluster: rendered by kubectl, read by the API's own types, which take no field that they do not know.</summary>
internal sealed class Manifests(string yaml)
{
    private readonly List<object> _all = KubernetesYaml.LoadAllFromString(yaml, strict: true);

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    public static IEnumerable<string> Overlays => Directory.GetDirectories(Path.Combine(Repository, "k8s/overlays")).Select(d => Path.GetFileName(d)!);

    public string Yaml => yaml;

    public V1Deployment Hub => One<V1Deployment>();

    public V1Container Container => Hub.Spec.Template.Spec.Containers.ShouldHaveSingleItem();

    /// <summary>The pods it makes, by the name of what makes them.</summary>
    public Dictionary<string, V1PodTemplateSpec> Pods => All<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template))
        .Concat(All<V1StatefulSet>().Select(s => (s.Metadata.Name, s.Spec.Template)))
        .Concat(All<V1CronJob>().Select(j => (j.Metadata.Name, j.Spec.JobTemplate.Spec.Template))).ToDictionary();

    /// <summary>The variables of the hub whose values stand here, and those that come from elsewhere, with null.</summary>
    public Dictionary<string, string?> Environment =>
        Container.EnvFrom.SelectMany(from => Named<V1ConfigMap>(from.ConfigMapRef.Name).Data).Select(s => (s.Key, (string?)s.Value))
            .Concat(Container.Env.Select(e => (e.Name, (string?)e.Value))).ToDictionary();

    public static async Task<Manifests> Of(string overlay)
    {
        try
        {
            return new Manifests(await Output("kubectl", "kustomize", Path.Combine(Repository, "k8s/overlays", overlay)));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skips.Unless(false, "kubectl, which renders the manifests, is not on the PATH; on Debian: apt-get install kubernetes-client.");
            throw;
        }
    }

    /// <summary>What a program prints; what it prints as an error is the failure where it ends with one.</summary>
    public static async Task<string> Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository };

        // This test runner's own settings are not the program's.
        foreach (var name in start.Environment.Keys.Where(k =>
            k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("DOTNET_", StringComparison.Ordinal) && k != "DOTNET_ROOT").ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var (said, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{await failed}{await said}");
        return await said;
    }

    public List<T> All<T>() => [.. _all.OfType<T>()];

    public T One<T>() => All<T>().ShouldHaveSingleItem();

    public T Named<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => All<T>().Single(o => o.Metadata.Name == name);

    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Everything => _all.Cast<IKubernetesObject<V1ObjectMeta>>();

    /// <summary>The number of a port of the hub's container, told as number or by its name.</summary>
    public int Port(IntOrString port) =>
        Container.Ports.SingleOrDefault(p => p.Name == port.ToString())?.ContainerPort
            ?? int.Parse(port.ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
