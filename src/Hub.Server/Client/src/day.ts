/** A day as the house writes it, in the reader's language. */
import { inHouse } from './prefs';

/** Of a moment, the house's day; a day itself is what it says. */
export const day = (at: string) => inHouse(at, { year: 'numeric', month: 'short', day: 'numeric', ...(at.length === 10 && { timeZone: 'UTC' }) });
