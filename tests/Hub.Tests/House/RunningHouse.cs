using Hub.Server;
using Hub.Server.Journal;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.House;

/// <summary>
/// The whole house in this process, started as the program starts it, on a journal of its own. Its allowances are wide; <see cref="StrictHouse"/> has the real
/// ones. Where HUB_TESTS_PROGRAM names the Hub.Server.dll of another build, the house is a process of that one: so a test that guards against a fault can be
/// run against the build that has it.
/// </summary>
public class RunningHouse : OpenHouse, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-house-");
    private readonly string[] _settings;
    private WebApplication? _app;
    private HubProcess? _other;

    public RunningHouse()
        : this(Wide)
    {
    }

    protected RunningHouse(string[] settings) => _settings = settings;

    /// <summary>The journal's file.</summary>
    public string File => Path.Combine(_folder.FullName, "hub.db");

    /// <summary>Where the keys of confidential ballots are.</summary>
    public string KeyFolder => Path.Combine(_folder.FullName, "keys");

    internal IJournal Journal => Service<IJournal>();

    internal T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public ValueTask InitializeAsync() => Open();

    public async ValueTask Open()
    {
        string[] settings =
        [
            "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString=Data Source={File}", $"--Access:OperatorKey={OperatorKey}", "--Seeds:Path=none",
                $"--Ballots:KeyPath={KeyFolder}", .. _settings,
        ];
        if (Environment.GetEnvironmentVariable("HUB_TESTS_PROGRAM") is { } program)
        {
            _other = HubProcess.StartThrough(["dotnet", program], _folder.FullName, settings);
            await Enter(await _other.Serves());
            return;
        }

        _app = HubServer.Create([.. Quiet, .. settings], Add);
        await HubServer.Open(_app);
        await _app.StartAsync();
        await Listens(new Uri(_app.Urls.First()));
        await HubServer.Prepare(_app);
        await Enter(new Uri(_app.Urls.First()));
    }

    /// <summary>It listens, and is not prepared yet.</summary>
    protected virtual Task Listens(Uri address) => Task.CompletedTask;

    /// <summary>What a test's house has besides.</summary>
    protected virtual void Add(IServiceCollection services)
    {
    }

    public async ValueTask Close()
    {
        Http?.Dispose();
        await (_other?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    /// <summary>Stops and starts again on the same journal; at another address.</summary>
    public async Task Restart(Func<Task>? meanwhile = null)
    {
        await Close();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();

        // A fixture is remembered by whatever was started while its tests ran; the house is not to live as long as the whole run because of that.
        (_app, _other) = (null, null);
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>A house with the allowances it has by itself.</summary>
public sealed class StrictHouse() : RunningHouse([]);
