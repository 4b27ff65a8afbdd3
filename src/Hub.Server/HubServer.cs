using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Ballots;
using Hub.Server.Cluster;
using Hub.Server.Common;
using Hub.Server.Consents;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Files;
using Hub.Server.Http;
using Hub.Server.Journal;
using Hub.Server.Keys;
using Hub.Server.Live;
using Hub.Server.Privacy;
using Hub.Server.Records;
using Hub.Server.Registers;
using Hub.Server.Rehearsals;
using Hub.Server.Rooms;
using Hub.Server.Seeding;
using Hub.Server.Telemetry;
using Hub.Server.Views;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Hub.Server;

/// <summary>One process: a silo, the live hub, the HTTP calls and the pages, put together. Read it as the table of contents.</summary>
public static partial class HubServer
{
    public const string DefaultUrl = "http://localhost:5080";
    private const string JournalSetting = "Journal:ConnectionString";
    private const string DefaultJournal = "Data Source=data/hub.db";
    private const int MaxBody = 64 * 1024;
    private const string LivePath = "/hubs/live";
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStartPause = TimeSpan.FromSeconds(2);

    /// <exception cref="StartupException">A setting is wrong, or the journal cannot be opened; says which and why.</exception>
    public static WebApplication Create(params string[] args) => Create(args, _ => { });

    /// <summary>The same for a host that is not a house's own: the replay of a year brings its clock along.</summary>
    internal static WebApplication Create(string[] args, Action<IServiceCollection> replace) =>
        Create(WebApplication.CreateBuilder(Options(args)), replace);

    /// <summary>The same of these settings alone, whatever the environment and files beside the program say: a rehearsal must reach nothing that is the
    /// house's.</summary>
    internal static WebApplication CreateOf(string[] settings, Action<IServiceCollection> replace)
    {
        var builder = WebApplication.CreateBuilder(Options(settings));
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddCommandLine(settings);
        builder.WebHost.UseUrls(builder.Configuration["urls"]!);
        return Create(builder, replace);
    }

    private static WebApplication Create(WebApplicationBuilder builder, Action<IServiceCollection> replace)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        // The assets are found through their manifest, also outside Development; reloading them would serve compressed ones corrupt.
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.ConfigureHttpsDefaults(Tls.Limit);
        });

        // Settings may still say more; without any, the console tells what a person wants to know.
        builder.Logging.AddFilter("Orleans", LogLevel.Error).AddFilter("Microsoft", LogLevel.Warning);

        // A call that did not reach a node that dies is told by whoever made it, with what became of it.
        builder.Logging.AddFilter("Polly", LogLevel.None).AddFilter("Orleans.Messaging", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.HostedClient", LogLevel.Critical);

        // A silo that is alone has no table of others to clean up; where a start is given up, its agent meets a house that is taken down already, and would
        // tell it with a stack.
        builder.Logging.AddFilter(
            "Orleans.Runtime.MembershipService.MembershipTableCleanupAgent",
            PostgresStore.IsMeant(builder.Configuration[JournalSetting]) ? LogLevel.Error : LogLevel.None);

        // What fails at the provider is told in one line, without what a stranger has sent.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None);

        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(s =>
            new LimitedLogs(s.GetRequiredService<LoggerFactory>(), TimeProvider.System)));

        // What stops the start is told by whoever asked for it, in one sentence; the host need not tell it too, with a stack.
        var started = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started && level >= LogLevel.Warning);

        var isCluster = PostgresStore.IsMeant(builder.Configuration[JournalSetting]);
        AddSettings(builder, isCluster);
        builder.AddTelemetry();
        AddJournal(builder, isCluster);
        AddSilo(builder, isCluster);
        AddLive(builder, isCluster);
        AddHttp(builder);
        AddPrivacy(builder.Services);
        replace(builder.Services);
        var app = UseAll(builder.Build());
        app.Lifetime.ApplicationStarted.Register(() => started = true);
        return app;
    }

    /// <summary>The settings, as the hub reads them, for what does not serve.</summary>
    internal static IConfiguration Configure(string[] args) => WebApplication.CreateBuilder(Options(args)).Configuration;

    /// <summary>The journal's connection string.</summary>
    internal static string JournalOf(IConfiguration settings) => settings[JournalSetting] is { Length: > 0 } configured ? configured : DefaultJournal;

    private static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory,

        // The assets' manifests carry this name, whatever program starts the house.
        ApplicationName = typeof(HubServer).Assembly.GetName().Name,
    };

    /// <summary>What must be there before anybody is heard: the journal, the house's clock and its keys.</summary>
    /// <exception cref="StartupException">The journal cannot be opened; says why.</exception>
    public static async Task Open(WebApplication app, CancellationToken cancel = default)
    {
        var services = app.Services;

        PublicAddress.Require(app);

        // What is wrong in the seeds is said before anything is opened.
        _ = (services.GetRequiredService<Conference>(), services.GetRequiredService<Awards>());
        services.GetRequiredService<Seeds>().Load();
        await services.GetRequiredService<IStore>().Open(cancel);
        var secrets = services.GetRequiredService<HouseSecrets>();
        await secrets.Prepare();
        if (services.GetService<PostgresStore>() is not null)
        {
            await ClusterNode.Prepare(services, cancel);

            // The format may have moved on with it.
            await secrets.WrapPlain();
        }

        if (services.GetRequiredService<IOptions<BallotSettings>>().Value.KeyPath is not null)
        {
            services.GetRequiredService<BallotKeys>().Probe();
        }

        services.GetRequiredService<ForgetList>().Probe();

        services.GetRequiredService<StoreClock>().Set(await services.GetRequiredService<IJournal>().ReadClock(cancel));
        var key = services.GetRequiredService<OperatorKey>();
        await key.Load();
        await services.GetRequiredService<Tokens>().Load(key.Hash);
        await services.GetRequiredService<Guests>().Load();
        await services.GetRequiredService<Pseudonyms>().Load();
        await services.GetRequiredService<Presence>().Load();
        await services.GetRequiredService<AccountSecrets>().Load();
        if (services.GetRequiredService<IOptions<OidcSettings>>().Value.IsSet)
        {
            await services.GetRequiredService<FlowProtection>().Load();
        }
    }

    /// <summary>What must be there before the house says it is ready: the seeds, replayed and listed.</summary>
    /// <exception cref="StartupException">The seeds cannot be read, or another node or the database stayed out of reach for
    /// <see cref="StartPatience"/>.</exception>
    public static async Task Prepare(WebApplication app, CancellationToken cancel = default)
    {
        var services = app.Services;

        // A restored backup has what was forgotten since it was made: nobody is answered before that is gone again.
        await Surely(services.GetRequiredService<ForgottenAgain>().Replay, StartPatience, app.Logger, cancel);

        // What the settings allow nobody any more, nobody does in a session of before.
        var audit = services.GetRequiredService<AuditLog>();
        await Surely(
            () => services.GetRequiredService<ProviderAccounts>().FollowMap(
                (act, id) => audit.Note(new AuditNote(act, AuditWho.House, null, $"accounts/{id}")), cancel),
            StartPatience, app.Logger, cancel);
        services.GetRequiredService<Readiness>().MaySpeak = true;
        await Surely(
            async () =>
            {
                await services.GetRequiredService<Seeds>().Replay(cancel);
                await services.GetRequiredService<HouseViews>().Prepare(FoldNews.To(app.Logger));
            },
            StartPatience, app.Logger, cancel);
        await Surely(
            () => audit.Note(
                new AuditNote(AuditActs.Started, AuditWho.House, null, Settings: SetSettings.In(app.Configuration))),
            StartPatience, app.Logger, cancel);
        services.GetRequiredService<Readiness>().IsReady = !services.GetRequiredService<Drain>().HasBegun;
    }

    /// <summary>A node that starts while another dies, or the database is away for a moment, waits: what it does here may be done again.</summary>
    internal static async Task Surely(Func<Task> work, TimeSpan patience, ILogger logger, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestStartPause ? pause * 2 : LongestStartPause)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception e) when (e is StoreException or OrleansException or TimeoutException)
            {
                if (Stopwatch.GetElapsedTime(began) + pause > patience)
                {
                    throw new StartupException($"Another node or the database was out of reach for {patience.TotalSeconds} s: {e.Message}", e);
                }

                LogStartsLater(logger, e.Message);
            }

            await Task.Delay(pause, cancel);
        }
    }

    private static void AddSettings(WebApplicationBuilder builder, bool isCluster)
    {
        void Add<T>(string section)
            where T : class => builder.Services.AddOptions<T>().Bind(builder.Configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

        Add<HouseSettings>(HouseSettings.Section);
        Add<AccessSettings>(AccessSettings.Section);
        Add<LimitSettings>(LimitSettings.Section);
        Add<ClusterSettings>(ClusterSettings.Section);
        Add<PaceSettings>(PaceSettings.Section);
        Add<BallotSettings>(BallotSettings.Section);
        Add<AuditSettings>(AuditSettings.Section);
        Add<KeySettings>(KeySettings.Section);
        Add<PrivacySettings>(PrivacySettings.Section);
        Add<FileSettings>(FileSettings.Section);
        Add<OidcSettings>(OidcSettings.Section);
        Add<RehearsalSettings>(RehearsalSettings.Section);
        if (isCluster)
        {
            // The host's time to stop begins with the drain, and what stops after it needs its own.
            builder.Services.AddOptions<HostOptions>().Configure<IOptions<ClusterSettings>>((host, cluster) =>
                host.ShutdownTimeout = TimeSpan.FromSeconds(cluster.Value.DrainSeconds) + StopWithin);
        }

        builder.Services.AddSingleton(_ => builder.Configuration.GetSection(SeedSettings.Section).Get<SeedSettings>() ?? new SeedSettings());
    }

    /// <summary>Registered before the silo: the silo stops first, and what its grains still store is stored.</summary>
    private static void AddJournal(WebApplicationBuilder builder, bool isCluster)
    {
        var services = builder.Services;
        services.AddSingleton(_ => new StoreClock(TimeProvider.System));
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<StoreClock>());
        var connectionString = JournalOf(builder.Configuration);
        if (isCluster)
        {
            services.AddSingleton(s =>
                new PostgresStore(connectionString, s.GetRequiredService<ILogger<PostgresStore>>(), s.GetRequiredService<JournalMeter>()));
            services.AddSingleton<IStore>(s => s.GetRequiredService<PostgresStore>());
            services.AddSingleton<IJournal, PostgresJournal>();
            services.AddSingleton<IDirectory, PostgresDirectory>();
            services.AddSingleton<ISecretRows, PostgresSecretRows>();
            services.AddSingleton<INoteRows, PostgresNoteRows>();
            services.AddSingleton<ISessionStore, PostgresSessions>();
            services.AddSingleton<IReturnStore, PostgresReturns>();
            services.AddSingleton<ISeatCards, PostgresSeatCards>();
            services.AddSingleton<INamedChairs, PostgresNamedChairs>();
            services.AddSingleton<IAccountStore, PostgresAccounts>();
            services.AddSingleton<IPasskeyStore, PostgresPasskeys>();
            services.AddSingleton<IUsedLogouts, PostgresUsedLogouts>();
            services.AddSingleton<IAuditNetworks, PostgresAuditNetworks>();
            services.AddSingleton<IViewStore, PostgresViewStore>();
            services.AddSingleton<IFileStore, PostgresFileStore>();
            services.AddSingleton<IForgetWishes, PostgresForgetWishes>();
            services.AddSingleton<IConsents, PostgresConsents>();
            services.AddSingleton<FormatWatch>();
        }
        else
        {
            services.AddSingleton(s =>
                SqliteStore.Open(connectionString, TimeProvider.System, s.GetRequiredService<ILogger<SqliteStore>>(), s.GetRequiredService<JournalMeter>()));
            services.AddSingleton<IStore>(s => s.GetRequiredService<SqliteStore>());
            services.AddSingleton<IJournal, SqliteJournal>();
            services.AddSingleton<IDirectory, SqliteDirectory>();
            services.AddSingleton<ISecretRows, SqliteSecretRows>();
            services.AddSingleton<INoteRows, SqliteNoteRows>();
            services.AddSingleton<ISessionStore, SqliteSessions>();
            services.AddSingleton<IReturnStore, SqliteReturns>();
            services.AddSingleton<ISeatCards, SqliteSeatCards>();
            services.AddSingleton<INamedChairs, SqliteNamedChairs>();
            services.AddSingleton<IAccountStore, SqliteAccounts>();
            services.AddSingleton<IPasskeyStore, SqlitePasskeys>();
            services.AddSingleton<IUsedLogouts, SqliteUsedLogouts>();
            services.AddSingleton<IAuditNetworks, SqliteAuditNetworks>();
            services.AddSingleton<IViewStore, SqliteViewStore>();
            services.AddSingleton<IFileStore, SqliteFileStore>();
            services.AddSingleton<IForgetWishes, SqliteForgetWishes>();
            services.AddSingleton<IConsents, SqliteConsents>();
        }

        services.AddSingleton(s => new KeyRing(
            s.GetRequiredService<IOptions<KeySettings>>().Value.Path ?? (isCluster ? null : KeyRing.Beside(SqliteFile.PathOf(connectionString))),
            makesItsFirst: !isCluster));
        services.AddSingleton(s => new HouseSecrets(
            s.GetRequiredService<ISecretRows>(), s.GetRequiredService<KeyRing>(), () => s.GetRequiredService<IJournal>().Format,
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new HouseNotes(
            s.GetRequiredService<INoteRows>(), s.GetRequiredService<HouseSecrets>(), () => s.GetRequiredService<IJournal>().Format));
        services.AddSingleton(s => new BallotKeys(KeyPath(s)));
        services.AddSingleton(s => new ForgetList(s.GetRequiredService<IOptions<PrivacySettings>>().Value.ForgetListPath ?? KeyPath(s))
        {
            Deleting = s.GetRequiredService<Erasure>().Request,
        });
        services.AddSingleton<Erasure>();
        services.AddSingleton<ConfidentialVotes>();
        services.AddSingleton<HouseSeal>();
        services.AddSingleton<MeetingExport>();
        services.AddSingleton<PublishedVotes>();
        services.AddSingleton(s => new VoteCarrier((meeting, asks) => s.GetRequiredService<IGrainFactory>().Grain<IBoxGrain>(meeting).Vote(asks)));
        services.AddAudit();
        services.AddSingleton(_ => new AuditSpool(isCluster ? null : SqliteFile.PathOf(connectionString)));
        services.AddSingleton<HouseViews>();
        services.AddSingleton<Lists>();
        services.AddSingleton<NamedFiles>();
        services.AddSingleton<INamedFiles>(s => s.GetRequiredService<NamedFiles>());
        services.AddSingleton<CalendarRows>();
        services.AddSingleton<CostlyAnswers>();
        services.AddSingleton<YearReport>();
        services.AddSingleton<FormatCatalogue>(s => FormatCatalogue.Load(s.GetRequiredService<SeedSettings>()));
        services.AddSingleton<RegisterLists>();
        services.AddSingleton<IMergedMembers>(s => s.GetRequiredService<RegisterLists>());
        services.AddSingleton(s => Conference.Load(s.GetRequiredService<SeedSettings>()));
        services.AddSingleton<MemberImport>();
        services.AddSingleton<DutyRecords>();
        services.AddSingleton<MinutesReader>();
        services.AddSingleton<ReplayReader>();
        services.AddSingleton<Awards>();
        services.AddSingleton<Seeds>();
        services.AddSingleton<Readiness>();
    }

    /// <returns>Where the keys of confidential ballots are; null: nowhere.</returns>
    private static string? KeyPath(IServiceProvider services) => services.GetRequiredService<IOptions<BallotSettings>>().Value.KeyPath
        ?? (services.GetService<PostgresStore>() is null ? BallotSettings.Embedded : null);

    private static void AddPrivacy(IServiceCollection services)
    {
        services.AddSingleton<PersonalData>();
        services.AddSingleton<Forgetting>();
        services.AddSingleton<ForgottenAgain>();
        services.AddSingleton<Retention>();
        services.AddSingleton<PrivacyKeeper>();
        services.AddHostedService(s => s.GetRequiredService<PrivacyKeeper>());
        services.AddSingleton<Consenting>();
        services.AddHostedService<ConsentKeeper>();
    }

    private static void AddSilo(WebApplicationBuilder builder, bool isCluster)
    {
        builder.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            isSupported: type => type.Assembly == typeof(Actor).Assembly && !type.IsEnum,
            jsonSerializerOptions: JournalJson.CallOptions));
        builder.UseOrleans(silo =>
        {
            if (isCluster)
            {
                ClusterNode.Join(silo);
            }
            else
            {
                // The embedded silo is alone: it talks to nobody, and takes whatever ports are free.
                silo.UseLocalhostClustering(FreePort(), FreePort(), serviceId: "hub", clusterId: $"embedded-{Environment.ProcessId}");
            }

            silo.Configure<SiloMessagingOptions>(o =>
            {
                o.ResponseTimeout = TimeSpan.FromSeconds(8);
                o.MaxEnqueuedRequestsHardLimit = 100_000;
            });
            silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(8));
            silo.AddTelemetry(builder.Configuration);
            silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(15));

            // Its default keeps tables of a million places, of which every house pays 18 MB as soon as the collector has walked them once. What does not stand
            // here is asked of the node that knows it.
            silo.Configure<GrainDirectoryOptions>(o => o.CacheSize = 100_000);
        });
        if (isCluster)
        {
            builder.Services.AddHostedService(s => s.GetRequiredService<FormatWatch>());
            builder.Services.AddHostedService<SecretsWatch>();
        }

        builder.Services.AddSingleton(s =>
            new RoomServices(
                s.GetRequiredService<IJournal>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<Drain>(), s.GetRequiredService<ForgetList>()));
        builder.Services.AddHostedService<DeadlineKeeper>();
    }

    private static void AddLive(WebApplicationBuilder builder, bool isCluster)
    {
        var services = builder.Services;
        services.AddSignalR(hub =>
        {
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
            hub.MaximumReceiveMessageSize = 32 * 1024;
            hub.MaximumParallelInvocationsPerClient = 8;
            hub.EnableDetailedErrors = false;
            hub.AddFilter<EndedSessions>();
        }).AddJsonProtocol(json =>
        {
            json.PayloadSerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(WireJson.Outside, new DefaultJsonTypeInfoResolver());
            StrictJson.Apply(json.PayloadSerializerOptions);
        });
        services.AddSingleton<IHubProtocol>(s => new LenientHubProtocol(new JsonHubProtocol(s.GetRequiredService<IOptions<JsonHubProtocolOptions>>())));
        services.AddSingleton(s =>
            isCluster ? Drain.Of(s.GetRequiredService<IOptions<ClusterSettings>>().Value, s.GetRequiredService<Readiness>()) : Drain.Alone);
        services.AddSingleton<Connections>();
        services.AddSingleton<HubLifetimeManager<LiveHub>>(s => s.GetRequiredService<Connections>());
        services.AddSingleton<Sockets>();
        services.AddHostedService(s => s.GetRequiredService<Sockets>());
        services.AddHostedService(s => s.GetRequiredService<Connections>());
        services.AddSingleton<NodeRelay>();
        services.AddHostedService(s => s.GetRequiredService<NodeRelay>());
        services.AddSingleton<PublicRooms>();
        services.AddSingleton<MessageBudget>();
        services.AddSingleton(s => new Perseverance(isCluster ? ClusterNode.Patience : TimeSpan.Zero, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RoomKind, MeetingKind>();
        services.AddSingleton<RoomKind, TopicKind>();
        services.AddSingleton<RoomKinds>();
        services.AddSingleton<ExistingRooms>();
        services.AddSingleton<Departments>();
        services.AddSingleton<CommandEdge>();
        services.AddSingleton<MemberRolls>();
        services.AddSingleton<RegisterEdge>();
        services.AddSingleton<RoomAccess>();
        services.AddSingleton<Guests>();
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<ReturnKeys>();
        services.AddSingleton<Moves>();
        services.AddSingleton<KeyReader>();
        services.AddSingleton<Presence>();
    }

    private static void AddHttp(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HouseSettings>>((forwarded, house) => Proxies.Trust(forwarded, house.Value));
        services.AddSingleton<Tokens>();
        services.AddSingleton<OperatorKey>();
        services.AddMemoryCache();
        services.AddSingleton<MemberKeys>();
        services.AddSingleton<Sessions>();
        services.AddHostedService(s => s.GetRequiredService<Sessions>());
        services.AddSingleton(s => new SessionCookie(() => s.GetRequiredService<IJournal>().Format));
        services.AddSingleton<SignIns>();
        services.AddSingleton<StaffAccounts>();
        services.AddSingleton<StaffSignIns>();
        services.AddSingleton<Passkeys>();
        services.AddSingleton(s => PasskeyUsers.Manager(s.GetRequiredService<IAccountStore>(), s.GetRequiredService<IPasskeyStore>()));
        services.AddSingleton<SignInGuesses>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<AccountSecrets>();
        services.AddSingleton<EndedSessions>();
        services.AddSingleton<FailedJoins>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<RollClaims>();
        services.AddSingleton<RollSearches>();
        services.AddSingleton<DoorCommands>();
        services.AddSingleton<ReplayedMoments>();
        services.AddSingleton<AnonymousWrites>();
        services.AddSingleton<RoomsAsked>();
        services.AddSingleton<DiskWatch>();
        services.AddSingleton<VirusScanner>();
        services.AddSingleton<LooseFiles>();
        services.AddHostedService(s => s.GetRequiredService<LooseFiles>());
        services.AddSingleton<IHeap, ManagedHeap>();
        services.AddHostedService<QuietMemory>();
        services.AddSingleton<Pages.Shell>();
        services.AddSingleton<RecordEndpoints.Record>();
        services.AddSingleton<AuditNames>();
        services.AddWebEncoders();
        services.AddTransient<SessionAuthentication>();
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = SessionAuthentication.SchemeName;
            authentication.AddScheme<SessionAuthentication>(SessionAuthentication.SchemeName, null);
        });
        services.AddProvider(builder.Configuration.GetSection(OidcSettings.Section)[nameof(OidcSettings.Authority)] is { Length: > 0 });
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Outside);
            StrictJson.Apply(json.SerializerOptions);
        });
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddOpenApi();
    }

    private static WebApplication UseAll(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseTelemetry();
        app.UseMiddleware<HttpEdge>();
        app.UseMiddleware<HttpsOnly>();
        app.UseMiddleware<OriginCheck>();
        app.UseMiddleware<NotYet>();
        app.UseAuthentication();
        app.UseMiddleware<OperatorsOnly>();
        app.UseMiddleware<CallersOnly>();
        app.UseMiddleware<UnknownPages>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/hubs"), hubs => hubs.Use(next => http =>
        {
            http.RequestServices.GetRequiredService<MessageBudget>().WatchFrames(http);
            return next(http);
        }));
        app.UseWebSockets(new Microsoft.AspNetCore.Builder.WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        var (sockets, live) = (app.Services.GetRequiredService<Sockets>(), Live(new ConnectionBuilder(app.Services)).Build());
        app.Use(next => http => http.Request.Path == LivePath && Sockets.Serves(http) ? sockets.Serve(http, live) : next(http));
        app.MapStaticAssets().Add(endpoint => HttpEdge.CacheForever(endpoint));
        app.MapHealth();
        app.MapSessions();
        app.MapAccounts();
        app.MapPasskeys();
        app.MapProvider();
        app.MapMeetings();
        app.MapBranches();
        app.MapRounds();
        app.MapChairs();
        app.MapRoll();
        app.MapSeatCards();
        app.MapDoor();
        app.MapWall();
        app.MapTopics();
        app.MapLists();
        app.MapSearch();
        app.MapMine();
        app.MapReports();
        app.MapRegisters();
        app.MapDepartments();
        app.MapMembers();
        app.MapRecords();
        app.MapCalendars();
        app.MapFiles();
        app.MapPrivacy();
        app.MapConsents();
        app.MapBallots();
        app.MapAudit();
        app.MapLive();
        app.MapRehearsals();
        app.MapPages();
        app.MapTelemetry();
        app.MapOpenApi("/openapi/{documentName}.json");
        var isCluster = app.Services.GetService<PostgresStore>() is not null;
        CallersOfEndpoints.Require<LiveHub>();
        app.MapConnections(LivePath, new HttpConnectionDispatcherOptions
        {
            // Anything but one long connection would need each of its requests to meet the same node.
            Transports = isCluster ? HttpTransportType.WebSockets : HttpTransports.All,
            CloseOnAuthenticationExpiration = true,
        }, connections => Live(connections));
        return app;
    }

    private static IConnectionBuilder Live(IConnectionBuilder connections)
    {
        var budget = connections.ApplicationServices.GetRequiredService<MessageBudget>();
        return connections.Use(next => connection => budget.Watch(connection, next)).UseHub<LiveHub>();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready yet, and tried again: {Error}")]
    private static partial void LogStartsLater(ILogger logger, string error);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
