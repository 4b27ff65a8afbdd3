using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Seeding;
using Hub.Server.Views;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using QRCoder;

namespace Hub.Server.Http;

/// <summary>The pages: one HTML shell, with what the page starts from inlined as data. No script is inlined, ever.</summary>
internal static partial class Pages
{
    private const string Marker = "<!--boot-->";

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/privacy", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/account", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/sessions", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/signin", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/accept", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/admin/people", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/audit", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/consents", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/admin", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/m/{key}", Attend).ExcludeFromDescription();

        // A seat card's link names no meeting: its secret is in the fragment. Who opens it is a person before they use it, so that asking again is they.
        app.MapGet("/m", (Shell shell, HttpContext http, SignIns signIns) => shell.Write(WithPerson(http, signIns), new Boot(null, null, null, null, null)))
            .ExcludeFromDescription();
        app.MapGet("/cards/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/papers/{id}", AsRoom).ExcludeFromDescription();
        app.MapGet("/door/{id}", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/chair/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/screen/{id}", AsRoom).ExcludeFromDescription();
        app.MapGet("/watch/{id}", AsRoom).ExcludeFromDescription();
        app.MapGet("/record/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/replay/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/topics/{id}", Topic).ExcludeFromDescription();
        app.MapGet("/report", Report).ExcludeFromDescription();
        app.MapGet("/report/{year}", Report).ExcludeFromDescription();
        foreach (var page in new[] { "/topics", "/raise", "/raise/{venue}", "/desk", "/commitments", "/meetings", "/plan", "/search", "/accessibility", "/mine",
            "/plan/{year}", "/venues", "/venues/{id}", "/members", "/members/{id}", "/award", "/award/{year}", "/outputs", "/outputs/{year}", "/ledger",
            "/ledger/{year}", "/visits", "/visits/{year}", "/departments", "/department" })
        {
            app.MapGet(page, (Shell shell, HttpContext http, SignIns signIns) => shell.Write(WithPerson(http, signIns), new Boot(null, null, null, null, null)))
                .ExcludeFromDescription();
        }

        app.MapGet("/api/qr.svg", Qr).For(Callers.Anyone)
            .WithSummary("A QR code of an address within this house.").Produces<string>(200, "image/svg+xml").Produces<ErrorBody>(400);
    }

    /// <summary>By attend code, as it stands under the QR, or by id with the secret in the fragment.</summary>
    private static async Task Attend(string key, Shell shell, HttpContext http, RoomAccess access, FailedJoins failed, TimeProvider clock)
    {
        if (await failed.Find(http, TriedAt.Code, key, http.RequestAborted) is { } code && StreamNames.Meeting(code.Room) is { } room)
        {
            var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfMeeting(room), http, access, clock);
            await shell.Write(http, new Boot(null, null, key, answer, refused is { } r and not Rejection.Forbidden ? Errors.Code(r) : null));
        }
        else if (await RoomCalls.ReadNow(StreamNames.OfMeeting(key), http, access, clock) is var (byId, why) && why != Rejection.UnknownRoom)
        {
            await shell.Write(http, new Boot(null, null, null, byId, why is { } r ? Errors.Code(r) : null));
        }
        else
        {
            var tooMany = failed.Of(http, TriedAt.Code).Wrong() is not null;
            http.Response.StatusCode = tooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status404NotFound;
            await shell.Write(http, new Boot(null, null, null, null, tooMany ? "tooFast" : "unknownCode"));
        }
    }

    private static Task Meeting(string id, Shell shell, HttpContext http, RoomAccess access, TimeProvider clock) =>
        WriteMeeting(id, asRoom: false, shell, http, access, clock);

    /// <summary>What hangs on a wall, is printed or is shown to whoever looks on holds what the room is told, in whoever's browser it is opened.</summary>
    private static Task AsRoom(string id, Shell shell, HttpContext http, RoomAccess access, TimeProvider clock) =>
        WriteMeeting(id, asRoom: true, shell, http, access, clock);

    private static async Task WriteMeeting(string id, bool asRoom, Shell shell, HttpContext http, RoomAccess access, TimeProvider clock)
    {
        var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfMeeting(id), http, access, clock, asRoom);
        http.Response.StatusCode = refused == Rejection.UnknownRoom ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        await shell.Write(http, new Boot(null, null, null, answer, refused is { } r ? Errors.Code(r) : null));
    }

    private static async Task Topic(string id, Shell shell, HttpContext http, RoomAccess access, SignIns signIns, TimeProvider clock)
    {
        var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfTopic(id), WithPerson(http, signIns), access, clock);
        http.Response.StatusCode = refused == Rejection.UnknownRoom ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        await shell.Write(http, new Boot(null, null, null, null, refused is { } r ? Errors.Code(r) : null, answer));
    }

    /// <summary>A year's report with its figures. Where they cannot be read now the page comes without them: its script asks, and says why.</summary>
    private static async Task Report(
        Shell shell, HttpContext http, SignIns signIns, YearReport reports, IOptions<HouseSettings> house, TimeProvider clock, string? county = null,
        string? venue = null)
    {
        var year = FirstPaint.YearOf(http.GetRouteValue("year") as string, house.Value.ToCalendar(), clock.GetUtcNow());
        ReportView? report = null;
        if (ReportEndpoints.IsReadable(year, county, venue))
        {
            try
            {
                report = await reports.Read(year, ReportEndpoints.Given(county), ReportEndpoints.Given(venue), http.RequestAborted);
            }
            catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && (e is BusyException || Perseverance.IsPassing(e)))
            {
                // The calls for the figures answer the same, with what the reader is to do.
            }
        }

        await shell.Write(WithPerson(http, signIns), new Boot(null, null, null, null, null, Report: report));
    }

    /// <summary>Whoever opens a page on which anyone may act is a person from then on: what they do here is theirs when they come back.</summary>
    private static HttpContext WithPerson(HttpContext http, SignIns signIns)
    {
        if (Session.Of(http.User) is null)
        {
            signIns.Greet(http, SessionEndpoints.NewPerson());
        }

        return http;
    }

    private static IResult Qr(string path, HttpContext http, IOptions<HouseSettings> house)
    {
        if (path.Length > 200 || !path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal))
        {
            return Errors.Of(Rejection.Unreadable, "path");
        }

        using var data = QRCodeGenerator.GenerateQrCode(LanAddress.Reachable(http, house.Value) + path, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);

        // The address in it may be this machine's in the hall's network, which changes when the machine is carried to another hall.
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Text(svg.GetGraphic(8, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute), "image/svg+xml");
    }

    public static string PublicUrl(HttpContext http, HouseSettings house) => house.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>The shell that the client's build wrote, read once.</summary>
    internal sealed partial class Shell(
        IWebHostEnvironment environment, IOptions<HouseSettings> house, IOptions<OidcSettings> oidc, FormatCatalogue formats, TimeProvider clock)
    {
        private const string Picture = "/share.png";
        private readonly Lazy<Parts> _html = new(() => Read(environment));

        public async Task Write(HttpContext http, Boot boot)
        {
            var session = Session.Of(http.User);
            var member = session?.Member is { } signed ? await MemberKeys.Find(http.RequestServices.GetRequiredService<IGrainFactory>(), signed.Id) : null;
            var account = session?.Account is { } id ? await http.RequestServices.GetRequiredService<StaffAccounts>().Find(id) : null;
            var json = JsonSerializer.SerializeToUtf8Bytes(
                boot with
                {
                    PublicUrl = PublicUrl(http, house.Value),
                    Provider = IsOfStaff(http.Request.Path) ? oidc.Value.Shown : null,
                    Zone = house.Value.TimeZone,
                    House = Notice(house.Value),
                    Lan = LanAddress.Of(http, house.Value),
                    Session = session is null
                    ? null : new BootSession(
                    session.Person, SessionEndpoints.RoleOf(session), session.Member?.Id, member?.Name ?? account?.Name, session.Account,
                    session.IsStaff ? [.. session.Roles] : null, SessionEndpoints.Given(session.All()))
                },
                ApiJson.Of<Boot>());
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            var isChinese = ReadsChinese(http);
            var paint = FirstPaint.Of(http.Request.Path, boot, isChinese, house.Value.ToCalendar(), clock.GetUtcNow(), id => formats.Find(id)?.Name);
            var html = _html.Value;
            var head = new StringBuilder(isChinese ? html.Start : html.Start.Replace("<html lang=\"zh-CN\">", "<html lang=\"en\">", StringComparison.Ordinal))
                .Append(paint.Head(PublicUrl(http, house.Value) + Picture)).Append(html.Head);
            if (paint.Style is { } style && html.Styles.GetValueOrDefault(style) is { } sheet)
            {
                head.Append("  <link rel=\"stylesheet\" crossorigin href=\"/assets/").Append(sheet).Append("\">\n");
            }

            // Not before the style sheets: what is painted first waits for these, and for no script.
            foreach (var script in paint.Script is { } own ? html.Ahead(own, isChinese) : [])
            {
                head.Append("  <link rel=\"modulepreload\" crossorigin fetchpriority=\"low\" href=\"/assets/").Append(script).Append("\">\n");
            }

            head.Append(html.Body).Append(paint.Body).Append(html.End);
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(head.ToString()));
            await http.Response.Body.WriteAsync("<script type=\"application/json\" id=\"boot\">"u8.ToArray());
            await http.Response.Body.WriteAsync(json);
            await http.Response.Body.WriteAsync("</script>"u8.ToArray());
            await http.Response.Body.WriteAsync(html.After);
        }

        /// <summary>Where somebody of the staff signs in, or makes accounts: the others need not know of a provider.</summary>
        private static bool IsOfStaff(PathString page) => page.StartsWithSegments("/signin") || page.StartsWithSegments("/admin");

        /// <summary>What its browser asks for first; who asks for nothing reads Chinese, as the house does.</summary>
        private static bool ReadsChinese(HttpContext http) =>
            http.Request.Headers.AcceptLanguage.ToString() is not { Length: > 0 } asked || asked.StartsWith("zh", StringComparison.OrdinalIgnoreCase)
            || asked.StartsWith('*');

        private static HouseNotice? Notice(HouseSettings house) => house is { Contact: null, IcpNumber: null, PoliceNumber: null }
            ? null : new HouseNotice(house.Contact, house.IcpNumber, house.PoliceNumber);

        private static Parts Read(IWebHostEnvironment environment)
        {
            var file = environment.WebRootFileProvider.GetFileInfo("index.html");
            if (!file.Exists)
            {
                throw new StartupException("The pages are not there: build without -p:SkipClient=true, which needs Node.js 20.19 or newer.");
            }

            using var reader = new StreamReader(file.CreateReadStream());
            var form = Form().Match(reader.ReadToEnd());
            if (!form.Success)
            {
                throw new StartupException($"The shell index.html does not have its title, its description, its place to draw in and its one {Marker}.");
            }

            List<IFileInfo> built = [.. environment.WebRootFileProvider.GetDirectoryContents("assets")];
            return new Parts(
                form.Groups["start"].Value, form.Groups["head"].Value, form.Groups["body"].Value, form.Groups["end"].Value,
                Encoding.UTF8.GetBytes(form.Groups["after"].Value), Named(built, ".css").ToDictionary(f => f.Key, f => f.Value.Name, StringComparer.Ordinal),
                Named(built, ".js"));
        }

        /// <summary>By what they are called without their end: a dash and a hash of seven letters, which may hold a dash itself, and what they are.</summary>
        private static Dictionary<string, IFileInfo> Named(List<IFileInfo> built, string kind) => built
            .Where(f => f.Name.EndsWith(kind, StringComparison.Ordinal) && f.Name.Length > Hash + kind.Length)
            .GroupBy(f => f.Name[..^(Hash + kind.Length)], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

        [GeneratedRegex(
            "\\A(?<start>.*?)<title>[^<]*</title>\\s*<meta name=\"description\"[^>]*>(?<head>.*?)(?<body></head>.*?<div id=\"app\">)"
            + "(?<end></div>.*?)<!--boot-->(?<after>.*)\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
        private static partial Regex Form();

        [GeneratedRegex("\\b(?:from|import)\\s*[\"']\\./(?<file>[\\w.-]+\\.js)[\"']", RegexOptions.CultureInvariant)]
        private static partial Regex Import();

        private const int Hash = 8;

        /// <param name="Start">Up to the title; the others follow in their order, each up to what is written between.</param>
        /// <param name="Styles">The style sheets that come with a page, by what they are called without their hash.</param>
        /// <param name="Scripts">The scripts, in the same way.</param>
        private sealed record Parts(
            string Start, string Head, string Body, string End, byte[] After, Dictionary<string, string> Styles, Dictionary<string, IFileInfo> Scripts)
        {
            private readonly ConcurrentDictionary<(string Page, bool IsChinese), string[]> _ahead = new();

            /// <summary>
            /// The files that a page's script needs besides those of every page: the list of pages (<c>more.tsx</c>) that leads to it, the script, the
            /// English words, and what these import. Left to themselves each is asked for only once the one before is there.
            /// </summary>
            public string[] Ahead(string page, bool isChinese) => _ahead.GetOrAdd((page, isChinese), _ =>
            {
                Queue<string> files = new((isChinese ? ["more", page, "site"] : new[] { "more", page, "site", "words.en" })
                    .Where(Scripts.ContainsKey).Select(name => Scripts[name].Name));
                List<string> found = [];
                while (files.TryDequeue(out var file))
                {
                    if (found.Contains(file) || Head.Contains(file, StringComparison.Ordinal)
                        || Scripts.Values.FirstOrDefault(f => f.Name == file) is not { } script)
                    {
                        continue;
                    }

                    found.Add(file);
                    using var reader = new StreamReader(script.CreateReadStream());
                    foreach (Match import in Import().Matches(reader.ReadToEnd()))
                    {
                        files.Enqueue(import.Groups["file"].Value);
                    }
                }

                return [.. found];
            });
        }
    }
}
