/** Who says to be which member, and who sits as one: the chair confirms with a tap, all at once where nobody contests it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { call } from '../api';
import type { RollItem, RollPage } from '../contract';
import { mark } from '../parts/roll';
import { notify, went } from '../parts/shell';
import type { ChairRoom } from '../chair-room';
import { r } from '../roll.words';
import { failure } from '../words';

export function RollDialog({ room, onClose }: { room: ChairRoom; onClose: () => void }) {
  const words = r.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const items = useSignal<RollItem[] | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const taking = useSignal<RollItem | undefined>(undefined);
  const changes = room.rollChanges.value;
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    call<RollPage>('GET', `/api/meetings/${room.id}/roll`).then(
      page => {
        items.value = page.items;
      },
      ({ code, status }: { code: string; status: number }) => {
        failed.value = failure(code, status);
      },
    );
  }, [changes]);
  const busy = room.isPending(x => x.$type === 'confirmSeats' || x.$type === 'unseat');
  const all = items.value ?? [];
  const claims = all.filter(i => i.state === 'claimed').flatMap(i => i.claims!.map(participant => ({ item: i, participant })));
  const clear = claims.filter(c => c.item.claims!.length === 1);
  const seated = all.filter(i => i.state === 'seated');
  const confirm = async (some: typeof claims) => {
    if (went(await room.send({ $type: 'confirmSeats', seats: some.map(c => ({ participant: c.participant, member: c.item.member })) })))
      notify(words.confirmed(some.length));
  };
  return (
    <dialog ref={dialog} class="dialog roll" aria-labelledby="roll-title" onClose={onClose}>
      <h2 id="roll-title">{words.roll}</h2>
      {failed.value && (
        <p class="wrong" role="alert">
          {failed.value}
        </p>
      )}
      {items.value && <p class="facts">{words.counted(seated.length, all.length)}</p>}
      {items.value && claims.length === 0 && <p class="hint">{words.none}</p>}
      {clear.length > 1 && (
        <button type="button" class="primary" disabled={busy} onClick={() => void confirm(clear)}>
          {words.confirmAll(clear.length)}
        </button>
      )}
      <ul class="rows">
        {claims.map(c => (
          <li key={`${c.participant} ${c.item.member}`} class={c.item.claims!.length > 1 ? 'contested' : undefined}>
            <span>
              <b>{c.item.name}</b> <small>{c.item.sector}</small> <small class="figures">{words.device(mark(c.participant))}</small>{' '}
              {c.item.claims!.length > 1 && <small class="unverified">{words.contested}</small>}
            </span>
            <button type="button" disabled={busy} onClick={() => void confirm([c])}>
              {words.confirm}
            </button>
          </li>
        ))}
      </ul>
      {seated.length > 0 && (
        <details class="fold">
          <summary>{words.seated}</summary>
          <ul class="rows">
            {seated.map(i => (
              <li key={i.member}>
                <span>
                  <b>{i.name}</b> <small>{i.sector}</small>
                </span>
                <button
                  type="button"
                  disabled={busy}
                  onClick={() => {
                    taking.value = i;
                  }}
                >
                  {words.unseat}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {taking.value && (
        <Unseating
          of={taking.value}
          onDone={async reason => {
            const seat = taking.value!.seat!;
            taking.value = undefined;
            if (reason) went(await room.send({ $type: 'unseat', participant: seat, reason }));
          }}
        />
      )}
      <button type="button" onClick={() => dialog.current?.close()}>
        {words.close}
      </button>
    </dialog>
  );
}

function Unseating({ of, onDone }: { of: RollItem; onDone: (reason?: string) => void | Promise<void> }) {
  const words = r.value;
  const reason = useSignal('');
  return (
    <form
      class="field-row"
      onSubmit={e => {
        e.preventDefault();
        void onDone(reason.value.trim());
      }}
    >
      <label>
        {words.unseatAsk(of.name)} {words.reason}
        <input
          required
          maxLength={200}
          value={reason.value}
          onInput={e => {
            reason.value = e.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="danger" disabled={reason.value.trim() === ''}>
        {words.unseat}
      </button>
      <button type="button" onClick={() => void onDone()}>
        {words.keep}
      </button>
    </form>
  );
}
