using System.Collections.Immutable;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>The data that comes with the house obeys the rules of the house.</summary>
public class SeedTests
{
    private static readonly ImmutableArray<Format> Formats = Seed<ImmutableArray<Format>>("formats.json");
    private static readonly ImmutableArray<SeededMeeting> Meetings = Seed<ImmutableArray<SeededMeeting>>("meetings-2022.json");

    [Fact]
    public void A_meeting_of_every_format_can_be_scheduled()
    {
        Formats.Select(f => f.Id).ShouldBeUnique();
        foreach (var format in Formats)
        {
            new Room().Given(Clerk, new Schedule("试开一次", format)).Meeting.Agenda.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void The_four_formal_formats_check_in_and_let_members_vote_and_the_grass_roots_do_neither()
    {
        // Who presides over the standing committee is one of its members.
        Formats.Take(4).ShouldAllBe(f =>
            f.Rules == new FormatRules(true, Voters.Members, null, null, null, null, null, null, null, f.Id == "standingCommittee" ? true : null));
        Formats.Single(f => f.Id == "grassroots").Rules.ShouldBe(new FormatRules(CheckIn: false, Voters.All));
    }

    [Fact]
    public void A_sector_speaks_through_those_it_sends_with_a_weight_and_for_one_another() =>
        Formats.Single(f => f.Id == "sectorConsultation")
            .Rules.ShouldBe(new FormatRules(CheckIn: true, Voters.Members, Weighted: true, Delegation: true, MissingNamed: true));

    [Fact]
    public void The_seven_named_meetings_of_2022_can_be_scheduled()
    {
        Meetings.Length.ShouldBe(7);
        Meetings[0].Title.ShouldBe("主动接轨大上海 加快建设新淮安");
        Meetings.Select(m => m.Key).ShouldBeUnique();
        foreach (var meeting in Meetings)
        {
            new Room().Given(
                Clerk, new Schedule(meeting.Title, Formats.Single(f => f.Id == meeting.Format), meeting.Visibility, meeting.Agenda, meeting.Venue));
        }
    }

    private static T Seed<T>(string file) => Stored.Read<T>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeds", file)));

    private sealed record SeededMeeting(string Key, string Title, string Format, string Venue, Visibility Visibility, ImmutableArray<NewItem> Agenda);
}
