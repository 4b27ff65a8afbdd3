using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Tests;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Hub.Verify;
using static Hub.Tests.House.Commands;
using Room = Hub.Tests.House.Room;

namespace Hub.Tests.Minutes;

/// <summary>
/// Frozen means frozen. A meeting of random people is held, closed and approved; then everybody tries everything: every command by every role, joins under
/// other names, sign-outs, changes of the register, restarts. What the record says stays byte for byte as it was, wherever it is read; only the acts that a
/// closed meeting takes change it, and each of them shows.
/// </summary>
public sealed class FrozenTests(PostgresServer server)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task In_a_file_whatever_is_tried(int seed)
    {
        await using var house = new RunningHouse();
        await house.Open();
        await new Trial(house, () => house.Restart(), seed).Run();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task In_a_cluster_s_database_whatever_is_tried(int seed)
    {
        var node = new Node(await server.Database(), $"frozen-{Guid.NewGuid():n}");
        await node.Start();
        try
        {
            await new Trial(
                node,
                async () =>
                {
                    await node.Stop();
                    await node.Start();
                },
                seed).Run();
        }
        finally
        {
            await node.Stop();
        }
    }

    private sealed class Trial(OpenHouse house, Func<Task> restart, int seed)
    {
        /// <summary>What changes the record of a closed meeting, as the rules say; of everything else nothing may be left.</summary>
        private static readonly string[] Acts = ["hideComment", "withdrawComment", "revealBallot", "showScene", "correctMinutes", "approveMinutes"];

        private readonly Random _random = new(seed);
        private readonly List<string> _tried = [];
        private readonly List<string> _comments = [];
        private readonly List<string> _ballots = [];
        private readonly List<Person> _people = [];
        private readonly List<(string Id, string Token, string Sector)> _members = [];
        private Room _room = null!;

        public async Task Run()
        {
            await Hold();
            var frozen = await Everything();
            foreach (var (round, attempts) in Attempts().OrderBy(_ => _random.Next()).Chunk(80).Index())
            {
                foreach (var attempt in attempts)
                {
                    await attempt();
                }

                if (round is 1 or 3)
                {
                    _tried.Add("a restart");
                    await restart();
                }

                await IsAsItWas(frozen);
                _tried.Clear();
            }

            await TheActsShow(frozen);
        }

        /// <summary>A meeting in which random people do random things, under random names; then it is closed and approved.</summary>
        private async Task Hold()
        {
            _room = await house.Meeting(_random.Next(2) == 0 ? "standingCommittee" : "grassroots");
            for (var i = 0; i < 2; i++)
            {
                var (name, sector) = ($"委员{seed}-{i}-{Guid.NewGuid():n}"[..16], i == 0 ? "教育界" : "科学技术界");
                var id = await house.Member(name, sector);
                _members.Add((id, await house.SignIn(id), sector));
                var seat = await Join("member", "随便一个名字", _members[i].Token);
                _people.Add(new Person(_room, name, seat.Text("participant"), seat.Text("token")));
            }

            for (var i = 0; i < 5; i++)
            {
                _people.Add(await _room.Join($"与会者{seed}-{i}", i < 3 ? "member" : "attend"));
            }

            // Somebody voted, somebody spoke and somebody wrote under a name that they gave up later.
            foreach (var person in _people)
            {
                await person.Post(Of("checkIn"));
            }

            for (var step = 0; step < 40; step++)
            {
                var who = _people[_random.Next(_people.Count)];
                switch (_random.Next(9))
                {
                    case 0 or 1:
                        _comments.Add((await who.Post(Comment($"{seed}-{step} 的意见"))).ShouldBeDone().Made);
                        break;
                    case 2 when _comments.Count > 0:
                        await who.Post(Like(_comments[_random.Next(_comments.Count)], _random.Next(3) > 0));
                        break;
                    case 3:
                        await who.Post(Of(_random.Next(2) == 0 ? "raiseHand" : "lowerHand"));
                        break;
                    case 4:
                        await _room.Chair.Post(_random.Next(3) == 0 ? Of("endFloor") : Of("giveFloor", new { participant = who.Participant }));
                        break;
                    case 5:
                        await Join("attend", $"改名{seed}-{step}", who.Token);
                        break;
                    case 6 when _comments.Count > 0:
                        await _room.Chair.Post(
                            Of(_random.Next(2) == 0 ? "hideComment" : "restoreComment", new { comment = _comments[_random.Next(_comments.Count)] }));
                        break;
                    case 7:
                        await who.Post(Of(_random.Next(3) == 0 ? "checkOut" : "checkIn"));
                        break;
                    default:
                        await Ballot(step);
                        break;
                }
            }

            await Ballot(99);
            (await _room.Chair.Post(Of("close"))).ShouldBeDone();
            (await _room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        }

        private async Task Ballot(int step)
        {
            var opened = await _room.Chair.Post(Of("openBallot", new
            {
                question = $"第 {step} 项？",
                kind = "approval",
                voters = "members",
                secrecy = _random.Next(3) == 0 ? "confidential" : "named",
                results = _random.Next(3) == 0 ? "onReveal" : "live",
            }));
            if (opened.Outcome != "done")
            {
                return;
            }

            foreach (var person in _people.Where(_ => _random.Next(3) > 0))
            {
                await person.Post(Vote(opened.Made, new[] { "approve", "oppose", "abstain" }[_random.Next(3)]));
            }

            (await _room.Chair.Post(Of("closeBallot", new { ballot = opened.Made }))).ShouldBeDone();
            await _room.Chair.Post(Of("revealBallot", new { ballot = opened.Made }));
            _ballots.Add(opened.Made);
        }

        /// <summary>Everything that anybody may try, but what the record says it takes.</summary>
        private IEnumerable<Func<Task>> Attempts()
        {
            foreach (var command in Samples.Commands.Select(c => (Name: Samples.NameOf(c.GetType())!, Json: Stored.Json(c)))
                .Concat([
                    (Name: "vote", Json: Stored.Json<BoxCommand>(new BoxCommand.Vote("b1", ["oppose"]))),
                        (Name: "react", Json: Stored.Json<BoxCommand>(new BoxCommand.React("c1", true))),
                    (Name: "countHands", Json: Of("countHands", new { ballot = "b1", counts = new { approve = 1 } }).ToJsonString()),
                ]))
            {
                foreach (var who in _people.Append(_room.Chair).Append(_room.Stranger()))
                {
                    // What is theirs to do after the close is done at the end.
                    if (!Acts.Contains(command.Name) || (who != _room.Chair && command.Name != "withdrawComment"))
                    {
                        yield return () => Try(who, command.Json);
                    }
                }
            }

            foreach (var code in new[] { "attend", "member", "chair", "watch" })
            {
                // Whoever has the chair's code chairs, also after the close: what they do then are the chair's acts.
                foreach (var who in code == "chair" ? [_room.Chair, null] : _people.Append(_room.Chair).Append(null))
                {
                    yield return () => Joins(code, who);
                }

                foreach (var (_, token, _) in code == "chair" ? [] : _members)
                {
                    yield return () => Joins(code, token);
                }
            }

            foreach (var person in _people)
            {
                yield return async () =>
                {
                    _tried.Add("somebody signs out");
                    using var answer = await house.Send(HttpMethod.Post, "/api/signout", person.Token);
                };
            }

            foreach (var (id, _, sector) in _members)
            {
                yield return async () =>
                {
                    _tried.Add("a member is called otherwise in the register");
                    (await house.Register(
                        "members", Of(
                        "amend", new
                        {
                            entry = id,
                            @is = House.Registers.Entry("member", new { name = $"登记改名{_random.Next(1000)}", sector = _random.Next(2) == 0 ? sector : "医药卫生界" })
                        })))
                        .ShouldBeDone();
                };
                yield return async () =>
                {
                    _tried.Add("a member's link is renewed");
                    using var answer = await house.Send(HttpMethod.Post, $"/api/members/{id}/key", house.OperatorToken);
                    answer.StatusCode.ShouldBe(HttpStatusCode.Created);
                };
            }

            foreach (var role in new[] { "attend", "member", "chair", "watch" })
            {
                yield return async () =>
                {
                    _tried.Add($"one more code of {role}");
                    using var answer = await house.Send(HttpMethod.Post, $"{_room.Path}/codes", house.OperatorToken, new { role, add = true });
                    answer.StatusCode.ShouldBe(HttpStatusCode.Created);
                };
            }

            yield return async () =>
            {
                _tried.Add("another venue");
                using var answer = await house.Send(HttpMethod.Patch, _room.Path, house.OperatorToken, new { venue = "别处", visibility = "codes" });
                answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            };
        }

        private async Task Try(Person who, string command)
        {
            var about = command;
            foreach (var (sample, real) in new[]
            {
                ("c1", _comments.Count > 0 ? _comments[_random.Next(_comments.Count)] : "c1"), ("b1", _ballots[_random.Next(_ballots.Count)]),
                    ("li", _people[_random.Next(_people.Count)].Participant),
                ("wang", _people[_random.Next(_people.Count)].Participant),
            })
            {
                about = about.Replace($"\"{sample}\"", $"\"{real}\"", StringComparison.Ordinal);
            }

            _tried.Add($"{who.Name}: {about}");
            using var answer = await who.PostRaw(JsonNode.Parse(about)!.AsObject());
            answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, about);
        }

        private Task Joins(string code, Person? who) => Joins(code, who?.Token);

        private async Task Joins(string code, string? token)
        {
            _tried.Add($"a join with {code}{(token is null ? " of somebody new" : "")}");
            if (token is null && code is "attend" or "watch")
            {
                // It ended with the meeting.
                using var refused = await house.Send(
                    HttpMethod.Post, "/api/join", null, new { code = _room.Codes[code], name = $"后来的名字{_random.Next(1000)}" });
                refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
                return;
            }

            var seat = await Join(code, $"后来的名字{_random.Next(1000)}", token);
            if (token is null)
            {
                // The chair's code still opens what is the chair's; what such a person does is in the record under the name they gave then.
                seat.Text("role").ShouldBe(code == "chair" ? "chair" : "observer");
            }
        }

        private async Task<JsonElement> Join(string code, string name, string? token)
        {
            using var answer = await house.Send(HttpMethod.Post, "/api/join", token, new { code = _room.Codes[code], name });

            // A member whose link was renewed has no session any more, and joins as anybody does.
            using var again = answer.StatusCode == HttpStatusCode.OK
                ? null : await house.Send(HttpMethod.Post, "/api/join", null, new { code = _room.Codes[code], name });
            return await OpenHouse.Json(again ?? answer);
        }

        private async Task TheActsShow(Dictionary<string, string> frozen)
        {
            await Act(Of("correctMinutes", new { section = "summary", text = "照此办理。" }), "corrected");
            await Act(Of("approveMinutes"), null);
            if (_comments.Count > 0)
            {
                await Act(Of("hideComment", new { comment = _comments[0] }), "commentHidden", orAlready: true);
            }

            using (var edited = await house.Send(HttpMethod.Patch, _room.Path, house.OperatorToken, new { title = "改后的名称" }))
            {
                edited.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            (await Since()).ShouldContain("titleEdited");
            var gone = _people[2];
            var called =
                (await house.Get($"{_room.Path}/minutes", house.OperatorToken)).At("attendance").List("people")
                .FirstOrDefault(p => p.Text("participant") == gone.Participant);
            using (var removed =
                await house.Send(HttpMethod.Post, $"{_room.Path}/names/{gone.Participant}/remove", house.OperatorToken, new { reason = "本人申请" }))
            {
                removed.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            (await Since()).ShouldContain("nameRemoved");
            var after = await Everything();
            if (called.ValueKind == JsonValueKind.Object)
            {
                after.Values.ShouldAllBe(text => !text.Contains(called.Text("name"), StringComparison.Ordinal));
            }

            // Whatever is shown or taken away, no vote and no count is another one.
            Counted(after).ShouldBe(Counted(frozen));
        }

        private static IEnumerable<string> Counted(Dictionary<string, string> all) =>
            all.Where(a => a.Key.StartsWith("votes of", StringComparison.Ordinal)).SelectMany(a => a.Value.Split('\n'))
                .Select(v => string.Join(' ', JsonNode.Parse(v)!.AsObject().Where(f => f.Key is "participant" or "choices" or "salt")));

        private async Task Act(JsonObject command, string? shows, bool orAlready = false)
        {
            var receipt = await _room.Chair.Post(command);
            if (orAlready && receipt.Outcome == "already")
            {
                return;
            }

            receipt.ShouldBeDone();
            (await Since()).LastOrDefault().ShouldBe(shows);
        }

        private async Task<List<string>> Since() => [.. (await house.Get($"{_room.Path}/minutes")).At("approval").List("since").Select(s => s.Text("kind"))];

        private async Task IsAsItWas(Dictionary<string, string> frozen)
        {
            var now = await Everything();
            foreach (var (what, text) in frozen)
            {
                now[what].ShouldBe(text, $"{what}, seed {seed}, after {string.Join('\n', _tried)}");
            }
        }

        /// <summary>What the record says, wherever it is read.</summary>
        private async Task<Dictionary<string, string>> Everything()
        {
            var all = new Dictionary<string, string>();
            foreach (var path in new[] { "minutes", "minutes.md", "minutes.md?lang=en", "comments?limit=100", "replay", "replay/at" })
            {
                all[path] = await Text(path);
            }

            foreach (var ballot in _ballots)
            {
                using var answer = await house.Send(HttpMethod.Get, $"{_room.Path}/ballots/{ballot}/votes", house.OperatorToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    // The house signs anew each time, and no signature is like another.
                    all[$"votes of {ballot}"] = string.Join('\n', (await OpenHouse.Json(answer)).List("votes").Select(v => v.GetRawText()));
                }
            }

            using var word = await house.Send(HttpMethod.Get, $"{_room.Path}/minutes.docx", house.OperatorToken);
            using var zip = new ZipArchive(await word.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            using var body = new StreamReader(zip.GetEntry("word/document.xml")!.Open(), Encoding.UTF8);
            all["minutes.docx"] = await body.ReadToEndAsync(TestContext.Current.CancellationToken);

            using var export = await house.Send(HttpMethod.Get, $"{_room.Path}/export", house.OperatorToken);
            export.StatusCode.ShouldBe(HttpStatusCode.OK);
            var bytes = await export.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            var findings = Verification.Of(bytes);
            findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
            all["export"] = string.Join('\n', Encoding.UTF8.GetString(bytes).Split('\n').Where(l => !l.Contains("\"signature\"", StringComparison.Ordinal)));
            return all;
        }

        private async Task<string> Text(string path)
        {
            using var answer = await house.Send(HttpMethod.Get, $"{_room.Path}/{path}", house.OperatorToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }
}
