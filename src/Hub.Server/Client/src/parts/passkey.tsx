/** Signing in by a passkey, and adding one on this device. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import '../style/people.css';
import { ApiError } from '../api';
import { p } from '../people.words';
import { addPasskey, passkeysWork, signInByPasskey } from '../webauthn';
import { failure } from '../words';
import { nameOfDevice } from './device';
import { s } from './sessions';
import { notify } from './shell';

/** Why it was not done, in words. */
const why = (error: unknown) =>
  error instanceof ApiError
    ? (p.peek().passkey.refused[error.code] ?? failure(error.code, error.status))
    : (error as DOMException).name === 'InvalidStateError'
      ? p.peek().passkey.refused.passkeyTaken
      : p.peek().passkey.notDone;

/** Nothing where no passkey works. */
export function PasskeySignIn({ replace, onIn }: { replace: boolean; onIn: () => void }) {
  const words = p.value.passkey;
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  if (!passkeysWork()) return null;
  const go = async () => {
    busy.value = true;
    wrong.value = undefined;
    try {
      await signInByPasskey(replace);
      onIn();
    } catch (error) {
      wrong.value = why(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="by-passkey">
      <button type="button" class="wide" disabled={busy.value} onClick={() => void go()}>
        {words.signIn}
      </button>
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
      <p class="hint">{words.or}</p>
    </div>
  );
}

/** Nothing but the reason where no passkey works. */
export function AddPasskey({ onAdded }: { onAdded: () => void }) {
  const words = p.value.passkey;
  const id = useId();
  const name = useSignal(nameOfDevice(navigator.userAgent, s.value));
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  if (!passkeysWork()) return <p class="hint">{words.refused.notSecure}</p>;
  const go = async () => {
    busy.value = true;
    wrong.value = undefined;
    try {
      await addPasskey(name.value.trim());
      notify(words.added);
      onAdded();
    } catch (error) {
      wrong.value = why(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="sign-in"
      onSubmit={e => {
        e.preventDefault();
        void go();
      }}
    >
      <label for={id}>{words.name}</label>
      <input
        id={id}
        required
        maxLength={40}
        autocomplete="off"
        value={name.value}
        onInput={e => {
          name.value = e.currentTarget.value;
        }}
      />
      <button type="submit" class="primary" disabled={busy.value || !name.value.trim()}>
        {words.add}
      </button>
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </form>
  );
}
