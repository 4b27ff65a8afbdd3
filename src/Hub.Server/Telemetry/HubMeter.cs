using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Live;

namespace Hub.Server.Telemetry;

/// <summary>The instruments of one node; k8s/README.md lists them. No tag names a meeting or a person.</summary>
internal sealed class HubMeter
{
    private static readonly ConcurrentDictionary<Type, string> CommandNames = new();

    private readonly Meter _meter;
    private readonly Counter<long> _commands;
    private readonly Histogram<double> _commandDuration;
    private readonly Histogram<double> _frameLag;
    private readonly Counter<long> _overflows;
    private readonly Counter<long> _resyncs;
    private readonly Counter<long> _guesses;

    public HubMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Instruments.MeterName);
        _commands = _meter.CreateCounter<long>("hub.commands", "{command}", "Commands of people, by type and outcome");
        _commandDuration = Instruments.Seconds(_meter, "hub.command.duration", "From a command's arrival to its receipt");
        _frameLag = Instruments.Seconds(_meter, "hub.frame.lag", "From an event's commit to its frame's being handed to this node's sockets");
        _overflows = _meter.CreateCounter<long>("hub.mailbox.overflows", "{overflow}", "Connections behind by more than a mailbox holds");
        _resyncs = _meter.CreateCounter<long>("hub.resyncs", "{resync}", "Connections told to read a room again");
        _guesses = _meter.CreateCounter<long>("hub.guesses", "{guess}", "Wrong codes and keys, by where they were tried and whether they were looked up");
        Meetings = new GrainMeter(_meter, "meeting");
        Boxes = new GrainMeter(_meter, "box");
        Topics = new GrainMeter(_meter, "topic");
        Registers = new GrainMeter(_meter, "register");
    }

    public GrainMeter Meetings { get; }

    public GrainMeter Boxes { get; }

    public GrainMeter Topics { get; }

    public GrainMeter Registers { get; }

    /// <summary>A command's name as on the wire.</summary>
    public static string NameOf(object command) => CommandNames.GetOrAdd(command.GetType(), type => JsonNamingPolicy.CamelCase.ConvertName(type.Name));

    public void ObserveConnections(Func<int> count) =>
        _meter.CreateObservableUpDownCounter("hub.connections", count, "{connection}", "Connections to this node");

    public void ObservePresent(Func<int> count) =>
        _meter.CreateObservableUpDownCounter("hub.present", count, "{person}", "People with a seat who follow a meeting over this node");

    /// <param name="command">Null where it could not be read.</param>
    /// <param name="began">The <see cref="Stopwatch"/>'s timestamp at its arrival.</param>
    public void Answered(object? command, Receipt receipt, long began)
    {
        if (!_commands.Enabled && !_commandDuration.Enabled)
        {
            return;
        }

        var tags = new TagList { { "hub.command", command is null ? "_OTHER" : NameOf(command) }, { "hub.outcome", CamelCase.Of(receipt.Outcome) } };
        _commandDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        if (receipt.Code is { } code)
        {
            tags.Add("hub.refusal", CamelCase.Of(code));
        }

        _commands.Add(1, tags);
    }

    public void FrameTold(TimeSpan lag) => _frameLag.Record(Math.Max(0, lag.TotalSeconds));

    public void Guessed(string door, bool refused) => _guesses.Add(
        1, new KeyValuePair<string, object?>("hub.door", JsonNamingPolicy.CamelCase.ConvertName(door)),
        new KeyValuePair<string, object?>("hub.outcome", refused ? "refused" : "wrong"));

    public void Overflowed() => _overflows.Add(1);

    public void ToldToResync() => _resyncs.Add(1);
}

/// <summary>The instruments of one kind of event-sourced grain.</summary>
internal sealed class GrainMeter(Meter meter, string kind)
{
    private readonly KeyValuePair<string, object?> _kind = new("hub.kind", kind);
    private readonly UpDownCounter<long> _activations =
        meter.CreateUpDownCounter<long>("hub.activations", "{activation}", "Meetings, boxes, topics and registers in this node's memory");
    private readonly Histogram<long> _commands = Instruments.Sizes(meter, "hub.commit.commands", "{command}", "Commands that share one commit of their stream");
    private readonly Histogram<double> _duration =
        Instruments.Seconds(meter, "hub.append.duration", "From an append's leaving its grain to the journal's answer");
    private readonly Counter<long> _fenced = meter.CreateCounter<long>("hub.appends.fenced", "{append}", "Appends refused, as somebody else writes the stream");
    private readonly Counter<long> _failed =
        meter.CreateCounter<long>("hub.appends.failed", "{append}", "Appends that the store could not take, or whose outcome is unknown");

    /// <summary>Counts one grain in memory, until what is returned is disposed.</summary>
    public IDisposable Activated() => new Activation(this);

    /// <param name="began">The <see cref="Stopwatch"/>'s timestamp at its start.</param>
    public void Appended(AppendOutcome outcome, int commands, long began)
    {
        _duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, _kind);
        switch (outcome)
        {
            case AppendOutcome.Stored:
                _commands.Record(commands, _kind);
                break;
            case AppendOutcome.Conflict:
                _fenced.Add(1, _kind);
                break;
            default:
                _failed.Add(1, _kind, new KeyValuePair<string, object?>("hub.outcome", outcome == AppendOutcome.Failed ? "failed" : "unknown"));
                break;
        }
    }

    private sealed class Activation : IDisposable
    {
        private readonly GrainMeter _owner;
        private bool _ended;

        public Activation(GrainMeter owner)
        {
            _owner = owner;
            owner._activations.Add(1, owner._kind);
        }

        public void Dispose()
        {
            if (!_ended)
            {
                _ended = true;
                _owner._activations.Add(-1, _owner._kind);
            }
        }
    }
}
