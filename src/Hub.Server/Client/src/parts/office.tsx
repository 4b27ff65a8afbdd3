/** What the operator's pages have in common: fields, forms that are sent once at a time, and what is shown of something that was just made. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { inBoth } from '../prefs';
import { copy } from './codes';

const zh = { copy: '复制', done: '完成' };
const en: typeof zh = { copy: 'Copy', done: 'Done' };
const words = inBoth(zh, en);

/** A labelled field that writes into a signal. */
export function Field({
  label,
  of,
  hint,
  type,
  required,
  maxLength,
  pattern,
  placeholder,
  list,
  readOnly,
  fixed,
  plain,
}: {
  label: string;
  of: Signal<string>;
  hint?: string;
  type?: 'datetime-local';
  required?: boolean;
  maxLength?: number;
  pattern?: string;
  placeholder?: string;
  list?: string;
  readOnly?: boolean;
  /** Stands there in the place of what is typed, and cannot be changed. */
  fixed?: string;
  /** It is nobody's own, and no word: the browser fills in nothing and corrects nothing. */
  plain?: boolean;
}) {
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type ?? 'text'}
        required={required}
        maxLength={maxLength}
        pattern={pattern}
        placeholder={placeholder}
        list={list}
        readOnly={readOnly || fixed !== undefined}
        autocomplete={plain ? 'off' : undefined}
        autocapitalize={plain ? 'none' : undefined}
        spellcheck={plain ? false : undefined}
        aria-describedby={hint && `${id}-h`}
        value={fixed ?? of.value}
        onInput={e => {
          of.value = e.currentTarget.value;
        }}
      />
      {hint && (
        <p class="hint" id={`${id}-h`}>
          {hint}
        </p>
      )}
    </>
  );
}

/** A form that is sent once at a time. */
export function Form({
  class: name,
  onSend,
  onFailed,
  children,
}: {
  class: string;
  onSend: () => Promise<void>;
  onFailed: (error: unknown) => void;
  children: (busy: boolean) => ComponentChildren;
}) {
  const busy = useSignal(false);
  const send = async () => {
    busy.value = true;
    try {
      await onSend();
    } catch (error) {
      onFailed(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class={name}
      onSubmit={e => {
        e.preventDefault();
        void send();
      }}
    >
      {children(busy.value)}
    </form>
  );
}

/** A link, to be copied. */
export function LinkLine({ label, link }: { label: string; link: string }) {
  const id = useId();
  return (
    <div class="link-line">
      <label for={id}>{label}</label>
      <div class="field-row">
        <input id={id} readOnly value={link} onFocus={e => e.currentTarget.select()} />
        <button type="button" onClick={() => void copy(link)}>
          {words.value.copy}
        </button>
      </div>
    </div>
  );
}

/**
 * Shown of what was just made, as long as it can be seen.
 * @param action What may be done with it at once; then being done is the lesser thing.
 */
export function Made({ title, onDone, action, children }: { title: string; onDone: () => void; action?: ComponentChildren; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="card made" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      <div class="buttons">
        {action}
        <button type="button" class={action ? undefined : 'primary'} onClick={onDone}>
          {words.value.done}
        </button>
      </div>
    </section>
  );
}
