/** A name as it is shown everywhere: one that nobody has verified says so, and so does one that was removed from the record. */
import { w } from '../words';
import { aside } from './marks';

interface Named {
  name?: string;
  verified?: boolean;
  removed?: boolean;
}

/** Who has no name here may have left or be unknown; only a removal is said to be one. */
const nameOf = (person: Named) => person.name ?? (person.removed ? w.value.nameRemoved : w.value.unnamed);

/** The same where there is text only. */
export const called = (person: Named) => nameOf(person) + (person.name && !person.verified ? aside(w.value.unverified) : '');

/** Written from right to left or not, it turns nothing beside it. */
export const Who = ({ of, strong: As = 'bdi' }: { of: Named; strong?: 'b' | 'bdi' }) => (
  <>
    <As dir="auto">{nameOf(of)}</As>
    {of.name && !of.verified && (
      <>
        {' '}
        <small class="unverified">{w.value.unverified}</small>
      </>
    )}
  </>
);
