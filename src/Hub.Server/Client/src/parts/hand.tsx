/** My hand: raised, waiting, or the floor is mine. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { a } from '../attend.words';
import type { Room } from '../room';
import { w } from '../words';
import { Icon } from './icons';
import { later } from './later';
import { announce, went } from './shell';
import { Timer } from './timer';

/** How the fair order is told; only where a chair wants one. */
const Place = later(() => import('./fair').then(m => m.Place));

export function MyHand({ room }: { room: Room }) {
  const words = a.value;
  const { speaker, hands, policy } = room.part('floor');
  const me = room.me.value!.participant;
  const about = useSignal('');
  const at = hands.findIndex(h => h.participant === me);
  const speaks = speaker?.participant === me;
  const sending = room.isPending(c => c.$type === 'raiseHand' || c.$type === 'lowerHand' || c.$type === 'yieldFloor');
  useEffect(() => {
    if (speaks) announce(a.peek().youHaveFloor);
  }, [speaks]);

  if (speaks) {
    return (
      <div class="strip good my-floor">
        <span>
          <b>{words.youHaveFloor}</b> <Timer of={speaker} seconds={speaker.seconds} label={speaker.seconds === undefined ? undefined : words.remaining} />
        </span>
        <button type="button" disabled={sending} onClick={() => void room.send({ $type: 'yieldFloor' }).then(went)}>
          {words.yield}
        </button>
      </div>
    );
  }
  if (at >= 0) {
    return (
      <div class="strip">
        <span>
          <Icon is="hand" /> {policy ? <Place room={room} /> : words.before(at)}
        </span>
        <button type="button" disabled={sending} onClick={() => void room.send({ $type: 'lowerHand' }).then(went)}>
          {words.lower}
        </button>
      </div>
    );
  }
  return (
    <form
      class="strip"
      onSubmit={e => {
        e.preventDefault();
        void room.send({ $type: 'raiseHand', about: about.value.trim() || undefined }).then(r => {
          if (went(r)) about.value = '';
        });
      }}
    >
      <input
        aria-label={words.handAbout}
        placeholder={words.handAbout}
        maxLength={200}
        value={about.value}
        onInput={e => {
          about.value = e.currentTarget.value;
        }}
      />
      <button type="submit" disabled={sending}>
        <Icon is="hand" />
        {sending ? w.value.sending : words.raise}
      </button>
    </form>
  );
}
