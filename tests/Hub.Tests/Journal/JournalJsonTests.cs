using System.Text.Json;
using CsCheck;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Journal;
using Hub.Domain.Tests;

namespace Hub.Tests.Journal;

/// <summary>
/// What the journal writes, the journal reads: with its own options, which are stricter than those that the approved texts are compared with.
/// </summary>
public class JournalJsonTests
{
    [Fact]
    public void Every_event_is_read_as_it_was_stored()
    {
        Samples.MeetingEvents.ShouldAllBe(e => IsReadAsStored(e));
        Samples.BoxEvents.ShouldAllBe(e => IsReadAsStored(e));
    }

    // An agenda item that had not started was written without its start, and a meeting with a snapshot could not be loaded any more.
    [Fact]
    public void Any_state_is_read_as_it_was_stored() => Step.Script.Sample(
        script =>
        {
            var played = Consultation.Play(script, Room.Formal);
            return IsReadAsStored(new StoredState<Meeting?>(played.Room.State, [1, 2, 3])) && IsReadAsStored(new StoredState<Box>(played.Urn.Box, []));
        },
        iter: 200);

    private static bool IsReadAsStored<TEvent>(TEvent happened)
        where TEvent : notnull =>
            IsReadAsStored(new List<StoredEvent<TEvent>> { new(1, 0, "house", "00", happened) }, JournalJson.Of<List<StoredEvent<TEvent>>>());

    private static bool IsReadAsStored<TState>(StoredState<TState> state) => IsReadAsStored(state, JournalJson.OfState<TState>());

    private static bool IsReadAsStored<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> format)
    {
        var stored = JsonSerializer.Serialize(value, format);
        return JsonSerializer.Serialize(JsonSerializer.Deserialize(stored, format)!, format) == stored;
    }
}
