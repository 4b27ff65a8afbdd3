using System.Globalization;
using Hub.Domain;
using Hub.Domain.Topics;
using Hub.Server.Access;

namespace Hub.Load.Year;

/// <summary>What a year comes to.</summary>
/// <param name="Ratings">Of those who count; <paramref name="Apart"/>: of the others.</param>
internal sealed record YearFigures(
    int Topics, int Activities, int Resolved, int Interactions, int Ratings, int Good, int Apart, int GoodApart, RegisterFigures Registers)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"topics {Topics:N0}, activities {Activities:N0}, resolved {Resolved:N0}, interactions {Interactions:N0}, satisfaction "
        + $"{(Ratings == 0 ? 0 : (double)Good / Ratings):P2} of {Ratings:N0} ratings, apart {GoodApart:N0} good of {Apart:N0}, {Registers}");
}

/// <summary>One topic's year. Days count from 0.</summary>
internal sealed class PlannedTopic
{
    public required int Number { get; init; }
    public required string Id { get; init; }
    public required string Raiser { get; init; }

    /// <summary>Who raises it as a member of the conference, or null.</summary>
    public string? Member { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }
    public required string County { get; init; }
    public required string Venue { get; init; }
    public required string Category { get; init; }
    public required string Department { get; init; }
    public required int RaisedOn { get; init; }

    /// <summary>Where the people who take part begin in the city's list.</summary>
    public required int People { get; init; }
    public int Comments { get; set; }
    public int Likes { get; set; }
    public bool Accepted { get; set; }
    public PlannedMeeting? Meeting { get; set; }
    public int? CommitsOn { get; set; }
    public bool CommitsInMeeting { get; set; }

    /// <summary>Null: it is still open at the end of the year.</summary>
    public int? CompletesOn { get; set; }

    /// <summary>Scores of those who count, the raiser's first; where there is a low one, the lowest is the raiser's, and last: it reopens.</summary>
    public List<int> Ratings { get; } = [];

    /// <summary>Scores of people who come by only after it is done.</summary>
    public List<int> Apart { get; } = [];

    public bool RaiserIsLast => Ratings.Count > 0 && Ratings[^1] <= Satisfaction.Low;
}

/// <summary>One consultation.</summary>
internal sealed class PlannedMeeting
{
    public required int Number { get; init; }
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Format { get; init; }
    public required string County { get; init; }
    public required string Venue { get; init; }
    public required int On { get; init; }
    public required int People { get; init; }
    public int Comments { get; set; }
    public int Likes { get; set; }
    public PlannedTopic? Topic { get; set; }
}

/// <summary>
/// A believable year from a seed: counties as large as they are, busy and quiet months, meetings with their people, a few topics that many like and many that
/// few do. The figures are those of the report times the scale, to the last one.
/// </summary>
internal sealed class YearPlan
{
    public const int Days = 365;
    private const int LastRaisedForResolving = 335;
    private const int VenuesOfACounty = 30;

    /// <summary>One of so many that are done is rated by people who come by afterwards.</summary>
    private const int DonePerPassersBy = 20;

    /// <summary>One of so many topics is raised by a member.</summary>
    private const int TopicsPerMember = 20;

    public required YearFigures Figures { get; init; }

    public required List<PlannedTopic> Topics { get; init; }

    public required List<PlannedMeeting> Meetings { get; init; }

    public required YearRegisters Registers { get; init; }

    /// <summary>How many persons there are to take part.</summary>
    public required int City { get; init; }

    public static YearPlan Of(YearOptions options)
    {
        var chance = new Chance(options.Seed);
        int Scaled(double n) => Math.Max(1, (int)Math.Round(n * options.Scale));
        var ratings = Scaled(20_000);
        var city = Math.Max(5_000, Scaled(60_000));
        var days = DayWeights(options.Year);
        var name = string.Create(CultureInfo.InvariantCulture, $"year {options.Year} seed {options.Seed} scale {options.Scale}");

        var meetings =
            Enumerable.Range(0, Scaled(14_668)).Select(_ => chance.Weighted(days)).Order().Select((day, i) => Meeting(chance, name, i, day)).ToList();
        var registers = new YearRegisters(name, options.Year, options.Scale, chance, meetings);
        var topics =
            Enumerable.Range(0, Scaled(27_082)).Select(_ => chance.Weighted(days)).Order().Select((day, i) => Topic(chance, name, i, day, city, registers))
            .ToList();
        var figures = new YearFigures(
            topics.Count, meetings.Count, Scaled(9_720), Scaled(1_156_800), ratings, ratings - (int)Math.Round(ratings * 0.0065), Apart: 0, GoodApart: 0,
            registers.Figures);
        Match(topics, meetings);
        Resolve(chance, topics, figures);
        var apart = topics.SelectMany(t => t.Apart).ToList();
        figures = figures with { Apart = apart.Count, GoodApart = apart.Count(score => score >= Satisfaction.Good) };
        TakePart(chance, topics, meetings, figures, city);
        return new YearPlan { Figures = figures, Topics = topics, Meetings = meetings, City = city, Registers = registers };
    }

    public static string Person(int number) =>
        Operation.OfHouse(string.Create(CultureInfo.InvariantCulture, $"a person of the replayed year {number}")).NewId();

    private static List<double> DayWeights(int year) => [.. Enumerable.Range(0, Days).Select(day =>
    {
        var date = new DateOnly(year, 1, 1).AddDays(day);
        return YearWords.Months[date.Month - 1] * (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.4 : 1);
    })];

    private static PlannedTopic Topic(Chance chance, string year, int number, int day, int city, YearRegisters registers)
    {
        var (county, venue) = Place(chance);
        var concern = chance.Of(YearWords.Concerns);
        var thing = chance.Of(concern.Things);
        var people = chance.Below(city);
        var member = number % TopicsPerMember == 0 ? registers.MemberId(number / TopicsPerMember) : null;
        var raiser = member is null ? Person(people) : MemberKeys.PersonOf(member);
        return new PlannedTopic
        {
            Number = number,
            Id = Operation.Of(raiser, Op(year, $"raise {number}")).NewId(),
            Raiser = raiser,
            Member = member,
            Title = $"{chance.Of(YearWords.Places)}社区{thing}",
            Text = $"{county}{venue}附近{thing},已有一段时间,影响周边居民。希望{concern.Department}尽快解决。",
            County = county,
            Venue = venue,
            Category = concern.Category,
            Department = concern.Department,
            RaisedOn = day,
            People = people,
        };
    }

    private static PlannedMeeting Meeting(Chance chance, string year, int number, int day)
    {
        var (county, venue) = Place(chance);
        var formats = new[] { "grassroots", "grassroots", "grassroots", "grassroots", "grassroots", "consultativeSeminar", "livelihoodSeminar" };
        return new PlannedMeeting
        {
            Number = number,
            Id = Operation.OfHouse($"{year} meeting {number}").NewId(),
            Title = $"{venue}“有事好商量”第 {number + 1} 场",
            Format = chance.Of(formats),
            County = county,
            Venue = venue,
            On = day,
            People = 6 + chance.Below(9),
        };
    }

    public static string Op(string year, string deed) => Operation.OfHouse($"{year} {deed}").ToString();

    private static (string County, string Venue) Place(Chance chance)
    {
        var county = YearWords.Counties[chance.Weighted([.. YearWords.Counties.Select(c => c.Weight)])].Name;
        var number = chance.Below(VenuesOfACounty);
        return (county, $"{county[..^1]}{YearWords.Places[number % YearWords.Places.Length]}{(number < YearWords.Places.Length ? "协商议事室" : "委员之家")}");
    }

    /// <summary>Three meetings of five take up a topic of their county that was raised some days before.</summary>
    private static void Match(List<PlannedTopic> topics, List<PlannedMeeting> meetings)
    {
        var waiting = topics.GroupBy(t => t.County).ToDictionary(g => g.Key, g => new Queue<PlannedTopic>(g));
        foreach (var meeting in meetings.Where(m => m.Number % 5 < 3))
        {
            if (waiting.TryGetValue(meeting.County, out var queue) && queue.TryPeek(out var topic) && topic.RaisedOn + 4 <= meeting.On)
            {
                (meeting.Topic, topic.Meeting, topic.Accepted) = (queue.Dequeue(), meeting, true);
            }
        }

        foreach (var topic in topics.Where(t => t.Number % 10 < 8))
        {
            topic.Accepted = true;
        }
    }

    private static void Resolve(Chance chance, List<PlannedTopic> topics, YearFigures figures)
    {
        var able = topics.Where(t => t.Accepted && t.RaisedOn <= LastRaisedForResolving && (t.Meeting is null || t.Meeting.On <= LastRaisedForResolving))
            .OrderBy(t => t.Meeting is null).ThenBy(_ => chance.Next()).ToList();
        var resolved = able.Take(figures.Resolved).ToList();
        foreach (var topic in resolved.Concat(able.Skip(figures.Resolved).Take(figures.Resolved / 20)))
        {
            topic.CommitsInMeeting = topic.Meeting is not null && topic.Number % 2 == 0;
            topic.CommitsOn = Math.Min(Days - 1, (topic.Meeting?.On ?? topic.RaisedOn + 3) + (topic.CommitsInMeeting ? 0 : 1));
        }

        foreach (var topic in resolved)
        {
            topic.CompletesOn = Math.Min(Days - 1, topic.CommitsOn!.Value + 5 + chance.Below(60));
        }

        // Whoever is not satisfied is spread over the year; every fourth of them so little that it reopens what was promised.
        var each = Chance.Spread(figures.Ratings, [.. resolved.Select(_ => 0.5 + chance.Part())]);
        var (unhappy, given) = (figures.Ratings - figures.Good, 0);
        for (var (i, low) = (0, 0); i < resolved.Count; i++)
        {
            for (var k = 0; k < each[i]; k++, given++)
            {
                var isUnhappy = (long)(given + 1) * unhappy / figures.Ratings > (long)given * unhappy / figures.Ratings;
                resolved[i].Ratings.Add(!isUnhappy ? 4 + (int)(chance.Next() % 2) : low++ % 4 == 3 ? 2 : 3);
            }

            resolved[i].Ratings.Sort((a, b) => b.CompareTo(a));
            if (resolved[i].Number % DonePerPassersBy == 0)
            {
                // More than would reopen it, if they could.
                resolved[i].Apart.AddRange([1, 1, 2, 5]);
            }
        }
    }

    private static void TakePart(Chance chance, List<PlannedTopic> topics, List<PlannedMeeting> meetings, YearFigures figures, int city)
    {
        var onTopics = figures.Interactions * 28 / 100;
        var ofTopics = Chance.Spread(onTopics, [.. topics.Select(_ => Math.Min(40, 1 / Math.Pow(1 - (0.999 * chance.Part()), 0.6)))]);
        var ofMeetings = Chance.Spread(figures.Interactions - onTopics, [.. meetings.Select(m => m.People * (0.5 + chance.Part()))]);
        for (var i = 0; i < topics.Count; i++)
        {
            topics[i].Comments = ofTopics[i] / 4;
            topics[i].Likes = ofTopics[i] - topics[i].Comments;
            if (topics[i].Likes >= city)
            {
                throw new FormatException("This scale has more likes of one topic than people.");
            }
        }

        for (var i = 0; i < meetings.Count; i++)
        {
            meetings[i].Comments = Math.Max(Math.Min(1, ofMeetings[i]), ofMeetings[i] / 4);
            meetings[i].Likes = ofMeetings[i] - meetings[i].Comments;
        }
    }
}
