/** A department's own page: what is committed to it, what is due first; it notes progress, answers with evidence, and reports done. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/topics.css';
import { call, query, type ApiError } from '../api';
import { boot } from '../boot';
import type { CommitmentRow, DepartmentPage as Page } from '../contract';
import { day } from '../day';
import { d } from '../department.words';
import { askedFor, askedOf, inAddress } from '../filters';
import { Unread } from '../parts/again';
import { Choice } from '../parts/choice';
import { Thumbs } from '../parts/files';
import { LimitSelect } from '../parts/limits';
import { may } from '../parts/may';
import { notify, title, went } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Note } from '../parts/staff';
import { Badge } from '../parts/status';
import { Due, Promised, useTopic } from '../parts/topic';
import { isolated } from '../text';
import { t } from '../topics.words';
import { failure, w } from '../words';

type Tab = 'due' | 'reported' | 'done';

const own = [...new Set((boot.session?.roles ?? []).filter(r => r.role === 'department').map(r => r.department))].filter(x => x !== undefined);
const tabs: [Tab, ...Tab[]] = ['due', 'reported', 'done'];
const department = signal<string | undefined>(askedFor('of') ?? own[0]);
const tab = signal(askedOf('tab', tabs));
const found = signal<Page | string | undefined>(undefined);
let asked = 0;
/** What the rows that are shown were asked for by. */
let shownFor = '';

async function load(after?: string): Promise<void> {
  if (!department.peek()) return;
  const mine = ++asked;
  const by = `${department.peek()} ${tab.peek()}`;
  try {
    const page = await call<Page>(
      'GET',
      `/api/departments/${encodeURIComponent(department.peek()!)}/commitments?${query({ status: tab.peek(), after, limit: 50 })}`,
    );
    if (mine !== asked) return;
    found.value = { ...page, items: [...(after && typeof found.value === 'object' ? found.value.items : []), ...page.items] };
    shownFor = by;
  } catch (error) {
    const { code, status } = error as ApiError;
    if (mine !== asked) return;
    // Rows that could not be read anew stand as they were, and with them the answer that is being typed.
    if (shownFor === by) {
      if (after) notify(failure(code, status), { bad: true });
      return;
    }
    found.value = failure(code, status);
    shownFor = '';
  }
}

export function DepartmentPage() {
  const words = d.value;
  const page = found.value;
  const id = useId();
  const name = typeof page === 'object' ? page.name : '';
  useEffect(() => title(`${name || words.title} · ${w.value.brand}`), [name, words]);
  useEffect(() => {
    // Who has one department alone needs no address of it.
    inAddress({ of: department.value === own[0] ? undefined : department.value, tab: tab.value === tabs[0] ? undefined : tab.value });
    void load();
    const again = setInterval(() => {
      if (!document.hidden && !(typeof found.peek() === 'object' && (found.peek() as Page).items.length > 50)) void load();
    }, 15_000);
    return () => clearInterval(again);
  }, [department.value, tab.value]);
  if (!may('readCommitments'))
    return (
      <Sorry text={words.signIn}>
        <p>
          <a class="button primary" href="/signin">
            {t.value.toAdmin}
          </a>
        </p>
      </Sorry>
    );
  const counts = typeof page === 'object' ? page.counts : undefined;
  const counted = (of: Tab) => (counts ? `${words.tabs[of]} ${counts[of]}` : words.tabs[of]);
  return (
    <>
      <Head />
      <main id="main" class="lists-page department">
        <div>
          <h1>{name || words.title}</h1>
          <p class="hint">{words.lead}</p>
        </div>
        {own.length !== 1 && (
          <div class="card">
            <label for={id}>{words.which}</label>
            {own.length > 1 ? (
              <select
                id={id}
                value={department.value}
                onChange={e => {
                  department.value = e.currentTarget.value;
                }}
              >
                {own.map(o => (
                  <option key={o} value={o}>
                    {o === department.value && name ? name : o}
                  </option>
                ))}
              </select>
            ) : (
              <LimitSelect
                id={id}
                of="department"
                value={department.value}
                none={words.choose}
                onValue={v => {
                  found.value = undefined;
                  department.value = v;
                }}
              />
            )}
          </div>
        )}
        {department.value && (
          <>
            <Choice
              label={t.value.state}
              hideLabel
              value={tab.value}
              options={tabs.map(o => [o, counted(o)])}
              onChange={v => {
                tab.value = v as Tab;
              }}
            />
            {counts !== undefined && counts.overdue > 0 && (
              <p class="wrong" role="status">
                <b>{words.overdue(counts.overdue)}</b>
              </p>
            )}
            {page === undefined ? (
              <p class="loading">{w.value.loading}</p>
            ) : typeof page === 'string' ? (
              <Unread why={page} onAgain={() => void load()} />
            ) : page.items.length === 0 ? (
              <p class="empty-line">{words.noneIn[tab.value]}</p>
            ) : (
              <ul class="rows-list listed">
                {page.items.map(r => (
                  <li key={`${r.topic} ${r.commitment}`}>
                    <Given of={r} />
                  </li>
                ))}
              </ul>
            )}
            {typeof page === 'object' && page.next && (
              <button type="button" class="wide" onClick={() => void load(page.next)}>
                {t.value.more}
              </button>
            )}
          </>
        )}
      </main>
    </>
  );
}

/** One of them: in a line what and until when; opened, all that was said and done, and what can be done now. */
function Given({ of }: { of: CommitmentRow }) {
  const words = d.value;
  const open = useSignal(false);
  return (
    <article class={`card given${of.level > 0 && of.status !== 'completed' && of.status !== 'reported' ? ' late' : ''}`}>
      <h2>{of.what}</h2>
      <p class="facts">
        <Badge of="CommitmentStatus" is={of.status} />
        {of.completedAt ? (
          <span>{t.value.completedAt(day(of.completedAt))}</span>
        ) : of.reportedAt ? (
          <span>{words.waits(day(of.reportedAt))}</span>
        ) : (
          <Due due={of.due} level={of.level} done={false} />
        )}
        {of.county && <span>{of.county}</span>}
        <bdi class="hint">{of.title}</bdi>
      </p>
      <div class="buttons">
        <button
          type="button"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {open.value ? words.close : words.open}
        </button>
      </div>
      {open.value && <Opened of={of} />}
    </article>
  );
}

function Opened({ of }: { of: CommitmentRow }) {
  const words = d.value;
  const topic = useTopic(of.topic);
  const view = topic?.view.value;
  const deed = useSignal<'progress' | 'complete' | undefined>(undefined);
  const commitment = view?.commitments.find(c => c.id === of.commitment);
  const status = commitment?.status;
  // What was done here may belong under another heading.
  useEffect(() => {
    if (status && status !== of.status) void load();
  }, [status]);
  if (topic?.closed.value) return <p class="wrong">{failure(topic.closed.value)}</p>;
  if (!topic || !view || !commitment) return <p class="loading">{w.value.loading}</p>;
  const busy = topic.isPending(c => c.$type === 'progress' || c.$type === 'complete');
  const mine = topic.me.value?.topic;
  const answers = (mine?.may?.includes('answerCommitments') ?? false) && (mine?.answers?.includes(of.commitment) ?? true);
  const isDue = commitment.status === 'open' || commitment.status === 'reopened';
  const choose = (which: 'progress' | 'complete', label: string) => (
    <button
      type="button"
      class={which === 'complete' ? 'primary' : ''}
      aria-expanded={deed.value === which}
      onClick={() => {
        deed.value = deed.value === which ? undefined : which;
      }}
    >
      {label}
    </button>
  );
  const send = async ($type: 'progress' | 'complete', note: string, files?: string[]) => {
    if (busy || !went(await topic.send({ $type, commitment: of.commitment, note, files }))) return;
    notify($type === 'complete' ? words.sent : words.noted);
    deed.value = undefined;
  };
  return (
    <div class="topic opened">
      <section>
        <h3>{words.topic}</h3>
        {view.text && <p class="said">{view.text}</p>}
        <Thumbs ids={view.files} label={n => t.value.photoOf(isolated(view.title), n)} />
        <p>
          <a href={`/topics/${of.topic}`} target="_blank" rel="noopener">
            {words.whole}
          </a>
        </p>
      </section>
      <ul class="commitments">
        <Promised c={commitment} />
      </ul>
      {answers && isDue && (
        <div class="buttons">
          {choose('complete', words.report)}
          {choose('progress', words.note)}
        </div>
      )}
      {answers && isDue && deed.value && (
        <Note
          key={deed.value}
          of={[commitment]}
          busy={busy}
          label={deed.value === 'complete' ? words.reportText : words.noteText}
          evidence={words.evidence}
          hint={words.evidenceHint}
          onDone={(_, note, files) => void send(deed.value!, note, files)}
        />
      )}
    </div>
  );
}
