/** What the chair's queue of comments needs beside its rows: that it stands still under the hand, and many at once. */
import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { stand } from '../chair-queue';
import type { ChairRoom } from '../chair-room';
import type { CommentView, Receipt } from '../contract';
import { notify } from '../parts/shell';
import { watchSight } from '../parts/sight';
import { failure } from '../words';
import { c } from './chair.words';

/** As long as a hand takes from one row to the next. */
const LINGER_MS = 3_000;
/** A mouse that has not moved for so long points at nothing: it was left where the last button was. */
const REST_MS = 10_000;
const LOOK_MS = 500;

/**
 * The queue stands still while the chair touches it, points at it, has the focus in it, has scrolled in it, or has chosen rows; it goes on by
 * itself soon after they let go.
 * @param top What stands right above the rows.
 */
export function useStandstill(room: ChairRoom, queue: RefObject<HTMLElement | null>, top: RefObject<HTMLElement | null>, chosen: Signal<ReadonlySet<string>>) {
  const touched = useRef(0);
  const hold = () => {
    if (!room.queue.peek()) room.queue.value = stand(room.view.peek()!.comments);
  };
  const touch = () => {
    touched.current = performance.now();
    hold();
  };
  useEffect(() => {
    const box = queue.current!;
    const mark = top.current!;
    let pointed = false;
    let moved = 0;
    let below = false;
    const point = (e: PointerEvent) => {
      if (e.pointerType !== 'mouse') return;
      pointed = true;
      moved = performance.now();
      touch();
    };
    const leave = (e: PointerEvent) => {
      if (e.pointerType === 'mouse') pointed = false;
    };
    box.addEventListener('pointerenter', point);
    box.addEventListener('pointermove', point);
    box.addEventListener('pointerleave', leave);
    box.addEventListener('pointerdown', touch);
    box.addEventListener('focusin', touch);
    const unwatch = watchSight(mark, sighting => {
      // On a wide screen the queue scrolls in its pane, on a narrow one with the page. What is not shown at all has no height.
      const edge = Math.max(0, box.parentElement!.getBoundingClientRect().top);
      below = !sighting.isIntersecting && sighting.boundingClientRect.height > 0 && sighting.boundingClientRect.top < edge;
      if (below) hold();
    });
    const timer = setInterval(() => {
      const points = pointed && performance.now() - moved < REST_MS;
      const busy = points || below || box.contains(document.activeElement) || chosen.peek().size > 0;
      if (!busy && performance.now() - touched.current > LINGER_MS) room.queue.value = undefined;
    }, LOOK_MS);
    return () => {
      box.removeEventListener('pointerenter', point);
      box.removeEventListener('pointermove', point);
      box.removeEventListener('pointerleave', leave);
      box.removeEventListener('pointerdown', touch);
      box.removeEventListener('focusin', touch);
      unwatch();
      clearInterval(timer);
      room.queue.value = undefined;
    };
  }, [room]);
  /** Takes in what is new; the queue stands again, as it is now. */
  const follow = () => {
    touched.current = performance.now();
    room.queue.value = stand(room.view.peek()!.comments);
    queue.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: 'nearest' });
  };
  return { follow };
}

/** The rows that are chosen, approved or hidden all at once, with one undo for all of them. */
export function Bulk({ room, rows, chosen }: { room: ChairRoom; rows: CommentView[]; chosen: Signal<ReadonlySet<string>> }) {
  const words = c.value;
  const some = rows.filter(x => chosen.value.has(x.id) && (x.status === 'visible' || x.status === 'waiting'));
  const waiting = some.filter(x => x.status === 'waiting');
  const clear = () => {
    chosen.value = new Set();
  };
  const each = async (of: CommentView[], send: (comment: string) => Promise<Receipt>) => {
    const sent = await Promise.all(of.map(async x => ({ x, receipt: await send(x.id) })));
    const refused = sent.filter(s => s.receipt.outcome === 'refused');
    return { done: sent.filter(s => s.receipt.outcome !== 'refused').map(s => s.x), refused: refused.length, why: refused[0]?.receipt.code };
  };
  const hide = (comment: string) => room.send({ $type: 'hideComment', comment });
  const restore = (comment: string) => room.send({ $type: 'restoreComment', comment });
  const approve = (comment: string) => room.send({ $type: 'approveComment', comment });
  const all = async (of: CommentView[], send: typeof hide, said: (n: number) => string, undo: { label: string; send: typeof hide }) => {
    (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('.queue')?.focus({ preventScroll: true });
    clear();
    const { done, refused, why } = await each(of, send);
    const text = done.length > 0 ? said(done.length) : '';
    notify(refused > 0 ? `${text} ${words.notAll(refused)} ${failure(why ?? '')}`.trim() : text, {
      bad: refused > 0,
      undo: done.length > 0 ? { label: undo.label, run: () => void back(done, undo.send) } : undefined,
    });
  };
  const back = async (of: CommentView[], send: typeof hide) => {
    const { refused, why } = await each(of, send);
    if (refused > 0) notify(`${words.notAll(refused)} ${failure(why ?? '')}`, { bad: true });
  };
  if (some.length === 0) return null;
  return (
    <div class="bulk" role="group" aria-label={words.chosen(some.length)}>
      <span class="figures">{words.chosen(some.length)}</span>
      {waiting.length > 0 && (
        <button type="button" class="primary" onClick={() => void all(waiting, approve, words.approvedMany, { label: words.undoByHiding, send: hide })}>
          {words.approveMany(waiting.length)}
        </button>
      )}
      <button type="button" onClick={() => void all(some, hide, words.hiddenMany, { label: words.undo, send: restore })}>
        {words.hideMany(some.length)}
      </button>
      <button type="button" class="quiet" onClick={clear}>
        {words.chooseNone}
      </button>
    </div>
  );
}
