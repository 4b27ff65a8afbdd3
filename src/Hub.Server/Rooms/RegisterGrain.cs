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
    private readonly IJournal _journal;
    private readonly ForgetList _forgetList;
    private readonly ILogger _logger;
    private Task _redacting = Task.CompletedTask;
    private IDisposable? _active;

    public RegisterGrain(IJournal journal, TimeProvider clock, HubMeter meter, Drain drain, ForgetList forgetList, ILogger<RegisterGrain> logger)
    {
        (_journal, _forgetList, _logger) = (journal, forgetList, logger);
        var key = this.GetPrimaryKeyString();
        _name = RegisterName.Parse(key) ?? throw new ArgumentException($"There is no register '{key}'.");
        _meter = meter.Registers;
        _loop = new EventLoop<Register, RegisterEvent>(StreamNames.RegisterStream(_name), Register.Empty, RegisterEvolution.Evolve, journal, clock, _ =>
            { }, DeactivateOnIdle, logger, _meter, drain.Over);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _loop.Load(cancellationToken);
        try
        {
            await Redact();
        }
#pragma warning disable CA1031 // Whatever it is: who reads the register must not wait for it. The state is without what is forgotten.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RoomLog.RedactionIsBehind(_logger, StreamNames.RegisterStream(_name), e);
        }

        _active = _meter.Activated();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        return _loop.SnapshotNow();
    }

    public async Task<Answer> Do(Ask<RegisterCommand> ask)
    {
        var answer = await HubTrace.Do(ask.Command).Until(
            _loop.Do(ask.ToOperation(), ask.Actor, (register, given) => RegisterDecider.Decide(register, _name, ask.Command, given)));
        if (ask.Command is RegisterCommand.Forget && answer.IsDone)
        {
            try
            {
                await Redact();
            }
            finally
            {
                // What was in the way is taken up by the next activation.
                DeactivateOnIdle();
            }
        }

        return answer;
    }

    public Task<KeptEntry?> Find(string id) => Task.FromResult(_loop.Committed.Find(id));

    public Task<string[]> Known(string[] keys) => Task.FromResult(keys.Where(_loop.Committed.Has).ToArray());

    /// <summary>What the record says is forgotten is replaced where it is stored; see <see cref="RoomGrain{TState,TEvent,TCommand}"/>.</summary>
    private Task Redact()
    {
        return _redacting = Then(_redacting);

        async Task Then(Task before)
        {
            await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
            var (register, stream) = (_loop.Committed, StreamNames.RegisterStream(_name));
            if (_loop.Corrupt is null && register.ForgottenAt > 0 && await _journal.RedactedBy(stream) < register.ForgottenAt)
            {
                await _loop.Redact(
                    r => IdOf(r.Event) is { } id && register.Forgotten.Contains(id) ? r.Event.Without(id) ?? r.Event : r.Event, register.ForgottenAt,
                    e => (e as RegisterEvent.EntryForgotten)?.Reason,
                    gone => _forgetList.Add(gone.Select(g => IdOf(g.Recorded.Event)).Distinct().Select(id => new Forgotten(stream, Entry: id))));
            }
        }
    }

    private static string? IdOf(RegisterEvent happened) => happened switch
    {
        RegisterEvent.EntryRecorded e => e.Id,
        RegisterEvent.EntryAmended e => e.Id,
        _ => null,
    };
}
