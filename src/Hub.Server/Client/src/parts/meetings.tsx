import type { MeetingRow } from '../contract';
import { formatName } from '../api';
import { dateTime, say } from '../prefs';
import { w } from '../words';
import { Badge } from './status';

/** What a meeting in a list says of itself. */
export function MeetingFacts({ of }: { of: MeetingRow }) {
  const words = w.value;
  const live = of.status === 'open' || of.status === 'paused';
  return (
    <span class="facts">
      <Badge of="MeetingStatus" is={of.status} />
      {[say(formatName(of.format)), of.startsAt && dateTime(of.startsAt), live && words.presentNow(of.present)].filter(Boolean).map(fact => (
        <span key={fact}>{fact}</span>
      ))}
    </span>
  );
}
