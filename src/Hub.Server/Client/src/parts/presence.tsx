/** Checking in where the hall's wall shows a code: with one tap for who came by the wall's QR, else with six digits. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Room } from '../room';
import { r } from '../roll.words';
import { forgetSeen, seen } from '../seen';
import { w } from '../words';
import { announce, went } from './shell';

export function AtTheWall({ room }: { room: Room }) {
  const words = w.value;
  const id = useId();
  const code = useSignal('');
  const by = useSignal(seen());
  const sending = room.isPending(c => c.$type === 'checkIn');
  return (
    <form
      class="strip"
      onSubmit={e => {
        e.preventDefault();
        const scanned = by.value;
        by.value = undefined;
        forgetSeen();
        void room.send({ $type: 'checkIn', code: scanned ?? code.value.trim() }).then(receipt => {
          code.value = '';
          if (went(receipt)) announce(w.peek().checkedIn);
        });
      }}
    >
      {by.value ? (
        <span>{words.checkInWhy}</span>
      ) : (
        <>
          <span class="wide" id={id}>
            {r.value.wallCodeWhy}
          </span>
          <input
            required
            inputMode="numeric"
            autocomplete="one-time-code"
            maxLength={7}
            pattern="[0-9 ]{6,7}"
            placeholder="000 000"
            aria-label={r.value.wallCode}
            aria-describedby={id}
            value={code.value}
            onInput={e => {
              code.value = e.currentTarget.value;
            }}
          />
        </>
      )}
      <button type="submit" class="primary" disabled={sending}>
        {sending ? words.checkingIn : words.checkIn}
      </button>
    </form>
  );
}
