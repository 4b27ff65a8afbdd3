using Hub.Server.Access.Staff;

namespace Hub.Tests.Access.Staff;

public sealed class PasswordTests : IDisposable
{
    private readonly Passwords _passwords = new();

    [Theory]
    [InlineData("kurz und gut", null)]
    [InlineData("kurz und gu", WeakPassword.TooShort)]
    [InlineData("梧桐叶落满了学府路的台阶", null)]
    [InlineData("梧桐叶落满了学府路的台", WeakPassword.TooShort)]
    [InlineData("Password1234!", WeakPassword.Common)]
    [InlineData("Huaian2026admin", WeakPassword.Common)]
    [InlineData("qwertyuiop123456", WeakPassword.Common)]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", WeakPassword.Common)]
    [InlineData("abcdefgh87654321", WeakPassword.Common)]
    [InlineData("x9!x9!x9!x9!x9!", WeakPassword.Common)]
    [InlineData("chengong-chengong", WeakPassword.Common)]
    [InlineData("unfortunately", WeakPassword.Common)]
    [InlineData("ｕｎｆｏｒｔｕｎａｔｅｌｙ", WeakPassword.Common)]
    [InlineData("Chelsearangers", WeakPassword.Common)]
    [InlineData("correct horse battery staple", null)]
    public void A_password_is_long_and_more_than_what_many_would_guess(string password, object? why) =>
        Passwords.WhyNot(password, "chengong", "陈工").ShouldBe((WeakPassword?)why);

    /// <summary>Guards who takes a single long word: a guesser goes through lists before anything else.</summary>
    [Fact]
    public void Whatever_stands_in_the_lists_of_passwords_and_words_is_refused()
    {
        var words = Lists.SelectMany(l => l.Value).Where(w => w.Length >= Passwords.Shortest).Distinct().ToList();

        words.Count.ShouldBeGreaterThan(3_000);
        EachTenth(words).Where(w => Passwords.WhyNot(w) != WeakPassword.Common).ShouldBeEmpty();
    }

    /// <summary>Whoever is told that their password is too short makes it longer.</summary>
    [Fact]
    public void A_password_that_leaked_is_refused_alone_and_made_longer()
    {
        var leaked = Lists["passwords"];
        leaked.Count.ShouldBeGreaterThan(25_000);

        EachTenth(leaked.Where(p => p.Length >= Passwords.Shortest)).Where(p => Passwords.WhyNot(p) is null).ShouldBeEmpty();
        EachTenth(leaked.Take(3_000)).Select((p, i) => i % 2 == 0 ? $"{p}123456789" : $"password{p}")
            .Where(p => p.Length >= Passwords.Shortest && Passwords.WhyNot(p) is null).ShouldBeEmpty();
    }

    [Fact]
    public void A_password_is_not_endless()
    {
        var varied = string.Concat(Enumerable.Range(0, Passwords.Longest).Select(i => (char)('a' + (i * 7 % 26))));
        Passwords.WhyNot(varied).ShouldBeNull();
        Passwords.WhyNot(varied + "z").ShouldBe(WeakPassword.TooLong);
    }

    [Fact]
    public async Task A_password_is_told_from_another_and_its_hash_says_nothing_of_it()
    {
        var (hash, again) = (await _passwords.Hash("梧桐叶落满了学府路的台阶"), await _passwords.Hash("梧桐叶落满了学府路的台阶"));

        hash.ShouldNotBe(again);
        (await _passwords.Verify(hash, "梧桐叶落满了学府路的台阶")).ShouldBe(hash);
        (await _passwords.Verify(hash, "梧桐叶落满了学府路的台阶。")).ShouldBeNull();
        (await _passwords.Verify(null, "nobody's")).ShouldBeNull();
    }

    /// <summary>Guards who chose it: nothing is cut off, and no letter is taken for another.</summary>
    [Theory]
    [InlineData("Ganz unten im Keller", "ganz unten im Keller")]
    [InlineData("Ganz unten im Keller", "Ganz unten im Keller ")]
    [InlineData("Ganz unten im Keller", "Ｇanz unten im Keller")]
    [InlineData("Caf\u00e9 am alten Markt", "Cafe\u0301 am alten Markt")]
    public async Task A_password_is_compared_as_it_was_typed(string chosen, string typed)
    {
        (await _passwords.Verify(await _passwords.Hash(chosen), typed)).ShouldBeNull();

        var nine = string.Concat(Enumerable.Repeat(chosen, 9));
        (await _passwords.Verify(await _passwords.Hash($"{nine}a"), $"{nine}b")).ShouldBeNull();
    }

    /// <summary>Guards hashes that outlive their strength.</summary>
    [Fact]
    public async Task A_hash_of_fewer_rounds_is_made_anew()
    {
        var weak = new Microsoft.AspNetCore.Identity.PasswordHasher<StaffAccount>(Microsoft.Extensions.Options.Options.Create(
            new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 10_000 })).HashPassword(null!, "梧桐叶落满了学府路的台阶");

        var better = (await _passwords.Verify(weak, "梧桐叶落满了学府路的台阶")).ShouldNotBeNull();

        better.ShouldNotBe(weak);
        (await _passwords.Verify(better, "梧桐叶落满了学府路的台阶")).ShouldBe(better);
    }

    public void Dispose() => _passwords.Dispose();

    /// <summary>The lists of the library by their names, the likeliest first.</summary>
    private static Dictionary<string, List<string>> Lists { get; } = typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".lst", StringComparison.Ordinal)).ToDictionary(name => name.Split('.')[^2], name =>
        {
            using var reader = new StreamReader(typeof(Zxcvbn.Zxcvbn).Assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]).ToList();
        });

    /// <summary>To judge one takes milliseconds, and there are tens of thousands of them.</summary>
    private static IEnumerable<string> EachTenth(IEnumerable<string> words) => words.Where((_, n) => n % 10 == 0);
}
