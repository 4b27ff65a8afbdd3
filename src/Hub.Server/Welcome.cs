using Hub.Server.Access;
using Hub.Server.Journal;

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
    }
}
