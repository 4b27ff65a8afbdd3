import { locale } from '../prefs';

/** Rounded half up to two decimals; never 100 % unless it is. */
export function percent(rate: number): string {
  const rounded = Math.floor(Number((rate * 1e4).toFixed(6)) + 0.5) / 100;
  return `${(rate < 1 && rounded === 100 ? 99.99 : rounded).toLocaleString(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })} %`;
}
