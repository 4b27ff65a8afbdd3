import { locale } from '../prefs';

/** Rounded half up to two decimals; never 100 % unless it is. */
export function percent(rate: number): string {
  const rounded = Math.floor(Number((rate * 1e4).toFixed(6)) + 0.5) / 100;
  return `${(rate < 1 && rounded === 100 ? 99.99 : rounded).toLocaleString(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })} %`;
}

/** A share of so few says more than they do. */
const FEW = 10;

/** Whether of so many only the number is said, and no share. */
export const isFew = (n: number) => n < FEW;

/** What a rate is of: absent where nobody rated. */
interface Rated {
  rate?: number;
  n: number;
}

/** How many of them were satisfied, where they are too few for a rate; undefined where a rate may be said. */
export const countOf = ({ rate, n }: Rated): number | undefined => (rate !== undefined && isFew(n) ? Math.round(rate * n) : undefined);

/** A rate in a table: of few, how many of how many. */
export function rateOf(of: Rated): string {
  const count = countOf(of);
  return of.rate === undefined ? '—' : count === undefined ? percent(of.rate) : `${count} / ${of.n}`;
}
