using System.Collections.Immutable;

namespace Hub.Domain.Opinion;

/// <summary>A dot of the map as everybody sees it: some people who stand near each other, <see cref="Anonymity.People"/> at least.</summary>
/// <param name="X">From −1 to 1, along the first axis.</param>
/// <param name="Group">The group of all of them; null where no groups are shown.</param>
public sealed record MapBin(double X, double Y, int People, int? Group = null)
{
    /// <summary>The map is so many cells wide and high.</summary>
    private const int Cells = 25;

    /// <summary>Of a hundred people, two may stand beyond the edge, and are shown at it: the map is not as wide as its strangest guest.</summary>
    private const double Within = 0.98;

    /// <summary>The dots of a map: where fewer people stand in a cell, it is joined to the nearest.</summary>
    /// <param name="shown">The groups that are shown; null: none are.</param>
    public static ImmutableArray<MapBin> AllOf(OpinionMap map, Grouping? shown)
    {
        var (places, edge) = (map.Places, Edge(map.Places));
        var groups = shown?.Count ?? 1;
        var cells = new int[groups * Cells * Cells];
        for (var i = 0; i < places.Count; i++)
        {
            var group = shown is null ? 0 : shown.Labels[i];
            cells[(group * Cells * Cells) + (CellOf(places.Y[i], edge) * Cells) + CellOf(places.X[i], edge)]++;
        }

        var bins = ImmutableArray.CreateBuilder<MapBin>();
        for (var group = 0; group < groups; group++)
        {
            bins.AddRange(Joined(cells.AsSpan(group * Cells * Cells, Cells * Cells), shown is null ? null : group));
        }

        return bins.ToImmutable();
    }

    /// <summary>Where one person stands on the map of the dots: for themselves alone.</summary>
    /// <returns>Null: they have not answered enough.</returns>
    public static (double X, double Y)? PlaceOf(OpinionMap map, string person)
    {
        var at = map.Set.Find(person) is var row && row < 0 ? -1 : map.Places.Find(row);
        return at < 0 ? null : (At(map.Places.X[at], Edge(map.Places)), At(map.Places.Y[at], Edge(map.Places)));
    }

    private static List<MapBin> Joined(ReadOnlySpan<int> cells, int? group)
    {
        var bins = new List<MapBin>();
        for (var cell = 0; cell < cells.Length; cell++)
        {
            if (cells[cell] > 0)
            {
                bins.Add(new MapBin(Middle(cell % Cells), Middle(cell / Cells), cells[cell], group));
            }
        }

        while (bins.MinBy(b => b.People) is { People: < Anonymity.People } least && bins.Count > 1)
        {
            bins.Remove(least);
            var nearest = bins.MinBy(b => ((b.X - least.X) * (b.X - least.X)) + ((b.Y - least.Y) * (b.Y - least.Y)))!;
            var people = least.People + nearest.People;
            bins[bins.IndexOf(nearest)] = nearest with
            {
                X = ((least.X * least.People) + (nearest.X * nearest.People)) / people,
                Y = ((least.Y * least.People) + (nearest.Y * nearest.People)) / people,
                People = people,
            };
        }

        bins.RemoveAll(b => b.People < Anonymity.People);
        return [.. bins.Select(b => b with { X = Math.Round(b.X, 3), Y = Math.Round(b.Y, 3) })];
    }

    private static double Edge(Places places)
    {
        if (places.Count == 0)
        {
            return 1;
        }

        var far = new double[places.Count];
        for (var i = 0; i < far.Length; i++)
        {
            far[i] = Math.Max(Math.Abs(places.X[i]), Math.Abs(places.Y[i]));
        }

        Array.Sort(far);
        return far[(int)(Within * (far.Length - 1))] is var edge && edge > 0 ? edge : 1;
    }

    private static double At(double along, double edge) => Math.Clamp(along / edge, -1, 1);

    private static int CellOf(double along, double edge) => Math.Min(Cells - 1, (int)((At(along, edge) + 1) / 2 * Cells));

    private static double Middle(int cell) => ((2.0 * cell) + 1 - Cells) / Cells;
}
