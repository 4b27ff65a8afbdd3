namespace Hub.Tests.Privacy.Canaries;

/// <summary>
/// No token, code, key, password or name stands in a place that is not meant for it: the whole of what a day has left is searched, see <see
/// cref="CanaryDay"/> and <see cref="CanaryPlaces"/>.
/// </summary>
public abstract class CanaryContract(CanaryDay day)
{
    public static TheoryData<string> Kinds() => [.. CanaryPlaces.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_canary_stands_where_it_may_not(string kind)
    {
        var searched = day.Materials.Where(m => m.Kind == kind).ToList();
        searched.Sum(m => m.Bytes.Length).ShouldBeGreaterThan(0);

        day.Search.In(searched).Where(f => !CanaryPlaces.MayStandIn(f.Where, f.Canary.What)).Select(f => $"{f}").Distinct().ShouldBeEmpty();
    }

    /// <summary>Guards the test above: it has looked where something was to be found, and each kind of canary was let out.</summary>
    [Fact]
    public void What_may_stand_somewhere_stands_there()
    {
        day.Canaries.Select(c => c.What).Distinct().ShouldBe(CanaryPlaces.All.Except(NotHere), ignoreOrder: true);

        var found = day.Search.In(day.Materials).Select(f => f.Canary.What).ToHashSet();
        CanaryPlaces.All.Where(what => CanaryPlaces.Of(what).Length > 0 && !found.Contains(what)).ShouldBeEmpty();
    }

    /// <summary>Guards the search: leaks that were made on purpose are found, one in each kind of place, and whatever they are spelled in.</summary>
    [Fact]
    public void A_leak_that_was_planted_is_found_in_each_kind_of_place()
    {
        var found = new CanarySearch(day.Planted).In(day.Materials).ToList();

        found.Select(f => f.Canary.What).Distinct().ShouldBe(day.Planted.Select(p => p.What), ignoreOrder: true);
        found.Select(f => f.Where.Kind).Distinct().ShouldBe(CanaryPlaces.Kinds, ignoreOrder: true);
    }

    /// <summary>What a house on this store does not have.</summary>
    protected virtual IEnumerable<string> NotHere => [];
}
