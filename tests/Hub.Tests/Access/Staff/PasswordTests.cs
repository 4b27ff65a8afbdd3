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
    [InlineData("correct horse battery staple", null)]
    public void A_password_is_long_and_more_than_what_many_would_guess(string password, object? why) =>
        Passwords.WhyNot(password, "chengong", "陈工").ShouldBe((WeakPassword?)why);

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
}
