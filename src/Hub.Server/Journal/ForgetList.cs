using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Server.Journal;

/// <summary>
/// What was forgotten, in files beside the database and outside its backups: so that whoever restores a backup from before forgets it again. A line names a
/// place in the record, and nothing of what stood there: the seq of an event with the hash of its commit, the salted hash of a name, the id of an entry or of a
/// file. Each process that forgets writes a file of its own, one JSON object a line, synced before anything is deleted.
/// </summary>
/// <param name="folder">Null: this house keeps no such list, and a backup from before brings back what it has.</param>
internal sealed class ForgetList(string? folder) : IDisposable
{
    private const string Prefix = "forgotten-";

    private readonly SemaphoreSlim _one = new(1);
    private readonly string _name = $"{Prefix}{Guid.NewGuid():n}.jsonl";
    private FileStream? _file;

    public bool IsKept => folder is not null;

    /// <summary>Asked before anything is noted, here or nowhere: what is deleted now is to be erased.</summary>
    public Func<Task> Deleting { get; init; } = () => Task.CompletedTask;

    /// <summary>Adds what is about to be deleted. Durable when this answers.</summary>
    /// <exception cref="IOException">The folder does not take it: nothing may be deleted yet.</exception>
    public async Task Add(IEnumerable<Forgotten> forgotten)
    {
        var lines = forgotten.SelectMany(f => JsonSerializer.SerializeToUtf8Bytes(f, ForgetJson.Default.Forgotten).Append((byte)'\n')).ToArray();
        if (lines.Length == 0)
        {
            return;
        }

        await Deleting();
        if (folder is null)
        {
            return;
        }

        await _one.WaitAsync();
        try
        {
            _file ??= Open();
            await _file.WriteAsync(lines);
            _file.Flush(flushToDisk: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Whether the folder can be read, where there is one: what was forgotten must not be missed at a start. What it cannot take is noticed when something is
    /// forgotten.
    /// </summary>
    /// <exception cref="StartupException">It cannot.</exception>
    public void Probe()
    {
        try
        {
            _ = Files().Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The folder {Path.GetFullPath(folder!)} of what was forgotten cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The lists that lie here, by the names of their files, those of other processes too.</summary>
    public IEnumerable<string> Files() =>
        folder is null || !Directory.Exists(folder) ? []
        : Directory.EnumerateFiles(folder, $"{Prefix}*.jsonl").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    /// <summary>What one of them says behind so many lines. A last line that a crash cut short is none: nothing was deleted for it.</summary>
    public async Task<IReadOnlyList<Forgotten>> Read(string file, int after)
    {
        await using var stream = new FileStream(Path.Combine(folder!, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        try
        {
            return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(after)
                .Select(line => JsonSerializer.Deserialize(line, ForgetJson.Default.Forgotten)!)];
        }
        catch (JsonException e)
        {
            throw new StartupException($"The list {Path.Combine(folder!, file)} of what was forgotten cannot be read: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _one.Dispose();
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(folder!);
        return new FileStream(Path.Combine(folder!, _name), Disk.Options(FileMode.Append, FileShare.Read));
    }
}

/// <summary>One thing that was forgotten.</summary>
/// <param name="Stream">Of an event or an entry the stream, of a name the room.</param>
/// <param name="Seq">The event whose texts are gone.</param>
/// <param name="Hash">Its commit's, in hex: in a record that went another way since, another event stands there, and stays.</param>
/// <param name="Name">The hash of a name, as events refer to it.</param>
/// <param name="Entry">The id of a register's entry.</param>
/// <param name="File">The id of a file.</param>
/// <param name="Account">The id of a staff account.</param>
internal sealed record Forgotten(
    string? Stream = null, long? Seq = null, string? Hash = null, string? Name = null, string? Entry = null, string? File = null,
    string? Account = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Forgotten))]
internal sealed partial class ForgetJson : JsonSerializerContext;
