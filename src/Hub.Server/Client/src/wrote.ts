/** Which comments of a meeting are mine: of a long one the room gives only the newest, and a page that is opened anew has not seen the others. */
import type { CommentView } from './contract';
import { keep, recall } from './keep';

/** More than anybody writes in one meeting. */
const MOST = 500;

/**
 * The ids of the comments that this participant wrote, as far as this tab has ever shown them; those among `items` are remembered for its next page.
 * Another participant's are forgotten: the device was handed on.
 */
export function wrote(room: string, participant: string, items: readonly CommentView[]): string[] {
  const key = `wrote:${room}`;
  const kept = recall<{ by: string; ids: string[] }>('sessionStorage', key);
  const known = kept?.by === participant ? kept.ids : [];
  const fresh = items.filter(c => c.author.participant === participant && !known.includes(c.id)).map(c => c.id);
  if (fresh.length === 0) return known;
  const ids = [...known, ...fresh].slice(-MOST);
  keep('sessionStorage', key, { by: participant, ids });
  return ids;
}
