import { useSignal } from '@preact/signals';
import type { ApiError } from '../api';
import { ask as askFor, why } from '../consents';
import { Confirm } from './confirm';
import { notify } from './shell';

interface Question {
  label: string;
  ask: string;
  yes: string;
  /** What stands beside the reason. */
  reason: string;
}

/**
 * Asked where whoever does something says why.
 * @param onYes Answers whether it was done; else the reason stays, for another try.
 */
export function Reasoned({ label, ask, yes, reason, onYes }: Question & { onYes: (reason: string) => Promise<boolean> }) {
  const text = useSignal('');
  const send = async () => {
    if (await onYes(text.value.trim())) text.value = '';
  };
  return (
    <Confirm label={label} ask={ask} yes={yes} blocked={!text.value.trim()} onYes={() => void send()}>
      <label>
        {reason}
        <input
          value={text.value}
          maxLength={200}
          onInput={e => {
            text.value = e.currentTarget.value;
          }}
        />
      </label>
    </Confirm>
  );
}

/** Asks for something, with a reason, that another account has to agree to; and says what became of it. */
export function AskConsent({ path, body, ...question }: Question & { path: string; body?: object }) {
  const send = async (reason: string) => {
    try {
      notify(await askFor(path, { ...body, reason }));
      return true;
    } catch (e) {
      notify(why(e as ApiError), { bad: true });
      return false;
    }
  };
  return <Reasoned {...question} onYes={send} />;
}
