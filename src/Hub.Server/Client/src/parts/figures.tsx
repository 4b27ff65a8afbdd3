import { locale } from '../prefs';
import type { Room } from '../room';

/** A few numbers, large. */
export const Figures = ({ of }: { of: [string, number | undefined][] }) => (
  <dl class="big-figures">
    {of
      .filter(([, n]) => n !== undefined)
      .map(([label, n]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{n!.toLocaleString(locale())}</dd>
        </div>
      ))}
  </dl>
);

/** The ballot a screen is about: the one named, else the open one, else the last. */
export function ballotInView(room: Room, id?: string) {
  const { ballots } = room.view.value!;
  return ballots.find(b => b.id === id) ?? ballots.filter(b => b.status !== 'closed').pop() ?? ballots[ballots.length - 1];
}
