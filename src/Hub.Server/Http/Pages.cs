using System.Text;
using System.Text.Json;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Microsoft.Extensions.Options;
using QRCoder;

namespace Hub.Server.Http;

/// <summary>The pages: one HTML shell, with what the page starts from inlined as data. No script is inlined, ever.</summary>
internal static class Pages
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
        app.MapGet("/door/{id}", (Shell shell, HttpContext http) => shell.Write(http, new Boot(null, null, null, null, null))).ExcludeFromDescription();
        app.MapGet("/chair/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/screen/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/watch/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/record/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/replay/{id}", Meeting).ExcludeFromDescription();
        app.MapGet("/topics/{id}", Topic).ExcludeFromDescription();
        foreach (var page in new[] { "/topics", "/raise", "/raise/{venue}", "/desk", "/commitments", "/meetings", "/report", "/report/{year}", "/plan",
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

    private static async Task Meeting(string id, Shell shell, HttpContext http, RoomAccess access, TimeProvider clock)
    {
        var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfMeeting(id), http, access, clock);
        http.Response.StatusCode = refused == Rejection.UnknownRoom ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        await shell.Write(http, new Boot(null, null, null, answer, refused is { } r ? Errors.Code(r) : null));
    }

    private static async Task Topic(string id, Shell shell, HttpContext http, RoomAccess access, SignIns signIns, TimeProvider clock)
    {
        var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfTopic(id), WithPerson(http, signIns), access, clock);
        http.Response.StatusCode = refused == Rejection.UnknownRoom ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        await shell.Write(http, new Boot(null, null, null, null, refused is { } r ? Errors.Code(r) : null, answer));
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

        using var data = QRCodeGenerator.GenerateQrCode(PublicUrl(http, house.Value) + path, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Text(svg.GetGraphic(8, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute), "image/svg+xml");
    }

    public static string PublicUrl(HttpContext http, HouseSettings house) => house.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>The shell that the client's build wrote, read once.</summary>
    internal sealed class Shell(IWebHostEnvironment environment, IOptions<HouseSettings> house, IOptions<OidcSettings> oidc)
    {
        private readonly Lazy<(byte[] Before, byte[] After)> _html = new(() => Read(environment));

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
                    Session = session is null
                    ? null : new BootSession(
                    session.Person, SessionEndpoints.RoleOf(session), session.Member?.Id, member?.Name ?? account?.Name, session.Account,
                    session.IsStaff ? [.. session.Roles] : null, SessionEndpoints.Given(session.All()))
                },
                ApiJson.Of<Boot>());
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.Body.WriteAsync(_html.Value.Before);
            await http.Response.Body.WriteAsync("<script type=\"application/json\" id=\"boot\">"u8.ToArray());
            await http.Response.Body.WriteAsync(json);
            await http.Response.Body.WriteAsync("</script>"u8.ToArray());
            await http.Response.Body.WriteAsync(_html.Value.After);
        }

        /// <summary>Where somebody of the staff signs in, or makes accounts: the others need not know of a provider.</summary>
        private static bool IsOfStaff(PathString page) => page.StartsWithSegments("/signin") || page.StartsWithSegments("/admin");

        private static (byte[] Before, byte[] After) Read(IWebHostEnvironment environment)
        {
            var file = environment.WebRootFileProvider.GetFileInfo("index.html");
            if (!file.Exists)
            {
                throw new StartupException("The pages are not there: build without -p:SkipClient=true, which needs Node.js 20.19 or newer.");
            }

            using var reader = new StreamReader(file.CreateReadStream());
            var parts = reader.ReadToEnd().Split(Marker);
            return parts is [var before, var after]
                ? (Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after))
                : throw new StartupException($"The shell index.html does not have its one {Marker}.");
        }
    }
}
