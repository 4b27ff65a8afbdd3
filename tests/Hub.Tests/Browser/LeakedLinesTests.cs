using Hub.Tests.House;

namespace Hub.Tests.Browser;

/// <summary>Guards the search at the end of each class of browser tests: it finds what it looks for, and nothing else.</summary>
public sealed class LeakedLinesTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_secret_or_a_name_in_a_line_is_found_by_its_shape_or_by_the_houses_tables()
    {
        var room = await house.Meeting();
        await room.Join("名字不该在日志里");
        string[] leaks =
        [
            $"Bearer {house.OperatorToken}", $"GET /m/{room.Codes["attend"]}", "/chair/x#7Q2RZK4M9TBXWE3H", "code: 7Q2RZK4M9TBXWE3HAB5CD6EF.",
            "Joined as 名字不该在日志里", "otpauth://totp/a?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        ];
        string[] harmless =
        [
            "Connection id \"0HNAB3CDE4FGH\" accepted", $"activity {Guid.NewGuid():n} at 0123456789ABCDEF", $"participants/{Guid.NewGuid():n}",
            "took 1234567890123456 ns",
        ];

        var found = LeakedLines.In(leaks.Concat(harmless).Select(l => ("a category", l)), await LeakedLines.Known(house.File));

        found.ShouldBe(leaks.Select(l => $"a category: {l}"));
    }

    [Fact]
    public async Task What_gives_power_is_found_in_the_houses_tables()
    {
        var room = await house.Meeting();
        await room.Join("有座位的人");
        LeakedLines.In(await LeakedLines.Stored(house.File), [OpenHouse.Key]).ShouldBeEmpty();

        var planted = Path.Combine(Path.GetDirectoryName(house.File)!, "planted.db");
        var key = OpenHouse.Key.Replace("'", "''", StringComparison.Ordinal);
        await Records.Execute(
            planted,
            $"""
            CREATE TABLE planted (text TEXT, bytes BLOB);
            INSERT INTO planted VALUES ('{house.OperatorToken}', NULL), ('opens 7Q2RZK4M9TBXWE3H', NULL), (NULL, CAST('{key}' AS BLOB));
            """);
        var found = LeakedLines.In(await LeakedLines.Stored(planted), [OpenHouse.Key]);

        found.ShouldBe([$"planted.text: {house.OperatorToken}", "planted.text: opens 7Q2RZK4M9TBXWE3H", $"planted.bytes: {OpenHouse.Key}"]);
    }
}
