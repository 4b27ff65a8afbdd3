/** Where somebody was in a list: who goes back to it finds the rows that were loaded, and is where they were. Kept for this tab and this person. */
import { boot } from './boot';
import { keep, recall } from './keep';

/** What is older has changed too much to be shown again. */
const GOOD_MS = 30 * 60_000;

interface Place<T> {
  list: T;
  y: number;
  at: number;
  person?: string;
}

const nameOf = () => `place:${location.pathname}${location.search}`;

/** What was kept of this address, where the browser came back to it; undefined: the list is to be loaded. */
export function comeBack<T>(): Place<T> | undefined {
  const [way] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const place = way?.type === 'back_forward' ? recall<Place<T>>('sessionStorage', nameOf()) : undefined;
  // What nobody in particular was shown may be shown to whoever they have become since.
  const isTheirs = place?.person === undefined || place.person === boot.session?.person;
  return place && Date.now() - place.at < GOOD_MS && isTheirs ? place : undefined;
}

/** Keeps the list and the place in it when the page is left; nothing where there is no list. */
export function keepPlace(list: () => unknown): void {
  window.addEventListener('pagehide', () => {
    const now = list();
    keep('sessionStorage', nameOf(), now === undefined ? undefined : { list: now, y: window.scrollY, at: Date.now(), person: boot.session?.person });
  });
}
