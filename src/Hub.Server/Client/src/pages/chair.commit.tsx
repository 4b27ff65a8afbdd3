/**
 * A department commits itself, because of what an item is about or of what somebody wrote: one tap, and the little that must be filled in. Until the meeting
 * closes, or the department has answered, that is taken back.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { day } from '../day';
import { colon } from '../parts/marks';
import { isOver } from '../parts/now';
import { notify, went } from '../parts/shell';
import { CommitForm } from '../parts/staff';
import type { Room } from '../room';
import { isolated } from '../text';
import { t } from '../topics.words';
import { w } from '../words';
import { c } from './chair.words';

const takeBack = (room: Room, commitment: string) =>
  void room.send({ $type: 'takeBackCommitment', commitment }).then(receipt => {
    if (went(receipt)) notify(c.value.commitmentBack);
  });

/** What was given in this meeting so far, for whoever chairs it. */
export function GivenHere({ room }: { room: Room }) {
  const words = c.value;
  const given = room.part('commitments') ?? [];
  if (given.length === 0) return null;
  const over = isOver(room.view.value!.status);
  const busy = room.isPending(x => x.$type === 'takeBackCommitment');
  return (
    <details class="fold given-here">
      <summary>
        {words.givenHere} <span class="figures">{given.length}</span>
      </summary>
      <ul>
        {given.map(x => (
          <li key={x.commitment}>
            <p>
              <a href={`/topics/${x.topic}`}>
                <bdi>{x.department}</bdi>
                {colon()}
                <bdi>{x.what}</bdi>
              </a>{' '}
              <span class="hint figures">{words.givenBy(day(x.due))}</span>
            </p>
            {!over && (
              <button type="button" class="quiet" disabled={busy} aria-label={words.takeBackOf(isolated(x.what))} onClick={() => takeBack(room, x.commitment)}>
                {words.takeBack}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function CommitDialog({ room, what, item, comment, onClose }: { room: Room; what: string; item?: string; comment?: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const busy = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);
  const commit = async (department: string, promised: string, due: string, departmentId?: string) => {
    busy.value = true;
    const receipt = await room.send({ $type: 'commit', department, what: promised, due, item, comment, departmentId });
    if (went(receipt)) {
      const made = receipt.result?.commitment;
      notify(t.value.done, made ? { undo: { label: c.value.undo, run: () => takeBack(room, made) } } : {});
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
