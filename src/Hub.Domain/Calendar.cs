namespace Hub.Domain;

/// <summary>The house's days and years: those of its time zone (setting <c>House:TimeZone</c>).</summary>
public sealed record Calendar(TimeZoneInfo Zone)
{
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>The hour of the day, 0 to 23.</summary>
    public int HourOf(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).Hour;

    /// <summary>The moment at which a day is over: the first of the next. Where clocks are put forward over it, the first that there is.</summary>
    public DateTimeOffset EndOf(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
