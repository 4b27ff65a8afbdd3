/** The hub of a branch: a second room that the branch's pages follow beside their own. Where it is cut off, the branch's room goes on. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Room } from './room';

const AGAIN_MS = 3_000;

/** The hub that the page of an attendee shows beside its room, once it has been read: what goes on there calls them, too. */
export const hubHere = signal<Room | undefined>(undefined);

/**
 * @param room Of the branch; absent: not known yet. Of a meeting that is none, there is no hub. What reads this is drawn again once its view is there.
 * @param follow Begins to follow the hub; the same function each time.
 */
export function useHub(room: Room | undefined, follow: (id: string) => Room = followed): Room | undefined {
  const id = room?.view.peek() && room.part('hub');
  const hub = useSignal<Room | undefined>(undefined);
  useEffect(() => {
    if (!id) return undefined;
    const begun = follow(id);
    hub.value = begun;
    return () => {
      hub.value = undefined;
      begun.close();
    };
  }, [id, follow]);
  // My seat there follows from the one here: who took theirs a moment ago was read without it.
  const here = hub.value;
  const lacksSeat = here !== undefined && room?.me.value !== undefined && here.me.value === undefined;
  useEffect(() => {
    if (!here || !lacksSeat) return undefined;
    const timer = setInterval(() => {
      if (!here.me.peek() && (here.closed.peek() || here.link.peek() === 'live')) void here.reopen(true);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [here, lacksSeat]);
  return here;
}

const followed = (id: string) => new Room(id);
