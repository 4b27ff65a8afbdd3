/** Signing in as staff: by an account, or by the operator key. */
import { signal, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import '../style/people.css';
import { api, call, type ApiError } from '../api';
import { boot } from '../boot';
import { p } from '../people.words';
import { failure } from '../words';
import { Adopt } from './adopt';

/** Who this browser is signed in as, if it is: signing in leaves that. */
const now = () => (boot.session?.role ? (boot.session.name ?? p.value.as[boot.session.role]) : undefined);

/** @param replace What this browser is signed in as is left. */
export const signInByAccount = (login: string, password: string, code: string, replace?: boolean) =>
  call<{ account: string }>('POST', '/api/session', { login, password, code, replace });

export const Leaves = () => {
  const who = now();
  return who ? <p class="hint">{p.value.leaves(who)}</p> : null;
};

/** A key that was typed where somebody is signed in waits for an answer. */
const typed = signal('');

/** @param onIn This browser is somebody of the staff now. */
export function SignIn({ onIn }: { onIn: () => void }) {
  return typed.value ? (
    <Adopt
      secret={typed.value}
      onTaken={() => {
        typed.value = '';
        onIn();
      }}
      onKept={() => {
        typed.value = '';
      }}
    />
  ) : (
    <>
      <ByAccount onIn={onIn} />
      <ByKey onIn={onIn} />
    </>
  );
}

function ByAccount({ onIn }: { onIn: () => void }) {
  const words = p.value;
  const id = useId();
  const [login, password, code] = [useSignal(''), useSignal(''), useSignal('')];
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  const go = async () => {
    busy.value = true;
    try {
      await signInByAccount(login.value, password.value, code.value, now() !== undefined);
      onIn();
    } catch (error) {
      const { code: why, status } = error as ApiError;
      wrong.value = status === 401 ? words.wrongSignIn : failure(why, status);
      code.value = '';
    } finally {
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
      <h1>{words.signIn}</h1>
      <Leaves />
      <label for={`${id}-l`}>{words.login}</label>
      <input
        id={`${id}-l`}
        required
        maxLength={60}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        value={login.value}
        onInput={e => {
          login.value = e.currentTarget.value;
        }}
      />
      <label for={`${id}-p`}>{words.password}</label>
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
      <label for={`${id}-c`}>{words.code}</label>
      <input
        id={`${id}-c`}
        required
        maxLength={40}
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck={false}
        aria-describedby={`${id}-h`}
        value={code.value}
        onInput={e => {
          code.value = e.currentTarget.value;
        }}
      />
      <p class="hint" id={`${id}-h`}>
        {words.codeHint}
      </p>
      <button type="submit" class="primary wide" disabled={busy.value}>
        {busy.value ? words.entering : words.enter}
      </button>
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </form>
  );
}

function ByKey({ onIn }: { onIn: () => void }) {
  const words = p.value;
  const id = useId();
  const [key, busy, wrong] = [useSignal(''), useSignal(false), useSignal<string | undefined>(undefined)];
  const go = async () => {
    busy.value = true;
    try {
      await api.signIn(key.value.trim());
      onIn();
    } catch (error) {
      const { code, status } = error as ApiError;
      if (code === 'signedIn') typed.value = key.value.trim();
      else wrong.value = status === 401 ? words.wrongKey : failure(code, status);
    } finally {
      busy.value = false;
    }
  };
  return (
    <details class="card sign-in">
      <summary>{words.otherwise}</summary>
      <form
        onSubmit={e => {
          e.preventDefault();
          void go();
        }}
      >
        <label for={id}>{words.key}</label>
        <div class="field-row">
          <input
            id={id}
            type="password"
            required
            autocomplete="off"
            aria-describedby={`${id}-h`}
            value={key.value}
            onInput={e => {
              key.value = e.currentTarget.value;
            }}
          />
          <button type="submit" disabled={busy.value}>
            {busy.value ? words.entering : words.enter}
          </button>
        </div>
        <p class="hint" id={`${id}-h`}>
          {words.keyHint}
        </p>
        {wrong.value && (
          <p class="wrong" role="alert">
            {wrong.value}
          </p>
        )}
      </form>
    </details>
  );
}
