namespace Hub.Server.Common;

/// <summary>
/// A read that many ask for at once: one runs, and all who ask meanwhile share the next. Each caller sees what a read of its own, begun after it asked, would
/// have seen.
/// </summary>
internal sealed class Coalesced<T>(Func<Task<T>> read)
{
    private readonly Lock _gate = new();
    private Task<T>? _running;
    private Task<T>? _next;

    public Task<T> Get()
    {
        lock (_gate)
        {
            if (_next is not null)
            {
                return _next;
            }

            return _running is null or { IsCompleted: true } ? _running = read() : _next = After(_running);
        }
    }

    private async Task<T> After(Task<T> running)
    {
        // Never at once, though the read may have ended by now: this runs under Get's lock, and what it returns must have become the next before it begins.
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            (_running, _next) = (_next, null);
        }

        return await read();
    }
}
