using Hub.Server.Access;
using Hub.Server.Http;
using Hub.Server.Journal;
using Microsoft.Extensions.Configuration.CommandLine;
using Hub.Server.Keys;

namespace Hub.Server;

/// <summary>What the one who started the hub is told, once it serves.</summary>
internal static class Welcome
{
    public static void Print(WebApplication app)
    {
        var address =
            app.Urls.First().Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/');
        var key = app.Services.GetRequiredService<OperatorKey>();
        Console.WriteLine($"""

              有事好商量 · 码上议

              The hub serves   {address}
              Its journal is   {app.Services.GetRequiredService<IStore>().Place}
              Its keys are in  {app.Services.GetRequiredService<KeyRing>().Folder}
              The operator     {address}/admin{(key.MadeNow is { } made ? $"#key={made}" : " with the key that was configured, or printed at the first start")}

            """);
        if (key.MadeNow is not null)
        {
            Console.WriteLine("  This key is shown now and never again; it is kept hashed. Set Access:OperatorKey to use another.\n");
        }
        else if (key.CanBeGuessed)
        {
            Console.WriteLine("  The configured key is a few words that somebody could guess. Twenty random letters and digits could not be.\n");
        }

        if (((IConfigurationRoot)app.Configuration).Providers.OfType<CommandLineConfigurationProvider>().Any(p => p.TryGet("Access:OperatorKey", out _)))
        {
            Console.WriteLine(
                "  The key stands on the command line, where everybody on this machine can read it. Access:OperatorKeyFile reads it from a file.\n");
        }

        if (PublicAddress.Lack(app) is { } lack)
        {
            Console.WriteLine($"  {lack}\n");
        }
    }
}
