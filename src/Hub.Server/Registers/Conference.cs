using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Seeding;

namespace Hub.Server.Registers;

/// <summary>The names that a conference is made up of, as data: <c>conference.json</c> of the seeds in use, else the one beside the program.</summary>
/// <param name="Sectors">界别.</param>
/// <param name="Committees">专委会.</param>
/// <param name="Parties">Parties and groups.</param>
public sealed record Conference(
    ImmutableArray<string> Sectors, ImmutableArray<string> Committees, ImmutableArray<string> Counties, ImmutableArray<string> Parties)
{
    /// <exception cref="StartupException">The file is not what this says.</exception>
    internal static Conference Load(SeedSettings settings)
    {
        var own = settings.Folder is { } folder ? Path.Combine(folder, "conference.json") : null;
        return SeedFile.Read(
            own is not null && File.Exists(own) ? own : Path.Combine(SeedSettings.Beside, "conference.json"), RegisterSeedJson.Strict.Conference);
    }

    /// <summary>Why an entry names what this conference does not have; null where it does not.</summary>
    public Refusal? Check(Entry entry) => entry.Described.FieldsOf(entry)
        .Where(f => ListOf(f.Type) is { } known && f.Text(entry) is { } name && !known.Contains(name))
        .Select(f => new Refusal(Rejection.NotOffered, f.Name)).FirstOrDefault();

    private ImmutableArray<string>? ListOf(FieldType type) => type switch
    {
        FieldType.Sector => Sectors,
        FieldType.Committee => Committees,
        FieldType.County => Counties,
        FieldType.Party => Parties,
        _ => null,
    };
}
