using Hub.Server;
using Hub.Server.Views;

try
{
    if (args is [Rebuild.Command, .. var settings])
    {
        return await Rebuild.Run(settings, Console.Out, Console.Error);
    }

    await using var app = HubServer.Create(args);
    await HubServer.Open(app);
    await app.StartAsync();
    await HubServer.Prepare(app);
    Welcome.Print(app);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (StartupException.From(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence.Message);
    return 1;
}
