/** Calling a meeting off, with the reason that everybody is told. */
import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { inBoth } from '../prefs';
import { w } from '../words';

const zh = {
  cancel: '取消会议',
  ask: '取消后不能恢复。大屏、列表和各人的页面都会写明会议已取消及原因；议程中的议题退回待安排。',
  reason: '取消原因（将公开）',
  back: '不取消',
};
const en: typeof zh = {
  cancel: 'Cancel the meeting',
  ask: 'This cannot be undone. The wall, the lists and everyone’s page will say that it is cancelled, and why; topics on the agenda may be scheduled anew.',
  reason: 'Reason (public)',
  back: 'Keep it',
};
const words = inBoth(zh, en);

/** @param onCancel Whether it went through. */
export function Cancel({ disabled, onCancel }: { disabled?: boolean; onCancel: (reason: string) => Promise<boolean> }) {
  const said = words.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useSignal('');
  const busy = useSignal(false);
  const id = useId();
  const go = async () => {
    busy.value = true;
    if (await onCancel(reason.value.trim())) dialog.current?.close();
    busy.value = false;
  };
  return (
    <>
      <button type="button" class="danger" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {said.cancel}
      </button>
      <dialog ref={dialog} class="dialog" aria-label={said.cancel}>
        <form
          onSubmit={e => {
            e.preventDefault();
            void go();
          }}
        >
          <h2>{said.cancel}</h2>
          <p>{said.ask}</p>
          <label for={id}>{said.reason}</label>
          <textarea
            id={id}
            rows={3}
            required
            maxLength={500}
            value={reason.value}
            onInput={e => {
              reason.value = e.currentTarget.value;
            }}
          />
          <div class="dialog-foot">
            <button type="button" onClick={() => dialog.current?.close()}>
              {said.back}
            </button>
            <button type="submit" class="danger solid" disabled={busy.value || reason.value.trim() === ''}>
              {busy.value ? w.value.sending : said.cancel}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
