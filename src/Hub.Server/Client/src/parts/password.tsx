/** Another password for the account that this browser is signed in with. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import '../style/people.css';
import { call, type ApiError } from '../api';
import { p } from '../people.words';
import { failure } from '../words';
import { notify } from './shell';

/** @param onChanged All sessions of the account have ended; this browser has a new one. */
export function ChangePassword({ onChanged }: { onChanged: () => void }) {
  const words = p.value;
  const id = useId();
  const [password, next, again, code] = [useSignal(''), useSignal(''), useSignal(''), useSignal('')];
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  const go = async () => {
    wrong.value = next.value === again.value ? undefined : words.differs;
    if (wrong.value) return;
    busy.value = true;
    try {
      await call('POST', '/api/account/password', { password: password.value, code: code.value, next: next.value });
      for (const typed of [password, next, again]) typed.value = '';
      notify(words.passwordChanged);
      onChanged();
    } catch (error) {
      const { code: why, status } = error as ApiError;
      wrong.value = words.weak[why] ?? (status === 401 ? words.wrongNow : failure(why, status));
    } finally {
      code.value = '';
      busy.value = false;
    }
  };
  return (
    <form
      class="card sign-in"
      onSubmit={e => {
        e.preventDefault();
        void go();
      }}
    >
      <h2>{words.changePassword}</h2>
      <p class="hint">{words.changeHint}</p>
      <label for={`${id}-p`}>{words.passwordNow}</label>
      <input
        id={`${id}-p`}
        type="password"
        required
        maxLength={200}
        autocomplete="current-password"
        value={password.value}
        onInput={e => {
          password.value = e.currentTarget.value;
        }}
      />
      <label for={`${id}-n`}>{words.passwordNext}</label>
      <input
        id={`${id}-n`}
        type="password"
        required
        maxLength={200}
        autocomplete="new-password"
        aria-describedby={`${id}-h`}
        value={next.value}
        onInput={e => {
          next.value = e.currentTarget.value;
        }}
      />
      <p class="hint" id={`${id}-h`}>
        {words.passwordHint}
      </p>
      <label for={`${id}-a`}>{words.repeat}</label>
      <input
        id={`${id}-a`}
        type="password"
        required
        maxLength={200}
        autocomplete="new-password"
        value={again.value}
        onInput={e => {
          again.value = e.currentTarget.value;
        }}
      />
      <label for={`${id}-c`}>{words.code}</label>
      <input
        id={`${id}-c`}
        required
        maxLength={40}
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck={false}
        value={code.value}
        onInput={e => {
          code.value = e.currentTarget.value;
        }}
      />
      <button type="submit" disabled={busy.value}>
        {words.changePassword}
      </button>
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </form>
  );
}
