using k8s.Models;

namespace Hub.Tests.Deployment;

/// <summary>No pod may do more than it needs.</summary>
public sealed class PodSecurityTests
{
    public static TheoryData<string> Overlays => [.. Manifests.Overlays];

    [Theory, MemberData(nameof(Overlays))]
    public async Task No_pod_is_root_writes_to_its_image_or_talks_to_the_API(string overlay)
    {
        var all = await Manifests.Of(overlay);
        foreach (var pod in all.Pods.Values.Select(p => p.Spec))
        {
            pod.AutomountServiceAccountToken.ShouldBe(false);
            pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
            pod.SecurityContext.RunAsUser.ShouldNotBeNull().ShouldBeGreaterThan(0);
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
            pod.Containers.ShouldAllBe(c => c.SecurityContext.ReadOnlyRootFilesystem == true && c.SecurityContext.AllowPrivilegeEscalation == false
                && c.SecurityContext.Capabilities.Add == null && c.SecurityContext.Capabilities.Drop.SequenceEqual(new[] { "ALL" }));
            foreach (var container in pod.Containers)
            {
                var scratch = container.VolumeMounts.Single(m => m.MountPath == "/tmp").Name;
                pod.Volumes.Single(v => v.Name == scratch).EmptyDir.ShouldNotBeNull();
                container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true);
                container.Resources.Limits.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true);
            }
        }

        var account = all.One<V1ServiceAccount>();
        account.AutomountServiceAccountToken.ShouldBe(false);
        all.Hub.Spec.Template.Spec.ServiceAccountName.ShouldBe(account.Metadata.Name);
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Every_image_is_of_one_version(string overlay)
    {
        var images = (await Manifests.Of(overlay)).Pods.Values.SelectMany(p => p.Spec.Containers).Select(c => c.Image).ToList();
        images.ShouldAllBe(i => i.Contains('@') || i.Substring(i.LastIndexOf('/') + 1).Contains(':'));
        images.ShouldAllBe(i => !i.EndsWith(":latest", StringComparison.Ordinal));
    }
}
