/** The check-in code of a wall's QR: whoever scanned it types nothing. Kept for this tab, and only while it can still be good. */
import { keep, recall } from './keep';

const GOOD_MS = 30_000;

const scanned = /^#at=(\d{6})$/.exec(location.hash)?.[1];
if (scanned) {
  keep('sessionStorage', 'at', [scanned, Date.now()]);
  history.replaceState(null, '', location.pathname + location.search);
}

export function seen(): string | undefined {
  const [code, at] = recall<[string, number]>('sessionStorage', 'at') ?? [];
  return code && at && Date.now() - at < GOOD_MS ? code : undefined;
}

export const forgetSeen = () => keep('sessionStorage', 'at', undefined);
