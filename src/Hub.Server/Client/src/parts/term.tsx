/** A "?" beside a hard word: what it means unfolds below, by a press and not by hovering, and stays until it is pressed again. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import '../style/term.css';
import { terms, type Hard } from '../terms.words';

export function Term({ of }: { of: Hard }) {
  const open = useSignal(false);
  const id = useId();
  const [word, meaning] = terms.value.means[of];
  return (
    <span class="term">
      <button
        type="button"
        class="square"
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span aria-hidden="true">?</span>
        <span class="unseen">{terms.value.ask(word)}</span>
      </button>
      <span id={id} class="hint" hidden={!open.value}>
        {meaning}
      </span>
    </span>
  );
}
