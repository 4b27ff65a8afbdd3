/** An invitation is taken up: a password, an authenticator app, recovery codes that are shown this once, and a first code that confirms it all. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/people.css';
import { call, type ApiError } from '../api';
import { boot, decoded, forgetSecret } from '../boot';
import type { Accepted, Invited } from '../contract';
import { p } from '../people.words';
import { copy } from '../parts/codes';
import { CredentialForm } from '../parts/credential';
import { AddPasskey } from '../parts/passkey';
import { title } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Leaves, signInByAccount } from '../parts/signin';
import { passkeysWork } from '../webauthn';
import { isolated } from '../text';
import { failure, w } from '../words';

const invite = decoded(location.hash.replace(/^#invite=/, ''));
// Out of the address bar at once: an address is easily shown, and kept in histories.
if (invite) forgetSecret();

const invited = signal<Invited | string | undefined>(undefined);
const accepted = signal<(Accepted & { password: string }) | undefined>(undefined);
const confirmed = signal(false);

const why = ({ code, status }: ApiError) => (status === 404 ? p.peek().gone : (p.peek().weak[code] ?? failure(code, status)));

export function Accept() {
  const words = p.value;
  useEffect(() => title(`${words.accept} · ${w.value.brand}`), [words]);
  useEffect(() => {
    call<Invited>('POST', '/api/accept', { invite }).then(
      found => {
        invited.value = found;
      },
      (error: ApiError) => {
        invited.value = why(error);
      },
    );
  }, []);
  const who = invited.value;
  if (typeof who === 'string') return <Sorry text={who} />;
  return (
    <>
      <Head />
      <main id="main" class="narrow">
        {!who ? (
          <p class="card loading">{w.value.loading}</p>
        ) : confirmed.value ? (
          <Offering />
        ) : accepted.value ? (
          <Confirming of={accepted.value} login={who.login} />
        ) : (
          <Choosing of={who} />
        )}
      </main>
    </>
  );
}

function Choosing({ of }: { of: Invited }) {
  const words = p.value;
  return (
    <CredentialForm
      fields={[
        { kind: 'new-password', label: words.newPassword, hint: words.passwordHint },
        { kind: 'new-password', label: words.repeat },
      ]}
      submit={words.next}
      onSubmit={async ([password = '']) => {
        try {
          accepted.value = { ...(await call<Accepted>('POST', '/api/accept', { invite, password })), password };
          return undefined;
        } catch (error) {
          return why(error as ApiError);
        }
      }}
    >
      <h1>{words.accept}</h1>
      <p>{words.hello(isolated(of.name), isolated(of.login))}</p>
      <Leaves />
      <input class="unseen" tabIndex={-1} aria-hidden="true" readOnly autocomplete="username" value={of.login} />
    </CredentialForm>
  );
}

const inFours = (text: string) => text.replace(/(.{4})(?=.)/g, '$1 ');

function Confirming({ of, login }: { of: Accepted & { password: string }; login: string }) {
  const words = p.value;
  const id = useId();
  const saved = useSignal(false);
  return (
    <div class="confirming">
      <h1 class="unseen">{words.accept}</h1>
      <section class="card no-print" aria-labelledby={`${id}-s`}>
        <h2 id={`${id}-s`}>{words.scan}</h2>
        <p class="hint">{words.scanHint}</p>
        <svg class="qr" viewBox={`0 0 ${of.size} ${of.size}`} role="img" aria-label={words.qr} shape-rendering="crispEdges">
          <path fill="#fff" d={`M0 0h${of.size}v${of.size}H0z`} />
          <path d={of.qr} />
        </svg>
        <p>
          {words.secret} <span class="code secret">{inFours(of.secret)}</span>
        </p>
      </section>
      <section class="card" aria-labelledby={`${id}-r`}>
        <h2 id={`${id}-r`}>{words.recovery}</h2>
        <p class="hint">{words.recoveryHint}</p>
        <ol class="recovery">
          {of.recovery.map(c => (
            <li key={c} class="code">
              {inFours(c)}
            </li>
          ))}
        </ol>
        <div class="buttons no-print">
          <button type="button" onClick={() => void copy(of.recovery.map(inFours).join('\n'))}>
            {words.copyCodes}
          </button>
          <button type="button" onClick={() => print()}>
            {words.print}
          </button>
        </div>
        <label class="tick no-print">
          <input
            type="checkbox"
            checked={saved.value}
            onChange={e => {
              saved.value = e.currentTarget.checked;
            }}
          />
          {words.saved}
        </label>
      </section>
      <CredentialForm
        class="card sign-in no-print"
        fields={[{ kind: 'digits', label: words.firstCode }]}
        submit={words.confirm}
        busyWord={words.entering}
        blocked={!saved.value}
        onSubmit={async ([code = '']) => {
          try {
            await signInByAccount(login, of.password, code, boot.session?.role !== undefined);
            if (passkeysWork()) confirmed.value = true;
            else location.assign('/');
            return undefined;
          } catch (error) {
            const { code: whyNot, status } = error as ApiError;
            return status === 401 ? words.wrongCode : failure(whyNot, status);
          }
        }}
      />
    </div>
  );
}

/** Whoever has just signed in may spare themselves password and code from now on. */
function Offering() {
  const words = p.value.passkey;
  return (
    <section class="card sign-in" aria-labelledby="offer-title">
      <h1 id="offer-title">{words.offer}</h1>
      <p>{words.offerHint}</p>
      <AddPasskey onAdded={() => location.assign('/')} />
      <a class="button" href="/">
        {words.later}
      </a>
    </section>
  );
}
