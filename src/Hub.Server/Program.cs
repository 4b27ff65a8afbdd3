using Hub.Server;

try
{
    if (Commands.Run(args) is { } command)
    {
        return await command;
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
