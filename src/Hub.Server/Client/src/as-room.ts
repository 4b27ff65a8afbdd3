/** A meeting as the room is told it, in whoever's browser the page is opened: what waits for its chair alone does not even come here. */
import { boot } from './boot';
import type { Joined, MeetingView } from './contract';
import { observing } from './live-http';
import { Room } from './room';
import { openSocket } from './socket';

/** @param read As the page had it written in; a page of the development server read it as its chair may, and reads it anew. */
export const followAsRoom = (id: MeetingView['id'], read: Joined): Room =>
  new Room(id, boot.absent ? undefined : read, true, observing(read) ?? openSocket('?as=room'));
