namespace Hub.Load.Bench;

/// <summary>A folder of this run's own, gone at its end. In the system's temporary folder: set TMPDIR to measure another disk.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-bench-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
