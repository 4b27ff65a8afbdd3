using System.Net;
using System.Text.Json;
using Hub.Domain.Audit;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Consents;
using Hub.Server.Http;
using Hub.Server.Journal;
using Hub.Tests.Access;
using Hub.Tests.Access.Staff;
using Hub.Tests.Files;
using Hub.Tests.House;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Audit;

/// <summary>The audit log of a whole hub: every act that it names is found in it by whoever may read it, and by nobody else.</summary>
public sealed class AuditCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>Each act, how it is done, and on what it is found.</summary>
    private static readonly Dictionary<string, Func<RunningHouse, Task<string?>>> Done = new()
    {
        [AuditActs.Started] = _ => Task.FromResult<string?>(null),
        [AuditActs.SignedIn] = async h => $"sessions/{(await h.Opened(await h.Member())).Session}",
        [AuditActs.SignedOut] = async h =>
        {
            var opened = await h.Opened(await h.Member());
            await Ok(h, HttpMethod.Post, "/api/signout", null, opened.Token);
            return $"sessions/{opened.Session}";
        },
        [AuditActs.SessionEnded] = async h =>
        {
            var phone = await h.Opened(await h.Member());
            var lost = await h.Opened("", phone.Key);
            await Ok(h, HttpMethod.Delete, $"/api/sessions/{lost.Session}", null, phone.Token);
            return $"sessions/{lost.Session}";
        },
        [AuditActs.AccountMade] = async h => $"accounts/{(await h.Invited([StaffOfHouse.Role("staff")])).Account}",
        [AuditActs.AccountInvited] = h => OnAccount(h, account => Ok(h, HttpMethod.Post, $"/api/accounts/{account}/invite")),
        [AuditActs.InvitationAccepted] = async h => $"accounts/{(await h.Staff(StaffOfHouse.Role("staff"))).Staff.Id}",
        [AuditActs.AccountChanged] = h => OnAccount(h, account => Ok(h, HttpMethod.Patch, $"/api/accounts/{account}", new { name = "王工" })),
        [AuditActs.PasswordChanged] = async h =>
        {
            var (staff, session) = await h.Staff(StaffOfHouse.Role("staff"));
            await Ok(
                h, HttpMethod.Post, "/api/account/password",
                new { password = Officer.Password, code = staff.Recovery.Dequeue(), next = "河边的柳树去年冬天被雪压弯了" }, session.Text("token"));
            return $"accounts/{staff.Id}";
        },
        [AuditActs.PasskeyAdded] = async h =>
        {
            using var with = await WithPasskey.Signed(h);
            return $"accounts/{with.Staff.Id}";
        },
        [AuditActs.PasskeyRemoved] = async h =>
        {
            using var with = await WithPasskey.Signed(h);
            var passkey = (await with.Account()).List("passkeys").Single().Text("passkey");
            (await with.Browser.Send(HttpMethod.Delete, $"/api/account/passkeys/{passkey}")).Status.ShouldBe(HttpStatusCode.NoContent);
            return $"accounts/{with.Staff.Id}";
        },
        [AuditActs.AccountDisabled] = h => OnAccount(h, account => Ok(h, HttpMethod.Post, $"/api/accounts/{account}/disable")),
        [AuditActs.AccountEnabled] = h => OnAccount(h, async account =>
        {
            await Ok(h, HttpMethod.Post, $"/api/accounts/{account}/disable");
            await Ok(h, HttpMethod.Post, $"/api/accounts/{account}/enable");
        }),
        [AuditActs.CodeRenewed] = async h => await InMeeting(h, room => Ok(h, HttpMethod.Post, $"{room.Path}/codes", new { role = "member" })),
        [AuditActs.MemberKeyRenewed] = async h =>
        {
            var member = await h.Member();
            await Ok(h, HttpMethod.Post, $"/api/members/{member}/key");
            return $"members/{member}";
        },
        [AuditActs.DoorOpened] = async h => await AtRoll(h, room => Ok(h, HttpMethod.Post, $"{room.Path}/door")),
        [AuditActs.DoorClosed] = async h => await AtRoll(h, room => Ok(h, HttpMethod.Delete, $"{room.Path}/door")),
        [AuditActs.WallOpened] = async h =>
        {
            using var scheduled = await h.Send(
                HttpMethod.Post, "/api/meetings", h.OperatorToken, new { title = "签到码", format = "standingCommittee", presence = true, roll = "open" });
            var id = (await OpenHouse.Json(scheduled)).Text("id");
            await Ok(h, HttpMethod.Post, $"/api/meetings/{id}/wall");
            return $"meetings/{id}";
        },
        [AuditActs.SeatCardsPrinted] = async h => await AtRoll(h, room => Ok(h, HttpMethod.Post, $"{room.Path}/seat-cards", new { })),
        [AuditActs.Rehearsed] = async h =>
        {
            var room = await h.Meeting(open: false);
            await Ok(h, HttpMethod.Post, $"{room.Path}/rehearsal", new { people = 1, seconds = 1, force = true });
            return room.Name;
        },
        [AuditActs.NameRemoved] = async h => (await OnName(h, agree: true)).On,
        [AuditActs.ConsentAsked] = async h => (await OnName(h, agree: false)).On,
        [AuditActs.ConsentGiven] = async h => $"consents/{(await OnName(h, agree: true)).Consent}",
        [AuditActs.ConsentDeclined] = async h =>
        {
            var (_, consent, _) = await OnName(h, agree: false);
            await Ok(h, HttpMethod.Post, $"/api/consents/{consent}/decline", new { reason = "须保存" }, await Clerk(h));
            return $"consents/{consent}";
        },
        [AuditActs.ConsentLapsed] = async h =>
        {
            var (on, _, asker) = await OnName(h, agree: false);
            await h.Disable(asker);
            await h.Service<Consenting>().Sweep(Cancel);
            return on;
        },
        [AuditActs.DoneAlone] = async h =>
        {
            foreach (var account in await h.Service<IAccountStore>().ReadAll(Cancel))
            {
                await h.Service<StaffAccounts>().SetDisabled(account.Id, isDisabled: true);
            }

            var room = await h.Meeting();
            var person = await room.Join("要删的名字");
            await Ok(h, HttpMethod.Post, $"{room.Path}/names/{person.Participant}/remove", new { reason = "依法删除" });
            return $"{room.Name}/participants/{person.Participant}";
        },
        [AuditActs.BallotVoided] = async h =>
        {
            var room = await h.Meeting();
            var ballot = (await room.Chair.Post(Of("openBallot", new { question = "先修哪条路？", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
            await Agreed(h, $"{room.Path}/ballots/{ballot}/void", new { reason = "名册有误" });
            return $"{room.Name}/ballots/{ballot}";
        },
        [AuditActs.RecordShown] = async h =>
        {
            var room = await h.Meeting();
            (await room.Chair.Post(Of("close"))).ShouldBeDone();
            await Agreed(h, $"{room.Path}/visibility", new { visibility = "codes", reason = "涉及个人隐私" });
            return room.Name;
        },
        [AuditActs.BackupMade] = async h =>
        {
            using var said = new StringWriter();
            (await Hub.Server.Commands.Backup([$"--to={Beside(h)}", JournalOf(h)], said, TextWriter.Null)).ShouldBe(0);
            await h.Service<AuditKeeper>().TakeUp();
            File.Exists($"{h.File}.acts").ShouldBeFalse();
            return $"backups/{said.ToString().Split("SHA-256 ")[1][..16]}";
        },
        [AuditActs.Restored] = async h =>
        {
            await h.Restart(async () =>
            {
                var backup = Beside(h);
                (await Hub.Server.Commands.Backup([$"--to={backup}", JournalOf(h)], TextWriter.Null, TextWriter.Null)).ShouldBe(0);
                foreach (var file in new[] { h.File, $"{h.File}-wal", $"{h.File}-shm" })
                {
                    File.Delete(file);
                }

                (await Hub.Server.Commands.Restore([$"--from={backup}", JournalOf(h)], TextWriter.Null, TextWriter.Null)).ShouldBe(0);
            });
            return null;
        },
        [AuditActs.KeysUsed] = async h =>
        {
            await h.Restart(() => Hub.Server.Commands.Keys(["list", JournalOf(h)], TextWriter.Null));
            return "keys/list";
        },
        [AuditActs.LogVerified] = async h =>
        {
            await h.Restart(() => AuditCommand.Run(
                ["verify", JournalOf(h), "--Logging:Console:LogLevel:Default=None"], TextWriter.Null, TextWriter.Null, Cancel));
            return "audit";
        },
        [AuditActs.ForgettingAgreed] = h => OnWish(h, "agree", new { }),
        [AuditActs.ForgettingDeclined] = h => OnWish(h, "decline", new { reason = "尚在诉讼中" }),
        [AuditActs.FileDeleted] = async h =>
        {
            using var picture = new ByteArrayContent(Picture.Of("image/png")) { Headers = { ContentType = new("image/png") } };
            using var handedIn = await h.Send(HttpMethod.Post, "/api/files", null, picture);
            var file = (await OpenHouse.Json(handedIn)).Text("file");
            await Ok(h, HttpMethod.Delete, $"/api/files/{file}");
            return $"files/{file}";
        },
        [AuditActs.MeetingScheduled] = async h => (await h.Meeting(open: false)).Name,
        [AuditActs.MeetingEdited] = async h =>
        {
            var room = await h.Meeting(open: false);
            await Ok(h, HttpMethod.Patch, room.Path, new { title = "改了名" });
            return room.Name;
        },
        [AuditActs.ChairsNamed] = async h =>
        {
            var room = await h.Meeting(open: false);
            await Ok(h, HttpMethod.Put, $"{room.Path}/chairs", new { chairs = Array.Empty<string>() });
            return room.Name;
        },
        [AuditActs.MeetingCancelled] = async h =>
        {
            var room = await h.Meeting(open: false);
            await Ok(h, HttpMethod.Post, $"{room.Path}/commands", new { op = NewOp(), command = Of("cancel", new { reason = "改期" }) });
            return room.Name;
        },
        [AuditActs.RollSet] = async h => await AtRoll(h, room => Ok(h, HttpMethod.Put, $"{room.Path}/roll", new { all = true })),
        [AuditActs.BallotRevealed] = async h =>
        {
            var room = await h.Meeting();
            (await (await room.Join("居民")).Post(Of("checkIn"))).ShouldBeDone();
            var ballot = (await room.Chair.Post(Approval("先修哪条路？", results: "onReveal"))).ShouldBeDone().Made;
            (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await room.Chair.Post(Of("revealBallot", new { ballot }))).ShouldBeDone();
            return $"{room.Name}/ballots/{ballot}";
        },
        [AuditActs.RegisterChanged] = async h => $"registers/members/{await h.Member()}",
        [AuditActs.ExportRead] = async h =>
        {
            var room = await h.Meeting();
            (await room.Chair.Post(Of("close"))).ShouldBeDone();
            await Ok(h, HttpMethod.Get, $"{room.Path}/export");
            return room.Name;
        },
        [AuditActs.TopicAccepted] = async h => await OnTopic(h, "accept"),
        [AuditActs.TopicDeclined] = async h => await OnTopic(h, "decline", new { reason = "不属于本市" }),
        [AuditActs.TopicHidden] = async h => await OnTopic(h, "decline", new { reason = "广告", hidden = true }),
        [AuditActs.TopicReconsidered] = async h =>
        {
            var topic = await Topic.Raise(h);
            var decision = (await topic.Staff(Of("decline", new { reason = "不属于本市" }))).ShouldBeDone().Seq;
            (await topic.Staff(Of("reconsider", new { decision }))).ShouldBeDone();
            return $"topics/{topic.Id}";
        },
        [AuditActs.TopicMerged] = async h => await OnTopic(h, "mergeInto", new { topic = (await Topic.Raise(h)).Id }),
        [AuditActs.TopicScheduled] = async h => await OnTopic(h, "schedule", new { meeting = (await h.Meeting(open: false)).Id }),
        [AuditActs.TopicAnswered] = async h =>
        {
            var topic = await Topic.Raise(h);
            await topic.Resolve();
            (await topic.Do(topic.Raiser, Of("rate", new { score = 4 }))).ShouldBeDone();
            (await topic.Staff(Of("answer", new { text = "会继续改进" }))).ShouldBeDone();
            return $"topics/{topic.Id}";
        },
        [AuditActs.CommitmentMade] = async h =>
        {
            var topic = await Topic.Raise(h);
            await topic.Commit();
            return $"topics/{topic.Id}";
        },
        [AuditActs.CommitmentProgressed] = async h => await OnCommitment(h, (t, c) => t.Staff(Of("progress", new { commitment = c, note = "已招标" }))),
        [AuditActs.CommitmentCompleted] = async h => await OnCommitment(h, (t, c) => t.Staff(Of("complete", new { commitment = c, note = "已开行" }))),
        [AuditActs.CommitmentReopened] = async h => await OnCommitment(h, async (t, c) =>
        {
            (await t.Staff(Of("complete", new { commitment = c, note = "已开行" }))).ShouldBeDone();
            return await t.Staff(Of("reopen", new { commitment = c, reason = "又停了" }));
        }),
        [AuditActs.CommitmentAcknowledged] = h => OnReported(h, "acknowledge", new { }),
        [AuditActs.CommitmentSentBack] = h => OnReported(h, "sendBack", new { reason = "没有办" }),
        [AuditActs.CommentHidden] = async h => await OnComment(h, restore: false),
        [AuditActs.CommentRestored] = async h => await OnComment(h, restore: true),
        [AuditActs.NetworksPruned] = async h =>
        {
            var networks = h.Service<IAuditNetworks>();
            await networks.Add([AuditNetwork.Of("192.0.2.0/24", DateTimeOffset.UtcNow.AddDays(-400))]);
            await h.Service<AuditKeeper>().Prune(Cancel);
            return AuditCheck.On(DateTimeOffset.UtcNow.AddDays(-183));
        },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Acts() => [.. AuditActs.All];

    /// <summary>Guards "who did it": an act that the log names and nothing notes, and a new one without a line above.</summary>
    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Every_act_is_found_with_who_did_it_and_on_what(string act)
    {
        var on = await Done[act](house);

        var items = (await house.Get($"/api/audit?act={act}&limit=100", house.OperatorToken)).List("items");
        var item = items.First(i => i.Find("on")?.GetString() == on && i.Text("outcome") == "done");
        var who = act switch
        {
            AuditActs.Started or AuditActs.NetworksPruned or AuditActs.ConsentLapsed => AuditKinds.House,
            AuditActs.BackupMade or AuditActs.Restored or AuditActs.KeysUsed or AuditActs.LogVerified => AuditKinds.CommandLine,
            AuditActs.NameRemoved or AuditActs.ConsentAsked or AuditActs.ConsentGiven or AuditActs.ConsentDeclined or AuditActs.BallotVoided
                or AuditActs.RecordShown or AuditActs.ForgettingAgreed or AuditActs.ForgettingDeclined => AuditKinds.Account,
            AuditActs.SignedIn or AuditActs.SignedOut or AuditActs.SessionEnded => AuditKinds.Member,
            AuditActs.BallotRevealed => AuditKinds.Participant,
            AuditActs.InvitationAccepted or AuditActs.PasswordChanged or AuditActs.PasskeyAdded or AuditActs.PasskeyRemoved => AuditKinds.Account,
            _ => AuditKinds.OperatorKey,
        };
        item.At("who").Text("kind").ShouldBe(who);
        var isOutside = who is not (AuditKinds.House or AuditKinds.CommandLine);
        (item.Find("from")?.GetString()).ShouldBe(isOutside ? "127.0.0.0/24" : null);
        (item.At("who").Find("id") is not null).ShouldBe(isOutside);
    }

    /// <summary>Guards a new call of the staff's that nobody has noted: those of the registers are noted with their commands.</summary>
    [Fact]
    public void Every_call_with_which_staff_change_something_is_noted()
    {
        var calls = house.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ForAttribute>() is { Permission: not null }
                && e.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: [not "GET"] }).ToList();

        calls.Count.ShouldBeGreaterThan(15);
        calls.Where(e => e.Metadata.GetMetadata<AuditedCall>() is null).Select(e => e.RoutePattern.RawText)
            .ShouldBe(["/api/registers/{register}/commands", "/api/members/import"], ignoreOrder: true);
    }

    /// <summary>Guards the key that is for emergencies: whoever comes by it is seen to have come.</summary>
    [Fact]
    public async Task Each_use_of_the_operators_key_stands_in_the_log()
    {
        using var signed = await house.Send(HttpMethod.Post, "/api/session", null, new { key = OpenHouse.Key });
        var session = (await OpenHouse.Json(signed)).Text("session");

        var item = (await house.Get($"/api/audit?act={AuditActs.SignedIn}&who={AuditKinds.OperatorKey}&limit=100", house.OperatorToken)).List("items")
            .Single(i => i.Find("on")?.GetString() == $"sessions/{session}");

        (item.Text("outcome"), item.Text("from")).ShouldBe(("done", "127.0.0.0/24"));
    }

    [Fact]
    public async Task Nobody_else_reads_the_log()
    {
        var member = await house.SignIn(await house.Member());
        var room = await house.Meeting();
        foreach (var path in new[] { "/api/audit", "/api/audit.csv" })
        {
            (await Status(path, null)).ShouldBe((HttpStatusCode.Unauthorized, "noSession"));
            (await Status(path, member)).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
            (await Status(path, room.Chair.Token)).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
        }

        async Task<(HttpStatusCode, string)> Status(string path, string? token)
        {
            using var answer = await house.Send(HttpMethod.Get, path, token);
            return (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code"));
        }
    }

    /// <summary>Guards "one key for all staff means that nobody did anything".</summary>
    [Fact]
    public async Task What_an_account_does_is_noted_as_its_deed_and_an_auditor_reads_it_and_changes_nothing()
    {
        var (clerk, session) = await house.Staff(StaffOfHouse.Role("staff"));
        var (auditor, reading) = await house.Staff(StaffOfHouse.Role("auditor"));
        var topic = await Topic.Raise(house);
        (await topic.Do(session.Text("token"), Of("decline", new { reason = "不属于本市" }))).ShouldBeDone();

        var items = (await house.Get($"/api/audit?who={clerk.Id}", reading.Text("token"))).List("items");

        items.Select(i => (i.Text("act"), i.At("who").Text("kind"), i.Find("on")?.GetString())).ShouldBe(
        [
            (AuditActs.TopicDeclined, AuditKinds.Account, $"topics/{topic.Id}"),
            (AuditActs.SignedIn, AuditKinds.Account, $"sessions/{session.Text("session")}"),
            (AuditActs.InvitationAccepted, AuditKinds.Account, $"accounts/{clerk.Id}"),
        ]);
        items.ShouldAllBe(i => i.At("who").Text("name") == "陈工");
        (await topic.Do(reading.Text("token"), Of("accept"))).ShouldBeRefused("forbidden");
        using var made = await house.Send(
            HttpMethod.Post, "/api/accounts", reading.Text("token"), new { name = "某人", login = "someone", roles = new[] { new { role = "operator" } } });
        made.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await house.Service<AuditLog>().Flush();
        (await house.Get($"/api/audit?who={auditor.Id}", house.OperatorToken)).List("items").Where(i => i.Text("outcome") == "refused")
            .Select(i => (i.Text("act"), i.Text("code"))).ShouldBe(
            [(AuditActs.AccountMade, "forbidden"), (AuditActs.TopicAccepted, "forbidden")], ignoreOrder: true);
    }

    /// <summary>Guards the disk: whoever guesses at an account leaves a count, and the account it was.</summary>
    [Fact]
    public async Task Wrong_sign_ins_to_an_account_are_counted_with_the_account_they_were_meant_for()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var (staff, _) = await own.Staff(StaffOfHouse.Role("staff"));
        for (var i = 0; i < 3; i++)
        {
            using var wrong = await own.Send(
                HttpMethod.Post, "/api/session", null, new { login = staff.Login, password = $"not the password {i}", code = "000000" });
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        await own.Service<AuditLog>().Flush();

        var refused = (await own.Get($"/api/audit?act={AuditActs.SignedIn}", own.OperatorToken)).List("items").Single(i => i.Text("outcome") == "refused");
        (refused.At("who").Text("id"), refused.Text("code"), refused.At("count").GetInt32()).ShouldBe((staff.Id, "wrongSignIn", 3));
    }

    /// <summary>Guards guests: what they do by themselves costs no entry.</summary>
    [Fact]
    public async Task What_guests_do_by_themselves_is_not_noted()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var room = await own.Meeting();
        var before = await End(own);

        var guest = await room.Join("居民");
        (await guest.Post(Of("checkIn"))).ShouldBeDone();
        (await guest.Post(Comment("路太窄"))).ShouldBeDone();
        var topic = await Topic.Raise(own, token: guest.Token);
        (await topic.Do(guest.Token, Of("comment", new { text = "同意" }))).ShouldBeDone();
        await Ok(own, HttpMethod.Post, "/api/signout", null, guest.Token);
        await own.Service<AuditLog>().Flush();

        (await End(own)).ShouldBe(before);
    }

    /// <summary>Guards the disk and the chief's desk: a thousand who try what they may not are one line.</summary>
    [Fact]
    public async Task What_is_refused_to_others_is_counted_and_wrong_keys_are_too()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var room = await own.Meeting();
        var topic = await Topic.Raise(own);
        for (var i = 0; i < 7; i++)
        {
            using var code = await own.Send(HttpMethod.Post, $"{room.Path}/codes", topic.Raiser, new { role = "chair" });
            code.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            using var wrong = await own.Send(HttpMethod.Post, "/api/session", null, new { key = $"a wrong key {i}" });
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await topic.Do(topic.Raiser, Of("decline", new { reason = "不想要" }))).ShouldBeRefused("forbidden");
            (await own.Register("members", Of("withdraw", new { entry = "m1", reason = "无" }), token: topic.Raiser)).ShouldBeRefused("forbidden");
            (await room.Chair.Post(Of("revealBallot", new { ballot = "none" }))).ShouldBeRefused("unknownBallot");
            (await (await room.Join($"居民{i}")).Post(Of("revealBallot", new { ballot = "none" }))).ShouldBeRefused("forbidden");
        }

        await own.Service<AuditLog>().Flush();

        var items = (await own.Get("/api/audit?limit=100", own.OperatorToken)).List("items").Where(i => i.Text("outcome") == "refused").ToList();
        items.Where(i => i.Find("count") is not null)
            .Select(i => $"{i.Text("act")} {i.Text("code")} {i.At("who").Text("kind")} {i.At("count")} {i.Find("on")}").ShouldBe(
            [
                $"codeRenewed forbidden guest 7 {room.Name}", "signedIn wrongKey guest 7 ", $"topicDeclined forbidden guest 7 topics/{topic.Id}",
                "registerChanged forbidden guest 7 registers/members/m1", $"ballotRevealed forbidden guest 7 {room.Name}/ballots/none",
            ], ignoreOrder: true);
        items.Where(i => i.Find("count") is null).Select(i => $"{i.Text("act")} {i.Text("code")} {i.At("who").Text("kind")}")
            .ShouldBe(Enumerable.Repeat("ballotRevealed unknownBallot participant", 7));
    }

    /// <summary>Guards the disk against those who have power: whatever they try and may not is a line each at first, and a count from then on.</summary>
    [Fact]
    public async Task What_somebody_of_the_staff_is_refused_again_and_again_is_counted_and_what_they_did_among_it_is_said()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var (clerk, token) = await own.Account(new AccountRole(StaffRole.Staff));
        var (other, others) = await own.Account(new AccountRole(StaffRole.Staff));
        var room = await own.Meeting(open: false);
        await Eventually.Holds(() => own.Service<AuditKeeper>().Verdict is not null);
        var before = await End(own);
        for (var i = 0; i < 100; i++)
        {
            await Refused($"/api/meetings/none{i}/codes", token);
            if (i == 70)
            {
                await Ok(own, HttpMethod.Post, $"{room.Path}/codes", new { role = "watch" }, token);
            }
        }

        await Refused("/api/meetings/none/codes", others);
        (await End(own) - before).ShouldBe(20 + 1 + 1 + 1 + 2, "ten and what became of them, one for the others, what was done, one more, and the other's");
        await own.Service<AuditLog>().Flush();

        (await End(own) - before).ShouldBe(25 + 1 + 1, "that nothing was done in the last, and how many there were");
        var items = (await own.Get($"/api/audit?who={clerk.Id}&act={AuditActs.CodeRenewed}", own.OperatorToken)).List("items");
        items.Select(i => $"{i.Text("outcome")} {i.Find("code")} {i.Find("on")} {i.Find("count")}").ShouldBe(
            ["refused unknownRoom  90", "refused   ", $"done  {room.Name} ",
                .. Enumerable.Range(0, AuditLog.MostRefusals).Reverse().Select(i => $"refused unknownRoom meetings/none{i} ")]);
        (await own.Get($"/api/audit?who={other.Id}", own.OperatorToken)).List("items").ShouldHaveSingleItem().Text("code").ShouldBe("unknownRoom");

        async Task Refused(string path, string by)
        {
            using var answer = await own.Send(HttpMethod.Post, path, by, new { role = "watch" });
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    /// <summary>Guards secrets, texts and names: the log is kept for long, and read by people who need not know them.</summary>
    [Fact]
    public async Task No_secret_no_text_and_no_name_stands_in_the_log()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var (room, members) = await SeatCardCallTests.Rolled(own, 1);
        var name = (await own.Get($"/api/members/{members[0]}")).Text("name");
        var opened = await own.Opened(members[0]);
        using var renewed = await own.Send(HttpMethod.Post, $"{room.Path}/codes", own.OperatorToken, new { role = "chair" });
        var code = (await OpenHouse.Json(renewed)).Text("code");
        using var cards = await own.Send(HttpMethod.Post, $"{room.Path}/seat-cards", own.OperatorToken, new { });
        var card = (await OpenHouse.Json(cards)).List("cards").Single().Text("code");
        var topic = await Topic.Raise(own);
        (await topic.Staff(Of("decline", new { reason = "理由只在议题里" }))).ShouldBeDone();

        var stored = string.Concat(await Payloads(own));

        stored.ShouldContain($"members/{members[0]}");
        foreach (var secret in new[] { name, opened.Key, opened.Token, code, card, OpenHouse.Key, own.OperatorToken, "理由只在议题里", "127.0.0", "晚高峰" })
        {
            stored.ShouldNotContain(secret);
        }

        var shown = (await own.Get($"/api/audit?act={AuditActs.MemberKeyRenewed}", own.OperatorToken)).List("items").First();
        (shown.Text("on"), shown.Text("onName")).ShouldBe(($"members/{members[0]}", name));
        (await own.Get($"/api/audit?act={AuditActs.SignedIn}&who={members[0]}", own.OperatorToken)).List("items").Single().At("who").Text("name")
            .ShouldBe(name);
        (await own.Get($"/api/audit?act={AuditActs.Started}", own.OperatorToken)).List("items").Single().At("settings").EnumerateArray()
            .Select(s => s.GetString()).ShouldContain("Access:OperatorKey");
    }

    [Fact]
    public async Task The_clerks_card_and_the_chairs_export_are_noted_as_theirs()
    {
        var (room, members) = await SeatCardCallTests.Rolled(house, 1);
        using var made = await house.Send(HttpMethod.Post, $"{room.Path}/door", house.OperatorToken);
        using var print = new HttpRequestMessage(HttpMethod.Post, $"/api/door/{room.Id}/seat-cards")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { members }),
        };
        print.Headers.TryAddWithoutValidation("Authorization", $"Door {(await OpenHouse.Json(made)).Text("code")}");
        using var printed = await house.Http.SendAsync(print, Cancel);
        printed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Ok(house, HttpMethod.Get, $"{room.Path}/export", null, room.Chair.Token);

        var items = (await house.Get("/api/audit?limit=100", house.OperatorToken)).List("items").Where(i => i.Find("on")?.GetString() == room.Name).ToList();
        items.Single(i => i.Text("act") == AuditActs.SeatCardsPrinted).At("who").Text("kind").ShouldBe(AuditKinds.Clerk);
        var chair = items.Single(i => i.Text("act") == AuditActs.ExportRead).At("who");
        (chair.Text("kind"), chair.Text("id"), chair.Text("name")).ShouldBe((AuditKinds.Participant, room.Chair.Participant, "主持人"));
    }

    [Fact]
    public async Task The_table_says_the_same_and_its_reading_is_noted()
    {
        var member = await house.Member();
        await Ok(house, HttpMethod.Post, $"/api/members/{member}/key");

        using var answer = await house.Send(HttpMethod.Get, $"/api/audit.csv?act={AuditActs.MemberKeyRenewed}", house.OperatorToken);
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).TrimStart('\uFEFF').Split("\r\n");

        lines[0].ShouldBe("seq,at,who,id,from,act,on,outcome,code,count");
        lines[1].Split(',')[4..].ShouldBe(["127.0.0.0/24", AuditActs.MemberKeyRenewed, $"members/{member}", "done", "", "1"]);
        (await house.Get($"/api/audit?act={AuditActs.ExportRead}", house.OperatorToken)).List("items")
            .ShouldContain(i => i.Text("on") == "audit" && i.At("who").Text("kind") == AuditKinds.OperatorKey);
    }

    /// <summary>Guards a log that was changed while the hub was stopped: it is said, and the hub serves.</summary>
    [Fact]
    public async Task A_log_that_was_changed_by_hand_is_said_to_be_so_and_stops_no_start()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var member = await own.Member();
        (await Verify(own)).ShouldBe((0, "The audit log is whole: "));

        await own.Restart(() => Sql(own, $"UPDATE commits SET payload = replace(payload, '{member}', 'nobody') WHERE stream = 'audit'"));

        await Eventually.Holds(() => own.Service<AuditKeeper>().Verdict is not null);
        (await own.Get("/api/audit", own.OperatorToken)).Text("broken").ShouldStartWith("The stream audit cannot be read from commit ");
        await own.Close();
        (await Verify(own)).ShouldBe((1, "The audit log is NOT who"));
        await own.Open();
    }

    /// <summary>On a copy: the running hub holds its file.</summary>
    private static async Task<(int ExitCode, string Begins)> Verify(RunningHouse own)
    {
        var copy = Path.Combine(Path.GetDirectoryName(own.File)!, $"copy-{Guid.NewGuid():n}.db");
        await Sql(own, $"VACUUM INTO '{copy}'");

        // It says of itself that a hub has it open, as its original is.
        await Sql(copy, "DELETE FROM meta WHERE key = 'running'");
        using var output = new StringWriter();
        var exitCode = await AuditCommand.Run(
            ["verify", $"--Journal:ConnectionString=Data Source={copy}", "--Logging:Console:LogLevel:Default=None"], output, TextWriter.Null, Cancel);
        return (exitCode, output.ToString()[..24]);
    }

    /// <summary>Of what its department reported done.</summary>
    private static async Task<string?> OnReported(RunningHouse h, string decision, object fields)
    {
        var (_, officer) = await h.Account(new AccountRole(StaffRole.Department, Department: "市交通运输局"));
        var topic = await Topic.Raise(h);
        var commitment = await topic.Commit();
        (await topic.Do(officer, Of("complete", new { commitment, note = "已开行" }))).ShouldBeDone();
        var command = JsonSerializer.SerializeToNode(fields)!.AsObject();
        command["commitment"] = commitment;
        (await topic.Staff(Of(decision, command))).ShouldBeDone();
        return $"topics/{topic.Id}/commitments/{commitment}";
    }

    /// <summary>Of somebody who spoke in a meeting that is closed since.</summary>
    private static async Task<string?> OnWish(RunningHouse h, string decision, object body)
    {
        var room = await h.Meeting();
        var topic = await Topic.Raise(h);
        (await (await room.Join("要走的人", token: topic.Raiser)).Post(Comment("一句话"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        using var asked = await h.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var wish = (await OpenHouse.Json(asked)).Text("wish");
        using var decided = await h.Send(HttpMethod.Post, $"/api/forgets/{wish}/{decision}", await Clerk(h), body);
        decided.IsSuccessStatusCode.ShouldBeTrue();
        return $"forgets/{wish}";
    }

    private static string JournalOf(RunningHouse h) => $"--Journal:ConnectionString=Data Source={h.File}";

    private static string Beside(RunningHouse h) => Path.Combine(Path.GetDirectoryName(h.File)!, $"{Guid.NewGuid():n}.backup");

    private static async Task<string> Clerk(RunningHouse h) => (await h.Account(new AccountRole(StaffRole.Staff))).Token;

    /// <summary>One account asks, and another agrees.</summary>
    private static async Task Agreed(RunningHouse h, string path, object body)
    {
        using var asked = await h.Send(HttpMethod.Post, path, await Clerk(h), body);
        await Ok(h, HttpMethod.Post, $"/api/consents/{(await OpenHouse.Json(asked)).Text("consent")}/agree", null, await Clerk(h));
    }

    private static async Task<(string On, string Consent, StaffAccount Asker)> OnName(RunningHouse h, bool agree)
    {
        var room = await h.Meeting();
        var person = await room.Join("要删的名字");
        var (asker, token) = await h.Account(new AccountRole(StaffRole.Staff));
        using var asked = await h.Send(HttpMethod.Post, $"{room.Path}/names/{person.Participant}/remove", token, new { reason = "依法删除" });
        var consent = (await OpenHouse.Json(asked)).Text("consent");
        if (agree)
        {
            await Ok(h, HttpMethod.Post, $"/api/consents/{consent}/agree", null, await Clerk(h));
        }

        return ($"{room.Name}/participants/{person.Participant}", consent, asker);
    }

    private static async Task<string?> OnAccount(RunningHouse h, Func<string, Task> act)
    {
        var (account, _, _) = await h.Invited([StaffOfHouse.Role("staff")]);
        await act(account);
        return $"accounts/{account}";
    }

    private static Task Sql(RunningHouse own, string sql) => Sql(own.File, sql);

    private static async Task Sql(string file, string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<List<string>> Payloads(RunningHouse own)
    {
        var payloads = new List<string>();
        await foreach (var commit in own.Journal.Read(StreamNames.Audit, Head.None, Cancel))
        {
            payloads.Add(System.Text.Encoding.UTF8.GetString(commit.Payload.Span));
        }

        return payloads;
    }

    private static async Task<long> End(RunningHouse own) => (await own.Journal.HeadBefore(StreamNames.Audit, long.MaxValue, Cancel)).Seq;

    private static async Task Ok(RunningHouse h, HttpMethod method, string path, object? body = null, string? token = null)
    {
        using var answer = await h.Send(method, path, token ?? h.OperatorToken, body);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path} {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    private static async Task<string?> InMeeting(RunningHouse h, Func<Room, Task> act)
    {
        var room = await h.Meeting();
        await act(room);
        return room.Name;
    }

    private static async Task<string?> AtRoll(RunningHouse h, Func<Room, Task> act)
    {
        var (room, _) = await SeatCardCallTests.Rolled(h, 1);
        await act(room);
        return room.Name;
    }

    private static async Task<string?> OnTopic(RunningHouse h, string command, object? fields = null)
    {
        var topic = await Topic.Raise(h);
        (await topic.Staff(Of(command, fields))).ShouldBeDone();
        return $"topics/{topic.Id}";
    }

    private static async Task<string?> OnCommitment(RunningHouse h, Func<Topic, string, Task<Receipt>> act)
    {
        var topic = await Topic.Raise(h);
        var commitment = await topic.Commit();
        (await act(topic, commitment)).ShouldBeDone();
        return $"topics/{topic.Id}/commitments/{commitment}";
    }

    private static async Task<string?> OnComment(RunningHouse h, bool restore)
    {
        var topic = await Topic.Raise(h);
        var comment = (await topic.Do(topic.Raiser, Of("comment", new { text = "骂人的话" }))).ShouldBeDone().Made;
        (await topic.Staff(Of("hideComment", new { comment }))).ShouldBeDone();
        if (restore)
        {
            (await topic.Staff(Of("restoreComment", new { comment }))).ShouldBeDone();
        }

        return $"topics/{topic.Id}/comments/{comment}";
    }
}
