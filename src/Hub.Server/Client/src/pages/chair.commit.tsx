/** A department commits itself, because of what an item is about or of what somebody wrote: one tap, and the little that must be filled in. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { notify, went } from '../parts/shell';
import { CommitForm } from '../parts/staff';
import type { Room } from '../room';
import { t } from '../topics.words';
import { w } from '../words';

export function CommitDialog({ room, what, item, comment, onClose }: { room: Room; what: string; item?: string; comment?: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const busy = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);
  const commit = async (department: string, promised: string, due: string, departmentId?: string) => {
    busy.value = true;
    if (went(await room.send({ $type: 'commit', department, what: promised, due, item, comment, departmentId }))) {
      notify(t.value.done);
      dialog.current?.close();
    }
    busy.value = false;
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="commit-title" onClose={onClose}>
      <h2 id="commit-title">{t.value.commit}</h2>
      <CommitForm what={what} busy={busy.value} onDone={(department, promised, due, departmentId) => void commit(department, promised, due, departmentId)} />
      <div class="dialog-foot">
        <button type="button" onClick={() => dialog.current?.close()}>
          {w.value.cancel}
        </button>
      </div>
    </dialog>
  );
}
