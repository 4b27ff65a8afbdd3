/** A name where others may have the same: with the seat, as it stands on the person's own screen and in the roll. */
import { r } from '../roll.words';
import { called } from './who';

type Marks = ReadonlyMap<string, string>;

/** In words. */
export const told = (person: Parameters<typeof called>[0] & { participant: string }, marks: Marks) => {
  const mark = marks.get(person.participant);
  return mark ? `${called(person)} · ${r.value.device(mark)}` : called(person);
};

/** Beside a name; nothing for whoever is alone with theirs. */
export function Which({ participant, marks }: { participant: string; marks: Marks }) {
  const mark = marks.get(participant);
  return mark ? (
    <>
      {' '}
      <small class="which figures">{r.value.device(mark)}</small>
    </>
  ) : null;
}
