import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { CommentView, FloorOrder, FloorPolicy, HandView, Moderation } from '../contract';
import { minutes } from '../clock';
import { keep, recall } from '../keep';
import { Composer } from '../parts/composer';
import { Confirm } from '../parts/confirm';
import { fair, useOrder } from '../parts/fair';
import { Icon } from '../parts/icons';
import { isOver } from '../parts/now';
import { Choice } from '../parts/choice';
import { notify, went } from '../parts/shell';
import { useStanding } from '../parts/standing';
import { Term } from '../parts/term';
import { Like, Quote, Said } from '../parts/stream';
import { Timer } from '../parts/timer';
import { told, Which } from '../parts/told';
import { Who } from '../parts/who';
import { clockTime } from '../prefs';
import { queued } from '../chair-queue';
import type { ChairRoom } from '../chair-room';
import { cut, isolated } from '../text';
import { w } from '../words';
import { t } from '../topics.words';
import { nextItem } from './chair.agenda';
import { ForwardComment, ForwardHand } from './chair.branches';
import { CommitDialog } from './chair.commit';
import { Bulk, useStandstill } from './chair.queue';
import { c } from './chair.words';

/** Whoever takes another name while the meeting goes on: a name that changes under the chair's eyes is said. */
export function Renames({ room }: { room: ChairRoom }) {
  const words = c.value;
  const renames = room.renames.value;
  return (
    <div role="status">
      {renames.length > 0 && (
        <div class="card renames">
          <ul>
            {renames.map(x => (
              <li key={x.seq}>{words.renamed(x.was && isolated(x.was), x.name && isolated(x.name))}</li>
            ))}
          </ul>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              room.renames.value = [];
            }}
          >
            {words.noted}
          </button>
        </div>
      )}
    </div>
  );
}

export function FloorPane({ room }: { room: ChairRoom }) {
  return (
    <section class="pane split" aria-labelledby="pane-floor">
      <div>
        <Floor room={room} />
      </div>
      <div>
        <Moderating room={room} />
      </div>
    </section>
  );
}

const turns = ['180', '300', '480', '0'];

const place = (order: FloorOrder | undefined, hand: HandView) => {
  const at = order?.order.findIndex(t => t.participant === hand.participant) ?? -1;
  return at < 0 ? Infinity : at;
};

function Floor({ room }: { room: ChairRoom }) {
  const words = c.value;
  const marks = room.marks.value;
  const view = room.view.value!;
  const { speaker, policy } = view.floor;
  const { order, isCurrent } = useOrder(room);
  // In the order in which they come to speak; who has just raised stands behind until the order is known.
  const hands = [...view.floor.hands].sort((a, b) => (policy ? place(order, a) - place(order, b) : 0));
  const turn = useSignal(recall<string>('localStorage', 'turn') ?? '180');
  const busy = room.isPending(
    x => x.$type === 'giveFloor' || x.$type === 'endFloor' || x.$type === 'reorderHands' || x.$type === 'dismissHand' || x.$type === 'addFloorTime',
  );
  const give = (hand: HandView) => void room.send({ $type: 'giveFloor', participant: hand.participant, seconds: Number(turn.value) || undefined }).then(went);
  // A step up is a step from what the room shows: it waits until the one before is shown.
  const moved = useSignal(0);
  const settled = room.nextSeq > moved.value && (!policy || isCurrent);
  const ordered = useRef(0);
  if (settled) ordered.current = moved.value;
  // Up alone: any order can be made of it, and a row stays one line.
  const up = (at: number) => {
    const next = hands.map(h => h.participant);
    [next[at - 1], next[at]] = [next[at]!, next[at - 1]!];
    // Under the fair order, what is behind stays fair.
    void room.send({ $type: 'reorderHands', participants: policy ? next.slice(0, at) : next }).then(receipt => {
      moved.value = receipt.seq ?? 0;
      went(receipt);
    });
  };
  return (
    <>
      <h2 id="pane-floor">{words.floor}</h2>
      {speaker ? (
        <div class="card clock beside">
          <p class="clock-title">
            <span class="eyebrow">{w.value.speaking}</span> <Who of={speaker} />
            <Which participant={speaker.participant} marks={marks} />
          </p>
          <Timer of={speaker} seconds={speaker.seconds} spokenAs={told(speaker, marks)} />
          <div class="buttons">
            {speaker.seconds !== undefined && (
              <button type="button" disabled={busy} onClick={() => void room.send({ $type: 'addFloorTime', seconds: 60 }).then(went)}>
                {words.plus(1)}
              </button>
            )}
            <button type="button" class="primary" disabled={busy} onClick={() => void room.send({ $type: 'endFloor' }).then(went)}>
              {words.end}
            </button>
          </div>
        </div>
      ) : (
        <p class="hint">{w.value.nobodySpeaks}</p>
      )}
      {hands.length === 0 && <p class="empty-line">{words.noHands}</p>}
      {hands.length > 0 && (
        <>
          <Choice
            hideLabel
            label={words.policy}
            value={policy ?? 'arrival'}
            options={Object.entries(words.policies)}
            onChange={v => void room.send({ $type: 'setFloorPolicy', policy: v as FloorPolicy }).then(went)}
          />
          <div class="turns">
            <span class="hint" aria-hidden="true">
              {words.turn}
            </span>
            <Choice
              hideLabel
              label={words.turn}
              value={turn.value}
              options={turns.map(t => [t, t === '0' ? words.noLimit : words.mins(Number(t) / 60)])}
              onChange={v => {
                turn.value = v;
                keep('localStorage', 'turn', v);
              }}
            />
          </div>
          <Hands room={room} hands={hands} order={order} busy={busy} settled={settled} about={`${policy} ${ordered.current}`} onGive={give} onUp={up} />
        </>
      )}
    </>
  );
}

/** Whoever waits to speak. The rows stand still under the hand: who leaves, or is put first, brings nobody else under it. */
function Hands({
  room,
  hands,
  order,
  busy,
  settled,
  about,
  onGive,
  onUp,
}: {
  room: ChairRoom;
  hands: HandView[];
  order: FloorOrder | undefined;
  busy: boolean;
  settled: boolean;
  about: string;
  onGive: (hand: HandView) => void;
  onUp: (at: number) => void;
}) {
  const words = c.value;
  const marks = room.marks.value;
  const view = room.view.value!;
  const rules = fair.value.rules;
  const why = new Map(order?.order.map(t => [t.participant, t]));
  const list = useRef<HTMLOListElement>(null);
  const rows = useStanding(hands, h => h.participant, list, about);
  return (
    <ol class="hands" aria-label={words.waitingSpeak} ref={list}>
      {rows.map(({ row: h, gone }) => {
        const at = hands.indexOf(h);
        return (
          <li key={h.participant} class={gone ? 'gone' : undefined}>
            <div class="hand-who">
              <span>
                <Who of={h} strong="b" />
                <Which participant={h.participant} marks={marks} />
              </span>
              <span class="hint">
                {gone
                  ? words.noHand
                  : [
                      h.about && isolated(h.about),
                      why.get(h.participant)?.sector,
                      h.spokenSeconds > 0 && words.spoken(minutes(h.spokenSeconds)),
                      view.floor.policy && at > 0 && rules[why.get(h.participant)?.why ?? 'raisedFirst'],
                    ]
                      .filter(Boolean)
                      .join(' · ')}
              </span>
            </div>
            <div class="buttons">
              <button
                type="button"
                class="primary"
                disabled={gone || busy || view.status !== 'open'}
                aria-label={`${words.give} · ${told(h, marks)}`}
                onClick={() => onGive(h)}
              >
                {words.give}
              </button>
              <ForwardHand room={room} hand={h} />
              <button
                type="button"
                class="square"
                disabled={gone || busy || !settled || at === 0}
                aria-label={`${words.up} · ${told(h, marks)}`}
                onClick={() => onUp(at)}
              >
                <Icon is="up" />
              </button>
              <button
                type="button"
                class="square"
                disabled={gone || busy}
                aria-label={`${words.dismiss} · ${told(h, marks)}`}
                onClick={() => void room.send({ $type: 'dismissHand', participant: h.participant }).then(went)}
              >
                <Icon is="close" />
              </button>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Moderating({ room }: { room: ChairRoom }) {
  const words = c.value;
  const view = room.view.value!;
  const queue = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const replyTo = useSignal<CommentView | undefined>(undefined);
  const over = isOver(view.status);
  const promising = useSignal<CommentView | undefined>(undefined);
  const still = room.queue.value;
  const { waiting, recent, unseen } = queued(still, view.comments);
  const { follow } = useStandstill(room, queue, top, chosen);
  const live = [...waiting.filter(x => !x.gone).map(x => x.comment), ...recent];
  const mayChoose = (x: CommentView) => !over && (x.status === 'visible' || x.status === 'waiting');
  const choose = (x: CommentView) => {
    const next = new Set(chosen.value);
    if (!next.delete(x.id)) next.add(x.id);
    chosen.value = next;
  };
  // What is gone is chosen no more.
  useEffect(() => {
    const left = live.filter(x => mayChoose(x) && chosen.peek().has(x.id));
    if (left.length < chosen.peek().size) chosen.value = new Set(left.map(x => x.id));
  });

  const hide = async (comment: CommentView) => {
    if (went(await room.send({ $type: 'hideComment', comment: comment.id }))) {
      notify(words.hiddenNote, { undo: { label: words.undo, run: () => void room.send({ $type: 'restoreComment', comment: comment.id }).then(went) } });
    }
  };
  const act: Acts = {
    approve: x => void room.send({ $type: 'approveComment', comment: x.id }).then(went),
    hide: x => void hide(x),
    // A meeting that is closed brings nothing out again.
    hideForGood: x =>
      void room.send({ $type: 'hideComment', comment: x.id }).then(receipt => {
        if (went(receipt)) notify(words.hiddenNote);
      }),
    restore: x => void room.send({ $type: 'restoreComment', comment: x.id }).then(went),
    pin: x => void room.send({ $type: 'pinComment', comment: room.view.value!.comments.pinned === x.id ? undefined : x.id }).then(went),
    // Pinned first, so that it stays on the wall however many comments follow.
    show: x =>
      void room.send({ $type: 'pinComment', comment: x.id }).then(async receipt => {
        if (went(receipt)) went(await room.send({ $type: 'showScene', scene: 'comment', comment: x.id }));
      }),
    reply: x => {
      replyTo.value = x;
    },
    commit: x => {
      promising.value = x;
    },
  };

  const keys = (e: KeyboardEvent) => {
    const target = e.target as HTMLElement;
    // A dialog that is open has the keys to itself, also those that nothing in it takes.
    if (e.ctrlKey || e.metaKey || e.altKey || target.closest('input:not([type=checkbox]), textarea, select')) return;
    if (document.querySelector('dialog[open]')) return;
    const rows = [...queue.current!.querySelectorAll<HTMLElement>('[data-comment]')];
    const at = rows.findIndex(r => r.contains(document.activeElement));
    const comment = live.find(x => x.id === rows[at]?.dataset.comment);
    // To the next row that is not gone, and first to the first; past the last one the focus stays where it is.
    const step = (by: 1 | -1) => {
      const ahead = at < 0 || by > 0 ? rows.slice(at + 1) : rows.slice(0, at).reverse();
      ahead.find(row => !row.classList.contains('gone'))?.focus();
    };
    switch (e.key.toLowerCase()) {
      case 'j':
        step(1);
        break;
      case 'k':
        step(-1);
        break;
      case 'x':
        if (comment && mayChoose(comment)) choose(comment);
        break;
      case 'a':
        if (comment?.status === 'waiting') {
          act.approve(comment);
          step(1);
        }
        break;
      case 'h':
        if (comment && !over && (comment.status === 'visible' || comment.status === 'waiting')) {
          act.hide(comment);
          step(1);
        }
        break;
      case 'p':
        if (comment?.status === 'visible' && !over) act.pin(comment);
        break;
      case 'n':
        nextItem(room);
        break;
      default:
        return;
    }
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <>
      <div class="with-term">
        <h2>{words.moderation}</h2>
        {!over && <Term of="moderation" />}
      </div>
      {!over && (
        <Choice
          hideLabel
          label={words.mode}
          value={view.moderation}
          options={Object.entries(words.modes)}
          onChange={mode => void room.send({ $type: 'setModeration', mode: mode as Moderation }).then(went)}
        />
      )}
      <div ref={queue} class="queue" role="group" tabIndex={0} aria-label={words.queue} aria-describedby="queue-keys" onKeyDown={keys}>
        <div ref={top} class="queue-top" />
        <div class="pills">
          {unseen > 0 && (
            <button type="button" class="pill" onClick={follow}>
              <Icon is="up" />
              {w.value.fresh(unseen)}
            </button>
          )}
        </div>
        {(view.moderation === 'pre' || waiting.length > 0) && (
          <>
            <h3>
              {words.waiting} <span class="figures">{view.comments.waiting?.length ?? 0}</span>
            </h3>
            {waiting.length === 0 && <p class="hint">{words.noWaiting}</p>}
            <ol class="rows">
              {waiting.map(x => (
                <QueueRow
                  key={x.comment.id}
                  room={room}
                  comment={x.comment}
                  act={act}
                  over={over}
                  gone={x.gone}
                  stands={still !== undefined}
                  chosen={chosen}
                  onChoose={mayChoose(x.comment) ? choose : undefined}
                />
              ))}
            </ol>
          </>
        )}
        <h3>
          {words.recent} <span class="figures">{view.comments.total}</span>
        </h3>
        {recent.length === 0 && <p class="hint">{w.value.noCommentsYet}</p>}
        <ol class="rows">
          {recent.map(x => (
            <QueueRow
              key={x.id}
              room={room}
              comment={x}
              act={act}
              over={over}
              stands={still !== undefined}
              chosen={chosen}
              onChoose={mayChoose(x) ? choose : undefined}
            />
          ))}
        </ol>
        {!over && <Bulk room={room} rows={live} chosen={chosen} />}
      </div>
      <p class="hint" id="queue-keys">
        {words.keys}
      </p>
      {promising.value && (
        <CommitDialog
          room={room}
          what={promising.value.text}
          comment={promising.value.id}
          onClose={() => {
            promising.value = undefined;
          }}
        />
      )}
      {!over && view.status !== 'scheduled' && (
        <details class="fold" open={replyTo.value !== undefined || undefined}>
          <summary>{words.writeAsChair}</summary>
          <Composer
            room={room}
            replyTo={replyTo.value}
            onReplied={() => {
              replyTo.value = undefined;
            }}
          />
        </details>
      )}
    </>
  );
}

type Acts = Record<'approve' | 'hide' | 'hideForGood' | 'restore' | 'pin' | 'show' | 'reply' | 'commit', (comment: CommentView) => void>;

function QueueRow({
  room,
  comment,
  act,
  over,
  gone = false,
  stands,
  chosen,
  onChoose,
}: {
  room: ChairRoom;
  comment: CommentView;
  act: Acts;
  over: boolean;
  gone?: boolean;
  stands: boolean;
  chosen: Signal<ReadonlySet<string>>;
  onChoose?: (comment: CommentView) => void;
}) {
  const words = c.value;
  const row = useRef<HTMLLIElement>(null);
  const may = !over && !gone;
  const marks = room.marks.value;
  const pinned = room.view.value!.comments.pinned === comment.id;
  const given = room.view.value!.commitments?.find(x => x.comment === comment.id);
  const busy = room.isPending(x => 'comment' in x && x.comment === comment.id);
  // The button that was pressed goes with what it did: the row takes the focus, so that the queue stands and the keys go on from here.
  const doing = (what: (of: CommentView) => void) => () => {
    row.current?.focus({ preventScroll: true });
    what(comment);
  };
  // A row whose text or buttons go while it stands keeps its height: those below it stay where they are.
  useLayoutEffect(() => {
    row.current!.style.minHeight = stands ? `${row.current!.offsetHeight}px` : '';
  }, [stands]);
  return (
    <li ref={row} class={`row ${comment.status}${pinned ? ' is-pinned' : ''}${gone ? ' gone' : ''}`} tabIndex={-1} data-comment={comment.id}>
      <div class="row-head">
        {onChoose && !gone && (
          <input
            type="checkbox"
            class="choose"
            aria-label={words.choose(told(comment.author, marks), isolated(cut(comment.text, 20)))}
            checked={chosen.value.has(comment.id)}
            onChange={() => onChoose(comment)}
          />
        )}
        <Who of={comment.author} strong="b" />
        <Which participant={comment.author.participant} marks={marks} />
        {gone && <span class="tag">{words.goneAs(comment.status)}</span>}
        {given && (
          <a class="tag" href={`/topics/${given.topic}`} target="_blank" rel="noopener">
            {w.value.given}
          </a>
        )}
        {pinned && (
          <span class="tag">
            <Icon is="pin" />
            {words.pin}
          </span>
        )}
        <time class="hint figures" dateTime={comment.at}>
          {clockTime(comment.at)}
        </time>
      </div>
      {comment.replyTo && <Quote room={room} id={comment.replyTo} />}
      <Said comment={comment} />
      <div class="row-foot">
        <Like room={room} comment={comment} may={false} />
        {may && comment.status === 'waiting' && (
          <button type="button" class="primary" disabled={busy} onClick={doing(act.approve)}>
            {words.approve}
          </button>
        )}
        {may && comment.status === 'visible' && (
          <button type="button" class="quiet" disabled={busy} aria-pressed={pinned} onClick={() => act.pin(comment)}>
            {pinned ? words.unpin : words.pin}
          </button>
        )}
        {may && comment.status === 'visible' && (
          <button type="button" class="quiet" disabled={busy} onClick={() => act.show(comment)}>
            {words.toScreen}
          </button>
        )}
        {may && comment.status === 'visible' && (
          <button type="button" class="quiet" onClick={() => act.reply(comment)}>
            {w.value.reply}
          </button>
        )}
        {may && comment.status === 'visible' && (
          <button type="button" class="quiet" onClick={() => act.commit(comment)}>
            {t.value.commit}
          </button>
        )}
        {may && comment.status === 'visible' && <ForwardComment room={room} comment={comment} />}
        {may && (comment.status === 'visible' || comment.status === 'waiting') && (
          <button type="button" class="quiet" disabled={busy} onClick={doing(act.hide)}>
            {words.hide}
          </button>
        )}
        {over && comment.status === 'visible' && (
          <Confirm label={words.hide} ask={words.hideForGood} yes={words.hide} disabled={busy} onYes={() => act.hideForGood(comment)} />
        )}
        {may && comment.status === 'hidden' && (
          <button type="button" class="quiet" disabled={busy} onClick={doing(act.restore)}>
            {words.restore}
          </button>
        )}
      </div>
    </li>
  );
}
