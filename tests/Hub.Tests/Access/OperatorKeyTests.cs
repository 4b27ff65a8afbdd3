using System.Net;
using Hub.Server.Access;
using Hub.Tests.House;
using Microsoft.Extensions.Options;

namespace Hub.Tests.Access;

/// <summary>The operator's key may be words that somebody chose. Then guessing it is slowed, for whoever has it too.</summary>
public sealed class OperatorKeyTests(GuessableHouse house) : IClassFixture<GuessableHouse>
{
    [Fact]
    public async Task A_key_that_can_be_guessed_is_not_compared_beyond_the_allowance_and_staff_who_are_signed_in_are_not_concerned()
    {
        var guessed = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => SignIn($"administrator{i:0000}")));
        guessed.Count(s => s == HttpStatusCode.Unauthorized).ShouldBeInRange(20, 20 + 64);
        (await SignIn(GuessableHouse.Guessable)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignIn(GuessableHouse.Guessable, house.OperatorToken)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("administrator2026", true)]
    [InlineData("passwordpasswordpassword", true)]
    [InlineData("Hangzhou!Hangzhou!2026", true)]
    [InlineData("correct horse battery staple", true)]
    [InlineData("1111111111111111", true)]
    [InlineData("the operator's key of the tests", false)]
    [InlineData("8d969eef6ecad3c29a3a629280e686cf", false)]
    [InlineData("K7QX-9M2D-4TRB-8WZE", false)]
    public async Task A_key_of_few_words_can_be_guessed_and_a_random_one_cannot(string configured, bool can)
    {
        var key = new OperatorKey(null!, Options.Create(new AccessSettings { OperatorKey = configured }));
        await key.Load();
        key.CanBeGuessed.ShouldBe(can);
        (key.Matches(configured), key.Matches(configured + " ")).ShouldBe((true, false));
    }

    [Fact]
    public async Task The_key_is_read_from_a_file_and_not_from_two_places()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "K7QX-9M2D-4TRB-8WZE\n", TestContext.Current.CancellationToken);
            var key = new OperatorKey(null!, Options.Create(new AccessSettings { OperatorKeyFile = file }));
            await key.Load();
            key.Matches("K7QX-9M2D-4TRB-8WZE").ShouldBeTrue();

            Wrong(new AccessSettings { OperatorKeyFile = file }).ShouldBeEmpty();
            Wrong(new AccessSettings { OperatorKeyFile = file, OperatorKey = "K7QX-9M2D-4TRB-8WZE" })
                .ShouldBe(["Access:OperatorKey and Access:OperatorKeyFile are both set; set one of them."]);
            await File.WriteAllTextAsync(file, "short\n", TestContext.Current.CancellationToken);
            Wrong(new AccessSettings { OperatorKeyFile = file }).ShouldBe(["The key in Access:OperatorKeyFile is shorter than 16 characters."]);
        }
        finally
        {
            File.Delete(file);
        }

        Wrong(new AccessSettings { OperatorKeyFile = file }).ShouldHaveSingleItem().ShouldStartWith($"Access:OperatorKeyFile '{file}' cannot be read: ");

        static IEnumerable<string?> Wrong(AccessSettings settings) =>
            settings.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(settings)).Select(r => r.ErrorMessage);
    }

    private async Task<HttpStatusCode> SignIn(string key, string? token = null)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/session", token, new { key });
        return answer.StatusCode;
    }
}

/// <summary>A house whose operator chose a word and a year.</summary>
public sealed class GuessableHouse() : RunningHouse([])
{
    public const string Guessable = "administrator2026";

    protected override string OperatorKey => Guessable;
}
