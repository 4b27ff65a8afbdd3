using Hub.Server.Contracts;
using Hub.Server.Live;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Live;

/// <summary>What is posted to a connection is written, or the connection is told to read the room again.</summary>
public sealed class MailboxTests
{
    private const string Room = "meetings/m1";

    [Fact]
    public void A_frame_that_finds_others_waiting_is_dropped_with_them_and_the_room_is_to_be_read_again()
    {
        var connection = new GatedConnection();
        var mailbox = new Mailbox(connection, TimeProvider.System);
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), Mailbox.MaxBytes);
        mailbox.Post(Room, LiveMessages.Frame("2"u8.ToArray()), Mailbox.MaxBytes);
        mailbox.Post(Room, LiveMessages.Frame("3"u8.ToArray()), 1);
        mailbox.Post(Room, LiveMessages.Frame("4"u8.ToArray()), 1);
        connection.Written.ShouldHaveSingleItem("the first alone may be of any size, and is being written");
        connection.Open();
        connection.Written.Count.ShouldBe(2);
        Text(connection.Written[0]).ShouldContain("\"frame\",\"arguments\":[1]");
        Text(connection.Written[1]).ShouldContain("\"resync\"");

        mailbox.Reopen(Room);
        mailbox.Post(Room, LiveMessages.Frame("5"u8.ToArray()), 1);
        Text(connection.Written[2]).ShouldContain("[5]");
    }

    /// <summary>Guards an overflow at a moment when nothing was being written: what waited was dropped, and nobody was left to tell.</summary>
    [Fact]
    public async Task Whatever_is_posted_at_once_is_written_or_told_to_be_lost()
    {
        var connection = new GatedConnection();
        connection.Open();
        var mailbox = new Mailbox(connection, TimeProvider.System);
        var message = LiveMessages.Frame("1"u8.ToArray());
        for (var round = 0; round < 5000; round++)
        {
            connection.Written.Clear();
            mailbox.Reopen(Room);
            using var together = new Barrier(2);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                together.SignalAndWait();
                mailbox.Post(Room, message, Mailbox.MaxBytes);
            })));
            (connection.Written.Count(m => ReferenceEquals(m, message)) == 2 || connection.Written.Any(m => !ReferenceEquals(m, message)))
                .ShouldBeTrue($"round {round}");
        }
    }

    /// <summary>Guards a node that was frozen, or cut off from the database: it went on telling a signed-out chair what only chairs read.</summary>
    [Fact]
    public void Who_may_have_ended_is_told_nothing_that_not_everybody_reads_until_this_node_hears_again()
    {
        var (connection, hears) = (new GatedConnection(), true);
        connection.Open();
        var mailbox = new Mailbox(connection, TimeProvider.System, session: "s1", mayTell: () => hears);
        mailbox.Guard(Room, isForEverybody: false);
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 1);

        hears = false;
        mailbox.Post(Room, LiveMessages.Frame("2"u8.ToArray()), 1);
        mailbox.PostTally(Room, LiveMessages.Tally("3"u8.ToArray()), "3"u8.ToArray());
        (connection.Written.Count, mailbox.IsHeld).ShouldBe((1, true));

        hears = true;
        mailbox.GoOn();
        mailbox.IsHeld.ShouldBeFalse();
        Arguments(connection.Written).ShouldBe([["1"], ["2", "3"]]);
    }

    [Fact]
    public void What_is_gathered_leaves_in_one_write_in_its_order()
    {
        var connection = new GatedConnection();
        connection.Open();
        var mailbox = new Mailbox(connection, TimeProvider.System);
        mailbox.Gather();
        mailbox.Gather();
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 1);
        mailbox.PostTally(Room, LiveMessages.Tally("2"u8.ToArray()), "2"u8.ToArray());
        mailbox.Release();
        connection.Written.ShouldBeEmpty("another room is still gathering");

        mailbox.Post(Room, LiveMessages.Frame("3"u8.ToArray()), 1);
        mailbox.Release();

        Arguments(connection.Written).ShouldBe([["1", "2", "3"]]);
    }

    [Fact]
    public void What_does_not_fit_into_one_write_follows_in_the_next()
    {
        var connection = new GatedConnection();
        connection.Open();
        var mailbox = new Mailbox(connection, TimeProvider.System);
        mailbox.Gather();
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 40 * 1024);
        mailbox.Post(Room, LiveMessages.Frame("2"u8.ToArray()), 24 * 1024);
        mailbox.Post(Room, LiveMessages.Frame("3"u8.ToArray()), 1);
        mailbox.Release();

        Arguments(connection.Written).ShouldBe([["1", "2"], ["3"]]);
    }

    /// <summary>Guards a connection that keeps up: much news at once passed for news that it had not read, and it was told to read the room again.</summary>
    [Fact]
    public void What_is_gathered_is_never_too_much_for_who_keeps_up()
    {
        var connection = new GatedConnection();
        connection.Open();
        var mailbox = new Mailbox(connection, TimeProvider.System);
        mailbox.Gather();
        for (var frame = 0; frame < 5; frame++)
        {
            mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), Mailbox.MaxBytes / 3);
        }

        mailbox.Release();

        connection.Written.SelectMany(w => Text(w).Split('\u001e', StringSplitOptions.RemoveEmptyEntries)).ShouldAllBe(m => m.Contains("\"frame\""));
        Arguments(connection.Written).Sum(w => w.Length).ShouldBe(5);
    }

    [Fact]
    public void Who_reads_what_everybody_reads_is_told_it_also_by_a_node_that_does_not_hear_of_endings()
    {
        var connection = new GatedConnection();
        connection.Open();
        var mailbox = new Mailbox(connection, TimeProvider.System, session: "s1", mayTell: () => false);
        mailbox.Guard(Room, isForEverybody: true);
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 1);
        connection.Written.ShouldHaveSingleItem();
    }

    [Fact]
    public void Whose_session_has_ended_is_told_nothing_of_what_waits_and_nothing_of_what_comes()
    {
        var connection = new GatedConnection();
        var mailbox = new Mailbox(connection, TimeProvider.System, session: "s1");
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 1);
        mailbox.Post(Room, LiveMessages.Frame("2"u8.ToArray()), 1);
        mailbox.End();
        connection.Open();
        mailbox.Post(Room, LiveMessages.Frame("3"u8.ToArray()), 1);
        mailbox.PostResync(Room);
        connection.Written.ShouldHaveSingleItem("what was on its way when the session ended");
        connection.IsAborted.ShouldBeTrue();
    }

    /// <summary>
    /// Guards a phone that was slow while a ballot closed: what waited was merged, and the count from before the last vote came with a version from after the
    /// close, behind the sealed one.
    /// </summary>
    [Fact]
    public void Counts_that_waited_do_not_bring_back_a_ballot_that_was_closed_meanwhile_and_keep_the_likes_of_each()
    {
        var connection = new GatedConnection();
        var mailbox = new Mailbox(connection, TimeProvider.System);
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 1);
        Post(131, Ballot("b1", 4), Ballot("b2", 9), Likes("c1", 1), Likes("c2", 5));
        mailbox.Post(Room, LiveMessages.Frame("2"u8.ToArray()), 1);
        Post(134, Ballot("b2", 10), Likes("c1", 2));
        connection.Open();

        var merged = System.Text.Json.JsonDocument.Parse(Text(connection.Written[^1]).TrimEnd('\u001e')).RootElement.GetProperty("arguments")[0];
        merged.GetProperty("version").GetInt64().ShouldBe(134);
        merged.GetProperty("tallies").EnumerateArray().Select(t => t.GetProperty("id").GetString()
            + (t.TryGetProperty("cast", out var cast) ? $" cast {cast}" : $" like {t.GetProperty("counts").GetProperty("like")}"))
            .ShouldBe(["c2 like 5", "b2 cast 10", "c1 like 2"]);

        static TallyItem Ballot(string id, int cast) => new(id, new Dictionary<string, int> { ["yes"] = cast }, cast, 22);
        static TallyItem Likes(string id, int likes) => new(id, new Dictionary<string, int> { ["like"] = likes });
        void Post(long version, params TallyItem[] items)
        {
            var json = WireJson.Bytes(new TallyUpdate(Room, version, new PresentView(3, 0), [.. items]));
            mailbox.PostTally(Room, LiveMessages.Tally(json), json);
        }
    }

    /// <summary>What each write told, a message after the other.</summary>
    private static string[][] Arguments(IEnumerable<SerializedHubMessage> written) => [.. written.Select(w => Text(w)
        .Split('\u001e', StringSplitOptions.RemoveEmptyEntries)
        .Select(m => System.Text.Json.JsonDocument.Parse(m).RootElement.GetProperty("arguments")[0].GetRawText()).ToArray())];

    /// <summary>Guards a connection that stayed open and never got anything again, because counts that waited for it could not be read.</summary>
    [Fact]
    public void A_fault_in_what_waits_closes_the_connection_so_that_it_comes_back()
    {
        var (connection, told) = (new GatedConnection(), new List<Exception>());
        var mailbox = new Mailbox(connection, TimeProvider.System, failed: told.Add);
        mailbox.Post(Room, LiveMessages.Frame("1"u8.ToArray()), 1);
        mailbox.PostTally(Room, LiveMessages.Tally("no counts"u8.ToArray()), "no counts"u8.ToArray());
        mailbox.PostTally(Room, LiveMessages.Tally("nor these"u8.ToArray()), "nor these"u8.ToArray());
        connection.IsAborted.ShouldBeFalse();
        connection.Open();

        connection.Written.ShouldHaveSingleItem();
        (connection.IsAborted, told.Count).ShouldBe((true, 1));
        told[0].ShouldBeAssignableTo<System.Text.Json.JsonException>();
    }

    private static string Text(SerializedHubMessage message) =>
        System.Text.Encoding.UTF8.GetString(message.GetSerializedMessage(new JsonHubProtocol()).Span);
}

/// <summary>A connection whose writes wait until it is opened.</summary>
internal sealed class GatedConnection() : HubConnectionContext(new DefaultConnectionContext(), new HubConnectionContextOptions(), NullLoggerFactory.Instance)
{
    private readonly TaskCompletionSource _open = new();

    public List<SerializedHubMessage> Written { get; } = [];

    public bool IsAborted { get; private set; }

    public override void Abort() => IsAborted = true;

    /// <summary>The code behind the waiting write runs before this returns.</summary>
    public void Open() => _open.SetResult();

    public override ValueTask WriteAsync(SerializedHubMessage message, CancellationToken cancellationToken = default)
    {
        Written.Add(message);
        return new ValueTask(_open.Task);
    }
}
