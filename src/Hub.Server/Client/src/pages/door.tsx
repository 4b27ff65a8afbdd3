/** The registration desk: a tablet at the hall's door. It finds a member, confirms who says to be one, and prints a card; nothing else. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import '../style/hall.css';
import { ApiError } from '../api';
import { forgetSecret, key, secret } from '../boot';
import type { CardsPrinted, DoorItem, DoorPage, Receipt } from '../contract';
import { h } from '../hall.words';
import { beginsWith } from '../initials';
import { keep, recall } from '../keep';
import { newOp } from '../outbox';
import { Printed, SeatCards } from '../parts/cards';
import { mark } from '../parts/roll';
import { Head, notify, Sorry, title, went } from '../parts/shell';
import { useStanding } from '../parts/standing';
import { finds, isolated } from '../text';
import { failure, w } from '../words';

/** As often as the roll is read while somebody looks at it. */
const EVERY_MS = 3_000;
/** As many as a tablet shows; the others are found by typing. */
const SHOWN = 60;

// The link's secret is kept for this tab, so that reloading does not lose the desk.
const code = secret() || recall<string>('sessionStorage', `door ${key}`) || '';
if (secret()) {
  keep('sessionStorage', `door ${key}`, code);
  forgetSecret();
}

/** The desk's code goes with each call, and no cookie: whoever is signed in on this tablet has no part in it. */
async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`/api/door/${encodeURIComponent(key)}${path}`, {
    method,
    credentials: 'omit',
    headers: { Authorization: `Door ${code}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new ApiError('offline', 0);
  });
  const json: unknown = await answer.json().catch(() => undefined);
  // A receipt is one also where it refuses.
  if (!answer.ok && !(json as Receipt | undefined)?.outcome) throw new ApiError((json as { code?: string } | undefined)?.code ?? '', answer.status);
  return json as T;
}

const page = signal<DoorPage | undefined>(undefined);
const closed = signal<'noDoor' | 'over' | undefined>(code ? undefined : 'noDoor');
const stale = signal(false);

async function load(): Promise<void> {
  try {
    page.value = await ask<DoorPage>('GET', '');
    stale.value = false;
  } catch (error) {
    const { code: why, status } = error as ApiError;
    if (why === 'meetingClosed' || why === 'meetingCancelled') closed.value = 'over';
    else if (status === 401 || status === 404) closed.value = 'noDoor';
    else stale.value = true;
  }
}

export function Door() {
  const words = h.value;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      if (closed.peek()) return;
      void (document.hidden ? Promise.resolve() : load()).then(() => {
        timer = setTimeout(again, EVERY_MS);
      });
    };
    again();
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => title(page.value ? `${words.door} · ${page.value.title}` : words.door), [page.value?.title, words]);
  if (closed.value)
    return (
      <Sorry text={words[closed.value]}>
        {closed.value === 'over' && (
          <p>
            <a class="button primary" href={`/record/${key}`}>
              {words.toRecord}
            </a>
          </p>
        )}
      </Sorry>
    );
  return (
    <>
      <Head />
      <main id="main" class="hall door">
        {page.value ? <Desk of={page.value} /> : <p class="card loading">{w.value.loading}</p>}
      </main>
    </>
  );
}

const order = (i: DoorItem) => (i.state === 'claimed' ? (i.claims!.length > 1 ? 0 : 1) : i.state === 'absent' ? 2 : 3);

const marking = (i: DoorItem) => ({ $type: i.marked ? 'unmarkPresent' : 'markPresent', members: [i.member] });

function Desk({ of }: { of: DoorPage }) {
  const words = h.value;
  const id = useId();
  const typed = useSignal('');
  const busy = useSignal(false);
  const printed = useSignal<CardsPrinted | undefined>(undefined);
  const wanted = typed.value.trim();
  const found = of.items.filter(i => !wanted || finds(i.name, wanted) || beginsWith(i.name, wanted)).sort((a, b) => order(a) - order(b));
  const clear = of.items.filter(i => i.state === 'claimed' && i.claims!.length === 1);
  const list = useRef<HTMLUListElement>(null);
  // Whoever claims a name meanwhile brings no other row under the clerk's finger.
  const rows = useStanding(found, i => i.member, list, wanted)
    .filter(r => !r.gone)
    .slice(0, SHOWN);
  const seated = of.items.filter(i => i.state === 'seated' || i.marked).length;
  const confirm = (seats: { participant: string; member: string }[], said: string) => send({ $type: 'confirmSeats', seats }, said);
  const send = async (command: { $type: string; [field: string]: unknown }, said: string) => {
    busy.value = true;
    try {
      const receipt = await ask<Receipt>('POST', '/commands', { op: newOp(), command });
      if (went(receipt)) {
        notify(said);
        typed.value = '';
      }
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    }
    await load();
    busy.value = false;
  };
  const card = async (i: DoorItem) => {
    try {
      printed.value = await ask<CardsPrinted>('POST', '/seat-cards', { members: [i.member], replace: i.card !== 'none' });
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    }
    await load();
  };
  if (printed.value)
    return (
      <>
        <section class="card no-print">
          <Printed
            of={printed.value}
            onDone={() => {
              printed.value = undefined;
            }}
          />
        </section>
        <SeatCards of={printed.value} />
      </>
    );
  return (
    <>
      <div class="title-block">
        <p class="eyebrow">{words.door}</p>
        <h1>{of.title}</h1>
        <p class="facts door-count">
          <b class="figures">{words.confirmed(seated, of.items.length)}</b>
          {stale.value && <span class="wrong">{words.stale}</span>}
        </p>
      </div>
      <div class="card door-find">
        <label for={id}>{words.find}</label>
        <input
          id={id}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={40}
          value={typed.value}
          aria-describedby={`${id}-hint`}
          onInput={e => {
            typed.value = e.currentTarget.value;
          }}
        />
        <p class="hint" id={`${id}-hint`}>
          {words.findHint}
        </p>
        {clear.length > 1 && (
          <button
            type="button"
            class="primary"
            disabled={busy.value}
            onClick={() =>
              void confirm(
                clear.map(i => ({ participant: i.claims![0]!, member: i.member })),
                words.doneAll(clear.length),
              )
            }
          >
            {words.confirmAll(clear.length)}
          </button>
        )}
      </div>
      <ul class="rows door-list" ref={list}>
        {rows.map(({ row: i }) => (
          <li key={i.member} class={`row ${i.state}${i.claims && i.claims.length > 1 ? ' contested' : ''}`}>
            <span class="door-who">
              <b>{i.name}</b> <small>{i.sector}</small>
            </span>
            {i.state === 'seated' ? (
              <span class="door-state good">{words.seated}</span>
            ) : i.state === 'absent' ? (
              <span class={`door-state${i.marked ? ' good' : ''}`}>{i.marked ? words.marked : words.absent}</span>
            ) : i.claims!.length > 1 ? (
              <span class="door-state">{words.contested(i.claims!.length)}</span>
            ) : (
              <span class="door-state figures">{words.seat(mark(i.claims![0]!))}</span>
            )}
            {i.state === 'claimed' && i.claims!.length === 1 && (
              <button
                type="button"
                class="primary"
                disabled={busy.value}
                aria-label={`${words.confirm} ${i.name}`}
                onClick={() => void confirm([{ participant: i.claims![0]!, member: i.member }], words.done1(isolated(i.name)))}
              >
                {words.confirm}
              </button>
            )}
            {i.state === 'absent' && (
              <>
                <button
                  type="button"
                  disabled={busy.value}
                  aria-label={`${i.marked ? words.unmark : words.mark} ${i.name}`}
                  onClick={() => void send(marking(i), i.marked ? words.unmarked : words.marked)}
                >
                  {i.marked ? words.unmark : words.mark}
                </button>
                <button type="button" disabled={busy.value} aria-label={`${words.card} ${i.name}`} onClick={() => void card(i)}>
                  {words.card}
                </button>
              </>
            )}
            {i.state === 'claimed' && i.claims!.length > 1 && (
              <details>
                <summary>{words.look}</summary>
                <ul class="rows">
                  {i.claims!.map(participant => (
                    <li key={participant}>
                      <span class="figures">{words.seat(mark(participant))}</span>
                      <button
                        type="button"
                        disabled={busy.value}
                        onClick={() => void confirm([{ participant, member: i.member }], words.done1(isolated(i.name)))}
                      >
                        {words.confirm}
                      </button>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
        {found.length === 0 && <li class="hint">{words.nobody}</li>}
        {found.length > SHOWN && <li class="hint">{words.more(found.length - SHOWN)}</li>}
      </ul>
    </>
  );
}
