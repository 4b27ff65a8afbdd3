/** What the desk does with a topic: each deed a button, and under it the little that must be filled in. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import '../style/deed.css';
import { call, query } from '../api';
import { boot } from '../boot';
import { serverNow } from '../clock';
import type { MeetingRow, Page, Permission, Receipt, SimilarTopic, TopicCommand, TopicItem } from '../contract';
import { dayOf, thisYear } from '../house-time';
import type { LiveTopic } from '../topic';
import { beside, isolated } from '../text';
import { t } from '../topics.words';
import { d } from '../department.words';
import { k } from '../desk.words';
import { FilesIn } from './files';
import { nameOf, useDepartments } from './limits';
import { may } from './may';
import { notify, went } from './shell';
import { within } from '../within';

type Deed = 'decline' | 'merge' | 'schedule' | 'commit' | 'progress' | 'complete' | 'reopen' | 'answer';

const OF_STAFF = new Set<TopicCommand['$type']>([
  'accept',
  'decline',
  'mergeInto',
  'schedule',
  'commit',
  'progress',
  'complete',
  'reopen',
  'answer',
  'takeOn',
  'letGo',
]);

/** @param onActed Told what went through, and says so itself. */
export function StaffActions({ topic, onActed }: { topic: LiveTopic; onActed?: (command: TopicCommand, receipt: Receipt) => void }) {
  const words = t.value;
  const view = topic.view.value!;
  const open = useSignal<Deed | undefined>(undefined);
  const busy = topic.isPending(c => OF_STAFF.has(c.$type));
  useEffect(() => {
    open.value = undefined;
  }, [topic.id]);
  const run = async (command: TopicCommand) => {
    if (busy) return;
    const receipt = await topic.send(command);
    if (!went(receipt)) return;
    open.value = undefined;
    if (onActed) onActed(command, receipt);
    else notify(words.done);
  };
  const mine = topic.me.value?.topic;
  const mayHere = (permission: Permission) => mine?.may?.includes(permission) ?? false;
  const pending = view.commitments.filter(c => c.status !== 'completed' && (mine?.answers?.includes(c.id) ?? true));
  const due = pending.filter(c => c.status !== 'reported');
  const completed = view.commitments.filter(c => c.status === 'completed');
  const promised = view.commitments.length > 0;
  const deeds: [Deed, string, boolean][] = [
    ['schedule', words.schedule, mayHere('scheduleTopics') && !view.declined],
    ['commit', words.commit, mayHere('makeCommitments') && !view.declined],
    ['progress', words.progress, mayHere('answerCommitments') && pending.length > 0],
    ['complete', words.complete, mayHere('answerCommitments') && due.length > 0],
    ['reopen', words.reopen, mayHere('makeCommitments') && completed.length > 0],
    ['answer', words.answer, mayHere('answerCommitments') && view.satisfaction.n + view.apart.n > 0],
    ['merge', words.merge, mayHere('moderateTopics') && !promised && !view.declined],
    ['decline', words.decline, mayHere('moderateTopics') && !promised],
  ];
  if (view.status === 'merged' || !(mine?.may?.some(p => p !== 'readHiddenTopics') ?? false)) return null;
  return (
    <section class="card staff" aria-label={words.staff}>
      <div class="buttons">
        {mayHere('moderateTopics') && (view.status === 'raised' || view.declined) && (
          <button type="button" class="primary" disabled={busy} onClick={() => void run({ $type: 'accept' })}>
            {words.accept}
          </button>
        )}
        {deeds
          .filter(([, , may]) => may)
          .map(([deed, name]) => (
            <button
              key={deed}
              type="button"
              aria-expanded={open.value === deed}
              aria-pressed={open.value === deed}
              onClick={() => {
                open.value = open.value === deed ? undefined : deed;
              }}
            >
              {name}
            </button>
          ))}
        {mayHere('moderateTopics') && boot.session?.account && (
          <button type="button" disabled={busy} onClick={() => void run({ $type: view.owner === boot.session?.account ? 'letGo' : 'takeOn' })}>
            {view.owner === boot.session.account ? k.value.letGo : k.value.takeOn}
          </button>
        )}
        {may('keepRegisters') && (
          <a class="button" href={`/outputs/${thisYear()}?from=topics/${topic.id}`}>
            {words.toOutput}
          </a>
        )}
      </div>
      {open.value === 'decline' && <Decline busy={busy} onDone={c => void run(c)} />}
      {open.value === 'merge' && <Merge topic={topic} busy={busy} onDone={c => void run(c)} />}
      {open.value === 'schedule' && <Schedule busy={busy} onDone={c => void run(c)} />}
      {open.value === 'commit' && (
        <CommitForm
          what={view.title}
          busy={busy}
          onDone={(department, what, until, departmentId) => void run({ $type: 'commit', department, what, due: until, departmentId })}
        />
      )}
      {(open.value === 'progress' || open.value === 'complete') && (
        <Note
          key={open.value}
          of={open.value === 'complete' ? due : pending}
          busy={busy}
          label={words.note}
          evidence={words.addPhotos}
          onDone={(commitment, note, files) => void run({ $type: open.value as 'progress' | 'complete', commitment, note, files })}
        />
      )}
      {open.value === 'reopen' && (
        <Note of={completed} busy={busy} label={words.reason} onDone={(commitment, reason) => void run({ $type: 'reopen', commitment, reason })} />
      )}
      {open.value === 'answer' && <Note of={[]} busy={busy} label={words.answer} onDone={(_, text) => void run({ $type: 'answer', text })} />}
    </section>
  );
}

function Form({
  children,
  busy,
  ready,
  label,
  onSubmit,
}: {
  children: ComponentChildren;
  busy: boolean;
  ready: boolean;
  label?: string;
  onSubmit: () => void;
}) {
  return (
    <form
      class="deed"
      onSubmit={e => {
        e.preventDefault();
        if (ready) onSubmit();
      }}
    >
      {children}
      <div class="buttons">
        <button type="submit" class="primary" disabled={busy || !ready}>
          {label ?? t.value.ok}
        </button>
      </div>
    </form>
  );
}

function Decline({ busy, onDone }: { busy: boolean; onDone: (c: TopicCommand) => void }) {
  const words = t.value;
  const [reason, hidden, id] = [useSignal(''), useSignal(false), useId()];
  return (
    <Form busy={busy} ready={reason.value.trim() !== ''} onSubmit={() => onDone({ $type: 'decline', reason: reason.value, hidden: hidden.value })}>
      <label for={id}>{words.reason}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={500}
        value={reason.value}
        onInput={e => {
          reason.value = e.currentTarget.value;
        }}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={hidden.value}
          onChange={e => {
            hidden.value = e.currentTarget.checked;
          }}
        />
        {words.hideToo}
      </label>
    </Form>
  );
}

export function Near({ topic, children }: { topic: LiveTopic; children?: (found: SimilarTopic) => ComponentChildren }) {
  const words = t.value;
  const found = useSignal<SimilarTopic[] | undefined>(undefined);
  const title = topic.view.value!.title;
  useEffect(() => {
    found.value = undefined;
    if (!title) return;
    call<{ items: SimilarTopic[] }>('GET', `/api/topics/similar?text=${encodeURIComponent(within(title, 100))}&except=${topic.id}&limit=8`).then(
      page => {
        found.value = page.items.filter(i => i.similarity >= 0.3);
      },
      () => {
        found.value = [];
      },
    );
  }, [topic.id, title]);
  if (!found.value) return null;
  if (found.value.length === 0) return <p class="hint">{words.noNear}</p>;
  return (
    <ul class="lines near">
      {found.value.map(f => (
        <li key={f.id}>
          <a href={`/topics/${f.id}`} target="_blank" rel="noopener">
            <bdi>{f.title}</bdi>
          </a>
          <span class="hint figures">{beside(f.county, words.status[f.status], `${Math.round(f.similarity * 100)} %`)}</span>
          {children?.(f)}
        </li>
      ))}
    </ul>
  );
}

/** Into one that is much alike, or one that is found by its words; named once more before it is done, as it cannot be undone. */
function Merge({ topic, busy, onDone }: { topic: LiveTopic; busy: boolean; onDone: (c: TopicCommand) => void }) {
  const words = t.value;
  const [q, found, into, id] = [useSignal(''), useSignal<TopicItem[]>([]), useSignal<{ id: string; title: string } | undefined>(undefined), useId()];
  useEffect(() => {
    const asked = q.value.trim();
    const timer = setTimeout(() => {
      if (!asked) found.value = [];
      else
        call<Page<TopicItem>>('GET', `/api/topics?${query({ q: asked, limit: 8 })}`).then(
          page => {
            if (q.peek().trim() === asked) found.value = page.items.filter(i => i.id !== topic.id && i.status !== 'merged');
          },
          () => {
            found.value = [];
          },
        );
    }, 300);
    return () => clearTimeout(timer);
  }, [q.value]);
  const pick = (f: { id: string; title: string }) => (
    <button
      type="button"
      onClick={() => {
        into.value = f;
      }}
    >
      {words.merge}
    </button>
  );
  return into.value ? (
    <Form busy={busy} ready label={words.mergeNow} onSubmit={() => onDone({ $type: 'mergeInto', topic: into.value!.id })}>
      <p>{words.mergeSure(isolated(into.value.title))}</p>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          into.value = undefined;
        }}
      >
        {words.cancel}
      </button>
    </Form>
  ) : (
    <div class="deed">
      <p>
        <b>{words.mergeInto}</b>
      </p>
      <Near topic={topic}>{pick}</Near>
      <label for={id}>{words.search}</label>
      <input
        id={id}
        type="search"
        maxLength={200}
        value={q.value}
        onInput={e => {
          q.value = e.currentTarget.value;
        }}
      />
      {found.value.length > 0 && (
        <ul class="lines">
          {found.value.map(f => (
            <li key={f.id}>
              <a href={`/topics/${f.id}`} target="_blank" rel="noopener">
                <bdi>{f.title}</bdi>
              </a>
              <span class="hint">{beside(f.county, words.status[f.status])}</span>
              {pick(f)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Schedule({ busy, onDone }: { busy: boolean; onDone: (c: TopicCommand) => void }) {
  const words = t.value;
  const rows = useSignal<MeetingRow[] | undefined>(undefined);
  const chosen = useSignal('');
  const id = useId();
  useEffect(() => {
    Promise.all(['scheduled', 'open'].map(status => call<Page<MeetingRow>>('GET', `/api/meetings?status=${status}&limit=100&mine=true`))).then(
      pages => {
        rows.value = pages.flatMap(p => p.items).filter(m => m.may?.includes('editMeetings'));
        chosen.value = rows.value[0]?.id ?? '';
      },
      () => {
        rows.value = [];
      },
    );
  }, []);
  if (rows.value?.length === 0) return <p class="deed hint">{words.noMeetings}</p>;
  return (
    <Form busy={busy} ready={chosen.value !== ''} onSubmit={() => onDone({ $type: 'schedule', meeting: chosen.value })}>
      <label for={id}>{words.toMeeting}</label>
      <select
        id={id}
        value={chosen.value}
        onChange={e => {
          chosen.value = e.currentTarget.value;
        }}
      >
        {rows.value?.map(m => (
          <option key={m.id} value={m.id}>
            {m.title}
          </option>
        ))}
      </select>
    </Form>
  );
}

/** A department, what it promises, and until when. */
export function CommitForm({
  what: proposed,
  busy,
  onDone,
}: {
  what: string;
  busy: boolean;
  onDone: (department: string, what: string, due: string, departmentId?: string) => void;
}) {
  const words = t.value;
  // Until they are known there is nothing to fill in: a field that becomes a list would lose what was typed.
  const known = useDepartments();
  const [department, listed, what, due, id] = [
    useSignal(''),
    useSignal<string | undefined>(undefined),
    useSignal(within(proposed, 500)),
    useSignal(dayOf(serverNow() + 30 * 86_400_000)),
    useId(),
  ];
  return (
    <Form
      busy={busy}
      ready={department.value.trim() !== '' && what.value.trim() !== '' && due.value !== ''}
      label={words.make}
      onSubmit={() => onDone(department.value, what.value, due.value, listed.value || undefined)}
    >
      {known && known.length > 0 && (
        <>
          <label for={`${id}-l`}>{words.department}</label>
          <select
            id={`${id}-l`}
            required
            value={listed.value ?? '?'}
            onChange={e => {
              listed.value = e.currentTarget.value;
              department.value = known.find(x => x.id === listed.value)?.name ?? '';
            }}
          >
            <option value="?" disabled>
              {d.value.choose}
            </option>
            {known.map(x => (
              <option key={x.id} value={x.id}>
                {nameOf(x)}
              </option>
            ))}
            <option value="">{d.value.other}</option>
          </select>
        </>
      )}
      {known && (known.length === 0 || listed.value === '') && (
        <>
          <label for={`${id}-d`}>{known.length === 0 ? words.department : d.value.otherName}</label>
          <input
            id={`${id}-d`}
            maxLength={100}
            required
            value={department.value}
            onInput={e => {
              department.value = e.currentTarget.value;
            }}
          />
        </>
      )}
      <label for={`${id}-w`}>{words.what}</label>
      <textarea
        id={`${id}-w`}
        rows={2}
        maxLength={500}
        required
        value={what.value}
        onInput={e => {
          what.value = e.currentTarget.value;
        }}
      />
      <label for={`${id}-u`}>{words.due}</label>
      <input
        id={`${id}-u`}
        type="date"
        required
        value={due.value}
        onInput={e => {
          due.value = e.currentTarget.value;
        }}
      />
    </Form>
  );
}

/** @param evidence What the button says that adds files; absent: there are none. */
export function Note({
  of,
  busy,
  label,
  evidence,
  hint,
  onDone,
}: {
  of: { id: string; department: string; what: string }[];
  busy: boolean;
  label: string;
  evidence?: string;
  hint?: string;
  onDone: (commitment: string, note: string, files?: string[]) => void;
}) {
  const words = t.value;
  const [chosen, text, files, loading, id] = [useSignal(of[0]?.id ?? ''), useSignal(''), useSignal<string[]>([]), useSignal(false), useId()];
  return (
    <Form
      busy={busy || loading.value}
      ready={text.value.trim() !== ''}
      onSubmit={() => onDone(chosen.value, text.value, files.value.length > 0 ? files.value : undefined)}
    >
      {of.length > 1 && (
        <>
          <label for={`${id}-c`}>{words.commitments}</label>
          <select
            id={`${id}-c`}
            value={chosen.value}
            onChange={e => {
              chosen.value = e.currentTarget.value;
            }}
          >
            {of.map(c => (
              <option key={c.id} value={c.id}>
                {c.department} · {c.what}
              </option>
            ))}
          </select>
        </>
      )}
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={2000}
        value={text.value}
        onInput={e => {
          text.value = e.currentTarget.value;
        }}
      />
      {evidence && (
        <FilesIn
          ids={files.value}
          add={evidence}
          label={words.evidence}
          onIds={ids => {
            files.value = ids;
          }}
          onBusy={busy => {
            loading.value = busy;
          }}
        />
      )}
      {hint && <p class="hint">{hint}</p>}
    </Form>
  );
}
