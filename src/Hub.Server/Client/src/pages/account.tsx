/** What is mine here: where I am signed in, and what my account, if I have one, signs in with. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/kept.css';
import '../style/people.css';
import { call, type ApiError } from '../api';
import { boot } from '../boot';
import type { MyAccount, PasskeyItem } from '../contract';
import { p } from '../people.words';
import { Confirm } from '../parts/confirm';
import { AddPasskey } from '../parts/passkey';
import { ChangePassword } from '../parts/password';
import { moment, s, Sessions } from '../parts/sessions';
import { notify, title } from '../parts/shell';
import { Head } from '../parts/site';
import { ByAccount } from '../parts/signin';
import { failure, w } from '../words';

/** How many recovery codes are few. */
const FEW = 3;

export function Account() {
  const isStaff = boot.session?.account !== undefined;
  const heading = isStaff ? p.value.passkey.account : s.value.title;
  const changes = useSignal(0);
  const changed = () => {
    changes.value++;
  };
  useEffect(() => title(`${heading} · ${w.value.brand}`), [heading]);
  return (
    <>
      <Head />
      <main id="main" class="narrow">
        <h1>{heading}</h1>
        <Sessions changes={changes.value} />
        {isStaff && <SignsIn changes={changes.value} onChanged={changed} />}
      </main>
    </>
  );
}

/** By what the account signs in. */
function SignsIn({ changes, onChanged }: { changes: number; onChanged: () => void }) {
  const words = p.value.passkey;
  const account = useSignal<MyAccount | string | undefined>(undefined);
  useEffect(() => {
    call<MyAccount>('GET', '/api/account').then(
      mine => {
        account.value = mine;
      },
      (error: ApiError) => {
        account.value = failure(error.code, error.status);
      },
    );
  }, [changes]);
  const mine = account.value;
  if (mine === undefined) return <p class="card loading">{w.value.loading}</p>;
  if (typeof mine === 'string') return <p class="card">{mine}</p>;
  return (
    <>
      <Passkeys of={mine} onChanged={onChanged} />
      {mine.recovery !== undefined && (
        <>
          <section class="card sign-in" aria-labelledby="recovery-title">
            <h2 id="recovery-title">{p.value.recovery}</h2>
            <p>{words.recoveryLeft(mine.recovery)}</p>
            {mine.recovery <= FEW && <p class="hint">{words.recoveryFew}</p>}
          </section>
          <ChangePassword onChanged={onChanged} />
        </>
      )}
    </>
  );
}

function Passkeys({ of, onChanged }: { of: MyAccount; onChanged: () => void }) {
  const words = p.value.passkey;
  const asking = useSignal(false);
  return (
    <section class="card sign-in" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{words.title}</h2>
      <p class="hint">{words.lead}</p>
      {of.passkeys.length === 0 ? (
        <p class="empty-line">{words.none}</p>
      ) : (
        <ul class="sessions">
          {of.passkeys.map(k => (
            <One key={k.passkey} of={k} mayRemove={of.recent} onChanged={onChanged} />
          ))}
        </ul>
      )}
      {of.recent ? (
        <AddPasskey onAdded={onChanged} />
      ) : of.recovery === undefined ? (
        <a class="button" href="/signin">
          {words.signInAgain}
        </a>
      ) : asking.value ? (
        <ByAccount again={words.again} onIn={() => location.reload()} />
      ) : (
        <button
          type="button"
          onClick={() => {
            asking.value = true;
          }}
        >
          {words.signInAgain}
        </button>
      )}
    </section>
  );
}

function One({ of, mayRemove, onChanged }: { of: PasskeyItem; mayRemove: boolean; onChanged: () => void }) {
  const words = p.value.passkey;
  const id = useId();
  const [renaming, name] = [useSignal(false), useSignal(of.name)];
  const act = async (method: 'PATCH' | 'DELETE', said: string, body?: unknown) => {
    try {
      await call(method, `/api/account/passkeys/${of.passkey}`, body);
      notify(said);
      renaming.value = false;
    } catch (error) {
      const { code, status } = error as ApiError;
      notify(words.refused[code] ?? failure(code, status), { bad: true });
    }
    onChanged();
  };
  return (
    <li class="session passkey">
      <div>
        <h3>
          {of.name} {of.synced && <span class="badge">{words.synced}</span>}
        </h3>
        <p class="hint">{[words.addedAt(moment(of.createdAt)), of.usedAt ? words.usedAt(moment(of.usedAt)) : words.unused].join(' · ')}</p>
      </div>
      <div class="buttons">
        <button
          type="button"
          aria-expanded={renaming.value}
          onClick={() => {
            renaming.value = !renaming.value;
          }}
        >
          {words.rename}
        </button>
        {mayRemove && <Confirm label={words.remove} yes={words.remove} ask={words.removeAsk(of.name)} onYes={() => void act('DELETE', words.removed)} />}
      </div>
      {renaming.value && (
        <form
          class="renaming"
          onSubmit={e => {
            e.preventDefault();
            void act('PATCH', words.renamed, { name: name.value.trim() });
          }}
        >
          <label for={id}>{words.name}</label>
          <div class="field-row">
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
            <button type="submit" disabled={!name.value.trim()}>
              {p.value.save}
            </button>
          </div>
        </form>
      )}
    </li>
  );
}
