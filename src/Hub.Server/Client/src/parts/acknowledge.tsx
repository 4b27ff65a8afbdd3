/** What a department reports done: staff, and who raised the topic, acknowledge it with one tap, or send it back and say why. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import '../style/deed.css';
import type { CommitmentView } from '../contract';
import { d } from '../department.words';
import type { LiveTopic } from '../topic';
import { notify, went } from './shell';

/** Whether this visitor is asked. */
export const mayAcknowledge = (topic: LiveTopic) => {
  const me = topic.me.value?.topic;
  return (me?.raised ?? false) || (me?.may?.includes('makeCommitments') ?? false);
};

export function Acknowledge({ topic, of }: { topic: LiveTopic; of: CommitmentView }) {
  const words = d.value;
  const [refusing, why, id] = [useSignal(false), useSignal(''), useId()];
  const busy = topic.isPending(c => c.$type === 'acknowledge' || c.$type === 'sendBack');
  const isStaff = topic.me.value?.topic?.may?.includes('makeCommitments') ?? false;
  const acknowledge = async () => {
    if (went(await topic.send({ $type: 'acknowledge', commitment: of.id }))) notify(isStaff ? words.acknowledged : words.acknowledgedRaiser);
  };
  const sendBack = async () => {
    if (went(await topic.send({ $type: 'sendBack', commitment: of.id, reason: why.value }))) notify(words.sentBack);
  };
  return (
    <form
      class="deed acknowledge"
      aria-label={words.tabs.reported}
      onSubmit={e => {
        e.preventDefault();
        if (refusing.value && why.value.trim() && !busy) void sendBack();
      }}
    >
      <p>
        <b>{isStaff ? words.askStaff : words.ask}</b>
      </p>
      {refusing.value ? (
        <>
          <label for={id}>{words.why}</label>
          <textarea
            id={id}
            rows={2}
            maxLength={500}
            value={why.value}
            onInput={e => {
              why.value = e.currentTarget.value;
            }}
          />
          <div class="buttons">
            <button type="submit" class="primary" disabled={busy || !why.value.trim()}>
              {words.back}
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                refusing.value = false;
              }}
            >
              {words.cancel}
            </button>
          </div>
        </>
      ) : (
        <div class="buttons">
          <button type="button" class="primary" disabled={busy} onClick={() => void acknowledge()}>
            {words.yes}
          </button>
          <button
            type="button"
            disabled={busy}
            onClick={() => {
              refusing.value = true;
            }}
          >
            {words.no}
          </button>
        </div>
      )}
    </form>
  );
}
