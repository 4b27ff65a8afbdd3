/** Signing in as staff: by an account, with its passkey or its password, or by the operator key. */
import { signal, useSignal } from '@preact/signals';
import { api, call, type ApiError } from '../api';
import { boot, forgetSecret } from '../boot';
import type { ProviderPage } from '../contract';
import { p } from '../people.words';
import { failure } from '../words';
import { Adopt } from './adopt';
import { CredentialForm } from './credential';
import { PasskeySignIn } from './passkey';
import { notify } from './shell';

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
      <Refused />
      <ByAccount onIn={onIn} />
      <ByProvider />
      <ByKey onIn={onIn} />
    </>
  );
}

/** Why a sign-in by the provider did not succeed, as the hub says it in the fragment; read once. */
const refused = signal(/^#why=(\w+)$/.exec(location.hash)?.[1]);
if (refused.peek()) forgetSecret();

const why = (code: string) => p.value.refusedByProvider[code] ?? p.value.refusedByProvider.notProven!;

const Refused = () =>
  refused.value ? (
    <p class="card wrong" role="alert">
      {why(refused.value)}
    </p>
  ) : null;

/** By the city's own sign-in, where one is set up. */
function ByProvider() {
  const words = p.value;
  const busy = useSignal(false);
  if (!boot.provider) return null;
  const go = async () => {
    busy.value = true;
    try {
      location.assign((await call<ProviderPage>('POST', '/api/oidc/begin', { replace: now() !== undefined })).url);
    } catch (error) {
      const { code, status } = error as ApiError;
      busy.value = false;
      refused.value = undefined;
      notify(words.refusedByProvider[code] ?? failure(code, status), { bad: true });
    }
  };
  return (
    <section class="card sign-in">
      <button type="button" class="wide" disabled={busy.value} onClick={() => void go()}>
        {busy.value ? words.entering : words.byProvider(boot.provider)}
      </button>
    </section>
  );
}

/** @param again Why somebody who is signed in signs in once more; absent: nobody is, or it is another who comes. */
export function ByAccount({ onIn, again }: { onIn: () => void; again?: string }) {
  const words = p.value;
  return (
    <CredentialForm
      class={again ? 'sign-in' : 'card sign-in'}
      fields={[
        { kind: 'username', label: words.login },
        { kind: 'current-password', label: words.password },
        { kind: 'code', label: words.code, hint: words.codeHint },
      ]}
      submit={words.enter}
      busyWord={words.entering}
      onSubmit={async ([login = '', password = '', code = '']) => {
        try {
          await signInByAccount(login, password, code, now() !== undefined);
          onIn();
          return undefined;
        } catch (error) {
          const { code: why, status } = error as ApiError;
          return status === 401 ? words.wrongSignIn : failure(why, status);
        }
      }}
    >
      {again ? (
        <>
          <h3>{words.signIn}</h3>
          <p class="hint">{again}</p>
        </>
      ) : (
        <>
          <h1>{words.signIn}</h1>
          <Leaves />
        </>
      )}
      <PasskeySignIn replace={now() !== undefined} onIn={onIn} />
    </CredentialForm>
  );
}

function ByKey({ onIn }: { onIn: () => void }) {
  const words = p.value;
  return (
    <details class="card sign-in">
      <summary>{words.otherwise}</summary>
      <CredentialForm
        class=""
        fields={[{ kind: 'key', label: words.key, hint: words.keyHint }]}
        submit={words.enter}
        busyWord={words.entering}
        quiet
        onSubmit={async ([text = '']) => {
          const key = text.trim();
          try {
            await api.signIn(key);
            onIn();
            return undefined;
          } catch (error) {
            const { code, status } = error as ApiError;
            if (code === 'signedIn') typed.value = key;
            else return status === 401 ? words.wrongKey : failure(code, status);
          }
          return undefined;
        }}
      />
    </details>
  );
}
