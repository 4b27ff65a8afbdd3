/**
 * The comments, newest first: at most fifty rows, whatever the room does. It never moves under a reader: scrolled, paused, or above four a
 * second it stands still behind a count, and goes on when asked.
 */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { api } from '../api';
import type { CommentView } from '../contract';
import { KEPT } from '../evolve';
import { clockTime } from '../prefs';
import type { Room } from '../room';
import { w } from '../words';
import { Icon } from './icons';
import { later } from './later';
import { isOver } from './now';
import { notify, went } from './shell';
import { watchSight } from './sight';
import { Who } from './who';

const STORM = 4;
const WINDOW = 3_000;

export function Stream({ room, onReply, children }: { room: Room; onReply?: (comment: CommentView) => void; children?: ComponentChildren }) {
  const words = w.value;
  const view = room.view.value!;
  const held = room.held.value;
  const paused = useSignal(false);
  const storm = useSignal(false);
  const loading = useSignal(false);
  const top = useRef<HTMLDivElement>(null);

  const hold = () => {
    if (!room.held.peek()) room.held.value = { rows: room.view.peek()!.comments.items, unseen: 0 };
  };

  // Reading further down: what comes in must not push the text away.
  useEffect(() => {
    if (!top.current) return undefined;
    return watchSight(top.current, sighting => {
      const above = !sighting.isIntersecting && sighting.boundingClientRect.top < 0;
      if (above) hold();
      else if (sighting.isIntersecting && !paused.peek() && !storm.peek() && room.held.peek()?.unseen === 0 && room.held.peek()?.next === undefined) {
        room.held.value = undefined;
      }
    });
  }, []);

  useSignalEffect(() => {
    const recent = room.arrivals.value.filter(at => Date.now() - at < WINDOW).length;
    if (recent > (STORM * WINDOW) / 1000) {
      storm.value = true;
      hold();
    }
  });

  // The storm is over when a whole window stayed below it.
  useEffect(() => {
    if (!storm.value) return undefined;
    const timer = setInterval(() => {
      if (room.arrivals.peek().filter(at => Date.now() - at < WINDOW).length <= (STORM * WINDOW) / 1000) storm.value = false;
    }, 1000);
    return () => clearInterval(timer);
  }, [storm.value]);

  const follow = () => {
    room.held.value = paused.value ? { rows: room.view.value!.comments.items, unseen: 0 } : undefined;
    top.current?.scrollIntoView({ block: 'start' });
  };

  const page = async (before?: number) => {
    loading.value = true;
    try {
      const { items, next } = await api.comments(room.id, before ?? room.nextSeq);
      if (before === undefined) room.fill(items);
      room.held.value = { rows: items.slice(-KEPT), next: next ?? 0, unseen: 0 };
      top.current?.scrollIntoView({ block: 'start' });
    } catch {
      notify(words.loadFailed, { bad: true });
    } finally {
      loading.value = false;
    }
  };

  const togglePause = () => {
    paused.value = !paused.value;
    if (paused.value) hold();
    else room.held.value = undefined;
  };

  const rows = held?.rows ?? view.comments.items;
  const older = held?.next ?? (rows.length >= KEPT ? rows[0]!.seq : 0);
  const unseen = held?.unseen ?? 0;
  const open = !isOver(view.status);
  return (
    <section class="stream" aria-labelledby="comments-title">
      <div class="stream-head">
        <h2 id="comments-title">{words.comments}</h2>
        <span class="hint figures">{words.total(view.comments.total)}</span>
        <button type="button" class="quiet" aria-pressed={paused.value} onClick={togglePause}>
          <Icon is={paused.value ? 'play' : 'pause'} />
          {paused.value ? words.resumeStream : words.pauseStream}
        </button>
      </div>
      {children}
      <div ref={top} class="stream-top" />
      <div class="pills">
        {unseen > 0 && (
          <button type="button" class="pill" onClick={follow}>
            <Icon is="up" />
            {words.fresh(unseen)}
          </button>
        )}
        {unseen === 0 && held?.next !== undefined && (
          <button type="button" class="pill" onClick={follow}>
            <Icon is="up" />
            {words.newest}
          </button>
        )}
        {room.omitted.value > 0 && (
          <button type="button" class="pill plain" disabled={loading.value} onClick={() => void page()}>
            {words.omitted(room.omitted.value)}
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <p class="empty-line">{room.me.value && room.me.value.role !== 'observer' ? words.noComments : words.noCommentsYet}</p>
      ) : (
        <Rows room={room} rows={rows} open={open} onReply={onReply} />
      )}
      {older > 0 && (
        <button type="button" class="wide" disabled={loading.value} onClick={() => void page(older)}>
          {loading.value ? words.loading : words.older}
        </button>
      )}
    </section>
  );
}

export function Quote({ room, id }: { room: Room; id: string }) {
  const parent = useComputed(() => {
    const find = (list?: CommentView[]) => list?.find(c => c.id === id);
    return find(room.held.value?.rows) ?? find(room.view.value?.comments.items);
  }).value;
  return (
    <p class="quote">
      <Icon is="reply" />
      {parent ? <Who of={parent.author} /> : w.value.reply}
      {parent?.text && <bdi class="cut">{parent.text}</bdi>}
    </p>
  );
}

/** Folded where it would fill the phone: fetched with the first text that may. */
const Long = later(
  () => import('./long').then(m => m.Long),
  ({ text }: { text: string }) => <p class="said">{text}</p>,
);
const MAY_BE_LONG = /\n|.{161}/;

/** The text, or the sentence that stands in its place. */
export function Said({ comment }: { comment: CommentView }) {
  return comment.status === 'withdrawn' ? (
    <p class="blank">{w.value.withdrawn}</p>
  ) : comment.status === 'hidden' ? (
    <p class="blank">{w.value.hidden}</p>
  ) : MAY_BE_LONG.test(comment.text) ? (
    <Long text={comment.text} />
  ) : (
    <p class="said">{comment.text}</p>
  );
}

function Rows({ room, rows, open, onReply }: { room: Room; rows: CommentView[]; open: boolean; onReply?: (comment: CommentView) => void }) {
  // A component that reads a signal is skipped when its properties are the same: rows that stand still are not even compared.
  void w.value;
  return (
    <ol class="rows">
      {[...rows].reverse().map(c => (
        <Row key={c.id} room={room} comment={c} open={open} onReply={onReply} />
      ))}
    </ol>
  );
}

/** Drawn again only when something of its own changes: fifty of them would otherwise be drawn with every frame. */
function Row({ room, comment, open, onReply }: { room: Room; comment: CommentView; open: boolean; onReply?: (comment: CommentView) => void }) {
  const words = w.value;
  const me = room.me.value;
  const mine = me?.participant === comment.author.participant;
  const may = open && me !== undefined && me.role !== 'observer' && comment.status === 'visible';
  const given = useComputed(() => room.part('commitments')?.find(c => c.comment === comment.id)).value;
  return (
    <li class={`row ${comment.status}${mine ? ' mine' : ''}`}>
      <div class="row-head">
        <Who of={comment.author} strong="b" />
        {mine && <span class="tag">{words.me}</span>}
        {comment.author.role && comment.author.role !== 'attendee' && <span class="tag">{words.roles[comment.author.role]}</span>}
        {given && (
          <a class="tag" href={`/topics/${given.topic}`}>
            {words.given}
          </a>
        )}
        <time class="hint figures" dateTime={comment.at}>
          {clockTime(comment.at)}
        </time>
      </div>
      {comment.replyTo && <Quote room={room} id={comment.replyTo} />}
      <Said comment={comment} />
      <div class="row-foot">
        <Like room={room} comment={comment} may={may} />
        {may && onReply && (
          <button type="button" class="quiet" onClick={() => onReply(comment)}>
            <Icon is="reply" />
            {words.reply}
          </button>
        )}
        {mine && may && (
          <button
            type="button"
            class="quiet"
            disabled={room.isPending(c => c.$type === 'withdrawComment' && c.comment === comment.id)}
            onClick={() => void room.send({ $type: 'withdrawComment', comment: comment.id }).then(went)}
          >
            {words.withdraw}
          </button>
        )}
      </div>
    </li>
  );
}

export function Like({ room, comment, may }: { room: Room; comment: CommentView; may: boolean }) {
  const words = w.value;
  const likes = useComputed(() => room.likesOf(comment.id, comment.likes));
  const liked = useComputed(() => room.likedByMe.value.has(comment.id));
  const sending = useComputed(() => room.isPending(c => c.$type === 'react' && c.comment === comment.id));
  const [n, on] = [likes.value, liked.value];
  if (comment.status !== 'visible') return null;
  if (!may)
    return n > 0 ? (
      <span class="likes figures">
        <Icon is="like" />
        {words.likes(n)}
      </span>
    ) : null;
  return (
    <button
      type="button"
      class={`quiet like${on ? ' on' : ''}`}
      aria-pressed={on}
      aria-label={`${words.like} · ${words.likes(n)}`}
      disabled={sending.value}
      onClick={() => void room.send({ $type: 'react', comment: comment.id, kind: 'like', on: !on }).then(went)}
    >
      <Icon is="like" />
      <span class="figures">{n > 0 ? n : words.like}</span>
    </button>
  );
}
