/** What an attendee's page has besides what is seen first: one file, fetched as soon as the page stands, so that none of it is waited for later. */
import '../style/attend.css';
import type { Room } from '../room';
import { Papers as AgendaPapers } from './agenda';
import { HubHere } from './branch';
import { later } from './later';
import { isOver } from './now';

export { Afterwards } from './afterwards';
export { AgendaList } from './agenda';
export { Aids } from './aids';
export { Calls } from './calls';
export { Given } from './given';
export { MyHand } from './hand';

const Rounds = later(() => import('./rounds').then(m => m.AnsweredRounds));

/** What stands under what goes on now: of a branch its hub, the opinion rounds, where there are any, and the documents. */
export function Papers({ room }: { room: Room }) {
  const role = room.me.value?.role;
  const answers = (role === 'attendee' || role === 'member') && !isOver(room.part('status'));
  return (
    <>
      <HubHere room={room} />
      {room.part('rounds') && <Rounds host={room} answers={answers} preModerated={room.part('moderation') === 'pre'} />}
      <AgendaPapers room={room} />
    </>
  );
}
