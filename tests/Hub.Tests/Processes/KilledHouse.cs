using Hub.Tests.House;

namespace Hub.Tests.Processes;

/// <summary>A house in a process of its own, that is killed and started again on the same journal and the same address.</summary>
internal sealed class KilledHouse : OpenHouse, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-killed-");
    private TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HubProcess? _process;

    /// <summary>While the house is dead, this waits for its return.</summary>
    public Task Serving => _serving.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async Task Start()
    {
        var url = Address is null ? "http://127.0.0.1:0" : Address.GetLeftPart(UriPartial.Authority);
        _process = HubProcess.Start(_folder.FullName, [$"--urls={url}", "--Seeds:Path=none", $"--Access:OperatorKey={Key}", .. Wide]);
        await Enter(await _process.Serves());
    }

    /// <summary>Lets those in who wait for the house.</summary>
    public void Admit() => _serving.TrySetResult();

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        _serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process!.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await _process!.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
