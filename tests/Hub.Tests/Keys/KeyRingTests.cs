using System.Runtime.Versioning;
using System.Security.Cryptography;
using Hub.Server;
using Hub.Server.Keys;

namespace Hub.Tests.Keys;

/// <summary>The folder of keys: nobody else reads it, and whoever starts with one that is not right is told what to do.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeyRingTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly DateTimeOffset Noon = new(2021, 12, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly KeyFolder _folder = new();

    [Fact]
    public void A_key_is_a_file_that_its_owner_alone_may_read_in_a_folder_that_its_owner_alone_may_enter()
    {
        Unix();
        var id = _folder.Add(Noon);

        id.ShouldStartWith("20211230120000-");
        Mode(_folder.FileOf(id)).ShouldBe(OwnerOnly);
        File.GetUnixFileMode(_folder.Path).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([_folder.FileOf(id)]);
        Read().ShouldBe([id]);
    }

    [Fact]
    public void A_key_that_is_made_later_is_the_newest_also_where_the_clock_is_late()
    {
        var first = _folder.Add(Noon);
        var second = _folder.Add(Noon.AddDays(-3));
        var third = _folder.Add(Noon.AddDays(1));

        Read().ShouldBe([first, second, third]);
        KeyId.MadeAt(second).ShouldBe(Noon.AddSeconds(1));
    }

    [Fact]
    public void A_key_that_was_put_there_meanwhile_is_found_and_one_that_is_not_there_is_not()
    {
        var ring = _folder.Ring();
        ring.Read();
        ring.Newest.ShouldBeNull();
        var id = _folder.Add();

        ring.Find(id)!.Id.ShouldBe(id);
        ring.Find("20200101000000-000000").ShouldBeNull();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_file_that_others_can_read_is_refused_with_the_command_that_mends_it(UnixFileMode beyond)
    {
        Unix();
        var file = _folder.FileOf(_folder.Add());
        File.SetUnixFileMode(file, OwnerOnly | beyond);

        Refusal().ShouldBe($"The key file {file} can be read by others; take that from them with: chmod 600 {file}.");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupExecute)]
    [InlineData(UnixFileMode.OtherRead)]
    public void A_folder_that_others_can_read_is_refused_with_the_command_that_mends_it(UnixFileMode beyond)
    {
        Unix();
        _folder.Add();
        File.SetUnixFileMode(_folder.Path, OwnerOnly | UnixFileMode.UserExecute | beyond);

        Refusal().ShouldBe($"Keys:Path {_folder.Path} can be read by others; take that from them with: chmod 700 {_folder.Path}.");
    }

    /// <summary>As the kubelet mounts one: root's, read-only, links through <c>..data</c>, and the files' group the pod's own.</summary>
    [Fact]
    public void A_secret_that_Kubernetes_mounts_is_read_though_its_group_may_read_it_and_others_may_not()
    {
        Unix();
        var made = _folder.Add();
        var data = Directory.CreateDirectory(Path.Combine(_folder.Path, "..2021_12_30")).FullName;
        File.Move(_folder.FileOf(made), Path.Combine(data, $"{made}.key"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "..2021_12_30");
        File.CreateSymbolicLink(_folder.FileOf(made), $"..data/{made}.key");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b1_111_111_111);
        File.SetUnixFileMode(Path.Combine(data, $"{made}.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Read().ShouldBe([made]);

        File.SetUnixFileMode(Path.Combine(data, $"{made}.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Refusal().ShouldContain("can be read by others");
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("no base64 at all")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_key_file_that_is_damaged_is_named(string content)
    {
        var file = _folder.FileOf(_folder.Add());
        File.WriteAllText(file, content);

        Refusal().ShouldBe($"The key file {file} is damaged: it does not hold 32 bytes in base64. Put back the copy that was kept of it.");
    }

    [Theory]
    [InlineData("house")]
    [InlineData("20211330120000-00ff00")]
    [InlineData("20211230120000-00FF00")]
    public void A_file_that_is_not_named_as_a_key_is_stops_the_start(string name)
    {
        _folder.Add();
        File.WriteAllText(_folder.FileOf(name), "");

        Refusal().ShouldBe($"The file {_folder.FileOf(name)} is not named as a key of the hub is; it does not belong into Keys:Path.");
    }

    [Fact]
    public void A_folder_that_cannot_be_read_or_written_is_told_in_a_sentence()
    {
        File.WriteAllText(_folder.Path, "a file");
        var ring = new KeyRing(Path.Combine(_folder.Path, "keys"), makesItsFirst: true);

        var refusal = Should.Throw<StartupException>(() => ring.Make(Noon)).Message;
        refusal.ShouldStartWith($"Keys:Path {ring.Folder} cannot be written (");
        refusal.ShouldEndWith("make the key elsewhere with: Hub.Server keys new --Keys:Path=FOLDER, and put it there.");
        var directory = Directory.CreateTempSubdirectory("hub-keys-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "20211230120000-00ff00.key"));
        Should.Throw<StartupException>(new KeyRing(directory, makesItsFirst: false).Read).Message.ShouldStartWith($"Keys:Path {directory} cannot be read: ");
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_deleted_key_is_gone_for_whoever_has_read_it_too_and_deleting_again_does_nothing()
    {
        var (first, second) = (_folder.Add(), _folder.Add());
        var ring = _folder.Ring();
        ring.Read();

        ring.Delete(first);
        ring.Delete(first);

        ring.Keys.Select(k => k.Id).ShouldBe([second]);
        Read().ShouldBe([second]);
    }

    [Fact]
    public void What_is_wrapped_opens_for_its_purpose_and_with_its_key_alone_and_unchanged()
    {
        _folder.Add();
        _folder.Add();
        var ring = _folder.Ring();
        ring.Read();
        var (key, other) = (ring.Keys.First(), ring.Newest!);
        var plain = RandomNumberGenerator.GetBytes(32);

        var wrapped = key.Wrap("session-key", plain);

        wrapped.AsSpan().IndexOf(plain).ShouldBe(-1);
        key.Wrap("session-key", plain).ShouldNotBe(wrapped);
        key.Unwrap("session-key", wrapped).ShouldBe(plain);
        Should.Throw<CryptographicException>(() => key.Unwrap("guest-key", wrapped));
        Should.Throw<CryptographicException>(() => other.Unwrap("session-key", wrapped));
        Should.Throw<CryptographicException>(() => key.Unwrap("session-key", wrapped.AsSpan(0, 20)));
        var renamed = WrappingKey.FromFile(other.Id, System.Text.Encoding.ASCII.GetString(key.ToFile()))!;
        Should.Throw<CryptographicException>(() => renamed.Unwrap("session-key", wrapped));
        for (var i = 0; i < wrapped.Length; i++)
        {
            wrapped[i] ^= 1;
            Should.Throw<CryptographicException>(() => key.Unwrap("session-key", wrapped));
            wrapped[i] ^= 1;
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void Unix() => Skips.Unless(!OperatingSystem.IsWindows(), "Windows has no file modes.");

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    private List<string> Read()
    {
        var ring = _folder.Ring();
        ring.Read();
        return [.. ring.Keys.Select(k => k.Id)];
    }

    private string Refusal() => Should.Throw<StartupException>(_folder.Ring().Read).Message;
}
