import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { inPlace, type Standing } from '../standing';

/** As long as a hand takes from one row to the next. */
const LINGER_MS = 3_000;
const LOOK_MS = 500;

/**
 * The rows of a list, which stand still while somebody's hand or pointer moves over it, and go on soon after. A key finds its row wherever that stands: the
 * focus goes with it.
 * @param box What holds the rows.
 * @param about What the list is of: of something else, or put in order by whoever looks at it, it begins anew.
 */
export function useStanding<T>(now: T[], idOf: (row: T) => string, box: RefObject<HTMLElement | null>, about = ''): Standing<T>[] {
  const held = useSignal<{ rows: T[]; about: string } | undefined>(undefined);
  const latest = useRef({ rows: now, about });
  latest.current = { rows: now, about };
  useEffect(() => {
    let touched = 0;
    const touch = (e: Event) => {
      if (!box.current?.contains(e.target as Node)) return;
      touched = performance.now();
      if (held.peek()?.about !== latest.current.about) held.value = latest.current;
    };
    document.addEventListener('pointermove', touch);
    document.addEventListener('pointerdown', touch);
    const timer = setInterval(() => {
      if (held.peek() && performance.now() - touched > LINGER_MS) held.value = undefined;
    }, LOOK_MS);
    return () => {
      document.removeEventListener('pointermove', touch);
      document.removeEventListener('pointerdown', touch);
      clearInterval(timer);
    };
  }, []);
  return inPlace(held.value?.about === about ? held.value.rows : undefined, now, idOf);
}
