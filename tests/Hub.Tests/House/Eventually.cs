namespace Hub.Tests.House;

/// <summary>The one place where a test looks again after a moment: for what nobody tells.</summary>
internal static class Eventually
{
    /// <summary>Looks until it is so.</summary>
    /// <exception cref="OperationCanceledException">It was not so within <see cref="OpenHouse.Patience"/>.</exception>
    public static async Task Holds(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (!await isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <inheritdoc cref="Holds(Func{Task{bool}})"/>
    public static Task Holds(Func<bool> isSo) => Holds(() => Task.FromResult(isSo()));
}
