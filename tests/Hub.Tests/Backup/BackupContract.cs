using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Backup;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Tests.Journal;
using static Hub.Tests.Journal.Drafts;

namespace Hub.Tests.Backup;

/// <summary>What a backup holds, what it is refused for, and what a restore leaves behind, whichever store it is of.</summary>
public abstract class BackupContract : IAsyncDisposable
{
    private static readonly byte[] Picture = [0, 255, 10];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-backup-");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The connection string of the house that is backed up.</summary>
    protected abstract string Place { get; }

    protected abstract IJournal Journal { get; }

    protected abstract IDirectory People { get; }

    private protected abstract ISecretRows Secrets { get; }

    /// <summary>The kind of the other store, as a sentence names it.</summary>
    protected abstract string OtherKind { get; }

    protected string Folder => _folder.FullName;

    private string File => Path.Combine(Folder, "hub.backup");

    [Fact]
    public async Task What_was_acknowledged_before_a_backup_began_is_in_it_whatever_is_stored_meanwhile()
    {
        using var stop = new CancellationTokenSource();
        var (acknowledged, head) = (0L, Head.None);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    head = (await Journal.Append("meetings/busy", head, Saying("还在写"))).Head;
                    if (Interlocked.Exchange(ref acknowledged, head.Commit) == 50)
                    {
                        started.SetResult();
                    }
                }
            },
            Cancel);
        await started.Task;
        var before = Interlocked.Read(ref acknowledged);

        (await Backup()).Code.ShouldBe(0);

        await stop.CancelAsync();
        await writing;
        await using var there = await Restored();
        var restored = await there.Journal.ReadList("meetings/busy");
        restored.Count.ShouldBeGreaterThanOrEqualTo((int)before);
        restored.ShouldBe((await Journal.ReadList("meetings/busy"))[..restored.Count], new SameCommit());

        // The order of all streams goes on behind it.
        var last = await there.Journal.LastPosition(Cancel);
        await there.Journal.Fill("meetings/later", 1);
        (await there.Journal.ReadAll(last, 10, Cancel)).ShouldHaveSingleItem().Stream.ShouldBe("meetings/later");
    }

    [Fact]
    public async Task A_record_that_a_text_was_removed_from_is_whole_in_a_backup_and_one_that_was_changed_by_hand_is_not()
    {
        await Journal.Fill("meetings/open", 3);
        var second = (await Journal.ReadList("meetings/open"))[1];
        await Journal.Redact("meetings/open", [new Redaction(2, second.Hash, Drafts.Saying("gone").Payload)], by: 3, "as she asked");
        (await Backup()).Code.ShouldBe(0);

        await using var there = await Restored();
        (await there.Journal.ReadList("meetings/open"))[1].RedactedFrom.ShouldBe(Hash.Of(second.Payload.Span));

        System.IO.File.Delete(File);
        await Execute("""UPDATE commits SET payload = '[{"said":"back"}]' WHERE number = 2""");
        var broken = await Backup();
        broken.Code.ShouldBe(1);
        $"{broken.Out}{broken.Progress}".ShouldContain("meetings/open");
    }

    [Fact]
    public async Task A_restored_house_has_its_record_its_people_its_codes_and_its_files_and_no_session()
    {
        await Fill();
        var backed = await Backup();
        backed.Code.ShouldBe(0);
        backed.Out.ShouldContain("It holds 6 commits of 3 streams and 2 names, all checked");

        await using var there = await Restored();
        (await there.Journal.ReadList("meetings/open")).Count.ShouldBe(3);
        (await there.People.ReadNames("meetings/open", Cancel)).Select(n => (n.Participant, n.Name)).ShouldBe([("p1", "王安"), ("p2", "")]);
        (await there.People.FindSeat("meetings/open", "ann", Cancel))!.Name.ShouldBe("王安");
        (await there.People.FindCode(Hash.Of("1"u8), Cancel))!.Room.ShouldBe("meetings/open");
        (await there.Secrets.Find("record-key")).ShouldNotBeNull().Value.ShouldBe([1, 2, 3]);
        (await there.Files.Find(FileContent.IdOf(Picture), Cancel))!.Content.ShouldBe(Picture);
        (await there.Journal.ReadSnapshot("meetings/open", Cancel)).ShouldBeNull();
        (await there.Sessions.ReadOf("ann", Cancel)).ShouldBeEmpty();
        (await there.Secrets.ReadAll()).Select(s => s.Name)
            .ShouldBe(["operator-key-hash", "record-key"], ignoreOrder: true, "no token of before is worth anything");

        // It goes on, and names go on behind those that were restored.
        await there.Journal.Fill("meetings/open", 1, (await there.Journal.ReadList("meetings/open"))[^1].Head);
        await there.People.TakeSeat("meetings/open", "chen", "陈", Role.Attendee, "p3");
    }

    [Fact]
    public async Task A_restore_lists_what_opens_something_again()
    {
        await Fill();
        await Backup();

        await using var there = await Restored();

        there.Out.ShouldContain("Every session has ended");
        there.Out.ShouldContain("  1 meetings that are not over, by their codes: meetings/open (attendee, member)\n");
        there.Out.ShouldContain("  1 members' keys\n");
        there.Out.ShouldContain("  1 return keys of topics\n");
        there.Out.ShouldContain("  1 links of a hall's door or wall, of meetings that are not over\n");
        there.Out.ShouldContain("  1 seat cards that nobody has used, of meetings that are not over\n");
        there.Out.ShouldContain("  1 operator's key that the hub had made by itself, where none is configured\n");
        there.Out.ShouldContain("  1 accounts of the staff that are not disabled, with the passwords, codes and roles of then\n");
        there.Out.ShouldContain("  1 invitations of the staff that may still be open\n");
        there.Out.ShouldContain("  1 passkeys of the staff, those too whose owners have removed them since\n");
        there.Out.ShouldNotContain("meetings/over");
    }

    [Fact]
    public async Task A_backup_replaces_nothing_and_one_that_fails_leaves_nothing()
    {
        await Fill();
        await System.IO.File.WriteAllTextAsync(File, "kept", Cancel);

        (await Refused(() => Backup())).ShouldBe($"{File} is there already; a backup replaces nothing.");

        (await System.IO.File.ReadAllTextAsync(File, Cancel)).ShouldBe("kept");
        (await Refused(() => Backup(Path.Combine(Folder, "nowhere", "hub.backup")))).ShouldStartWith("The backup cannot be written");
        Directory.GetFileSystemEntries(Folder, "hub.backup*").ShouldBe([File]);
    }

    [Fact]
    public async Task A_backup_is_its_owners_alone_and_may_be_named_by_its_time()
    {
        await Fill();
        (await Backup(Path.Combine(Folder, "hub-{time}.backup"))).Code.ShouldBe(0);

        var made = Directory.GetFiles(Folder, "hub-*.backup").ShouldHaveSingleItem();
        Path.GetFileName(made).ShouldMatch(@"^hub-\d{8}T\d{6}Z\.backup$");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode(made).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_restore_into_a_place_that_is_not_empty_is_refused_and_changes_nothing()
    {
        await Fill();
        await Backup();
        await Journal.Fill("meetings/later", 1);

        (await Refused(() => Restore(Place))).ShouldContain("a restore replaces nothing");

        (await Journal.ReadList("meetings/later")).Count.ShouldBe(1);
        (await Journal.ReadList("meetings/open")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_backup_with_a_changed_byte_or_cut_short_is_refused_and_restores_nothing()
    {
        await Fill();
        await Backup();
        var whole = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        var place = await EmptyPlace();
        for (var at = whole.Length - 1; at > 40; at -= 1 + (whole.Length / 30))
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 1;
            (await RefusedWith(changed, place)).ShouldBe($"The backup {File} is damaged or was cut short: its hash is not the one at its end.");
            (await RefusedWith(whole[..at], place)).ShouldBeOneOf(
                $"The backup {File} is damaged or was cut short: its hash is not the one at its end.", $"{File} is not a backup of the hub.");
        }

        (await RefusedWith(Encoding.UTF8.GetBytes("something else\n and more\n"), place)).ShouldBe($"{File} is not a backup of the hub.");
        await System.IO.File.WriteAllBytesAsync(File, whole, Cancel);
        (await Restore(place)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_backup_of_a_newer_format_of_a_newer_schema_or_of_the_other_store_is_refused()
    {
        await Fill();
        await Backup();
        var (whole, place) = (await System.IO.File.ReadAllBytesAsync(File, Cancel), await EmptyPlace());
        var version = (int)RecordFormats.Newest;

        (await RefusedWith(Replace(whole, "hub-backup 1\n", "hub-backup 2\n"), place)).ShouldContain("is a backup of format 2");
        (await RefusedWith(Replace(whole, $"\"schema\":{version}", $"\"schema\":{version + 1}"), place))
            .ShouldContain($"has schema version {version + 1}, and this hub knows up to {version}");
        (await RefusedWith(Replace(whole, $"\"{Kind}\"", $"\"{(Kind == "sqlite" ? "postgresql" : "sqlite")}\""), place))
            .ShouldContain($"is of a hub on {OtherKind}");
    }

    [Fact]
    public async Task An_encrypted_backup_opens_with_its_key_alone_and_shows_nothing_without()
    {
        await Fill();
        var (key, other) = (await KeyFile("a.key", hex: false), await KeyFile("b.key", hex: true));
        (await Backup(settings: key)).Out.ShouldContain("encrypted with the key ");
        var (bytes, place) = (await System.IO.File.ReadAllBytesAsync(File, Cancel), await EmptyPlace());
        bytes.AsSpan().IndexOf("王安"u8).ShouldBe(-1);

        (await Refused(() => Restore(place))).ShouldContain("name its file as Backup:KeyFile");
        (await Refused(() => Restore(place, other))).ShouldContain("and Backup:KeyFile holds the key ");
        (await Restore(place, key)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_expects_encrypted_backups_is_given_no_other()
    {
        await Fill();
        await Backup();

        (await Refused(async () => await Restore(await EmptyPlace(), await KeyFile("a.key", hex: true))))
            .ShouldContain("is not encrypted, so that anybody may have made it");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("not a key, whatever its length may be, which is longer than one")]
    public async Task A_key_file_without_a_key_is_refused(string content)
    {
        var file = Path.Combine(Folder, "bad.key");
        await System.IO.File.WriteAllTextAsync(file, content, Cancel);

        (await Refused(() => Backup(settings: new BackupSettings { KeyFile = file }))).ShouldContain("holds no key");
        (await Refused(() => Backup(settings: new BackupSettings { KeyFile = file + ".gone" }))).ShouldContain("Backup:KeyFile cannot be read");
    }

    /// <summary>Somebody who has the file and not the key makes the hash at its end right again.</summary>
    [Fact]
    public async Task An_encrypted_backup_whose_chunks_were_cut_off_swapped_repeated_or_changed_is_refused()
    {
        // Chance does not compress: several chunks.
        for (var i = 0; i < 4; i++)
        {
            await Files.Add(FileKind.Png, RandomNumberGenerator.GetBytes(60_000), cancel: Cancel);
        }

        var key = await KeyFile("a.key", hex: true);
        await Backup(settings: key);
        var (whole, place) = (await System.IO.File.ReadAllBytesAsync(File, Cancel), await EmptyPlace());
        var start = whole.AsSpan().IndexOf((byte)'\n') + 1;
        start += whole.AsSpan(start).IndexOf((byte)'\n') + 1;
        const int size = ChunkCipher.ChunkSize + ChunkCipher.TagSize;
        var (head, body) = (whole[..start], whole[start..^32]);
        body.Length.ShouldBeGreaterThan(3 * size);
        foreach (var forged in new byte[][]
        {
            body[..size], body[..(2 * size)], body[..^1], [.. body[size..(2 * size)], .. body[..size], .. body[(2 * size)..]],
            [.. body[..size], .. body[..size], .. body[(2 * size)..]], [.. body, .. body[..size]], [.. body[..100], (byte)(body[100] ^ 1), .. body[101..]], [],
        })
        {
            (await RefusedWith(Sum([.. head, .. forged]), place, key)).ShouldStartWith($"The backup {File} is not what was written: ");
        }

        var later = Encoding.UTF8.GetString(head).Replace($"{DateTime.UtcNow.Year}-", "2121-", StringComparison.Ordinal);
        (await RefusedWith(Sum([.. Encoding.UTF8.GetBytes(later), .. body]), place, key))
            .ShouldStartWith($"The backup {File} is not what was written: ");
        await System.IO.File.WriteAllBytesAsync(File, whole, Cancel);
        (await Restore(place, key)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_broken_is_said_by_the_backup_and_set_aside_by_the_restore_as_before()
    {
        await Fill();
        await Execute("UPDATE commits SET payload = '[{\"said\":\"forged\"}]' WHERE stream = 'meetings/over' AND number = 1");
        await Execute("UPDATE names SET name = '王平' WHERE participant = 'p1'");

        var backed = await Backup();

        (backed.Code, backed.Progress.Split('\n')[^2]).ShouldBe(
            (1, "Broken in the database, and so in the backup, which is complete besides: meetings/over, names of meetings/open."));
        await using var there = await Restored();
        there.Out.ShouldContain("Broken when the backup was made, and set aside as they were then: meetings/over, names of meetings/open.");
        await Should.ThrowAsync<CorruptStreamException>(() => there.Journal.ReadList("meetings/over"));
        (await there.Journal.ReadList("meetings/open")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_restore_runs_what_comes_before_its_completion_and_is_undone_where_that_fails()
    {
        await Fill();
        await Backup();
        var place = await EmptyPlace();
        var failing = new Step(_ => throw new StartupException("The list cannot be read."));

        (await Refused(() => Restore(place, before: failing))).ShouldBe("The list cannot be read.");

        var (hash, names) = ("", 0);
        var forgetting = new Step(async tables =>
        {
            hash = Convert.ToHexStringLower((byte[])(await tables.Query("SELECT hash FROM names WHERE name = $1", ["王安"], Cancel))[0][0]!);
            names = await tables.Execute("UPDATE names SET name = '', salt = $1 WHERE name = $2", [Array.Empty<byte>(), "王安"], Cancel);
            names += await tables.Execute("UPDATE seats SET name = '', name_hash = NULL WHERE name = $1", ["王安"], Cancel);
            (await tables.Has("names", Cancel), await tables.Has("nothing", Cancel)).ShouldBe((true, false));
            (await IsEmpty(place)).ShouldBeTrue("nobody else sees it before it is complete");
        });
        (await Restore(place, before: forgetting)).Code.ShouldBe(0);
        names.ShouldBe(2);
        await using var there = await OpenAt(place);
        (await there.People.ReadNames("meetings/open", Cancel)).Select(n => n.Name).ShouldBe(["", ""]);
        (await there.People.FindSeat("meetings/open", "ann", Cancel))!.Name.ShouldBeEmpty();
    }

    /// <summary>Guards tables of other parts of the hub: each has its place in a backup, or is left out on purpose.</summary>
    [Fact]
    public async Task Every_table_has_a_place_in_a_backup()
    {
        await using var source = await Sources.Open(Place, Cancel);
        var tables = (await source.Tables(Cancel)).Select(t => t.Name).ToList();
        tables.Where(BackedUp.HasRows).ShouldBe(AllTables.Except(["snapshots", "sessions", "moves", "used_challenges", "used_logouts"]), ignoreOrder: true);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Task.CompletedTask;
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>As the head of a backup names this store.</summary>
    protected abstract string Kind { get; }

    protected abstract IEnumerable<string> AllTables { get; }

    private protected abstract IFileStore Files { get; }

    private protected abstract ISessionStore Sessions { get; }

    private protected abstract ISeatCards Cards { get; }

    private protected abstract IAccountStore Accounts { get; }

    private protected abstract IPasskeyStore Passkeys { get; }

    /// <summary>The connection string of a place where nothing is.</summary>
    protected abstract Task<string> EmptyPlace();

    protected abstract Task<bool> IsEmpty(string place);

    private protected abstract Task<There> OpenAt(string place, string said = "");

    /// <summary>Changes the house behind its store's back.</summary>
    protected abstract Task Execute(string sql);

    private protected async Task<Said> Backup(string? to = null, BackupSettings? settings = null)
    {
        var (output, progress) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await BackupCommand.Run(Place, to ?? File, settings ?? new BackupSettings(), output, progress, cancel: Cancel);
        return new Said(code, output.ToString(), progress.ToString());
    }

    private protected async Task<Said> Restore(string place, BackupSettings? settings = null, string? from = null, params IBeforeComplete[] before)
    {
        var (output, progress) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await RestoreCommand.Run(place, from ?? File, settings ?? new BackupSettings(), before, output, progress, Cancel);
        return new Said(code, output.ToString(), progress.ToString());
    }

    private protected async Task<There> Restored()
    {
        var place = await EmptyPlace();
        var said = await Restore(place);
        said.Code.ShouldBe(0);
        return await OpenAt(place, said.Out);
    }

    private protected static async Task<string> Refused(Func<Task<Said>> act) => (await Should.ThrowAsync<StartupException>(act)).Message;

    /// <summary>A meeting that is open, one that is over and a topic; people, codes, keys and a card, a file, a session and a snapshot.</summary>
    private protected async Task Fill()
    {
        var head = await Journal.Fill("meetings/open", 3);
        await Journal.WriteSnapshot("meetings/open", Snapshot.Seal("meetings/open", head, 1, "state"u8));
        var over = await Journal.Fill("meetings/over", 1);
        (await Journal.Append("meetings/over", over, new Draft(1, Closed(), At))).Outcome.ShouldBe(AppendOutcome.Stored);
        await Journal.Fill("topics/t1", 1);
        await People.TakeSeat("meetings/open", "ann", "王安", Role.Member, "p1", KnownBy.Link);
        await People.TakeSeat("meetings/open", "bob", "柏", Role.Attendee, "p2");
        await People.RemoveNames("meetings/open", [(await People.FindSeat("meetings/open", "bob", Cancel))!.NameHash!]);
        await People.SetCode(new Code(Hash.Of("1"u8), "meetings/open", Role.Attendee, "ABCD1234"));
        await People.AddFurtherCode(new Code(Hash.Of("2"u8), "meetings/open", Role.Member, null));
        await People.SetCode(new Code(Hash.Of("3"u8), "meetings/over", Role.Chair, null));
        await People.SetCode(new Code(Hash.Of("4"u8), "members/m1", Role.Member, null));
        await People.SetCode(new Code(Hash.Of("5"u8), "topics/t1", Role.Member, null));
        await Secrets.AddCheck("1 blank check");
        await Secrets.Add(new SecretRow("record-key", [1, 2, 3], null));
        await Secrets.Add(new SecretRow("operator-key-hash", [0], null));
        await People.SetCode(new Code(Hash.Of("9"u8), "doors/open", Role.Chair, null));
        await People.SetCode(new Code(Hash.Of("10"u8), "walls/over", Role.Chair, null));
        await Accounts.Add(new StaffAccount("a1", "陈工", "chen", [new AccountRole(StaffRole.Staff)]) { Invite = Hash.Of("11"u8), InvitedUntil = At });
        await Passkeys.Add(new Passkey("k1", "a1", "手机", [1], [2]));
        await Secrets.Add(new SecretRow(SessionTables.SigningKey, [4, 5, 6], null));
        await Secrets.Add(new SecretRow($"{SessionTables.SigningKey}-2026-11-26", [7, 8, 9], null));
        await Cards.Add(
            [new SeatCard(Hash.Of("6"u8), "meetings/open", "m1"), new SeatCard(Hash.Of("7"u8), "meetings/over", "m1"),
            new SeatCard(Hash.Of("8"u8), "meetings/open", "m2")], replace: false);
        await Cards.Use(Hash.Of("8"u8), "ann");
        await Files.Add(FileKind.Png, Picture, cancel: Cancel);
        await Sessions.Add([new SessionRow("s1", "ann", null, null, "a browser", "10.0.0.0/24", At, At, DateTimeOffset.UtcNow.AddDays(1))]);
    }

    private static byte[] Closed() =>
    [
        .. "["u8, .. JsonSerializer.SerializeToUtf8Bytes(
            new StoredEvent<MeetingEvent>(1, 0, "house", Operation.OfHouse("close").ToString(), new MeetingEvent.MeetingClosed()),
            JournalJson.Of<StoredEvent<MeetingEvent>>()), .. "]"u8,
    ];

    private async Task<BackupSettings> KeyFile(string name, bool hex)
    {
        var (file, key) = (Path.Combine(Folder, name), RandomNumberGenerator.GetBytes(32));
        await System.IO.File.WriteAllTextAsync(file, (hex ? Convert.ToHexString(key) : Convert.ToBase64String(key)) + "\n", Cancel);
        return new BackupSettings { KeyFile = file };
    }

    private async Task<string> RefusedWith(byte[] content, string place, BackupSettings? settings = null)
    {
        await System.IO.File.WriteAllBytesAsync(File, content, Cancel);
        var sentence = await Refused(() => Restore(place, settings));
        (await IsEmpty(place)).ShouldBeTrue();
        return sentence;
    }

    /// <summary>Changes the head, and makes the hash at the end right again.</summary>
    private static byte[] Replace(byte[] whole, string what, string with)
    {
        var at = whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(what));
        at.ShouldBeGreaterThanOrEqualTo(0);
        return Sum([.. whole[..at], .. Encoding.UTF8.GetBytes(with), .. whole[(at + what.Length)..^32]]);
    }

    private static byte[] Sum(byte[] content) => [.. content, .. SHA256.HashData(content)];

    private protected sealed record Said(int Code, string Out, string Progress);

    /// <summary>A house that was restored, and what the restore said.</summary>
    private protected sealed record There(
        IAsyncDisposable Store, IJournal Journal, IDirectory People, IFileStore Files, ISessionStore Sessions, ISecretRows Secrets,
        string Out) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Store.DisposeAsync();
    }

    private sealed class Step(Func<IRestoredTables, Task> run) : IBeforeComplete
    {
        public Task Run(IRestoredTables restored, CancellationToken cancel) => run(restored);
    }

    private sealed class SameCommit : IEqualityComparer<Commit>
    {
        public bool Equals(Commit? x, Commit? y) => x!.Head == y!.Head && x.Position == y.Position && x.Payload.Span.SequenceEqual(y.Payload.Span);

        public int GetHashCode(Commit obj) => obj.Head.GetHashCode();
    }
}
