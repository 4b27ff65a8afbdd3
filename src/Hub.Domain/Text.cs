using Hub.Domain.Texts;

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

    /// <summary>Under one item of an agenda.</summary>
    public const int Documents = 10;

    /// <summary>Ballots that one meeting has prepared at once.</summary>
    public const int Drafts = 50;

    /// <summary>Of one hub.</summary>
    public const int Branches = 5000;
    public const int MaxMinutes = 24 * 60;
    public const int MaxSeconds = 24 * 60 * 60;

    /// <summary>Of a text that must be there: <see cref="Written"/> says what it may be.</summary>
    /// <returns>The refusal, or null where the text is fine.</returns>
    public static Refusal? Check(string? text, int limit, string field, Lines lines = Lines.One) =>
        Written.WhyNot(text, lines) is { } why ? new Refusal(why, field) : CheckLength(text!, limit, field);

    /// <summary>Of a text that may be left out: blanks alone are none.</summary>
    /// <inheritdoc cref="Check"/>
    public static Refusal? CheckOptional(string? text, int limit, string field, Lines lines = Lines.One) =>
        text is null ? null
        : Written.WhyNot(text, lines) is { } why and not Rejection.Empty ? new Refusal(why, field)
        : CheckLength(text, limit, field);

    public static Refusal? CheckRange(double? value, double least, double most, string field) =>
        value is { } v && !(v >= least && v <= most) ? new Refusal(Rejection.OutOfRange, field) : null;

    private static Refusal? CheckLength(string text, int limit, string field) =>
        text.Length > limit && Written.Length(text) > limit ? new Refusal(Rejection.TooLong, field) : null;
}
