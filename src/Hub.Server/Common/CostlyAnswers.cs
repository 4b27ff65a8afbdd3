using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Hub.Server.Common;

/// <summary>
/// Answers that cost much to make: a whole record is read for each. At most <see cref="LimitSettings.CostlyAnswers"/> are made at once, some wait, and the
/// others are told to come again. One that was made is stored under a key that names all it was made from (the head of the record, for whom, in which
/// language), so that it is made once and never told to somebody for whom it was not made; who may read at all is asked before, each time.
/// </summary>
internal sealed class CostlyAnswers(IOptions<LimitSettings> limits) : IDisposable
{
    private const int MostWaiting = 64;
    private const long MostBytes = 64L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _places = new(limits.Value.CostlyAnswers);
    private readonly MemoryCache _stored = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]?>>> _underWay = new();
    private int _waiting;

    /// <summary>The stored answer, or one made now, together with all who ask for the same.</summary>
    /// <param name="make">Makes it; null: there is nothing to answer, and nothing is stored.</param>
    /// <exception cref="BusyException">Too many are being made.</exception>
    public async Task<byte[]?> Of(string key, Func<Task<byte[]?>> make, CancellationToken cancel)
    {
        if (_stored.TryGetValue(key, out byte[]? stored))
        {
            return stored;
        }

        var making = _underWay.GetOrAdd(key, k => new Lazy<Task<byte[]?>>(() => Make(k, make)));
        return await making.Value.WaitAsync(cancel);
    }

    /// <summary>Makes what is remembered elsewhere.</summary>
    /// <exception cref="BusyException">Too many are being made.</exception>
    public async Task<T> InTurn<T>(Func<Task<T>> make)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting || !await _places.WaitAsync(Patience))
            {
                throw new BusyException();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await make();
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _stored.Dispose();
    }

    private async Task<byte[]?> Make(string key, Func<Task<byte[]?>> make)
    {
        try
        {
            var made = await InTurn(make);
            if (made is { Length: > 0 and var size })
            {
                _stored.Set(key, made, new MemoryCacheEntryOptions { Size = size });
            }

            return made;
        }
        finally
        {
            _underWay.TryRemove(key, out _);
        }
    }
}

/// <summary>The house makes as many costly answers as it does at once; ask again.</summary>
public sealed class BusyException() : Exception("Too many costly answers are being made.");
