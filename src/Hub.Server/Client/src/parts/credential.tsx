/** The one form in which people type what they sign in with, and choose it: logins, passwords, codes, keys. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import '../style/people.css';
import { p } from '../people.words';

/** How each is typed. A password is masked, and a password manager is told which one it is. */
const kinds = {
  username: { autocomplete: 'username', maxLength: 60, autocapitalize: 'none', spellcheck: false },
  'current-password': { autocomplete: 'current-password', type: 'password', maxLength: 200 },
  'new-password': { autocomplete: 'new-password', type: 'password', maxLength: 200 },
  code: { autocomplete: 'one-time-code', maxLength: 40, autocapitalize: 'characters', spellcheck: false },
  digits: { autocomplete: 'one-time-code', maxLength: 10, inputMode: 'numeric' },
  key: { autocomplete: 'off', type: 'password' },
} satisfies Record<string, JSX.IntrinsicElements['input']>;

export interface CredentialField {
  kind: keyof typeof kinds;
  label: string;
  hint?: string;
}

/**
 * @param children What stands above the fields.
 * @param busyWord On the button while it is being done.
 * @param quiet Not what the page is for.
 * @param blocked It cannot be sent yet.
 * @param onSubmit Gets what was typed, in the order of the fields. A new password that is typed twice is the same both times.
 * @returns Of `onSubmit`: why it was not done, in words; undefined where it was.
 */
export function CredentialForm({
  fields,
  submit,
  busyWord = submit,
  quiet,
  blocked,
  class: look = 'card sign-in',
  onSubmit,
  children,
}: {
  fields: CredentialField[];
  submit: string;
  busyWord?: string;
  quiet?: boolean;
  blocked?: boolean;
  class?: string;
  onSubmit: (typed: string[]) => Promise<string | undefined>;
  children?: ComponentChildren;
}) {
  const id = useId();
  const typed = useSignal(fields.map(() => ''));
  const [busy, wrong] = [useSignal(false), useSignal<string | undefined>(undefined)];
  const go = async () => {
    const chosen = typed.value.filter((_, i) => fields[i]?.kind === 'new-password');
    wrong.value = new Set(chosen).size > 1 ? p.peek().differs : undefined;
    if (wrong.value) return;
    busy.value = true;
    wrong.value = await onSubmit(typed.value);
    // A code works once, and what was done need not be seen again.
    typed.value = typed.value.map((text, i) => (wrong.value && fields[i]?.kind !== 'code' && fields[i]?.kind !== 'digits' ? text : ''));
    busy.value = false;
  };
  return (
    <form
      class={look}
      onSubmit={e => {
        e.preventDefault();
        void go();
      }}
    >
      {children}
      {fields.map((field, i) => (
        <div key={field.label} class="credential">
          <label for={`${id}-${i}`}>{field.label}</label>
          <input
            {...kinds[field.kind]}
            id={`${id}-${i}`}
            required
            aria-describedby={field.hint && `${id}-${i}h`}
            value={typed.value[i]}
            onInput={e => {
              const text = e.currentTarget.value;
              typed.value = typed.value.map((was, at) => (at === i ? text : was));
            }}
          />
          {field.hint && (
            <p class="hint" id={`${id}-${i}h`}>
              {field.hint}
            </p>
          )}
        </div>
      ))}
      <button type="submit" class={quiet ? undefined : 'primary wide'} disabled={busy.value || blocked}>
        {busy.value ? busyWord : submit}
      </button>
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </form>
  );
}
