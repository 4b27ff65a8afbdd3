using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using System.Globalization;
using Hub.Server;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Keys;
using Hub.Tests.House;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using k8s.Models;

namespace Hub.Tests.Deployment;

/// <summary>What the manifests of a cluster say agrees with the house that they start.</summary>
public sealed class OverlayTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    public static TheoryData<string> Overlays => [.. Manifests.Overlays];

    [Theory, MemberData(nameof(Overlays))]
    public async Task Every_document_is_one_the_API_knows_and_belongs_to_the_hubs_namespace(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var space = all.One<V1Namespace>();
        space.Metadata.Labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");
        all.Everything.Where(o => o is not V1Namespace).ShouldAllBe(o => o.Metadata.NamespaceProperty == space.Metadata.Name);
    }

    /// <summary>Guards this suite itself: a reader that passes over what it does not know would find every manifest good.</summary>
    [Theory]
    [InlineData("readinessProbe:", "readynessProbe:")]
    [InlineData("maxSurge:", "maxsurge:")]
    [InlineData("kind: PodDisruptionBudget", "kind: PodDisruptionBudgets")]
    [InlineData("replicas: 3", "replicas: three")]
    public async Task A_slip_of_the_pen_is_noticed(string right, string wrong)
    {
        var yaml = (await Manifests.Of("local")).Yaml;
        yaml.ShouldContain(right);
        Should.Throw<Exception>(() => new Manifests(yaml.Replace(right, wrong, StringComparison.Ordinal)));
    }

    /// <summary>
    /// Guards confidential ballots: a key on a node's own disk would be out of reach wherever the room moves, and one in the database would be in its backups.
    /// </summary>
    [Theory, MemberData(nameof(Overlays))]
    public async Task The_keys_of_confidential_ballots_are_on_a_volume_that_all_nodes_share(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var mount = all.Container.VolumeMounts.Single(m => m.MountPath == all.Environment["Ballots__KeyPath"]);
        mount.ReadOnlyProperty.ShouldNotBe(true);
        var pod = all.Hub.Spec.Template.Spec;
        var claim = all.Named<V1PersistentVolumeClaim>(pod.Volumes.Single(v => v.Name == mount.Name).PersistentVolumeClaim.ClaimName);
        claim.Spec.AccessModes.ShouldBe([overlay == "local" ? "ReadWriteOnce" : "ReadWriteMany"]);
        pod.SecurityContext.FsGroup.ShouldBe(pod.SecurityContext.RunAsGroup, "the volume belongs to whom the program runs as");
    }

    /// <summary>Guards the secrets that the database has wrapped: nobody else may read the keys, and no pod may make some of its own.</summary>
    [Theory, MemberData(nameof(Overlays))]
    public async Task The_keys_of_the_houses_secrets_are_a_mounted_secret_that_all_nodes_have_and_the_page_says_how_it_is_made(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var mount = all.Container.VolumeMounts.Single(m => m.MountPath == all.Environment["Keys__Path"]);
        mount.ReadOnlyProperty.ShouldBe(true);
        var secret = all.Hub.Spec.Template.Spec.Volumes.Single(v => v.Name == mount.Name).Secret;
        secret.DefaultMode.ShouldBe((int)(UnixFileMode.UserRead));
        secret.Optional.ShouldBeNull("a node without keys would have nothing to start with");
        if (all.All<V1Secret>().SingleOrDefault(s => s.Metadata.Name == secret.SecretName) is { } here)
        {
            var (name, content) = here.Data.ShouldHaveSingleItem();
            Path.GetExtension(name).ShouldBe(".key");
            var id = Path.GetFileNameWithoutExtension(name);
            KeyId.IsOne(id).ShouldBeTrue();
            WrappingKey.FromFile(id, System.Text.Encoding.ASCII.GetString(content)).ShouldNotBeNull();
        }
        else
        {
            var page = await File.ReadAllTextAsync(Path.Combine(Manifests.Repository, "k8s/README.md"), TestContext.Current.CancellationToken);
            page.ShouldContain($"secret generic {secret.SecretName} --from-file=");
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Every_setting_is_one_the_house_knows_with_a_value_it_takes(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var told = all.Environment;
        var own = told.Where(s => s.Key.Contains("__", StringComparison.Ordinal))
            .ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => s.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(own).Build();
        var sections = typeof(HubServer).Assembly.GetTypes().Where(t => t.GetField("Section") is { IsLiteral: true })
            .ToDictionary(t => (string)t.GetField("Section")!.GetRawConstantValue()!);

        own.Keys.Where(k => !sections.ContainsKey(k.Split(':')[0])).ShouldBe(["Journal:ConnectionString"]);
        foreach (var section in configuration.GetChildren().Where(s => s.Key != "Journal"))
        {
            var settings = section.Get(sections[section.Key], binder => binder.ErrorOnUnknownConfiguration = true)
                ?? Activator.CreateInstance(sections[section.Key])!;
            Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
        }

        // The rest is the framework's, OpenTelemetry's, or there to be put into another's value.
        told.Keys.Where(k => !k.Contains("__", StringComparison.Ordinal) && k != "ASPNETCORE_URLS" && !k.StartsWith("OTEL_", StringComparison.Ordinal))
            .ShouldAllBe(k => told.Values.Any(v => v != null && v.Contains($"$({k})", StringComparison.Ordinal)));
        told.Where(s => s.Value is null).Select(s => s.Key).Where(k => k.Contains("__", StringComparison.Ordinal)).Order()
            .ShouldBe(["Access__OperatorKey", "Cluster__Address", "Journal__ConnectionString"]);
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task The_ports_of_the_program_its_container_its_service_and_its_ingress_are_the_same(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var (http, silo, gateway) = (all.Port("http"), all.Port("silo"), all.Port("gateway"));
        all.Container.Ports.Count.ShouldBe(3);
        all.Environment["ASPNETCORE_URLS"].ShouldBe($"http://+:{http}");
        all.Environment["Cluster__SiloPort"].ShouldBe($"{silo}");
        all.Environment["Cluster__GatewayPort"].ShouldBe($"{gateway}");
        all.Container.Env.Single(e => e.Name == "Cluster__Address").ValueFrom.FieldRef.FieldPath.ShouldBe("status.podIP");

        var service = all.Named<V1Service>("hub").Spec.Ports.ShouldHaveSingleItem();
        (service.Port, all.Port(service.TargetPort)).ShouldBe((80, http));
        var ingress = all.One<V1Ingress>();
        ingress.Spec.IngressClassName.ShouldBe("nginx");
        ingress.Metadata.Annotations.Where(a => a.Key.EndsWith("-timeout", StringComparison.Ordinal)).Select(a => a.Value).ShouldBe(["3600", "3600"]);
        var backend = ingress.Spec.Rules.ShouldHaveSingleItem().Http.Paths.ShouldHaveSingleItem().Backend.Service;
        (backend.Name, backend.Port.Name).ShouldBe(("hub", service.Name));
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task The_nodes_own_ports_are_open_to_nodes_alone_and_the_peoples_port_to_the_ingress_alone(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var policy = all.Named<V1NetworkPolicy>("hub").Spec;
        policy.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        policy.Ingress.Count.ShouldBe(2);
        var people = policy.Ingress[0];
        people.Ports.Select(p => all.Port(p.Port)).ShouldBe([all.Port("http")]);
        var ingress = people.FromProperty.ShouldHaveSingleItem();
        (ingress.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"], ingress.PodSelector).ShouldBe(("ingress-nginx", null));

        int[] ports = [all.Port("silo"), all.Port("gateway")];
        var nodes = policy.Ingress[1];
        nodes.Ports.Select(p => all.Port(p.Port)).ShouldBe(ports);
        nodes.FromProperty.ShouldHaveSingleItem().PodSelector.MatchLabels.ShouldBe(all.Hub.Spec.Selector.MatchLabels);
        policy.Egress.ShouldContain(e =>
            e.To != null && e.To.Count == 1 && e.To[0].PodSelector.MatchLabels.Count == 1 && e.Ports.Select(p => all.Port(p.Port)).SequenceEqual(ports));
        policy.Egress.SelectMany(e => e.Ports).Select(p => all.Port(p.Port)).ShouldBe([.. ports, 5432, 53, 53]);
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task A_node_has_the_time_to_drain_and_to_stop_and_another_serves_before_it_goes(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var drain = all.Environment[$"{ClusterSettings.Section}__{nameof(ClusterSettings.DrainSeconds)}"]!;
        await using var node = HubServer.Create("--Journal:ConnectionString=Host=database", $"--Cluster:DrainSeconds={drain}", "--urls=http://127.0.0.1:0");
        var stop = node.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds;
        stop.ShouldBe(int.Parse(drain, CultureInfo.InvariantCulture) + 30, "the host's time begins with the drain");
        var wait = all.Container.Lifecycle.PreStop.Sleep.Seconds;
        ((double)all.Hub.Spec.Template.Spec.TerminationGracePeriodSeconds!).ShouldBeGreaterThanOrEqualTo(wait + stop);
        var update = all.Hub.Spec.Strategy;
        (update.Type, update.RollingUpdate.MaxUnavailable.ToString()).ShouldBe(("RollingUpdate", "0"));
        int.Parse(update.RollingUpdate.MaxSurge.ToString(), CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task The_house_answers_where_it_is_probed(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var (start, ready, live) = (all.Container.StartupProbe, all.Container.ReadinessProbe, all.Container.LivenessProbe);
        (start.HttpGet.Path, ready.HttpGet.Path, live.HttpGet.Path).ShouldBe(("/health/ready", "/health/ready", "/health/live"));
        foreach (var probe in new[] { start, ready, live })
        {
            all.Port(probe.HttpGet.Port).ShouldBe(all.Port("http"));
            (await house.Http.GetAsync(probe.HttpGet.Path, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task The_number_of_nodes_has_one_owner_and_always_leaves_one_to_take_away(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var autoscaler = all.All<V2HorizontalPodAutoscaler>().SingleOrDefault()?.Spec;
        (all.Hub.Spec.Replicas is null).ShouldBe(autoscaler is not null);
        var least = (autoscaler?.MinReplicas ?? all.Hub.Spec.Replicas)!.Value;
        int.Parse(all.One<V1PodDisruptionBudget>().Spec.MinAvailable.ToString(), CultureInfo.InvariantCulture).ShouldBeLessThan(least);
        if (autoscaler is not null)
        {
            (autoscaler.ScaleTargetRef.ApiVersion, autoscaler.ScaleTargetRef.Kind, autoscaler.ScaleTargetRef.Name)
                .ShouldBe((all.Hub.ApiVersion, all.Hub.Kind, all.Hub.Metadata.Name));
            autoscaler.MaxReplicas.ShouldBeGreaterThan(least);
            autoscaler.Metrics.Select(m => m.Pods?.Metric.Name ?? m.Resource.Name).ShouldBe([ConnectionsAsPrometheusWritesThem(), "cpu"]);
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Whatever_selects_pods_finds_them(string overlay)
    {
        var all = await Manifests.Of(overlay);
        List<IDictionary<string, string>> selectors =
        [
            .. all.All<V1Service>().Select(s => s.Spec.Selector),
            .. all.All<V1PodDisruptionBudget>().Select(b => b.Spec.Selector.MatchLabels),
            .. all.All<V1NetworkPolicy>().Select(p => p.Spec.PodSelector.MatchLabels),
            .. all.Hub.Spec.Template.Spec.TopologySpreadConstraints.Select(t => t.LabelSelector.MatchLabels),
        ];
        selectors.ShouldAllBe(s => all.Pods.Values.Count(pod => s.All(pod.Metadata.Labels.Contains)) == 1);
        all.All<V1Deployment>().ShouldAllBe(d => d.Spec.Selector.MatchLabels.All(d.Spec.Template.Metadata.Labels.Contains));
        all.All<V1StatefulSet>().ShouldAllBe(s => s.Spec.Selector.MatchLabels.All(s.Spec.Template.Metadata.Labels.Contains));
        all.All<V1StatefulSet>().ShouldAllBe(s => all.All<V1Service>().Any(v => v.Metadata.Name == s.Spec.ServiceName));
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Every_secret_is_here_or_the_page_beside_it_says_how_it_is_made(string overlay)
    {
        var all = await Manifests.Of(overlay);
        var page = await File.ReadAllTextAsync(Path.Combine(Manifests.Repository, "k8s/README.md"), TestContext.Current.CancellationToken);
        var asked = all.Pods.Values.SelectMany(p => p.Spec.Containers).SelectMany(c => c.Env).Where(e => e.ValueFrom?.SecretKeyRef is not null)
            .Select(e => e.ValueFrom.SecretKeyRef).ToList();
        asked.ShouldContain(s => s.Key == "connection-string");
        foreach (var secret in asked)
        {
            if (all.All<V1Secret>().SingleOrDefault(s => s.Metadata.Name == secret.Name) is { } here)
            {
                here.Data.Keys.ShouldContain(secret.Key);
            }
            else
            {
                page.ShouldContain($"secret generic {secret.Name}");
                page.ShouldContain($"--from-literal={secret.Key}=");
            }
        }

        foreach (var certificate in all.One<V1Ingress>().Spec.Tls ?? [])
        {
            page.ShouldContain($"secret tls {certificate.SecretName}");
        }
    }

    /// <summary>It is no node: neither people nor nodes are sent to it.</summary>
    [Fact]
    public async Task The_nightly_backup_is_of_the_nodes_own_database_encrypted_on_a_volume_of_its_own_and_beside_the_nodes()
    {
        var all = await Manifests.Of("production");
        var job = all.One<V1CronJob>();
        job.Spec.ConcurrencyPolicy.ShouldBe("Forbid");
        var pod = job.Spec.JobTemplate.Spec.Template;
        pod.Metadata.Labels.ShouldNotContain(all.Hub.Spec.Selector.MatchLabels.Single());
        var container = pod.Spec.Containers.ShouldHaveSingleItem();
        container.Image.ShouldBe(all.Container.Image);
        var (command, option, file) = (container.Args[0], container.Args[1], container.Args[2]);
        (command, option).ShouldBe((Hub.Server.Backup.BackupCommand.Name, "--to"));
        Path.GetFileName(file).ShouldContain(Hub.Server.Backup.BackupCommand.Time, Case.Sensitive, "each has a name of its own, as none is replaced");
        Volume(Path.GetDirectoryName(file)).PersistentVolumeClaim.ClaimName.ShouldBe(all.Named<V1PersistentVolumeClaim>("hub-backups").Metadata.Name);
        var key = container.Env.Single(e => e.Name == $"{Hub.Server.Backup.BackupSettings.Section}__{nameof(Hub.Server.Backup.BackupSettings.KeyFile)}").Value;
        (await File.ReadAllTextAsync(Path.Combine(Manifests.Repository, "k8s/README.md"), TestContext.Current.CancellationToken))
            .ShouldContain($"secret generic {Volume(Path.GetDirectoryName(key)).Secret.SecretName} --from-file={Path.GetFileName(key)}=");
        var (own, nodes) = (Journal(container), Journal(all.Container));
        (own.Name, own.Key).ShouldBe((nodes.Name, nodes.Key));
        all.Named<V1NetworkPolicy>("hub-backup").Spec.Egress.SelectMany(e => e.Ports).Select(p => all.Port(p.Port)).ShouldBe([5432, 53, 53]);

        V1SecretKeySelector Journal(V1Container of) => of.Env.Single(e => e.Name == "Journal__ConnectionString").ValueFrom.SecretKeyRef;
        V1Volume Volume(string? path) => pod.Spec.Volumes.Single(v => v.Name == container.VolumeMounts.Single(m => m.MountPath == path).Name);
    }

    [Fact]
    public async Task The_local_database_is_the_one_the_nodes_are_sent_to_and_has_room_for_all_of_them()
    {
        var all = await Manifests.Of("local");
        var secrets = all.All<V1Secret>().Single(s => s.Data.ContainsKey("connection-string")).Data;
        var journal = System.Text.Encoding.UTF8.GetString(secrets["connection-string"]);
        PostgresStore.IsMeant(journal).ShouldBeTrue();
        var asked = new Npgsql.NpgsqlConnectionStringBuilder(journal);
        var service = all.Named<V1Service>(asked.Host!);
        var database = all.Pods[service.Metadata.Name].Spec.Containers.ShouldHaveSingleItem();
        service.Spec.Ports.ShouldHaveSingleItem().Port.ShouldBe(asked.Port);
        database.Ports.ShouldHaveSingleItem().ContainerPort.ShouldBe(asked.Port);
        database.Env.Single(e => e.Name == "POSTGRES_USER").Value.ShouldBe(asked.Username);
        database.Env.Single(e => e.Name == "POSTGRES_DB").Value.ShouldBe(asked.Database);
        System.Text.Encoding.UTF8.GetString(secrets["postgres-password"]).ShouldBe(asked.Password);

        // Each node's pool, and a few beside it; during an update there are more nodes.
        await using var store = new PostgresStore(journal, Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresStore>.Instance);
        var pool = new Npgsql.NpgsqlConnectionStringBuilder(store.Source.ConnectionString).MaxPoolSize + 10;
        var room = int.Parse(database.Args.Single(a => a.StartsWith("max_connections=", StringComparison.Ordinal)).Split('=')[1], CultureInfo.InvariantCulture);
        room.ShouldBeGreaterThanOrEqualTo(
            pool * (all.Hub.Spec.Replicas!.Value + int.Parse(all.Hub.Spec.Strategy.RollingUpdate.MaxSurge.ToString(), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task In_production_the_address_on_the_codes_is_the_one_the_ingress_serves_by_https()
    {
        var all = await Manifests.Of("production");
        var address = new Uri(all.Environment["House__PublicUrl"]!);
        address.Scheme.ShouldBe("https");
        all.One<V1Ingress>().Spec.Rules.Select(r => r.Host).ShouldBe([address.Host]);
        all.One<V1Ingress>().Spec.Tls.ShouldHaveSingleItem().Hosts.ShouldBe([address.Host]);

        // What comes by http is told to the house, which knows whom to believe, and what to refuse (HttpsOnly).
        all.One<V1Ingress>().Metadata.Annotations["nginx.ingress.kubernetes.io/ssl-redirect"].ShouldBe("false");
        all.Environment["House__TrustedProxies"].ShouldNotBeNullOrEmpty();
        all.All<V1Secret>().ShouldBeEmpty();

        var collector = new Uri(all.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"]!);
        var way = all.Named<V1NetworkPolicy>("hub-telemetry").Spec.Egress.ShouldHaveSingleItem();
        all.Port(way.Ports.ShouldHaveSingleItem().Port).ShouldBe(collector.Port);
        way.To.ShouldHaveSingleItem().NamespaceSelector.MatchLabels.Values.ShouldBe([collector.Host.Split('.')[1]]);
    }

    /// <summary>The instrument as the house publishes it, under the name that an exporter makes of it.</summary>
    private static string ConnectionsAsPrometheusWritesThem()
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Instruments.MeterName && instrument.Name.EndsWith(".connections", StringComparison.Ordinal))
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        return found.Select(i => i.Name.Replace('.', '_')).Distinct().ShouldHaveSingleItem();
    }
}
