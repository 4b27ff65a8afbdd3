using Hub.Server.Keys;

namespace Hub.Load.Stores;

/// <summary>A folder with one key, for every cluster that this program, and the programs that it starts, make; gone when it ends.</summary>
public static class TemporaryKeys
{
    private const string Inherited = "HUB_TEMPORARY_KEYS";

    private static readonly Lazy<string> Made = new(Make);

    public static string Folder => Environment.GetEnvironmentVariable(Inherited) ?? Made.Value;

    /// <summary>What a node is told of it.</summary>
    public static string Setting => $"--Keys:Path={Folder}";

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("hub-keys-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        new KeyRing(folder, makesItsFirst: false).Make(TimeProvider.System.GetUtcNow());
        Environment.SetEnvironmentVariable(Inherited, folder);
        return folder;
    }
}
