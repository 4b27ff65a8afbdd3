/** What an attendee's page has besides what is seen first: one file, fetched as soon as the page stands, so that none of it is waited for later. */
import '../style/attend.css';

export { Afterwards } from './afterwards';
export { AgendaList, Papers } from './agenda';
export { Aids } from './aids';
export { Calls } from './calls';
export { Given } from './given';
export { MyHand } from './hand';
