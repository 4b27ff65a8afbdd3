using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hub.Domain.Meetings;

namespace Hub.Server.Seeding;

/// <summary>The 4+X formats, as data: <c>formats.json</c> of the seeds in use, else the one beside the program.</summary>
internal sealed class FormatCatalogue
{
    private readonly ImmutableArray<Format> _formats;

    private FormatCatalogue(ImmutableArray<Format> formats) => _formats = formats;

    public ImmutableArray<Format> All => _formats;

    public Format? Find(string id) => _formats.FirstOrDefault(f => f.Id == id);

    /// <exception cref="StartupException">The file is not a list of formats.</exception>
    public static FormatCatalogue Load(SeedSettings settings)
    {
        var own = settings.Folder is { } folder ? System.IO.Path.Combine(folder, "formats.json") : null;
        var path = own is not null && File.Exists(own) ? own : System.IO.Path.Combine(SeedSettings.Beside, "formats.json");
        var formats = SeedFile.Read(path, SeedJson.Strict.ImmutableArrayFormat);
        return formats.FirstOrDefault(f =>
            f.Rules is { CheckIn: false } rules
                && (rules.Weighted == true || rules.Delegation == true || rules.MissingNamed == true || rules.Presence == true)) is { } format
            ? throw new StartupException($"The format {format.Id} in {path} weighs votes, delegates them, or names who is missing; that needs checkIn.")
            : new FormatCatalogue(formats);
    }
}

/// <summary>Setting <c>Seeds:Path</c>: a folder; absent, the one beside the program; "none" for nothing.</summary>
public sealed class SeedSettings
{
    public const string Section = "Seeds";

    public static readonly string Beside = System.IO.Path.Combine(AppContext.BaseDirectory, "seeds");

    public string? Path { get; set; }

    /// <summary>Where the seeds are, or null where none are wanted.</summary>
    public string? Folder => Path switch
    {
        null or "" => Beside,
        "none" => null,
        _ => System.IO.Path.GetFullPath(Path),
    };
}

internal static class SeedFile
{
    /// <exception cref="StartupException">The file cannot be read, or is not of this shape.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> shape)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), shape)!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartupException($"The seeds in {path} cannot be read: {e.Message}", e);
        }
    }
}
