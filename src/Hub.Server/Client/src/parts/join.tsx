/** Taking a seat: a name, and the code that brought the visitor here. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { api, type ApiError } from '../api';
import { boot } from '../boot';
import type { Seat } from '../contract';
import { keep, recall } from '../keep';
import { failure, w } from '../words';

export function JoinCard({ code, hint, name: given, onSeat }: { code: string; hint?: string; name?: string; onSeat: (seat: Seat) => void | Promise<void> }) {
  const words = w.value;
  const id = useId();
  // Who is known to the register goes by the register's name: one tap.
  const member = boot.session?.name;
  const name = useSignal(member ?? recall<string>('localStorage', 'name') ?? given ?? '');
  const busy = useSignal(false);
  const wrong = useSignal<string | undefined>(undefined);
  const join = async () => {
    busy.value = true;
    wrong.value = undefined;
    try {
      const seat = await api.join(code, name.value.trim());
      if (!member) keep('localStorage', 'name', name.value.trim());
      await onSeat(seat);
    } catch (error) {
      const { code: why, status } = error as ApiError;
      wrong.value = failure(status === 404 ? 'unknownCode' : why, status);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form class="card join" onSubmit={e => { e.preventDefault(); void join(); }}>
      <h2>{words.joinTitle}</h2>
      {hint && <p class="hint">{hint}</p>}
      {!member && <label for={id}>{words.yourName}</label>}
      <div class="field-row">
        {!member && <input id={id} required maxLength={40} autocomplete="name" value={name.value} aria-describedby={`${id}-hint`} aria-invalid={wrong.value !== undefined}
          onInput={e => { name.value = e.currentTarget.value; }} />}
        <button type="submit" class="primary" disabled={busy.value || name.value.trim() === ''}>{busy.value ? words.joining : member ? words.joinAs(member) : words.join}</button>
      </div>
      {!member && <p class="hint" id={`${id}-hint`}>{words.nameHint}</p>}
      {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
    </form>
  );
}
