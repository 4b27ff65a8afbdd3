/** The house's days and hours, as forms write and read them. */
import { serverNow } from './clock';
import { inHouse } from './prefs';

/** "2026-12-01 09:00:00" on the house's clock. */
const wall = (at: string | number) => inHouse(at, { dateStyle: 'short', timeStyle: 'medium' }, 'sv');

/** Milliseconds by which the house's clock is ahead of UTC at a moment. */
const ahead = (at: number) => Date.parse(`${wall(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;

/** The day at a moment, "2026-12-01". */
export const dayOf = (at: string | number) => wall(at).slice(0, 10);

export const today = () => dayOf(serverNow());

export const thisYear = () => Number(today().slice(0, 4));

/** Whole days from today to a day; negative where it is over. */
export const daysTo = (due: string) => (Date.parse(due) - Date.parse(today())) / 86_400_000;

/** A moment as a `datetime-local` field writes it. */
export const local = (at: string | number) => wall(at).slice(0, 16).replace(' ', 'T');

/** The moment that such a field means, in UTC. Where clocks are put forward over it, the first one behind. */
export function momentOf(field: string): string {
  const as = Date.parse(`${field}Z`);
  // Where the zone changes between the two guesses, the second has it.
  return new Date(as - ahead(as - ahead(as))).toISOString();
}
