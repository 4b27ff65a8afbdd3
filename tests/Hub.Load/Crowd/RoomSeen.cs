using System.Text.Json;
using System.Threading.Channels;

namespace Hub.Load.Crowd;

/// <param name="Max">The most options one voter may choose.</param>
/// <param name="ForAll">Attendees vote too.</param>
public sealed record OpenBallot(string Id, IReadOnlyList<string> Options, int Max, bool ForAll);

/// <summary>What a person has in view of the room: as much as one needs to take part. Safe for several threads.</summary>
public sealed class RoomSeen
{
    private const int InView = 30;

    private readonly Lock _gate = new();
    private readonly List<string> _comments = [];
    private readonly HashSet<string> _announced = [];
    private readonly HashSet<string> _open = [];
    private readonly Channel<OpenBallot> _ballots = Channel.CreateUnbounded<OpenBallot>();

    /// <summary>Every ballot once, when it is first seen open.</summary>
    public ChannelReader<OpenBallot> Ballots => _ballots.Reader;

    public bool IsOpen(string ballot)
    {
        lock (_gate)
        {
            return _open.Contains(ballot);
        }
    }

    /// <returns>One of the newest comments, or null where there are none.</returns>
    public string? AnyComment(Random chance)
    {
        lock (_gate)
        {
            return _comments.Count == 0 ? null : _comments[chance.Next(_comments.Count)];
        }
    }

    public void Take(JsonElement snapshot)
    {
        lock (_gate)
        {
            _comments.Clear();
            foreach (var comment in snapshot.GetProperty("comments").GetProperty("items").EnumerateArray())
            {
                if (comment.GetProperty("status").GetString() == "visible")
                {
                    Said(comment.GetProperty("id").GetString()!);
                }
            }

            _open.Clear();
            foreach (var ballot in snapshot.GetProperty("ballots").EnumerateArray())
            {
                if (ballot.GetProperty("status").GetString() == "open")
                {
                    Opened(ballot.GetProperty("id").GetString()!, ballot);
                }
            }
        }
    }

    public void Take(RoomEvent happened)
    {
        if (happened.Data is not { } data)
        {
            return;
        }

        lock (_gate)
        {
            switch (happened.Type)
            {
                case "commented":
                    Said(data.GetProperty("comment").GetString()!);
                    break;
                case "commentHidden" or "commentWithdrawn":
                    _comments.Remove(data.GetProperty("comment").GetString()!);
                    break;
                case "ballotOpened":
                    Opened(data.GetProperty("ballot").GetString()!, data);
                    break;
                case "ballotClosing" or "ballotClosed":
                    _open.Remove(data.GetProperty("ballot").GetString()!);
                    break;
            }
        }
    }

    private void Said(string comment)
    {
        _comments.Add(comment);
        if (_comments.Count > InView)
        {
            _comments.RemoveAt(0);
        }
    }

    private void Opened(string id, JsonElement ballot)
    {
        _open.Add(id);
        if (_announced.Add(id))
        {
            _ballots.Writer.TryWrite(new OpenBallot(
                id, [.. ballot.GetProperty("options").EnumerateArray().Select(o => o.GetProperty("id").GetString()!)],
                ballot.GetProperty("max").GetInt32(), ballot.GetProperty("voters").GetString() == "all"));
        }
    }
}
