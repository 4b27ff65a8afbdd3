namespace Hub.Server.Access;

/// <summary>
/// What a node of a cluster learns of the house's secrets while it runs: once no node of an older build is left, what lies there plain is wrapped; and a key
/// that was made to sign tokens, or dropped, is known after <see cref="Every"/>.
/// </summary>
internal sealed partial class SecretsWatch(HouseSecrets secrets, Tokens tokens, TimeProvider clock, ILogger<SecretsWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private bool _areWrapped;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _areWrapped = _areWrapped || await secrets.WrapPlain();
                await tokens.Refresh();
            }
#pragma warning disable CA1031 // Whatever it is, the house goes on with the secrets that it knows: an exception that left this loop would stop it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogLater(e.Message);
            }

            await Task.WhenAny(Task.Delay(Every, clock, stoppingToken));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The house's secrets could not be looked at; it is tried again: {Why}")]
    private partial void LogLater(string why);
}
