using System.Globalization;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Server.Audit;
using Hub.Server.Common;
using Hub.Server.Seeding;

namespace Hub.Server.Rehearsals;

/// <summary>
/// The command <c>rehearse --people N</c>: a crowd comes to a meeting of a format's, in a house of its own on the same machine and the same store, and a card
/// says how many this installation carries. The hub may run meanwhile; then both share the machine. The settings are the hub's.
/// </summary>
internal static class RehearseCommand
{
    public const string Name = "rehearse";

    private const string Usage =
        "rehearse needs a crowd: rehearse --people N [--seconds N] [--format ID] [--title TEXT] [--force], and the settings of the hub.";

    private static readonly string[] Options = ["people", "seconds", "format", "title"];

    /// <returns>0 where there is a card, 1 where there is none.</returns>
    /// <exception cref="StartupException">It cannot be run; says why.</exception>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter progress, CancellationToken cancel = default)
    {
        var (given, force, others) = Read(args);
        var settings = HubServer.Configure(others);
        var most = settings.GetSection(RehearsalSettings.Section).Get<RehearsalSettings>() ?? new RehearsalSettings();
        var plan = PlanOf(given, settings, most);
        var journal = HubServer.JournalOf(settings);
        var open = await OpenMeetings.Find(journal, cancel);
        if (!force && open.Count > 0)
        {
            throw new StartupException("A meeting is open, and a rehearsal would take the machine from it: wait for its end, or say --force.");
        }

        Rehearsal rehearsal;
        try
        {
            rehearsal = await Rehearsal.Prepare(journal, plan, settings.GetSection(LimitSettings.Section), cancel);
        }
        catch (RehearsalUnderWayException e)
        {
            throw new StartupException(e.Message, e);
        }

        // Also where it cannot be noted that somebody rehearses, nothing is left of it.
        await using var taken = rehearsal;
        await CommandNotes.Note(journal, AuditActs.Rehearsed, string.Create(CultureInfo.InvariantCulture, $"rehearsals/{plan.People}"), progress);
        RehearsalNews? last = null;
        await rehearsal.Run(
            async news =>
            {
                last = news;
                await progress.WriteLineAsync(Line(news));
            },
            stop => OpenMeetings.Find(journal, stop), open, cancel);
        if (last?.Card is not { } card)
        {
            await progress.WriteLineAsync("There is no card, and nothing is left of the rehearsal.");
            return 1;
        }

        await output.WriteLineAsync(Text(card));
        return 0;
    }

    /// <summary>The card in sentences.</summary>
    internal static string Text(RehearsalCard card)
    {
        var steps = card.Steps.Select(step => string.Create(
            CultureInfo.InvariantCulture,
            $"  {step.People,6} people: in {step.JoinSeconds:0.0} s, a comment stored {step.Stored:0} ms, seen {step.Seen:0} ms, a vote {step.Voted:0} ms, "
            + $"lost {step.Lost}, unanswered {step.Unanswered}, processors {step.Processor:0} %, {step.Megabytes} MB{Beyond(step)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            This installation carried {card.Carried} of {card.Tried} people ({card.Processors} processors, {card.Store}, one node, the crowd on it too).
            95 of 100 were within these times:
            {string.Join('\n', steps)}
            {Bound(card)}
            Nothing is left of the rehearsal but this card.
            """);
    }

    private static string Beyond(RehearsalStep step) => step.Holds ? "" : "   beyond the limits";

    private static string Bound(RehearsalCard card) => card.Bound switch
    {
        RehearsalBound.Processor => "What bounds it: the processors.",
        RehearsalBound.Store => "What bounds it: storing, while the processors had time left.",
        RehearsalBound.Screens => "What bounds it: messages reached the screens late, or not all of them.",
        _ => card.Estimate is { } estimate
            ? string.Create(CultureInfo.InvariantCulture, $"Nothing bounded it; by what the processors were used, they would do for about {estimate}.")
            : "Nothing bounded it.",
    };

    private static string Line(RehearsalNews news) => news switch
    {
        { Why: { } why } => why,
        { Step: { } step } => string.Create(
            CultureInfo.InvariantCulture, $"{step.People} people: seen within {step.Seen:0} ms, voted within {step.Voted:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{news.Stage}: {news.People} of {news.Of}"),
    };

    private static RehearsalPlan PlanOf(Dictionary<string, string> given, IConfiguration settings, RehearsalSettings most)
    {
        if (most.MostPeople == 0)
        {
            throw new StartupException("Rehearsal:MostPeople is 0: nobody rehearses here.");
        }

        var formats = FormatCatalogue.Load(settings.GetSection(SeedSettings.Section).Get<SeedSettings>() ?? new SeedSettings());
        var format = given.TryGetValue("format", out var id)
            ? formats.Find(id) ?? throw new StartupException($"There is no format {id}; there are {string.Join(", ", formats.All.Select(f => f.Id))}.")
            : formats.All[0];
        return new RehearsalPlan(
            given.GetValueOrDefault("title", "彩排"), format, null, Number("people", null, most.MostPeople), Number("seconds", 30, most.MostSeconds));

        int Number(string option, int? otherwise, int limit) => !given.TryGetValue(option, out var text) ? otherwise ?? throw new StartupException(Usage)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= limit ? number
            : throw new StartupException(string.Create(CultureInfo.InvariantCulture, $"--{option} is a whole number from 1 to {limit} (Rehearsal:*)."));
    }

    private static (Dictionary<string, string> Given, bool Force, string[] Others) Read(string[] args)
    {
        var (given, force, others) = (new Dictionary<string, string>(), false, new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (word == "force")
            {
                force = true;
            }
            else if (Options.Contains(word))
            {
                given[word] = i + 1 < args.Length ? args[++i] : throw new StartupException(Usage);
            }
            else if (Array.Find(Options, option => word.StartsWith($"{option}=", StringComparison.Ordinal)) is { } named)
            {
                given[named] = word[(named.Length + 1)..];
            }
            else
            {
                others.Add(args[i]);
            }
        }

        return (given, force, [.. others]);
    }
}
