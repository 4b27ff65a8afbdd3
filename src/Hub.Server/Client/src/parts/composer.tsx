/** Writing a comment. What was typed survives a reload, a lost connection and a refusal. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CommentView } from '../contract';
import { keep, recall } from '../keep';
import type { Room } from '../room';
import { w } from '../words';
import { Icon } from './icons';
import { notify, went } from './shell';
import { called } from './who';

const LIMIT = 2000;
const WARN = 200;

/** @param eager Whoever has just come in with a tap goes on writing without another. */
export function Composer({ room, replyTo, eager, onReplied }: { room: Room; replyTo?: CommentView; eager?: boolean; onReplied: () => void }) {
  const words = w.value;
  const id = useId();
  const key = `draft:${room.id}`;
  const text = useSignal(recall<string>('sessionStorage', key) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const moderation = room.part('moderation');
  const chairs = room.me.value?.role === 'chair';
  const frozen = moderation === 'frozen' && !chairs;
  const left = LIMIT - [...text.value].length;
  const sending = room.isPending(c => c.$type === 'comment');
  const write = (value: string) => {
    text.value = value;
    keep('sessionStorage', key, value || undefined);
  };

  // Also for what an earlier page sent: its text is still in the draft.
  useSignalEffect(() => {
    const settled = room.outbox.settled.value;
    if (settled?.command.$type === 'comment' && settled.receipt.outcome !== 'refused' && text.peek().trim() === settled.command.text) write('');
  });
  useEffect(() => {
    if (replyTo) field.current?.focus();
  }, [replyTo]);
  useEffect(() => {
    if (eager) field.current?.focus();
  }, []);
  useEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight + 2, 240)}px`;
  }, [text.value]);

  const send = async () => {
    const said = text.value.trim();
    if (!said || left < 0 || sending) return;
    const receipt = await room.send({ $type: 'comment', text: said, item: room.part('agenda').current, replyTo: replyTo?.id });
    if (!went(receipt)) return;
    onReplied();
    const waits = room.part('moderation') === 'pre' && !chairs;
    notify(waits ? words.waitingComment : words.sent);
  };

  if (frozen) return <p class="hint boxed">{words.frozen}</p>;
  return (
    <form
      class="composer"
      onSubmit={e => {
        e.preventDefault();
        void send();
      }}
    >
      {replyTo && (
        <p class="quote">
          <Icon is="reply" />
          {words.replyTo(called(replyTo.author))}
          <button type="button" class="quiet square" aria-label={words.cancel} onClick={onReplied}>
            <Icon is="close" />
          </button>
        </p>
      )}
      <label class="unseen" for={id}>
        {words.write}
      </label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        placeholder={words.write}
        value={text.value}
        aria-describedby={`${id}-left`}
        onInput={e => write(e.currentTarget.value)}
        onKeyDown={e => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void send();
        }}
      />
      <div class="composer-foot">
        <span id={`${id}-left`} class={`hint figures${left < 0 ? ' wrong' : ''}`}>
          {left < 0 ? words.lettersOver(-left) : left <= WARN ? words.lettersLeft(left) : moderation === 'pre' && !chairs ? words.preModerated : ''}
        </span>
        <button type="submit" class="primary" disabled={sending || left < 0 || text.value.trim() === ''}>
          {sending ? (room.link.value === 'live' ? words.sendingComment : words.waitsForLink) : words.send}
        </button>
      </div>
    </form>
  );
}
