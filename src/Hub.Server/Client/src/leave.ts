/** Leaving a browser that somebody else may use next. */
import { call } from './api';

/** How the pages look here: the one thing that stays. */
const KEPT = ['lang', 'theme', 'large'];

/** Takes out what this browser keeps of whoever used it: drafts, what was not sent yet, keys and names. */
export function forget(): void {
  for (const storage of ['localStorage', 'sessionStorage'] as const) {
    try {
      for (const key of Object.keys(window[storage])) {
        if (!KEPT.includes(key)) window[storage].removeItem(key);
      }
    } catch {
      // Storage that is switched off holds nothing.
    }
  }
}

/** Ends the session there, and forgets it here: before it is answered, as it may never be, and after, for what a page stored meanwhile. */
export function signOut(): Promise<void> {
  forget();
  return call<void>('POST', '/api/signout').finally(forget);
}
