/** An invitation is taken up: a password, an authenticator app, recovery codes that are shown this once, and a first code that confirms it all. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/people.css';
import { call, type ApiError } from '../api';
import { boot, forgetSecret } from '../boot';
import type { Accepted, Invited } from '../contract';
import { p } from '../people.words';
import { copy } from '../parts/codes';
import { Head, Sorry, title } from '../parts/shell';
import { Leaves, signInByAccount } from '../parts/signin';
import { failure, w } from '../words';

const invite = decodeURIComponent(location.hash.replace(/^#invite=/, ''));
// Out of the address bar at once: an address is easily shown, and kept in histories.
if (invite) forgetSecret();

const invited = signal<Invited | string | undefined>(undefined);
const accepted = signal<(Accepted & { password: string }) | undefined>(undefined);

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
        {!who ? <p class="card loading">{w.value.loading}</p> : accepted.value ? <Confirming of={accepted.value} login={who.login} /> : <Choosing of={who} />}
      </main>
    </>
  );
}

function Choosing({ of }: { of: Invited }) {
  const words = p.value;
  const id = useId();
  const [password, again] = [useSignal(''), useSignal('')];
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  const go = async () => {
    if (password.value !== again.value) {
      wrong.value = words.differs;
      return;
    }
    busy.value = true;
    try {
      accepted.value = { ...(await call<Accepted>('POST', '/api/accept', { invite, password: password.value })), password: password.value };
    } catch (error) {
      wrong.value = why(error as ApiError);
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
      <h1>{words.accept}</h1>
      <p>{words.hello(of.name, of.login)}</p>
      <Leaves />
      <input class="unseen" tabIndex={-1} aria-hidden="true" readOnly autocomplete="username" value={of.login} />
      <label for={`${id}-p`}>{words.newPassword}</label>
      <input
        id={`${id}-p`}
        type="password"
        required
        maxLength={200}
        autocomplete="new-password"
        aria-describedby={`${id}-h`}
        value={password.value}
        onInput={e => {
          password.value = e.currentTarget.value;
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
      <button type="submit" class="primary wide" disabled={busy.value}>
        {words.next}
      </button>
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </form>
  );
}

const inFours = (text: string) => text.replace(/(.{4})(?=.)/g, '$1 ');

function Confirming({ of, login }: { of: Accepted & { password: string }; login: string }) {
  const words = p.value;
  const id = useId();
  const [code, saved] = [useSignal(''), useSignal(false)];
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  const go = async () => {
    busy.value = true;
    try {
      await signInByAccount(login, of.password, code.value, boot.session?.role !== undefined);
      location.assign('/');
    } catch (error) {
      const { code: whyNot, status } = error as ApiError;
      wrong.value = status === 401 ? words.wrongCode : failure(whyNot, status);
      code.value = '';
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="confirming"
      onSubmit={e => {
        e.preventDefault();
        void go();
      }}
    >
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
            required
            checked={saved.value}
            onChange={e => {
              saved.value = e.currentTarget.checked;
            }}
          />
          {words.saved}
        </label>
      </section>
      <section class="card sign-in no-print">
        <label for={id}>{words.firstCode}</label>
        <input
          id={id}
          required
          inputMode="numeric"
          maxLength={10}
          autocomplete="one-time-code"
          value={code.value}
          onInput={e => {
            code.value = e.currentTarget.value;
          }}
        />
        <button type="submit" class="primary wide" disabled={busy.value || !saved.value}>
          {busy.value ? words.entering : words.confirm}
        </button>
        {wrong.value && (
          <p class="wrong" role="alert">
            {wrong.value}
          </p>
        )}
      </section>
    </form>
  );
}
