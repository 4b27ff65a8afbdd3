namespace Hub.Load.Bench;

/// <summary>What is measured: some nodes that serve one room, and the store between them.</summary>
internal interface IFanoutSide : IAsyncDisposable
{
    string Room { get; }

    IEnumerable<Uri> Hubs { get; }

    /// <summary>The node that sends.</summary>
    ChildProcess Sender { get; }

    /// <summary>Processor seconds so far of all nodes and of the store between them.</summary>
    double ProcessorSeconds { get; }

    /// <summary>Of these, the store's.</summary>
    double StoreSeconds { get; }

    /// <summary>kill -9 of the store, and its return after a while.</summary>
    Task RestartStore(TimeSpan down);
}
