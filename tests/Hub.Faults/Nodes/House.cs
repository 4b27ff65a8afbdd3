using Hub.Server.Journal;

namespace Hub.Faults.Nodes;

/// <summary>A running house: its nodes, somebody who starts them again when they die, and a way to read what it has stored without asking it.</summary>
internal abstract class House(string program, DirectoryInfo folder) : IAsyncDisposable
{
    public const string OperatorKey = "the operator's key of the faults";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _over = new();
    private Task _watching = Task.CompletedTask;
    private int _restarts;

    /// <summary>The hub as it was built beside this program.</summary>
    public static string ProgramHere => Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll");

    public abstract string Kind { get; }

    public abstract IReadOnlyList<Node> Nodes { get; }

    public string Program => program;

    public DirectoryInfo Folder => folder;

    /// <summary>How long a node that died stays dead.</summary>
    public TimeSpan RestartAfter { get; set; } = TimeSpan.FromSeconds(1);

    public int Restarts => _restarts;

    /// <summary>Told of each node that died, and of its new start.</summary>
    public Action<Node, bool>? Noticed { get; set; }

    /// <summary>Settings that every node has: allowances so wide that nobody meets them, no seeds, and who only watches is told with the room.</summary>
    protected static IReadOnlyList<string> Common =>
    [
        "--Seeds:Path=none", $"--Access:OperatorKey={OperatorKey}", "--Limits:CommandBurst=1000000", "--Limits:CommandsPerSecond=1000000",
        "--Limits:MessageBurst=1000000", "--Limits:MessagesPerSecond=1000000", "--Limits:FrameBurst=1000000", "--Limits:FramesPerSecond=1000000",
        "--Limits:ByteBurst=1000000000", "--Limits:BytesPerSecond=1000000000", "--Limits:FailedJoinBurst=1000000",
        "--Limits:AnonymousTopicBurst=1000000", "--Limits:AnonymousCommandBurst=1000000", "--Limits:HouseTopicBurst=1000000",
        "--Limits:HouseCommandBurst=1000000", "--Pace:Watchers=100", "--Pace:Crowd=100",
    ];

    /// <summary>Starts all nodes and waits until they are ready; from then on, those that die are started again.</summary>
    public virtual async Task Start()
    {
        foreach (var node in Nodes)
        {
            await node.Start();
        }

        await RequireReady();
        _watching = WatchOver();
    }

    /// <exception cref="InvalidOperationException">A node does not get ready; names its log.</exception>
    public async Task RequireReady()
    {
        foreach (var node in Nodes)
        {
            if (!await Wait.Until(node.IsReady, StartPatience))
            {
                throw new InvalidOperationException($"{node.Name} does not get ready; its log is {node.LogFile}.");
            }
        }
    }

    /// <summary>Reads the journal behind the house's back, while nobody writes.</summary>
    public abstract Task<T> Read<T>(Func<IJournal, Task<T>> read);

    /// <summary>
    /// Adds a commit to a stream behind the house's back, with numbers and hashes that are right. Where the house is alone with its file, it is dead meanwhile.
    /// </summary>
    public abstract Task Append(string stream, Func<Head, Draft> draft);

    /// <summary>Changes rows behind the house's back; as <see cref="Append(string, Func{Head, Draft})"/>.</summary>
    public abstract Task Execute(string sql);

    /// <summary>The node that writes a meeting's streams now, while people take part in it.</summary>
    public abstract Task<Node> OwnerOf(string meeting);

    public virtual async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching;
        foreach (var node in Nodes)
        {
            if (node.IsRunning)
            {
                node.Thaw();
            }

            await node.DisposeAsync();
        }

        _over.Dispose();
    }

    protected static async Task<bool> Append(IJournal journal, string stream, Func<Head, Draft> draft)
    {
        var head = Head.None;
        await foreach (var commit in journal.Read(stream, Head.None))
        {
            head = commit.Head;
        }

        return (await journal.Append(stream, head, draft(head))).Outcome == AppendOutcome.Stored;
    }

    private async Task WatchOver()
    {
        var diedAt = new Dictionary<Node, DateTime>();
        while (!_over.IsCancellationRequested)
        {
            foreach (var node in Nodes.Where(n => !n.StaysDown))
            {
                if (node.IsRunning)
                {
                    diedAt.Remove(node);
                }
                else if (diedAt.TryAdd(node, DateTime.UtcNow) && RestartAfter > TimeSpan.Zero)
                {
                    Noticed?.Invoke(node, false);
                }
                else if (DateTime.UtcNow - diedAt[node] >= RestartAfter && !node.StaysDown)
                {
                    diedAt.Remove(node);
                    _restarts++;
                    await node.Start();
                    Noticed?.Invoke(node, true);
                }
            }

            await Task.WhenAny(Task.Delay(50, _over.Token));
        }
    }
}
