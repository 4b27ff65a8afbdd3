/** What stands in the place of something that could not be read: why, and a way to try again. */
import { inBoth } from '../prefs';

const words = inBoth({ again: '重试' }, { again: 'Try again' });

interface Unread {
  why: string;
  onAgain: () => void;
}

const Button = ({ onAgain }: Pick<Unread, 'onAgain'>) => (
  <button type="button" onClick={onAgain}>
    {words.value.again}
  </button>
);

/** In a card, in the place of a part of it. */
export const Again = ({ why, onAgain }: Unread) => (
  <p class="wrong" role="alert">
    {why} <Button onAgain={onAgain} />
  </p>
);

/** In the place of a whole list. */
export const Unread = ({ why, onAgain }: Unread) => (
  <div class="card empty" role="alert">
    <p>{why}</p>
    <Button onAgain={onAgain} />
  </div>
);
