import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { w } from '../words';

/**
 * Asked only where there is no way back: closing a ballot or the meeting.
 * @param children What stands between the question and the answer, while it is asked.
 * @param blocked The answer cannot be yes now; the children say why.
 */
export function Confirm({
  label,
  ask,
  yes,
  disabled,
  blocked,
  onAsk,
  onYes,
  children,
}: {
  label: string;
  ask: string;
  yes: string;
  disabled?: boolean;
  blocked?: boolean;
  onAsk?: () => void;
  onYes: () => void;
  children?: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="danger"
        disabled={disabled}
        onClick={() => {
          onAsk?.();
          open.value = true;
          dialog.current?.showModal();
        }}
      >
        {label}
      </button>
      <dialog
        ref={dialog}
        class="dialog"
        aria-label={label}
        onClose={() => {
          open.value = false;
        }}
      >
        <p>{ask}</p>
        {open.value && children}
        <div class="dialog-foot">
          <button type="button" onClick={() => dialog.current?.close()}>
            {w.value.cancel}
          </button>
          <button
            type="button"
            class="danger solid"
            disabled={blocked}
            onClick={() => {
              dialog.current?.close();
              onYes();
            }}
          >
            {yes}
          </button>
        </div>
      </dialog>
    </>
  );
}
