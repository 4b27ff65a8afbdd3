/** What surrounds every page: the head, the display settings, the state of the link, one notice, one voice. */
import { effect, signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Followed } from '../channel';
import type { Receipt } from '../contract';
import { failure, w } from '../words';
import { Icon, Mark } from './icons';
import { later } from './later';
import { useLeaving } from './leaving';

const Panel = later(() => import('./settings').then(m => m.Settings));

/** What waits for this person: it stands first in the title, for whoever looks at another page. */
export const calling = signal<string | undefined>(undefined);

const spoken = signal('');

/** Says something to a screen reader, politely. One voice for the whole page, so that nothing is talked over. */
export function announce(text: string): void {
  // The same sentence again is only spoken if the text changes.
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

export const Spoken = () => (
  <div class="unseen" role="status" aria-live="polite">
    {spoken.value}
  </div>
);

interface Note {
  text: string;
  bad?: boolean;
  undo?: { label: string; run: () => void };
}

const note = signal<Note | undefined>(undefined);
let noteTimer = 0;

/** One sentence at the foot of the page, for a while; with an undo where there is one. */
export function notify(text: string, more: Omit<Note, 'text'> = {}): void {
  clearTimeout(noteTimer);
  note.value = { text, ...more };
  announce(text);
  noteTimer = window.setTimeout(
    () => {
      note.value = undefined;
    },
    more.undo ? 10_000 : 6_000,
  );
}

/** Whether the command went through; if not, says why. */
export function went(receipt: Receipt): boolean {
  if (receipt.outcome !== 'refused') return true;
  const why = failure(receipt.code ?? '');
  if (why === w.value.failed.other) void import('../rare.words').then(() => notify(failure(receipt.code ?? ''), { bad: true }));
  notify(why, { bad: true });
  return false;
}

export function Notice() {
  const n = note.value;
  const close = () => {
    note.value = undefined;
  };
  return (
    n && (
      <aside class={`notice${n.bad ? ' bad' : ''}`} aria-label={w.value.note}>
        <span>{n.text}</span>
        {n.undo && (
          <button
            type="button"
            class="link"
            onClick={() => {
              n.undo!.run();
              close();
            }}
          >
            {n.undo.label}
          </button>
        )}
        <button type="button" class="quiet square" aria-label={w.value.close} onClick={close}>
          <Icon is="close" />
        </button>
      </aside>
    )
  );
}

export function title(text: string, description?: string): void {
  document.title = text;
  if (description) document.querySelector('meta[name=description]')?.setAttribute('content', description);
}

export function LinkState({ room }: { room: Followed }) {
  const state = room.link.value;
  const unsent = state === 'live' ? 0 : room.outbox.pending.value.length;
  return (
    <span class={`link-state ${state}`}>
      <i aria-hidden="true" />
      {w.value.link[state]}
      {unsent > 0 && ` · ${w.value.unsent(unsent)}`}
    </span>
  );
}

/** Says when the link is lost and when it is back, not each attempt between; and what became of what an earlier page sent. */
export function useRoomVoice(room: Followed | undefined): void {
  useEffect(() => {
    if (!room) return undefined;
    let was = room.link.peek();
    const link = effect(() => {
      const now = room.link.value;
      if (now !== was && was !== 'connecting') announce(w.peek().link[now]);
      was = now;
    });
    const orphans = effect(() => {
      const settled = room.outbox.settled.value;
      if (settled?.orphaned) went(settled.receipt);
    });
    return () => {
      link();
      orphans();
    };
  }, [room]);
}

function Prefs() {
  const words = w.value;
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useLeaving(open, box);
  return (
    <div
      class="prefs"
      ref={box}
      onKeyDown={e => {
        if (e.key === 'Escape') open.value = false;
      }}
    >
      <button
        type="button"
        class="quiet square"
        aria-expanded={open.value}
        aria-controls="prefs"
        aria-label={words.prefs}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon is="settings" />
      </button>
      <div id="prefs" class="prefs-panel card" hidden={!open.value}>
        {open.value && <Panel />}
      </div>
    </div>
  );
}

export function Head({ room, children }: { room?: Followed; children?: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        {w.value.skip}
      </a>
      <header class="head">
        <a class="brand" href="/" aria-label={`${w.value.brand} · ${w.value.tagline}`}>
          <Mark />
          <span>{w.value.brand}</span>
        </a>
        <div class="head-more">{children}</div>
        {room && <LinkState room={room} />}
        <Prefs />
      </header>
    </>
  );
}

/**
 * A page that cannot show what was asked for says why, and what to do.
 * @param what What it is that cannot be shown; a meeting where nothing is said.
 */
export function Sorry({ head, what, text, children }: { head?: ComponentChildren; what?: string; text: string; children?: ComponentChildren }) {
  return (
    <>
      {head ?? <Head />}
      <main id="main" class="narrow">
        <div class="card empty">
          <h1>{what ?? w.value.gone}</h1>
          <p>{text}</p>
          {children}
          <p>
            <a class="button" href="/">
              {w.value.toHome}
            </a>
          </p>
        </div>
      </main>
    </>
  );
}
