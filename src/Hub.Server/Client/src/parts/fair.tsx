/** The fair floor: in which order the hands come to speak, and why somebody stands where they do. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../api';
import type { FloorOrder, FloorRule, FloorView } from '../contract';
import { inBoth } from '../prefs';
import type { Room } from '../room';

const zh = {
  place: (n: number) => `公平次序：您排在第 ${n} 位`,
  why: '为什么？',
  rules: {
    next: '下一个就是您',
    pinned: '前一位由主持人排定',
    waited: '前一位已多次被后举手的人超过',
    firstTime: '前一位还没有发过言',
    otherSector: '按界别轮换，前一位来自另一个界别',
    lessTime: '前一位发言时间更少',
    raisedFirst: '前一位举手更早',
  } as Record<FloorRule, string>,
};
const en: typeof zh = {
  place: n => `Fair order: you are number ${n}`,
  why: 'Why?',
  rules: {
    next: 'You are next',
    pinned: 'The chair put the one before you there',
    waited: 'The one before you was overtaken too often',
    firstTime: 'The one before you has not spoken yet',
    otherSector: 'Sectors take turns, and the one before you is of another',
    lessTime: 'The one before you has spoken less',
    raisedFirst: 'The one before you raised a hand earlier',
  },
};
export const fair = inBoth(zh, en);

/** The order, asked for again whenever the floor changes; `isCurrent` once it is the order of the floor as it stands. */
export function useOrder(room: Room): { order: FloorOrder | undefined; isCurrent: boolean } {
  const floor = room.view.value!.floor;
  const known = useSignal<{ order: FloorOrder; floor: FloorView } | undefined>(undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = (after: number) => {
      timer = setTimeout(
        () =>
          void call<FloorOrder>('GET', `/api/meetings/${room.id}/floor`).then(
            order => {
              if (!over) known.value = { order, floor };
            },
            () => {
              if (!over) ask(2000);
            },
          ),
        after,
      );
    };
    // Who raises together is asked for together.
    ask(100);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [floor]);
  return { order: known.value?.order, isCurrent: known.value?.floor === floor };
}

export function Place({ room }: { room: Room }) {
  const said = fair.value;
  const open = useSignal(false);
  const { order } = useOrder(room);
  const at = order?.order.findIndex(t => t.participant === room.me.value?.participant) ?? -1;
  if (at < 0) return null;
  return (
    <>
      {said.place(at + 1)}{' '}
      {open.value ? (
        <b role="status">{said.rules[order!.order[at]!.why]}</b>
      ) : (
        <button
          type="button"
          class="link"
          onClick={() => {
            open.value = true;
          }}
        >
          {said.why}
        </button>
      )}
    </>
  );
}
