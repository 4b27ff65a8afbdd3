using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <param name="Phase">first, steady or saturated.</param>
/// <param name="Rate">Messages a second that were sent; null: as fast as they went.</param>
/// <param name="Cost">Microseconds of the server's processor time for each message delivered, less what idling costs in that time.</param>
/// <param name="DeliveriesPerSecond">From the first sending to the last arrival.</param>
/// <param name="Bytes">On the wire, for each message delivered.</param>
/// <param name="P50">Milliseconds from the sending to a client.</param>
/// <param name="Missing">Deliveries that did not come.</param>
/// <param name="CutOff">Clients whose connection ended.</param>
internal sealed record PacedFigure(
    string Phase, int? Rate, double Cost, double DeliveriesPerSecond, double Bytes, double P50, double P99, long Missing, long Doubles, long CutOff);

/// <param name="Why">Why there are no figures; null: there are.</param>
/// <param name="IdlePercent">Of one core, with everybody joined and nothing sent.</param>
/// <param name="KilobytesEach">Memory for each client who joined.</param>
internal sealed record PacedRow(
    string Peer, string Title, int Clients, string? Why, double? IdlePercent, double? KilobytesEach, IReadOnlyList<PacedFigure> Figures)
{
    public PacedFigure? Of(string phase, int? rate) => Figures.FirstOrDefault(figure => figure.Phase == phase && figure.Rate == rate);
}

/// <summary>The table for people, the ratios to bare SignalR, and the same as JSON.</summary>
internal sealed class PacedTable(PacedOptions options)
{
    public const string First = "first";
    public const string Steady = "steady";
    public const string Saturated = "saturated";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IReadOnlyDictionary<string, string> _machine = Machine.Describe();
    private readonly List<PacedRow> _rows = [];

    public void Add(PacedRow row) => _rows.Add(row);

    public void Print()
    {
        Console.WriteLine($"\nThe machine: {string.Join("; ", _machine.Select(told => $"{told.Key} {told.Value}"))}");
        foreach (var clients in options.Clients)
        {
            Console.WriteLine($"\n{clients} clients, one message of {PacedMessage.OnTheWire} bytes N times a second: server's µs for each one delivered\n");
            string[] heads = [
                "server", .. options.FirstRates.Select(rate => $"first {options.First} s, {rate}/s"), .. options.Rates.Select(rate => $"steady, {rate}/s"),
                "99 % within, ms", "bytes", "lost", "idle, of a core", "KB a client",
            ];
            Lines(heads, _rows.Where(row => row.Clients == clients && row.Of(Saturated, null) is null).Select(Line));
            Ratios(clients);
        }

        if (options.Saturated is { } many)
        {
            Console.WriteLine($"\n{many} clients, messages as fast as they go\n");
            Lines(
                ["server", "deliveries/s", "µs each", "lost"],
                from row in _rows
                where row.Clients == many && row.Of(Saturated, null) is not null
                let figure = row.Of(Saturated, null)!
                select (string[])[row.Title, Number(figure.DeliveriesPerSecond), Number(figure.Cost), Number(figure.Missing)]);
            if (AtTheMost(PacedOptions.Hub) is { } ours && AtTheMost(PacedOptions.SignalR) is { } bare)
            {
                Progress.Ratio("deliveries/s, this hub / bare SignalR", ours.DeliveriesPerSecond / bare.DeliveriesPerSecond, aim: 2);
            }
        }
    }

    /// <param name="notes">What would otherwise be mis-measured.</param>
    public async Task Write(IReadOnlyList<string> notes)
    {
        await File.WriteAllTextAsync(
            options.Json, JsonSerializer.Serialize(new { machine = _machine, options, message = PacedMessage.OnTheWire, notes, rows = _rows }, Readable));
        Console.WriteLine($"\nThe same as JSON: {Path.GetFullPath(options.Json)}");
    }

    private PacedFigure? AtTheMost(string peer) =>
        _rows.Where(row => row.Peer == peer).Select(row => row.Of(Saturated, null)).FirstOrDefault(figure => figure is not null);

    private void Ratios(int clients)
    {
        var (ours, bare) = (Paced(PacedOptions.Hub, clients), Paced(PacedOptions.SignalR, clients));
        if (ours is not null && bare is not null)
        {
            Console.WriteLine();
            foreach (var rate in options.FirstRates)
            {
                Most($"first {options.First} s at {rate}/s, this hub / bare SignalR", ours.Of(First, rate)?.Cost, bare.Of(First, rate)?.Cost, 1.2);
            }

            foreach (var rate in options.Rates)
            {
                Most($"steady at {rate}/s, this hub / bare SignalR", ours.Of(Steady, rate)?.Cost, bare.Of(Steady, rate)?.Cost, 0.9);
            }

            Most("idle, this hub / bare SignalR", ours.IdlePercent, bare.IdlePercent, 1.1);
            Most("memory a client, this hub / bare SignalR", ours.KilobytesEach, bare.KilobytesEach, 1.1);
        }

        if (Paced(PacedOptions.HubEvents, clients) is { } events && Paced(PacedOptions.Events, clients) is { } kestrel)
        {
            foreach (var rate in options.Rates)
            {
                Most($"steady at {rate}/s, our event stream / bare Kestrel", events.Of(Steady, rate)?.Cost, kestrel.Of(Steady, rate)?.Cost, 1.0);
            }
        }
    }

    private PacedRow? Paced(string peer, int clients) =>
        _rows.FirstOrDefault(row => row.Peer == peer && row.Clients == clients && row.Why is null && row.Of(Saturated, null) is null);

    private string[] Line(PacedRow row) => row.Why is { } why ? [row.Title, why] :
    [
        row.Title, .. options.FirstRates.Select(rate => Number(row.Of(First, rate)?.Cost)),
        .. options.Rates.Select(rate => Number(row.Of(Steady, rate)?.Cost)), Number(row.Figures.Max(figure => figure.P99)),
        Number(row.Figures.Average(figure => figure.Bytes)), Number(row.Figures.Sum(figure => figure.Missing)), $"{Number(row.IdlePercent)} %",
        Number(row.KilobytesEach),
    ];

    private static void Most(string name, double? ours, double? theirs, double most)
    {
        if (ours is { } mine && theirs is { } other and > 0)
        {
            var ratio = mine / other;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {name,-58}{ratio,12:0.00} ×   aim ≤ {most}: {(ratio <= most ? "met" : "MISSED")}"));
        }
    }

    private static void Lines(string[] heads, IEnumerable<string[]> rows)
    {
        Console.WriteLine($"| {string.Join(" | ", heads)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", heads.Length))}");
        foreach (var row in rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row)}{string.Concat(Enumerable.Repeat(" | ", heads.Length - row.Length))} |");
        }
    }

    private static string Number(double? value) => value is { } number ? number.ToString(number < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture) : "–";
}
