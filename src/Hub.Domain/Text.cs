namespace Hub.Domain;

/// <summary>A sentence in both languages of the house.</summary>
public sealed record Text(string Zh, string En);

/// <summary>Limits of what people may write, and how they are refused. Lengths are in Unicode scalar values: a character outside the BMP counts once.</summary>
public static class Limits
{
    public const int Comment = 2000;
    public const int Title = 200;
    public const int Question = 500;
    public const int Option = 200;
    public const int Options = 50;
    public const int Reason = 500;
    public const int Word = 40;
    public const int TopicText = 4000;
    public const int Department = 100;
    public const int Note = 2000;
    public const int Files = 6;
    public const int Commitments = 50;
    public const int AgendaItems = 100;
    public const int MaxMinutes = 24 * 60;
    public const int MaxSeconds = 24 * 60 * 60;

    /// <returns>The refusal, or null where the text is fine.</returns>
    public static Refusal? Check(string? text, int limit, string field) =>
        string.IsNullOrWhiteSpace(text) ? new Refusal(Rejection.Empty, field) : CheckOptional(text, limit, field);

    /// <remarks>No text that a person writes holds U+0000, and databases take none.</remarks>
    public static Refusal? CheckOptional(string? text, int limit, string field) =>
        text?.Contains('\0') == true ? new Refusal(Rejection.Unreadable, field)
        : text is not null && text.Length > limit && text.EnumerateRunes().Count() > limit ? new Refusal(Rejection.TooLong, field) : null;

    /// <summary>At most so many characters, the rest left out with an ellipsis.</summary>
    public static string Shortened(string text, int limit) =>
        text.Length <= limit || text.EnumerateRunes().Count() <= limit ? text : string.Concat(text.EnumerateRunes().Take(limit - 1)) + "…";

    public static Refusal? CheckRange(double? value, double least, double most, string field) =>
        value is { } v && !(v >= least && v <= most) ? new Refusal(Rejection.OutOfRange, field) : null;
}
