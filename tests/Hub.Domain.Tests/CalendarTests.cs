namespace Hub.Domain.Tests;

public class CalendarTests
{
    [Fact]
    public void A_day_is_over_at_midnight_of_the_houses_zone()
    {
        var huaian = new Hub.Domain.Calendar(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        huaian.EndOf(new DateOnly(2021, 12, 31)).ShouldBe(new DateTimeOffset(2021, 12, 31, 16, 0, 0, TimeSpan.Zero));
        huaian.DayOf(new DateTimeOffset(2021, 12, 31, 15, 59, 59, TimeSpan.Zero)).ShouldBe(new DateOnly(2021, 12, 31));
        huaian.DayOf(new DateTimeOffset(2021, 12, 31, 16, 0, 0, TimeSpan.Zero)).ShouldBe(new DateOnly(2022, 1, 1));
    }

    [Fact]
    public void Where_midnight_is_skipped_the_day_ends_with_the_first_moment_of_the_next() =>
        new Hub.Domain.Calendar(TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo")).EndOf(new DateOnly(2018, 11, 3))
            .ShouldBe(new DateTimeOffset(2018, 11, 4, 3, 0, 0, TimeSpan.Zero));
}
