namespace Hub.Server.Contracts;

/// <summary>References to the grains of this house.</summary>
public static class GrainReferences
{
    /// <remarks>
    /// What <c>GetGrain&lt;T&gt;</c> answers, without its cost: Orleans reads the attributes of the interface anew with each call, which took a twentieth of
    /// the processor time of a join. What they say never changes while the program runs.
    /// </remarks>
    /// <param name="grains">The factory of this node.</param>
    /// <param name="key">The grain's key; not blank.</param>
    public static T Grain<T>(this IGrainFactory grains, string key)
        where T : class, IGrainWithStringKey
    {
        if (Known<T>.Types is not { } known)
        {
            var first = grains.GetGrain<T>(key);
            var reference = (GrainReference)(object)first;
            Volatile.Write(ref Known<T>.Types, new GrainTypes(reference.GrainId.Type, reference.InterfaceType));
            return first;
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return (T)grains.GetGrain(GrainId.Create(known.Grain, key), known.Interface);
    }

    private sealed record GrainTypes(GrainType Grain, GrainInterfaceType Interface);

    private static class Known<T>
    {
        public static GrainTypes? Types;
    }
}
