namespace Hub.Server.Common;

/// <summary>
/// Remembers what was added or asked for last, in bounded memory: two generations of at most <paramref name="most"/> each. When the younger one is full, the
/// older one is forgotten; what was asked for meanwhile has moved to the younger. Thread-safe.
/// </summary>
internal sealed class RecentSet<T>(int most)
    where T : notnull
{
    private readonly Lock _gate = new();
    private HashSet<T> _young = [];
    private HashSet<T> _old = [];

    public bool Contains(T item)
    {
        lock (_gate)
        {
            if (_young.Contains(item))
            {
                return true;
            }

            if (!_old.Contains(item))
            {
                return false;
            }

            Put(item);
            return true;
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            Put(item);
        }
    }

    public void Remove(T item)
    {
        lock (_gate)
        {
            _young.Remove(item);
            _old.Remove(item);
        }
    }

    private void Put(T item)
    {
        if (_young.Count >= most && !_young.Contains(item))
        {
            (_old, _young) = (_young, []);
        }

        _young.Add(item);
    }
}
