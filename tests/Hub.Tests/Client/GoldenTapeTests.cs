using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;

namespace Hub.Tests.Client;

/// <summary>
/// The client repeats what the domain and the encoders say of each event. What it must come to is written onto a tape here, and tape.test.ts plays
/// that against the client.
/// </summary>
public sealed class GoldenTapeTests
{
    /// <summary>With UPDATE_CONTRACT=1 the file is written instead.</summary>
    [Fact]
    public void The_client_replays_what_the_rooms_say()
    {
        var path = Path.GetFullPath(Path.Combine(Here(), "../../../src/Hub.Server/Client/src/tape.json"));
        var meetings = string.Join(",\n", MeetingTale.All().SelectMany(t => t.Written()));
        var topics = string.Join(",\n", TopicTale.All().SelectMany(t => t.Written()));
        var tape = $"{{\"meetings\":[\n{meetings}\n],\"topics\":[\n{topics}\n]}}\n";
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACT") == "1")
        {
            File.WriteAllText(path, tape);
        }

        // Line by line, so that a difference is told as the step that it is in.
        const string Otherwise = "Run the tests once with UPDATE_CONTRACT=1, and see what the client says to the change.";
        var (kept, played) = (File.ReadAllText(path).Split('\n'), tape.Split('\n'));
        foreach (var (was, now) in kept.Zip(played))
        {
            was.ShouldBe(now, Otherwise);
        }

        kept.Length.ShouldBe(played.Length, Otherwise);
    }

    [Fact]
    public void Every_event_of_a_meeting_is_on_the_tape() => Untold(MeetingTale.All().SelectMany(t => t.Story)).ShouldBeEmpty();

    [Fact]
    public void Every_event_of_a_topic_is_on_the_tape() => Untold(TopicTale.All().SelectMany(t => t.Story)).ShouldBeEmpty();

    private static IEnumerable<string> Untold<TEvent>(IEnumerable<Recorded<TEvent>> told)
        where TEvent : class =>
        typeof(TEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).Except(told.Select(r => r.Event.GetType()))
            .Select(t => $"No story on the tape tells of {t.Name}: let it happen in one, so that the client is held to what the room says of it.");

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
