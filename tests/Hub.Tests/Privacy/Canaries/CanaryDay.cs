using System.Buffers.Text;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Domain;
using Hub.Load.Stores;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Backup;
using Hub.Server.Contracts;
using Hub.Server.Files;
using Hub.Server.Keys;
using Hub.Server.Privacy;
using Hub.Tests.Access;
using Hub.Tests.Access.OpenId;
using Hub.Tests.Access.Staff;
using Hub.Tests.Files;
using Hub.Tests.House;
using Hub.Tests.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using static Hub.Tests.House.Commands;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Privacy.Canaries;

/// <summary>
/// A whole day in one house on one store: staff, members and guests come by every door, meet, vote, raise, answer, forget and are backed up, each secret and
/// each name a canary. What the house has left anywhere is kept, to be searched.
/// </summary>
public abstract partial class CanaryDay : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-canaries-");
    private readonly List<Canary> _canaries = [];
    private readonly List<Material> _materials = [];
    private readonly List<Canary> _planted = [];

    internal IReadOnlyList<Canary> Canaries => _canaries;

    internal IReadOnlyList<Material> Materials => _materials;

    internal CanarySearch Search => field ??= new CanarySearch(_canaries);

    /// <summary>Leaks that this day has made by itself: one in each kind of place, and one that is packed.</summary>
    internal IReadOnlyList<Canary> Planted => _planted;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A folder for what is outside of the house's own.</summary>
    protected string Folder => _folder.FullName;

    /// <summary>Where a house that is told so has the keys that wrap its secrets.</summary>
    protected string Keys => Path.Combine(Folder, "keys");

    /// <summary>The settings of the house's database, and its connection string.</summary>
    protected abstract Task<(string[] Settings, string? Place)> Database();

    /// <summary>The connection string of a place where nothing is.</summary>
    protected abstract Task<string> EmptyPlace();

    protected abstract Task<DbConnection> Connect(string place);

    /// <summary>How the database lists its tables.</summary>
    protected abstract string TablesSql { get; }

    /// <summary>The files in which the database keeps what it stores, and the log that its server writes.</summary>
    protected abstract Task<IEnumerable<(string Kind, string Path)>> Files(string place);

    /// <summary>What the database's server has written to a log of its own since the day began, a segment each; asked once.</summary>
    protected virtual Task<IReadOnlyList<byte[]>> WriteAhead() => Task.FromResult<IReadOnlyList<byte[]>>([]);

    public async ValueTask InitializeAsync()
    {
        await using var receiver = await OtlpReceiver.Open();
        var (settings, place) = await Database();
        var (provider, url) = (new Provider(), $"http://127.0.0.1:{TemporaryPostgres.FreePort()}");
        await using var house = new CanaryHouse(
            receiver, Add("the operator's key", $"the operator's key {Mark()}"), [$"--urls={url}", .. provider.SettingsOf(url), .. settings]);
        await house.Open();
        place ??= $"Data Source={house.File}";
        Add("a session's token", house.OperatorToken);

        await StaffSignIn(house);
        await ByPasskey(house);
        await ByProvider(house, provider);
        var members = await Register(house);
        await RollMeeting(house, members);
        await OpenMeeting(house);
        await ByTwo(house);
        await RaiseTopic(house);
        await WhatIsWrong(house);
        await Forget(house);
        await ReadMuch(house);
        await SecretsOfTheHouse(house);
        await Plant(house);

        await house.Service<Sessions>().Flush();
        await house.Service<AuditLog>().Flush();
        house.Service<TracerProvider>().ForceFlush().ShouldBeTrue();
        house.Service<MeterProvider>().ForceFlush().ShouldBeTrue();
        _materials.AddRange((await WriteAhead()).Select(segment => new Material(CanaryPlaces.File, CanaryPlaces.WriteAhead, segment)));
        await ReadTables(CanaryPlaces.Table, place);
        await ReadFiles(place, house);
        await BackUpAndRestore(place);
        await house.Close();
        await ReadFiles(place, house);
        _materials.AddRange(house.Log.Lines.Select(l => Material.Of(CanaryPlaces.Log, l.Category, l.Line)));
        _materials.AddRange(receiver.Posts.Select(p => new Material(p.Signal is "logs" ? CanaryPlaces.Log : p.Signal, "by OTLP", p.Body)));
        _materials.AddRange(house.Answers.Materials);
    }

    public virtual ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static string Mark() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>Takes a value for a canary from here on.</summary>
    protected string Add(string what, string value)
    {
        CanaryPlaces.Of(what).ShouldNotBeNull();
        _canaries.Add(Canary.Of(what, value));
        return value;
    }

    private void Add(string what, byte[] value)
    {
        CanaryPlaces.Of(what).ShouldNotBeNull();
        _canaries.Add(new Canary(what, value, IsText: false));
    }

    /// <summary>An account by its invitation, wrong passwords, every way to sign in, another password, and the end of a session.</summary>
    private async Task StaffSignIn(CanaryHouse house)
    {
        var (name, login) = (Add("an account's name", $"陈工{Mark()}"), Add("a login", $"chen-{Mark()}"));
        var password = Add("a password", $"梧桐叶落满了{Mark()}学府路");
        var made = await Ok(house, HttpMethod.Post, "/api/accounts", house.OperatorToken, new { name, login, roles = new[] { StaffOfHouse.Role("operator") } });
        var invite = Add("an invitation", made.Text("invite"));
        await Ok(house, HttpMethod.Post, "/api/accept", null, new { invite });
        await Refused(house, "/api/accept", new { invite, password = Add("a wrong password", $"kurz {Mark()[..6]}") });
        var accepted = await Ok(house, HttpMethod.Post, "/api/accept", null, new { invite, password });
        var secret = Add("the secret of one-time codes", accepted.Text("secret"));
        var stored = (await house.Service<IAccountStore>().Find(made.Text("account"), Cancel))!;
        Add("the secret of one-time codes", house.Service<AccountSecrets>().Decrypt(stored.Id, stored.Credentials!.Totp)!);
        var recovery = new Queue<string>(accepted.List("recovery").Select(c => Add("a recovery code", c.GetString()!)));
        var staff = new Officer(house, stored.Id, login, password, secret, recovery);

        using (var first = await staff.Try(staff.CodeNow))
        {
            first.StatusCode.ShouldBe(HttpStatusCode.OK);
            Add("a session's token", (await OpenHouse.Json(first)).Text("token"));
        }

        await Refused(house, "/api/session", new { login, password = Add("a wrong password", $"ganz etwas anderes {Mark()}"), code = "000000" });
        await Refused(house, "/api/session", new { login = $"nobody-{Mark()}", password, code = recovery.Peek() });
        var (here, there) = (await staff.SignIn(), await staff.SignIn());
        var token = Add("a session's token", here.Text("token"));
        Add("a session's token", there.Text("token"));
        await Ok(house, HttpMethod.Get, "/api/sessions", token);
        await Ok(house, HttpMethod.Delete, $"/api/sessions/{there.Text("session")}", token, new { proof = password });

        // As a browser does it, with a cookie.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { login, password, code = recovery.Dequeue() }),
            Headers = { { "Origin", house.Address.GetLeftPart(UriPartial.Authority) } },
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Add("a device", $"browser/{Mark()}"));
        using var browser = await house.Http.SendAsync(request, Cancel);
        browser.StatusCode.ShouldBe(HttpStatusCode.OK);
        Add("a cookie", (await OpenHouse.Json(browser)).Text("token"));
        foreach (var cookie in browser.Headers.GetValues("Set-Cookie"))
        {
            Add("a cookie", cookie.Split('=', 2)[1].Split(';')[0]);
        }

        using var me = new HttpRequestMessage(HttpMethod.Get, "/api/me")
        {
            Headers = { { "Cookie", string.Join("; ", browser.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0])) } },
        };
        using var mine = await house.Http.SendAsync(me, Cancel);
        mine.StatusCode.ShouldBe(HttpStatusCode.OK);

        var changed = await Ok(
            house, HttpMethod.Post, "/api/account/password", token,
            new { password, code = recovery.Dequeue(), next = Add("a password", $"河边的柳树{Mark()}被雪压弯了") });
        Add("a session's token", changed.Text("token"));
        await Ok(house, HttpMethod.Post, "/api/signout", changed.Text("token"));
    }

    /// <summary>A passkey that is added, called something, and signs in.</summary>
    private async Task ByPasskey(CanaryHouse house)
    {
        using var with = await WithPasskey.Signed(house);
        var passkey = (await with.Account()).List("passkeys").ShouldHaveSingleItem().Text("passkey");
        var name = new { name = Add("a passkey's name", $"手机{Mark()}") };
        (await with.Browser.Send(HttpMethod.Patch, $"/api/account/passkeys/{passkey}", name)).Status.ShouldBe(HttpStatusCode.NoContent);
        await with.Browser.SignOut();
        var question = await with.Ask();
        Add("a cookie", with.Browser.Cookie("passkey").ShouldNotBeNull());
        var answer = with.Device.Get(question);
        Add("an authenticator's answer", Base64Url.DecodeFromChars(answer["response"]!["signature"]!.GetValue<string>()));
        (await with.Answer(answer)).Status.ShouldBe(HttpStatusCode.OK);
        Add("a session's token", with.Browser.Cookie(SessionCookie.Plain).ShouldNotBeNull());
    }

    /// <summary>Somebody who signs in by the provider, signs in anew, and is signed out there.</summary>
    private async Task ByProvider(CanaryHouse house, Provider provider)
    {
        Add("the house's secret at the provider", Provider.Secret);
        var subject = Add("an account at the provider", $"subject-{Mark()}");
        provider.Says(subject, [new Claim("name", Add("an account's name", $"钱主任{Mark()}")), .. Provider.Roles("desk")]);
        provider.Forged[subject] = claims => Add("a token of the provider", provider.Sign(claims));
        await provider.StartAsync(Cancel);
        try
        {
            using var browser = new ProviderBrowser(house, house.Answers.Take);
            foreach (var isAnew in new[] { false, true })
            {
                var callback = await browser.Prove(await browser.Begin(isAnew), subject);
                Add(
                    "a code of the provider",
                    callback.Query.TrimStart('?').Split('&').Single(p => p.StartsWith("code=", StringComparison.Ordinal))["code=".Length..]);
                (await browser.Return(callback)).ShouldBe("/");
                Add("a cookie", browser.Token);
            }

            (await browser.Account()).ShouldNotBeNull();
            var logout = Add("a token of the provider", provider.Sign(provider.Logout(subject), "logout+jwt"));
            (await house.SendLogout(logout)).Status.ShouldBe(HttpStatusCode.OK);
            (await browser.Account()).ShouldBeNull();
        }
        finally
        {
            await provider.StopAsync(Cancel);
        }
    }

    /// <summary>What two accounts are needed for: one agrees that a name be removed, and does not of another.</summary>
    private async Task ByTwo(CanaryHouse house)
    {
        var room = Noted(await house.Meeting());
        var (asks, agrees) = (await house.Account(new AccountRole(StaffRole.Staff)), await house.Account(new AccountRole(StaffRole.Staff)));
        Add("a session's token", asks.Token);
        Add("a session's token", agrees.Token);
        foreach (var isAgreed in new[] { true, false })
        {
            var guest = await room.Join(Add("a guest's name", $"群众{Mark()}"));
            Add("a seat's token", guest.Token!);
            var asked = await Ok(
                house, HttpMethod.Post, $"{room.Path}/names/{guest.Participant}/remove", asks.Token,
                new { reason = Add("why two are asked", $"本人来电 {Mark()}") });
            await Ok(house, HttpMethod.Get, "/api/consents", agrees.Token);
            await Ok(
                house, HttpMethod.Post, $"/api/consents/{asked.Text("consent")}/{(isAgreed ? "agree" : "decline")}", agrees.Token,
                isAgreed ? null : new { reason = Add("why two are asked", $"没有说清 {Mark()}") });
        }
    }

    /// <summary>Members of a table, and the key of one.</summary>
    private async Task<Member[]> Register(CanaryHouse house)
    {
        var names = Enumerable.Range(0, 3).Select(i => Add("a member's name", $"委员{Mark()}{i}")).ToList();
        var table = Encoding.UTF8.GetBytes($"姓名,界别,专委会,县区,党派团体,港澳委员,职务\r\n{string.Concat(names.Select(n => $"{n},教育界,,,,,\r\n"))}");
        var report = await Ok(house, HttpMethod.Post, "/api/members/import", house.OperatorToken, new ByteArrayContent(table));
        await Ok(house, HttpMethod.Post, $"/api/members/import?accept={report.Text("file")}", house.OperatorToken, new ByteArrayContent(table));
        var members = new List<Member>();
        foreach (var name in names)
        {
            var found = await Ok(house, HttpMethod.Get, $"/api/members?q={Uri.EscapeDataString(name)}", house.OperatorToken);
            members.Add(new Member(found.List("items").ShouldHaveSingleItem().Text("id"), name));
        }

        return [.. members];
    }

    /// <summary>A meeting of members: by card, by claim and by their own link; named and confidential ballots; the door and the wall.</summary>
    private async Task RollMeeting(CanaryHouse house, Member[] members)
    {
        var room = Noted(await house.Meeting("standingCommittee", roll: "register"));
        await Ok(house, HttpMethod.Put, $"{room.Path}/roll", house.OperatorToken, new { members = members.Select(m => m.Id) });
        foreach (var role in new[] { "chair", "member" })
        {
            var renewed = await Ok(house, HttpMethod.Post, $"{room.Path}/codes", house.OperatorToken, new { role, add = true });
            Add("a code that gives power", renewed.Text("code"));
        }

        var cards = await SeatCardCallTests.Print(room);
        cards.Values.ToList().ForEach(c => Add("a seat card", c));
        var door = Add("the door's code", (await Ok(house, HttpMethod.Post, $"{room.Path}/door", house.OperatorToken)).Text("code"));
        await Ok(house, "Door", door, $"/api/door/{room.Id}");

        var byCard = await SeatCardCallTests.Sit(room, cards[members[0].Id]);
        await Ok(house, HttpMethod.Post, "/api/roll", null, new { code = room.Codes["member"], q = members[1].Name });
        var byClaim = await SeatCardCallTests.Claim(room, members[1].Id);
        (await room.Chair.Post(Of("confirmSeats", new { seats = new[] { new { participant = byClaim.Participant, member = members[1].Id } } }))).ShouldBeDone();
        var opened = await house.Opened(members[2].Id);
        Add("a member's key", opened.Key);
        Add("a session's token", opened.Token);
        var byLink = await room.Join("无关的名字", "member", opened.Token);
        foreach (var seat in new[] { byCard, byClaim, byLink })
        {
            Add("a seat's token", seat.Token!);
            (await seat.Post(Of("checkIn"))).ShouldBeDone();
        }

        (await byLink.Post(Comment(Add("a comment", $"委员说的话 {Mark()}")))).ShouldBeDone();
        foreach (var secrecy in new[] { "named", "confidential" })
        {
            var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", secrecy }))).ShouldBeDone().Made;
            if (secrecy == "confidential")
            {
                Add("a ballot's key", await System.IO.File.ReadAllBytesAsync(
                    Directory.GetFiles(house.KeyFolder, "*.key").Single(f => f.Contains(ballot, StringComparison.Ordinal)), Cancel));
            }

            foreach (var seat in new[] { byCard, byClaim, byLink })
            {
                (await seat.Post(Vote(ballot, "approve"))).ShouldBeDone();
            }

            (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        foreach (var path in new[] { "export", "minutes", "people" })
        {
            await Ok(house, HttpMethod.Get, $"{room.Path}/{path}", path == "people" ? room.Chair.Token : house.OperatorToken);
        }
    }

    /// <summary>A meeting of whoever comes: a guest who joins by the wall's code, comments over the live connection, and goes to another device.</summary>
    private async Task OpenMeeting(CanaryHouse house)
    {
        var room = Noted(await house.Meeting());
        using var page = await house.Send(HttpMethod.Get, $"/m/{room.Codes["attend"]}");
        await Ok(house, HttpMethod.Post, "/api/code", null, new { code = room.Codes["attend"] });
        var guest = await room.Join(Add("a guest's name", $"群众{Mark()}"));
        Add("a seat's token", guest.Token!);
        (await guest.Post(Comment(Add("a comment", $"写下的意见 {Mark()}")))).ShouldBeDone();
        (await guest.Post(Of("raiseHand", new { about = Add("a comment", $"想说的事 {Mark()}") }))).ShouldBeDone();
        var round = (await room.Chair.Post(Of("openRound", new { question = "车站往哪里搬？", statements = new[] { "搬到东街口" }, add = true }))).ShouldBeDone().Made;
        var statement = (await guest.Post(Of("addStatement", new { round, text = Add("a comment", $"补充的观点 {Mark()}") }))).ShouldBeDone().Made;
        (await (await room.Join(Add("a guest's name", $"群众{Mark()}"))).Post(Of("stance", new { round, statement, choice = "agree" }))).ShouldBeDone();
        (await room.Chair.Post(Of("closeRound", new { round }))).ShouldBeDone();
        await using (var line = await guest.Connect())
        {
            (await line.Do(Comment(Add("a comment", $"当场的意见 {Mark()}")))).ShouldBeDone();
            await line.Next("commented");
            (await line.Do(Of("comment", new { txt = Add("what could not be read", $"读不懂的话 {Mark()}") }))).ShouldBeRefused("unreadable");
        }

        var walled = await OpenHouse.Json(await house.Send(
            HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "签到码", format = "standingCommittee", presence = true, roll = "open" }));
        var wall = Add("the wall's code", (await Ok(house, HttpMethod.Post, $"/api/meetings/{walled.Text("id")}/wall", house.OperatorToken)).Text("code"));
        await Ok(house, "Wall", wall, $"/api/wall/{walled.Text("id")}");
    }

    /// <summary>A topic with a telephone number and files, its way through a department, and the ways back to it.</summary>
    private async Task RaiseTopic(CanaryHouse house)
    {
        var pdf = await Paper(house, Add("what a file holds", $"附件里的话 {Mark()}"));
        var picture = await Upload(
            house, "image/png",
            [0x89, .. "PNG\r\n\u001a\n"u8, .. Picture.Chunk("IHDR"u8, [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]),
                .. Picture.Chunk("eXIf"u8, Encoding.UTF8.GetBytes(Add("where a picture was taken", $"33.6N 119.0E {Mark()}"))),
                .. Picture.Chunk("IDAT"u8, "the picture"u8), .. Picture.Chunk("IEND"u8, [])]);
        var number = $"139{RandomNumberGenerator.GetInt32(10_000_000, 99_999_999)}";
        var topic = await Topic.Raise(house, new
        {
            title = Add("a topic's title", $"路灯不亮 {Mark()}"),
            text = $"{Add("a topic's text", $"东大街的路灯 {Mark()}")}，请打 {Add("a telephone number", number)}",
            county = "清江浦区",
            files = new[] { pdf, picture },
        });
        Add("a session's token", topic.Raiser);
        Add("a return key", topic.ReturnKey);
        var back = await Ok(house, HttpMethod.Post, "/api/session", null, new { key = topic.ReturnKey });
        Add("a session's token", back.Text("token"));
        Add("a return key", (await Ok(house, HttpMethod.Post, $"{topic.Path}/key", topic.Raiser)).Text("follow"));
        var move = Add("a key to another device", (await Ok(house, HttpMethod.Post, "/api/session/move", topic.Raiser)).Text("key"));
        Add("a session's token", (await Ok(house, HttpMethod.Post, "/api/session", null, new { key = move })).Text("token"));
        Add("a key to another device", (await Ok(house, HttpMethod.Post, "/api/session/move", topic.Raiser)).Text("key"));

        var department = (await house.Record("departments", Hub.Tests.House.Registers.Entry("department", new { title = $"市局 {Mark()}" }))).ShouldBeDone().Made;
        var (_, officer) = await house.Account(new AccountRole(StaffRole.Department, Department: department));
        Add("a session's token", officer);
        var given = new { department = "城管局", what = "修好", due = "2099-06-30", departmentId = department };
        var commitment = (await topic.Staff(Of("commit", given))).ShouldBeDone().Made;
        (await topic.Do(officer, Of("progress", new { commitment, note = Add("a department's answer", $"已派人 {Mark()}") }))).ShouldBeDone();
        (await topic.Do(officer, Of("complete", new { commitment, note = Add("a department's answer", $"已修好 {Mark()}") }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Of("acknowledge", new { commitment }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Of("rate", new { score = 4, text = Add("words of a rating", $"亮了 {Mark()}") }))).ShouldBeDone();
        await Ok(house, HttpMethod.Get, "/api/me/data", topic.Raiser);
    }

    /// <summary>Wrong keys and codes, and what cannot be read.</summary>
    private async Task WhatIsWrong(CanaryHouse house)
    {
        await Refused(house, "/api/session", new { key = Add("a wrong key", $"not the key {Mark()}") });
        await Refused(house, "/api/session", new { key = Add("a wrong key", Codes.NewSecret()) });
        await Refused(house, "/api/join", new { code = Add("a wrong code", Codes.NewSecret()), name = Add("what could not be read", $"谁也不是 {Mark()}") });
        foreach (var body in new[]
        {
            $$"""{"key":"{{Add("what could not be read", $"cut short {Mark()}")}}""", $$"""{"{{Add("what could not be read", $"no such field {Mark()}")}}":1}""",
            "{\"key\":{\"a\":\"" + Add("what could not be read", $"no text {Mark()}") + "\"}}",
        })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            await Refused(house, "/api/session", content);
        }

        using var nowhere = await house.Send(
            HttpMethod.Get, $"/api/meetings/{Add("what could not be read", $"nowhere-{Mark()}")}", Add("what could not be read", $"no-token-{Mark()}"));
        nowhere.IsSuccessStatusCode.ShouldBeFalse();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me")
        {
            Headers = { { "Cookie", $"{SessionCookie.Plain}={Add("what could not be read", $"no-cookie-{Mark()}")}" } },
        };
        using var nobody = await house.Http.SendAsync(request, Cancel);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>A guest who is forgotten, with all that they were called and wrote.</summary>
    private async Task Forget(CanaryHouse house)
    {
        const string What = "what was forgotten";
        var topic = await Topic.Raise(house, new
        {
            title = Add(What, $"我的事情 {Mark()}"),
            text = Add(What, $"请打 137{Mark()}"),
            files = new[] { await Paper(house, Add(What, $"我的附件 {Mark()}")) },
        });
        Add("a session's token", topic.Raiser);
        var room = Noted(await house.Meeting());
        var seat = await room.Join(Add(What, $"钱多多{Mark()}"), token: topic.Raiser);
        (await seat.Post(Comment(Add(What, $"我来说两句 {Mark()}")))).ShouldBeDone();
        await Ok(house, HttpMethod.Post, "/api/me/forget", topic.Raiser);
        (await house.Service<Erasure>().RunIfDue(Cancel)).ShouldBeTrue();
    }

    /// <summary>Lists, searches and reports, with words that somebody looks for.</summary>
    private async Task ReadMuch(CanaryHouse house)
    {
        var word = Uri.EscapeDataString(Add("what somebody looked for", $"找什么{Mark()}"));
        foreach (var path in new[]
        {
            $"/api/topics?q={word}", $"/api/meetings?q={word}", $"/api/members?q={word}", $"/api/topics/similar?q={word}&title={word}", "/api/audit?limit=100",
            "/api/audit.csv", "/api/accounts", $"/api/reports/{DateTime.UtcNow.Year}", "/api/commitments", "/admin", "/privacy", "/health/ready",
            $"/api/search?q={word}",
        })
        {
            using var answer = await house.Send(HttpMethod.Get, path, house.OperatorToken);
            ((int)answer.StatusCode).ShouldBeLessThan(500);
        }
    }

    private async Task SecretsOfTheHouse(CanaryHouse house)
    {
        foreach (var (_, value) in (await house.Service<HouseSecrets>().Read("")).Where(s => s.Value.Length >= 16))
        {
            Add("a secret of the house", value);
        }

        foreach (var key in house.Service<KeyRing>().Keys)
        {
            Add("the key that wraps", Convert.FromBase64String(Encoding.ASCII.GetString(key.ToFile()).Trim()));
        }
    }

    /// <summary>Makes one leak in each kind of place, and one that is packed: the search must find each.</summary>
    private async Task Plant(CanaryHouse house)
    {
        var log = house.Service<ILoggerFactory>().CreateLogger("Planted");
#pragma warning disable CA1848, CA2254 // A leak is no line that the house is to write.
        using (log.BeginScope(Leak("in a scope")))
        {
            log.LogTrace(
                new InvalidOperationException(Leak("in an exception")), "Leaks {Value}",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"…{Leak("in a line")}")));
        }
#pragma warning restore CA1848, CA2254

        using (var source = new ActivitySource("Hub"))
        using (var span = source.StartActivity("Leaks").ShouldNotBeNull())
        {
            span.SetTag("leak", Leak("in a tag")).AddEvent(new ActivityEvent(Leak("in an event")));
        }

        using var meter = new Meter(Instruments.MeterName);
        var counter = meter.CreateCounter<int>("hub.leaks");
        house.Service<MeterProvider>().ForceFlush();
        counter.Add(1, new KeyValuePair<string, object?>("leak", Leak("in a metric")));
        house.Service<MeterProvider>().ForceFlush().ShouldBeTrue();

        using var answer = new HttpResponseMessage { Content = new StringContent($$"""{"link":"https://hub.test/a?token={{Uri.EscapeDataString(Leak("in a link"))}}#b"}""") };
        answer.Headers.Add("Location", $"/here?name={Uri.EscapeDataString(Leak("in a header", "名字"))}");
        await house.Answers.Take(answer);

        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Leak("packed")), Cancel);
        }

        await house.Service<IFileStore>().Add(FileKind.Pdf, packed.ToArray(), cancel: Cancel);
        await house.Service<IDirectory>().TakeSeat(
            "meetings/planted", "somebody", Convert.ToHexString(Encoding.UTF8.GetBytes(Leak("in a table"))), Role.Attendee, "planted");

        string Leak(string where, string text = "leak")
        {
            var value = $"{text} {where} {Mark()}";
            _planted.Add(Canary.Of(where, value));
            return value;
        }
    }

    private async Task BackUpAndRestore(string place)
    {
        var (file, keyFile) = (Path.Combine(Folder, "hub.backup"), Path.Combine(Folder, "backup.key"));
        var key = RandomNumberGenerator.GetBytes(32);
        Add("the key of backups", key);
        await System.IO.File.WriteAllTextAsync(keyFile, Convert.ToBase64String(key), Cancel);
        var settings = new BackupSettings { KeyFile = keyFile };
        using var said = new StringWriter();
        (await BackupCommand.Run(place, file, settings, said, said, cancel: Cancel)).ShouldBe(0);
        _materials.Add(new Material(CanaryPlaces.Backup, "the file", await System.IO.File.ReadAllBytesAsync(file, Cancel)));
        using (var archive = ArchiveReader.Open(file, BackupKey.Read(keyFile)))
        {
            while (archive.NextTable() is { } table)
            {
                var columns = new Columns(CanaryPlaces.Backup, table.Name, [.. table.Columns.Select(c => c.Name)]);
                await foreach (var row in archive.Rows(Cancel))
                {
                    columns.Add(row);
                }

                _materials.AddRange(columns.Materials);
            }
        }

        var there = await EmptyPlace();
        (await RestoreCommand.Run(there, file, settings, [], said, said, Cancel)).ShouldBe(0);
        await ReadTables(CanaryPlaces.Restored, there);
        var leak = Canary.Of("on the console", $"leak on the console {Mark()}");
        _planted.Add(leak);
        await said.WriteLineAsync(Encoding.UTF8.GetString(leak.Value));
        _materials.Add(Material.Of(CanaryPlaces.Console, "of backup and restore", said.ToString()));
    }

    private async Task ReadTables(string kind, string place)
    {
        await using var connection = await Connect(place);
        await using var command = connection.CreateCommand();
        command.CommandText = TablesSql;
        var tables = new List<string>();
        await using (var names = await command.ExecuteReaderAsync(Cancel))
        {
            while (await names.ReadAsync(Cancel))
            {
                tables.Add(names.GetString(0));
            }
        }

        tables.Count.ShouldBeGreaterThan(15);
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // The names are the database's own.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var rows = await command.ExecuteReaderAsync(Cancel);
            var columns = new Columns(kind, table, [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)]);
            var row = new object?[rows.FieldCount];
            while (await rows.ReadAsync(Cancel))
            {
                rows.GetValues(row!);
                columns.Add(row);
            }

            _materials.AddRange(columns.Materials);
        }
    }

    private async Task ReadFiles(string place, CanaryHouse house)
    {
        var database = (await Files(place)).ToList();
        var beside = new[] { Path.GetDirectoryName(house.File)!, Keys }.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(f => database.All(d => d.Path != f) && !f.EndsWith(".lock", StringComparison.Ordinal)).Select(f => (Kind: CanaryPlaces.File, Path: f));
        foreach (var (kind, path) in database.Concat(beside))
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await stream.CopyToAsync(all, Cancel);
            var name = database.Exists(d => d.Path == path) ? CanaryPlaces.Database : Path.GetFileName(path);
            _materials.Add(new Material(kind, name, all.ToArray()));
        }
    }

    private Room Noted(Room room)
    {
        foreach (var (role, code) in room.Codes)
        {
            Add(role is "attend" or "watch" ? "a code that is shown" : "a code that gives power", code);
        }

        Add("a seat's token", room.Chair.Token!);
        return room;
    }

    private static Task<string> Paper(CanaryHouse house, string text) =>
        Upload(house, "application/pdf", [.. Picture.Pdf[..9], .. Encoding.UTF8.GetBytes($"% {text}\n"), .. Picture.Pdf[9..]]);

    private static async Task<string> Upload(CanaryHouse house, string type, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return (await Ok(house, HttpMethod.Post, "/api/files", null, content)).Text("file");
    }

    private static async Task<JsonElement> Ok(CanaryHouse house, HttpMethod method, string path, string? token = null, object? body = null)
    {
        using var answer = await house.Send(method, path, token, body);
        return await Ok(answer, path);
    }

    /// <summary>With the code of the door or of the wall.</summary>
    private static async Task<JsonElement> Ok(CanaryHouse house, string scheme, string code, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {code}");
        using var answer = await house.Http.SendAsync(request, Cancel);
        return await Ok(answer, path);
    }

    private static async Task<JsonElement> Ok(HttpResponseMessage answer, string path)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonSerializer.Deserialize<JsonElement>(text) : default;
    }

    private static async Task Refused(CanaryHouse house, string path, object body)
    {
        using var answer = await house.Send(HttpMethod.Post, path, null, body);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499, path);
    }

    private sealed record Member(string Id, string Name);

    /// <summary>The values of a table, together by their columns: of <c>commits</c> also by the kind of stream, of a list without its generation.</summary>
    private sealed partial class Columns(string kind, string table, string[] names)
    {
        private readonly Dictionary<string, MemoryStream> _values = [];

        public IEnumerable<Material> Materials => _values.Select(v => new Material(kind, v.Key, v.Value.ToArray()));

        public void Add(object?[] row)
        {
            var stream = names.Zip(row).FirstOrDefault(c => c.First == "stream").Second;
            for (var i = 0; i < row.Length; i++)
            {
                var value = row[i] switch
                {
                    null or DBNull => [],
                    byte[] bytes => bytes,
                    Array array => Encoding.UTF8.GetBytes(string.Join('\n', array.Cast<object?>())),
                    var other => Encoding.UTF8.GetBytes(other.ToString()!),
                };
                if (value.Length == 0)
                {
                    continue;
                }

                // What is packed is looked into by itself.
                var name = $"{Generation().Replace(table, "view_")}.{names[i]}" + (table == "commits" ? $" of {Text(stream).Split('/')[0]}" : "");
                name = value is [0x1f, 0x8b, ..] or [(byte)'P', (byte)'K', ..] ? $"{name} {i} {_values.Count}" : name;
                if (!_values.TryGetValue(name, out var all))
                {
                    _values.Add(name, all = new MemoryStream());
                }

                all.Write(value);
                all.WriteByte((byte)'\n');
            }
        }

        private static string Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{value}";

        [GeneratedRegex(@"^view\d+_\d+_")]
        private static partial Regex Generation();
    }
}
