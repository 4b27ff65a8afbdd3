/** What the server wrote into the page, and the same asked for where it did not (a page of the development server). */
import { api } from './api';
import type { Boot, Joined } from './contract';

/** Absent on a page of the development server. */
const written = document.getElementById('boot')?.textContent;

export const boot: Boot & { absent?: true } = written ? (JSON.parse(written) as Boot) : { absent: true };

/** An address that somebody typed, or that was cut on its way, may hold what decodes to nothing: it stands as it is, and is found nowhere. */
export const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const [page = '', key = ''] = location.pathname.split('/').slice(1).map(decoded);

export { key, page };

/** The code in the fragment, a secret of its holder: it never reaches a server's log. */
export const secret = () => decoded(location.hash.slice(1).replace(/^(key|code|card)=/, ''));

export const forgetSecret = () => history.replaceState(null, '', location.pathname + location.search);

/** The link that stands on paper and on the projector. */
export const publicUrl = boot.publicUrl?.replace(/\/$/, '') ?? location.origin;

/** The meeting this page is about, inlined or asked for; undefined where it cannot be read, with the reason. */
export async function meetingOfPage(): Promise<{ meeting?: Joined; error?: Boot['error'] | 'offline' }> {
  if (boot.meeting || boot.error || boot.code || !key) return { meeting: boot.meeting, error: boot.error };
  try {
    return { meeting: await api.meeting(key) };
  } catch (error) {
    const { status } = error as { status?: number };
    return { error: status === 404 ? 'unknownRoom' : status === 401 || status === 403 ? 'forbidden' : 'offline' };
  }
}
