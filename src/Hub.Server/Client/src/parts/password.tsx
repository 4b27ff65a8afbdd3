/** Another password for the account that this browser is signed in with. */
import { call, type ApiError } from '../api';
import { p } from '../people.words';
import { failure } from '../words';
import { CredentialForm } from './credential';
import { notify } from './shell';

/** @param onChanged All sessions of the account have ended; this browser has a new one. */
export function ChangePassword({ onChanged }: { onChanged: () => void }) {
  const words = p.value;
  return (
    <CredentialForm
      fields={[
        { kind: 'current-password', label: words.passwordNow },
        { kind: 'new-password', label: words.passwordNext, hint: words.passwordHint },
        { kind: 'new-password', label: words.repeat },
        { kind: 'code', label: words.code },
      ]}
      submit={words.changePassword}
      quiet
      onSubmit={async ([password, next, , code]) => {
        try {
          await call('POST', '/api/account/password', { password, code, next });
          notify(words.passwordChanged);
          onChanged();
          return undefined;
        } catch (error) {
          const { code: why, status } = error as ApiError;
          return words.weak[why] ?? (status === 401 ? words.wrongNow : failure(why, status));
        }
      }}
    >
      <h2>{words.changePassword}</h2>
      <p class="hint">{words.changeHint}</p>
    </CredentialForm>
  );
}
