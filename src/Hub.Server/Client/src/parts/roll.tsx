/** Saying who one is: a name of the roll, found by typing, chosen by one tap. Comes only to who opened a members' code. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { call, type ApiError } from '../api';
import type { RollNames, Seat } from '../contract';
import { clockTime } from '../prefs';
import { r } from '../roll.words';
import { isolated } from '../text';
import { failure, w } from '../words';

/** As fast as people type, and no faster. */
const PAUSE_MS = 250;

export function PickName({ code, onSeat }: { code: string; onSeat: (seat: Seat) => void | Promise<void> }) {
  const words = r.value;
  const id = useId();
  const typed = useSignal('');
  const names = useSignal<RollNames['items'] | undefined>(undefined);
  const busy = useSignal(false);
  const wrong = useSignal<string | undefined>(undefined);
  const wanted = typed.value.trim();
  useEffect(() => {
    names.value = undefined;
    if (!wanted) return;
    let old = false;
    const soon = setTimeout(() => {
      call<RollNames>('POST', '/api/roll', { code, q: wanted }).then(
        found => {
          if (!old) names.value = found.items;
        },
        ({ code: why, status }: ApiError) => {
          if (!old) wrong.value = failure(why, status);
        },
      );
    }, PAUSE_MS);
    return () => {
      old = true;
      clearTimeout(soon);
    };
  }, [wanted, code]);
  const claim = async (member: string) => {
    busy.value = true;
    wrong.value = undefined;
    try {
      await onSeat(await call<Seat>('POST', '/api/join', { code, member }));
    } catch (error) {
      const { code: why, status } = error as ApiError;
      wrong.value = failure(why, status);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <label for={id}>{words.find}</label>
      <div class="field-row">
        <input
          id={id}
          maxLength={40}
          autocomplete="name"
          value={typed.value}
          aria-describedby={`${id}-hint`}
          onInput={e => {
            typed.value = e.currentTarget.value;
          }}
        />
      </div>
      <p class="hint" id={`${id}-hint`}>
        {words.findHint}
      </p>
      {names.value && (
        <ul class="rows" aria-live="polite">
          {names.value.map(n => (
            <li key={n.member}>
              <button type="button" disabled={busy.value} onClick={() => void claim(n.member)}>
                {busy.value ? words.claiming : words.choose(isolated(n.name))} <small>{n.sector}</small>
              </button>
            </li>
          ))}
          {names.value.length === 0 && <li class="hint">{words.nobody}</li>}
        </ul>
      )}
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </>
  );
}

/** With what the chair tells this seat from others by, where two say to be the same member. */
export const Unconfirmed = ({ participant }: { participant: string }) => (
  <p class="card hint" role="status">
    <span class="unverified">{w.value.unverified}</span> {r.value.waiting} {r.value.device(mark(participant))}
  </p>
);

/** Of whoever the chair has muted: until when. A time beyond all meetings is as long as this one lasts. */
export const Silenced = ({ until }: { until: string }) => (
  <p class="card hint" role="status">
    {r.value.silenced(until.startsWith('9999') ? undefined : clockTime(until))}
  </p>
);

/** What tells two seats apart for the eye: as it stands on the person's phone and in the chair's list. */
export const mark = (participant: string) => participant.slice(-4);
