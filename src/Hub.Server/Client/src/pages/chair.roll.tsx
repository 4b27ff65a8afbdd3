/** Who says to be which member, and who sits as one: the chair confirms with a tap, all at once where nobody contests it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { call } from '../api';
import type { RollItem, RollPage } from '../contract';
import { mark } from '../parts/roll';
import { Badge } from '../parts/status';
import { Term } from '../parts/term';
import { notify, went } from '../parts/shell';
import { useStanding } from '../parts/standing';
import { clockTime } from '../prefs';
import type { ChairRoom } from '../chair-room';
import { namesakes } from '../namesakes';
import { r } from '../roll.words';
import { finds, isolated } from '../text';
import { failure } from '../words';
import { c } from './chair.words';

const PAUSE_MS = 1000;

/** As many rows of those without a device as are drawn at once; the others are found by name. */
const SHOWN = 30;

/** Members whom neither name nor sector tells apart. */
const alike = (items: RollItem[]) => namesakes(items.map(i => ({ participant: i.member, name: `${i.name} ${i.sector}` })));

const MemberNumber = ({ of, marks }: { of: RollItem; marks: ReadonlyMap<string, string> }) =>
  marks.has(of.member) ? <small class="which figures">{c.value.alikeMember(marks.get(of.member)!)}</small> : null;

const claimOf = ({ item, participant }: { item: RollItem; participant: string }) => `${participant} ${item.member}`;

export function RollDialog({ room, onClose }: { room: ChairRoom; onClose: () => void }) {
  const words = r.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const items = useSignal<RollItem[] | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const taking = useSignal<RollItem | undefined>(undefined);
  const changes = room.rollChanges.value;
  useEffect(() => dialog.current?.showModal(), []);
  const readAt = useRef(0);
  // While a hall claims its names the roll changes without pause: it is read at most once a second.
  useEffect(() => {
    const timer = setTimeout(
      () => {
        readAt.current = Date.now();
        call<RollPage>('GET', `/api/meetings/${room.id}/roll`).then(
          page => {
            items.value = page.items;
            failed.value = undefined;
          },
          ({ code, status }: { code: string; status: number }) => {
            failed.value = failure(code, status);
          },
        );
      },
      Math.max(0, readAt.current + PAUSE_MS - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [changes]);
  const busy = room.isPending(x => ['confirmSeats', 'unseat', 'mute', 'markPresent', 'unmarkPresent'].includes(x.$type));
  const present = room.present.value;
  const all = items.value ?? [];
  const claims = all.filter(i => i.state === 'claimed').flatMap(i => i.claims!.map(participant => ({ item: i, participant })));
  const rows = useStanding(claims, claimOf, list);
  const clear = claims.filter(c => c.item.claims!.length === 1);
  const seated = all.filter(i => i.state === 'seated');
  const marks = alike(all);
  const confirm = async (some: typeof claims) => {
    if (went(await room.send({ $type: 'confirmSeats', seats: some.map(c => ({ participant: c.participant, member: c.item.member })) })))
      notify(words.confirmed(some.length));
  };
  return (
    <dialog ref={dialog} class="dialog roll" aria-labelledby="roll-title" onClose={onClose}>
      <div class="with-term">
        <h2 id="roll-title">{words.roll}</h2>
        <Term of="roll" />
      </div>
      {failed.value && (
        <p class="wrong" role="alert">
          {failed.value}
        </p>
      )}
      {items.value && <p class="facts">{words.counted(seated.length, all.length)}</p>}
      {present?.roll !== undefined && <p class="facts figures">{words.present(present.roll, present.entitled ?? 0)}</p>}
      {items.value && claims.length === 0 && <p class="hint">{words.none}</p>}
      {clear.length > 1 && (
        <button type="button" class="primary" disabled={busy} onClick={() => void confirm(clear)}>
          {words.confirmAll(clear.length)}
        </button>
      )}
      <ul class="rows" ref={list}>
        {rows.map(({ row: c, gone }) => (
          <li key={claimOf(c)} class={gone ? 'gone' : c.item.claims!.length > 1 ? 'contested' : undefined}>
            <span>
              <b>{c.item.name}</b> <small>{c.item.sector}</small> <MemberNumber of={c.item} marks={marks} />{' '}
              <small class="figures">{words.device(mark(c.participant))}</small>{' '}
              {c.item.claims!.length > 1 ? <small class="unverified">{words.contested}</small> : <Badge of="RollState" is={c.item.state} />}
            </span>
            <button type="button" disabled={gone || busy} onClick={() => void confirm([c])}>
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
                  <b>{i.name}</b> <small>{i.sector}</small> <MemberNumber of={i} marks={marks} />{' '}
                  {i.mutedUntil && <small class="unverified">{words.mutedUntil(i.mutedUntil.startsWith('9999') ? undefined : clockTime(i.mutedUntil))}</small>}
                </span>
                <span class="actions">
                  <button
                    type="button"
                    disabled={busy}
                    onClick={() => void room.send({ $type: 'mute', participant: i.seat!, minutes: i.mutedUntil ? 0 : 10 }).then(went)}
                  >
                    {i.mutedUntil ? words.unmute : words.mute}
                  </button>
                  <button
                    type="button"
                    disabled={busy}
                    onClick={() => {
                      taking.value = i;
                    }}
                  >
                    {words.unseat}
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {all.some(i => i.state !== 'seated' || i.marked) && <WithoutDevice room={room} all={all} busy={busy} />}
      {taking.value && (
        <Unseating
          of={taking.value}
          busy={busy}
          onDone={async reason => {
            // Where it is refused, the reason that was typed stands there.
            if (!reason || went(await room.send({ $type: 'unseat', participant: taking.value!.seat!, reason }))) taking.value = undefined;
          }}
        />
      )}
      <button type="button" onClick={() => dialog.current?.close()}>
        {words.close}
      </button>
    </dialog>
  );
}

/** Who is here without a phone: marked by a tap, found by name. */
function WithoutDevice({ room, all, busy }: { room: ChairRoom; all: RollItem[]; busy: boolean }) {
  const words = r.value;
  const typed = useSignal('');
  const wanted = typed.value.trim();
  const marks = alike(all);
  const fitting = all.filter(i => (i.state !== 'seated' || i.marked) && finds(i.name, wanted));
  const rows = [...fitting.filter(i => i.marked), ...fitting.filter(i => !i.marked)].slice(0, SHOWN);
  return (
    <details class="fold">
      <summary>{words.without}</summary>
      <p class="hint">{words.withoutHint}</p>
      <label>
        {words.filter}
        <input
          maxLength={40}
          value={typed.value}
          onInput={e => {
            typed.value = e.currentTarget.value;
          }}
        />
      </label>
      <ul class="rows">
        {rows.map(i => (
          <li key={i.member}>
            <span>
              <b>{i.name}</b> <small>{i.sector}</small> <MemberNumber of={i} marks={marks} />{' '}
              {i.marked ? <small class="verified">{words.marked}</small> : <Badge of="RollState" is={i.state} />}
            </span>
            <button
              type="button"
              disabled={busy}
              onClick={() => void room.send({ $type: i.marked ? 'unmarkPresent' : 'markPresent', members: [i.member] }).then(went)}
            >
              {i.marked ? words.unmark : words.mark}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Unseating({ of, busy, onDone }: { of: RollItem; busy: boolean; onDone: (reason?: string) => void | Promise<void> }) {
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
        {words.unseatAsk(isolated(of.name))} {words.reason}
        <input
          required
          maxLength={200}
          value={reason.value}
          onInput={e => {
            reason.value = e.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="danger" disabled={busy || reason.value.trim() === ''}>
        {words.unseat}
      </button>
      <button type="button" onClick={() => void onDone()}>
        {words.keep}
      </button>
    </form>
  );
}
