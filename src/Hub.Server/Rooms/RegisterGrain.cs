using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Orleans.Concurrency;

namespace Hub.Server.Rooms;

/// <summary>The owner of one register. The rules are <see cref="RegisterDecider"/>'s.</summary>
[Reentrant]
internal sealed class RegisterGrain : Grain, IRegisterGrain
{
    private readonly RegisterName _name;
    private readonly GrainMeter _meter;
    private readonly EventLoop<Register, RegisterEvent> _loop;
    private IDisposable? _active;

    public RegisterGrain(IJournal journal, TimeProvider clock, HubMeter meter, Drain drain, ILogger<RegisterGrain> logger)
    {
        var key = this.GetPrimaryKeyString();
        _name = RegisterName.Parse(key) ?? throw new ArgumentException($"There is no register '{key}'.");
        _meter = meter.Registers;
        _loop = new EventLoop<Register, RegisterEvent>(StreamNames.RegisterStream(_name), Register.Empty, RegisterEvolution.Evolve, journal, clock, _ =>
            { }, DeactivateOnIdle, logger, _meter, drain.Over);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _loop.Load(cancellationToken);
        _active = _meter.Activated();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        return _loop.SnapshotNow();
    }

    public Task<Answer> Do(Ask<RegisterCommand> ask) => HubTrace.Do(ask.Command).Until(
        _loop.Do(new Operation(ask.Operation), ask.Actor, (register, given) => RegisterDecider.Decide(register, _name, ask.Command, given)));

    public Task<KeptEntry?> Find(string id) => Task.FromResult(_loop.Committed.Find(id));

    public Task<string[]> Known(string[] keys) => Task.FromResult(keys.Where(_loop.Committed.Keys.ContainsKey).ToArray());
}
