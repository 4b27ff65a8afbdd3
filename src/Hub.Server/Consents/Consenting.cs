using System.Net;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Consents;

/// <summary>How many of the staff stand behind somebody who asks or agrees.</summary>
internal enum Eyes
{
    /// <summary>An account: another has to agree.</summary>
    Account,

    /// <summary>The operator key, and there is no account that could: it does by itself, and the audit log says so.</summary>
    KeyAlone,

    /// <summary>The operator key where there are accounts: it says of nobody who they are, so that it can be neither of the two.</summary>
    None,
}

/// <summary>What became of what somebody asked for.</summary>
/// <param name="Consent">Null: whoever asked may not, as they are nobody's account.</param>
/// <param name="Answer">The meeting's, where it was done at once; null: it waits.</param>
internal sealed record Asked(Consent? Consent, Answer? Answer = null);

/// <summary>
/// Two pairs of eyes: deletes what is personal of others, shows or hides a closed record, and declares a ballot void, once one account has asked for it and
/// another has agreed. Who asked is never who agrees; what nobody agrees to within <see cref="WaitsFor"/> lapses, and so does what an account asked for that is
/// disabled since. Each step stands in the audit log.
/// </summary>
internal sealed class Consenting(
    IConsents consents, StaffAccounts accounts, IGrainFactory grains, Perseverance perseverance, AuditLog audit, TimeProvider clock)
{
    public static readonly TimeSpan WaitsFor = TimeSpan.FromDays(7);

    /// <summary>Whose eyes these are.</summary>
    public async Task<Eyes> EyesOf(Session session, CancellationToken cancel = default) =>
        session is { Account: not null, Room: null } ? Eyes.Account
        : session is { IsOfOperatorKey: true, Room: null } && !(await accounts.ReadAll(cancel)).Any(a => a.IsUsable) ? Eyes.KeyAlone
        : Eyes.None;

    /// <summary>Notes that the operator key does alone what two should.</summary>
    public Task NoteAlone(Session session, IPAddress? from, string on) =>
        audit.Note(new AuditNote(AuditActs.DoneAlone, AuditPeople.Of(session), from, on));

    /// <summary>Stores what an account asks for. The same again, while it waits, is the same.</summary>
    /// <exception cref="StoreException">It was not stored, or nobody knows.</exception>
    public async Task<Asked> Ask(Session session, IPAddress? from, ConsentKind kind, string room, string target, string reason)
    {
        var eyes = await EyesOf(session);
        if (eyes == Eyes.None)
        {
            return new Asked(null);
        }

        if ((await ReadWaiting()).FirstOrDefault(c =>
            c.Kind == kind && c.Room == room && c.Target == target && c.Account == session.Account && eyes == Eyes.Account) is { } same)
        {
            return new Asked(same);
        }

        var now = clock.GetUtcNow();
        var consent = new Consent(
            Guid.NewGuid().ToString("n"), kind, room, target, reason, session.Person, session.Account, now, now + WaitsFor, ConsentState.Waiting);
        if (eyes == Eyes.Account)
        {
            await consents.Add(consent);
            return new Asked(consent);
        }

        await NoteAlone(session, from, consent.On);
        consent = consent with { State = ConsentState.Agreed, DecidedBy = session.Id };
        await consents.Add(consent);
        return await Perform(consent, from);
    }

    /// <summary>Those that wait now.</summary>
    public async Task<IReadOnlyList<Consent>> ReadWaiting(CancellationToken cancel = default)
    {
        var waiting = new List<Consent>();
        foreach (var consent in (await consents.ReadOpen(cancel)).Where(c => c.State == ConsentState.Waiting))
        {
            if (await IsGood(consent))
            {
                waiting.Add(consent);
            }
        }

        return waiting;
    }

    /// <summary>One that waits for this session; null: there is none, it is their own, or it has lapsed.</summary>
    public async Task<Consent?> FindFor(Session session, string id, CancellationToken cancel = default) =>
        await consents.Find(id, cancel) is { State: ConsentState.Waiting } consent && !IsOwn(session, consent) && await IsGood(consent) ? consent : null;

    /// <summary>Whether this session's person, or its account, is who asked.</summary>
    public static bool IsOwn(Session session, Consent consent) =>
        consent.Person == session.Person || (consent.Account is not null && consent.Account == session.Account);

    /// <summary>An account agrees, and it is done.</summary>
    /// <returns>Null where somebody else has decided meanwhile.</returns>
    public async Task<Asked?> Agree(Session session, IPAddress? from, Consent consent) =>
        await consents.Move(consent.Id, ConsentState.Waiting, ConsentState.Agreed, session.Account!)
            ? await Perform(consent with { State = ConsentState.Agreed, DecidedBy = session.Account }, from) : null;

    /// <summary>An account does not agree.</summary>
    /// <returns>False where somebody else has decided meanwhile.</returns>
    public Task<bool> Decline(Session session, Consent consent, string why) =>
        consents.Move(consent.Id, ConsentState.Waiting, ConsentState.Declined, session.Account!, why);

    /// <summary>Does what was agreed to and a crash left undone, and says of what has lapsed that it has.</summary>
    public async Task Sweep(CancellationToken cancel)
    {
        foreach (var consent in await consents.ReadOpen(cancel))
        {
            if (consent.State == ConsentState.Agreed)
            {
                await Perform(consent, null);
            }
            else if (!await IsGood(consent) && await consents.Move(consent.Id, ConsentState.Waiting, ConsentState.Lapsed))
            {
                await audit.Note(new AuditNote(AuditActs.ConsentLapsed, AuditWho.House, null, consent.On));
            }
        }
    }

    /// <summary>As what the audit log notes that it is done.</summary>
    private static string ActOf(ConsentKind kind) => kind switch
    {
        ConsentKind.RemoveName => AuditActs.NameRemoved,
        ConsentKind.ShowRecord => AuditActs.RecordShown,
        ConsentKind.VoidBallot => AuditActs.BallotVoided,
        _ => throw new InvalidOperationException($"Nobody consents to {kind} here."),
    };

    private async Task<bool> IsGood(Consent consent) =>
        consent.Until > clock.GetUtcNow() && (consent.Account is not { } account || await accounts.Find(account) is { IsUsable: true });

    /// <summary>The same operation each time: what was done is not done twice.</summary>
    private async Task<Asked> Perform(Consent consent, IPAddress? from)
    {
        var who = consent.Account is null ? new AuditWho(AuditKinds.OperatorKey, consent.DecidedBy) : AuditPeople.OfAccount(consent.DecidedBy!);
        var answer = await audit.Around(
            new AuditNote(ActOf(consent.Kind), who, from, consent.On), () => Do(consent),
            a => a.Rejection is { } rejection ? new ActOutcome(CamelCase.Of(rejection)) : a.IsDone ? ActOutcome.Done : new ActOutcome("retry"));
        if (answer.Outcome == ReceiptOutcome.Retry)
        {
            // It is agreed to, and done by whoever looks next.
            return new Asked(consent, answer);
        }

        var state = answer.Rejection is null ? ConsentState.Done : ConsentState.Refused;
        await consents.Move(consent.Id, ConsentState.Agreed, state, why: answer.Rejection is { } code ? CamelCase.Of(code) : null);
        return new Asked(consent with { State = state }, answer);
    }

    private async Task<Answer> Do(Consent consent)
    {
        var meeting = grains.Grain<IMeetingGrain>(StreamNames.Meeting(consent.Room)!);
        switch (consent.Kind)
        {
            case ConsentKind.RemoveName:
                return await Ask("", Actor.Operator, new MeetingCommand.RemoveName(consent.Target, consent.Reason, []));
            case ConsentKind.ShowRecord:
                return await Ask("", Actor.House, new MeetingCommand.ShowRecord(CamelCase.TryRead<Visibility>(consent.Target, out var to) ? to : default));
            default:
                // What is open takes no more votes, and is counted: the record keeps what was voted.
                var closed = await Ask(" closes", Actor.House, new MeetingCommand.CloseBallot(consent.Target));
                return closed.IsDone || closed.Rejection == Rejection.MeetingClosed
                    ? await Ask("", Actor.House, new MeetingCommand.VoidBallot(consent.Target, consent.Reason)) : closed;
        }

        Task<Answer> Ask(string step, Actor actor, MeetingCommand command) => perseverance.Ask(
            () => meeting.Do(new Ask<MeetingCommand>(Operation.OfHouse($"consent {consent.Id}{step}").Key, actor, null, command)),
            a => a.Outcome != ReceiptOutcome.Retry);
    }
}
