using System.Diagnostics;
using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Telemetry;

/// <summary>
/// What a trace shows of the house itself, between the calls that ASP.NET Core, SignalR and Orleans show: a command's decision and wait, the commit that it
/// shares with others, the frame that carries it to each node, and that node's telling it. What one span owes to several is its child by the first and linked
/// to the others, so that a quiet room's command is one whole trace. Nothing is allocated while nobody listens.
/// </summary>
internal static class HubTrace
{
    public const string Name = "Hub";

    /// <summary>As many as the collectors keep by default.</summary>
    private const int MostLinks = 128;

    private static readonly ActivitySource Source = new(Name);

    /// <summary>The command under decision here, or null.</summary>
    public static Activity? Deciding => Source.HasListeners() && Activity.Current is { } current && ReferenceEquals(current.Source, Source) ? current : null;

    /// <summary>Begins a command's span; <see cref="Until"/> ends it.</summary>
    public static Activity? Do(object command)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var name = HubMeter.NameOf(command);
        return Source.StartActivity($"Do {name}")?.SetTag("hub.command", name);
    }

    /// <summary>The span that a command is sent in, for a call that carries many; null where nobody traces.</summary>
    public static string? Cause => Source.HasListeners() ? Activity.Current?.Id : null;

    /// <summary>Begins the span of a command that came in such a call; <see cref="Decided"/> leaves it, <see cref="Answered"/> ends it.</summary>
    /// <param name="cause">See <see cref="Cause"/>.</param>
    public static Activity? Do(object command, string? cause)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(cause, null, isRemote: true, out var parent))
        {
            return null;
        }

        var name = HubMeter.NameOf(command);
        Leave();
        return Source.StartActivity($"Do {name}", ActivityKind.Internal, parent)?.SetTag("hub.command", name);
    }

    /// <summary>What is decided next is another command's.</summary>
    public static void Decided(this Activity? span)
    {
        if (span is not null)
        {
            Leave();
        }
    }

    public static void Answered(this Activity? span, Answer answer)
    {
        if (span is not null)
        {
            Tag(span, answer);
            span.Dispose();
            Leave();
        }
    }

    /// <summary>Ends a command's span with its answer, and leaves it at once: what the caller does next is none of it.</summary>
    public static Task<Answer> Until(this Activity? span, Task<Answer> answer)
    {
        if (span is null)
        {
            return answer;
        }

        Activity.Current = span.Parent;
        return End(span, answer);
    }

    /// <summary>A commit of these commands' spans; null where there are none.</summary>
    public static Activity? Commit(List<ActivityContext>? commands, int events) =>
        commands is null ? null : Start("Commit", ActivityKind.Internal, commands)?.SetTag("hub.commands", commands.Count).SetTag("hub.events", events);

    public static void End(this Activity? commit, AppendOutcome outcome)
    {
        if (commit is not null)
        {
            commit.SetTag("hub.outcome", CamelCase.Of(outcome));
            commit.SetStatus(outcome == AppendOutcome.Stored ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
            commit.Dispose();
        }
    }

    /// <summary>A frame that leaves for a node with these commits in it.</summary>
    public static Activity? Send(List<ActivityContext>? commits) => commits is null ? null : Start("Send frame", ActivityKind.Producer, commits);

    /// <summary>Frames that are told to this node's connections.</summary>
    public static Activity? Tell(List<FrameOrigin> frames)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var sent = new List<ActivityContext>(frames.Count);
        foreach (var frame in frames)
        {
            if (ActivityContext.TryParse(frame.Trace, null, isRemote: true, out var context))
            {
                sent.Add(context);
            }
        }

        return sent.Count == 0 ? null : Start("Tell frame", ActivityKind.Consumer, sent);
    }

    /// <summary>What follows in this flow goes on by itself: it is no part of the call that happened to begin it.</summary>
    public static void Leave() => Activity.Current = null;

    private static Activity? Start(string name, ActivityKind kind, List<ActivityContext> causes)
    {
        Leave();
        return Source.StartActivity(
            name, kind, causes[0], links: causes.Count == 1 ? null : causes.Skip(1).Take(MostLinks).Select(cause => new ActivityLink(cause)));
    }

    private static void Tag(Activity span, Answer answer)
    {
        span.SetTag("hub.outcome", CamelCase.Of(answer.Outcome));
        if (answer.Rejection is { } rejection)
        {
            span.SetTag("hub.refusal", CamelCase.Of(rejection));
        }
    }

    private static async Task<Answer> End(Activity span, Task<Answer> answering)
    {
        try
        {
            var answer = await answering;
            Tag(span, answer);
            return answer;
        }
        catch (Exception e)
        {
            span.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
        finally
        {
            span.Dispose();
        }
    }
}
