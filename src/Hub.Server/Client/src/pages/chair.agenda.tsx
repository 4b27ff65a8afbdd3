import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ItemView } from '../contract';
import { minutes, spent, tick } from '../clock';
import { clockTime } from '../prefs';
import { Documents } from '../parts/agenda';
import { Icon } from '../parts/icons';
import { MoreIcon } from '../parts/icons.more';
import { aside } from '../parts/marks';
import { isOver } from '../parts/now';
import { notify, went } from '../parts/shell';
import { Timer } from '../parts/timer';
import type { Room } from '../room';
import { isolated } from '../text';
import { w } from '../words';
import { t } from '../topics.words';
import { CommitDialog, GivenHere } from './chair.commit';
import { ItemDrafts, ItemPapers } from './chair.prepared';
import { c } from './chair.words';

const itemCommands = new Set(['startItem', 'finishItem', 'addTime', 'takeTime', 'moveItem', 'dropItem', 'editItem', 'addItem']);

/** The item after the one that runs; before the first, the first that is planned. Past the last one, the last is finished. */
export function nextItem(room: Room): void {
  const { items, current } = room.view.value!.agenda;
  const at = items.findIndex(i => i.id === current);
  const next = items.slice(at + 1).find(i => i.status === 'planned');
  if (next) void room.send({ $type: 'startItem', item: next.id }).then(went);
  else if (current) void room.send({ $type: 'finishItem', item: current }).then(went);
}

/**
 * @param shown Whether it is on the screen; on a narrow one it is a tab.
 * @param onBallot A ballot was opened from here.
 */
export function AgendaPane({ room, shown, onBallot }: { room: Room; shown: boolean; onBallot: () => void }) {
  const words = c.value;
  const view = room.view.value!;
  const { items, current } = view.agenda;
  const item = items.find(i => i.id === current);
  const editing = useSignal<string | undefined>(undefined);
  const promising = useSignal(false);
  const over = isOver(view.status);
  const running = view.status === 'open';
  const busy = room.isPending(x => itemCommands.has(x.$type));
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // Only within a list that scrolls by itself: on a narrow screen the page would move away under the finger.
    const box = list.current;
    if (shown && box && box.scrollHeight > box.clientHeight) box.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current, shown]);
  return (
    <section class="pane headed" aria-labelledby="pane-agenda" tabIndex={over ? 0 : undefined}>
      <h2 id="pane-agenda">{words.agenda}</h2>
      <div class="clock card">
        {item ? (
          <>
            <p class="clock-title">{item.title}</p>
            <Timer of={item} seconds={item.minutes * 60} spokenAs={item.title} />
            <div class="buttons">
              <button type="button" disabled={busy || over} onClick={() => void room.send({ $type: 'addTime', item: item.id, seconds: 60 }).then(went)}>
                {words.plus(1)}
              </button>
              <button type="button" disabled={busy || over} onClick={() => void room.send({ $type: 'addTime', item: item.id, seconds: 300 }).then(went)}>
                {words.plus(5)}
              </button>
              <button type="button" disabled={busy || over} onClick={() => void room.send({ $type: 'finishItem', item: item.id }).then(went)}>
                {words.finish}
              </button>
              <button
                type="button"
                disabled={over}
                onClick={() => {
                  promising.value = true;
                }}
              >
                {t.value.commit}
              </button>
            </div>
            <Documents of={item.documents} />
            {!over && <ItemDrafts room={room} item={item} onOpened={onBallot} />}
            <Advice room={room} busy={busy || over} />
            {promising.value && (
              <CommitDialog
                room={room}
                what={item.title}
                item={item.id}
                onClose={() => {
                  promising.value = false;
                }}
              />
            )}
          </>
        ) : (
          <p class="hint">
            {view.cancelled
              ? `${w.value.cancelled}${aside(isolated(view.cancelled.reason))}`
              : over
                ? words.overview
                : view.status === 'scheduled'
                  ? w.value.waitsForChair
                  : items.length > 0 && items.every(i => i.status === 'done')
                    ? w.value.allDone
                    : w.value.noItem}
          </p>
        )}
        {!over && (
          <button
            type="button"
            class="primary wide"
            aria-keyshortcuts="N"
            disabled={busy || !running || (!current && !items.some(i => i.status === 'planned'))}
            onClick={() => nextItem(room)}
          >
            {words.next}
            <MoreIcon is="arrow" />
          </button>
        )}
      </div>
      {items.length === 0 && <p class="hint">{w.value.noAgenda}</p>}
      <ol class="desk-agenda" ref={list} tabIndex={over ? 0 : undefined}>
        {items.map((i, at) => (
          <li key={i.id} class={i.status} aria-current={i.status === 'active' ? 'step' : undefined}>
            {editing.value === i.id ? (
              <ItemForm
                item={i}
                onDone={() => {
                  editing.value = undefined;
                }}
                onSave={v => room.send({ $type: 'editItem', item: i.id, ...v }).then(went)}
              />
            ) : (
              <ItemRow
                room={room}
                item={i}
                at={at}
                busy={busy}
                over={over}
                onEdit={() => {
                  editing.value = i.id;
                }}
              />
            )}
          </li>
        ))}
      </ol>
      {!over &&
        (editing.value === '' ? (
          <ItemForm
            onDone={() => {
              editing.value = undefined;
            }}
            onSave={v => room.send({ $type: 'addItem', ...v }).then(went)}
          />
        ) : (
          <button
            type="button"
            class="wide"
            onClick={() => {
              editing.value = '';
            }}
          >
            {words.add}
          </button>
        ))}
      <GivenHere room={room} />
    </section>
  );
}

/** How the agenda's time goes: when it all ends as planned from here on, and, where the item that runs is over its time, whence to take it. */
function Advice({ room, busy }: { room: Room; busy: boolean }) {
  const words = c.value;
  const { items, current } = room.view.value!.agenda;
  const item = items.find(i => i.id === current);
  if (!item) return null;
  const used = spent(item);
  const over = Math.max(0, used - item.minutes * 60);
  const left = Math.max(0, item.minutes * 60 - used) + items.filter(i => i.status === 'planned').reduce((sum, i) => sum + i.minutes * 60, 0);
  // Against the plan: what items done took too long or gave back, and what this one is over.
  const late = Math.round((items.filter(i => i.status === 'done').reduce((sum, i) => sum + i.spentSeconds - i.minutes * 60, 0) + over) / 60);
  const next = items.slice(items.indexOf(item) + 1).find(i => i.status === 'planned' && i.minutes > 1);
  const take = next ? Math.min(Math.ceil(over / 60), Math.floor(next.minutes - 1)) : 0;
  return (
    <div class="advice">
      <span class="hint figures">
        {words.ends(clockTime(tick.value + left * 1000))}
        {late > 0 ? ` · ${words.late(late)}` : late < 0 ? ` · ${words.early(-late)}` : ''}
      </span>
      {next && take > 0 && (
        <button
          type="button"
          disabled={busy}
          onClick={() => void room.send({ $type: 'takeTime', item: item.id, from: next.id, seconds: take * 60 }).then(went)}
        >
          {words.take(take, isolated(next.title))}
        </button>
      )}
    </div>
  );
}

function ItemRow({ room, item, at, busy, over, onEdit }: { room: Room; item: ItemView; at: number; busy: boolean; over: boolean; onEdit: () => void }) {
  const words = c.value;
  const open = useSignal(false);
  const { status, agenda } = room.view.value!;
  const running = status === 'open';
  const others = agenda.items.filter(i => i.id !== item.id);
  const place = useSignal<number | undefined>(undefined);
  /** To a place, counted from zero: behind whoever then stands before it. */
  const moveTo = (to: number) => void room.send({ $type: 'moveItem', item: item.id, after: others[to - 1]?.id }).then(went);
  const drop = async () => {
    if (went(await room.send({ $type: 'dropItem', item: item.id }))) {
      notify(words.dropped, { undo: { label: words.undo, run: () => void room.send({ $type: 'restoreItem', item: item.id }).then(went) } });
    }
  };
  return (
    <>
      <button
        type="button"
        class="item-line"
        aria-expanded={open.value}
        disabled={over}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="agenda-title">{item.title}</span>
        <span class="agenda-more">
          {w.value.kinds[item.kind] ?? item.kind} · {w.value.planned(String(Math.round(item.minutes)))}
          {item.status === 'done' ? ` · ${w.value.itemStatus.done} ${minutes(item.spentSeconds)}` : ` · ${w.value.itemStatus[item.status]}`}
        </span>
      </button>
      {open.value && !over ? <ItemPapers room={room} item={item} /> : <Documents of={item.documents} />}
      {open.value && !over && (
        <div class="buttons">
          {item.status !== 'active' && (
            <button type="button" disabled={busy || !running} onClick={() => void room.send({ $type: 'startItem', item: item.id }).then(went)}>
              {item.status === 'done' ? words.restart : words.start}
            </button>
          )}
          <button type="button" class="square" aria-label={words.up} disabled={busy || at === 0} onClick={() => moveTo(at - 1)}>
            <Icon is="up" />
          </button>
          <button type="button" class="square" aria-label={words.down} disabled={busy || at === others.length} onClick={() => moveTo(at + 1)}>
            <MoreIcon is="down" />
          </button>
          <button type="button" class="square" aria-label={words.edit} onClick={onEdit}>
            <MoreIcon is="edit" />
          </button>
          {item.status === 'planned' && (
            <button type="button" class="square" aria-label={words.drop} disabled={busy} onClick={() => void drop()}>
              <MoreIcon is="trash" />
            </button>
          )}
          {others.length > 1 && (
            <form
              class="to-place"
              onSubmit={e => {
                e.preventDefault();
                if (place.value !== undefined && place.value !== at) moveTo(place.value);
                place.value = undefined;
              }}
            >
              <select
                aria-label={words.place}
                value={place.value ?? at}
                onChange={e => {
                  place.value = Number(e.currentTarget.value);
                }}
              >
                {agenda.items.map((i, to) => (
                  <option key={i.id} value={to}>
                    {words.nth(to + 1)}
                  </option>
                ))}
              </select>
              <button type="submit" disabled={busy || (place.value ?? at) === at}>
                {words.move}
              </button>
            </form>
          )}
        </div>
      )}
    </>
  );
}

function ItemForm({
  item,
  onSave,
  onDone,
}: {
  item?: ItemView;
  onSave: (v: { title: string; kind: string; minutes: number }) => Promise<boolean>;
  onDone: () => void;
}) {
  const words = c.value;
  const id = useId();
  const title = useSignal(item?.title ?? '');
  const kind = useSignal(item?.kind ?? 'discussion');
  const mins = useSignal(String(item?.minutes ?? 10));
  const kinds = w.value.kinds;
  return (
    <form
      class="card item-form"
      onSubmit={e => {
        e.preventDefault();
        void onSave({ title: title.value.trim(), kind: kind.value, minutes: Number(mins.value) }).then(ok => {
          if (ok) onDone();
        });
      }}
      onKeyDown={e => {
        if (e.key === 'Escape') onDone();
      }}
    >
      <label for={`${id}-t`}>{words.addTitle}</label>
      <input
        id={`${id}-t`}
        required
        maxLength={200}
        value={title.value}
        ref={x => {
          if (x && document.activeElement === document.body) x.focus();
        }}
        onInput={e => {
          title.value = e.currentTarget.value;
        }}
      />
      <div class="field-row">
        <div>
          <label for={`${id}-k`}>{words.kind}</label>
          <select
            id={`${id}-k`}
            value={kind.value}
            onChange={e => {
              kind.value = e.currentTarget.value;
            }}
          >
            {[...new Set([...Object.keys(kinds), kind.value])].map(k => (
              <option key={k} value={k}>
                {kinds[k] ?? k}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for={`${id}-m`}>{words.minutes}</label>
          <input
            id={`${id}-m`}
            type="number"
            min="0"
            max="1440"
            step="1"
            required
            value={mins.value}
            onInput={e => {
              mins.value = e.currentTarget.value;
            }}
          />
        </div>
      </div>
      <div class="buttons">
        <button type="submit" class="primary">
          {words.save}
        </button>
        <button type="button" onClick={onDone}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
