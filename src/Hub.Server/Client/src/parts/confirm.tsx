import { useRef } from 'preact/hooks';
import { w } from '../words';

/** Asked only where there is no way back: closing a ballot or the meeting. */
export function Confirm({ label, ask, yes, disabled, onAsk, onYes }: { label: string; ask: string; yes: string; disabled?: boolean; onAsk?: () => void; onYes: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="danger" disabled={disabled} onClick={() => { onAsk?.(); dialog.current?.showModal(); }}>{label}</button>
      <dialog ref={dialog} class="dialog" aria-label={label}>
        <p>{ask}</p>
        <div class="dialog-foot">
          <button type="button" onClick={() => dialog.current?.close()}>{w.value.cancel}</button>
          <button type="button" class="danger solid" onClick={() => { dialog.current?.close(); onYes(); }}>{yes}</button>
        </div>
      </dialog>
    </>
  );
}
