/** The start page: a code to enter, what is live, what comes. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/home.css';
import { api } from '../api';
import { boot } from '../boot';
import { codeOf } from '../code-of';
import type { MeetingRow } from '../contract';
import { thisYear } from '../house-time';
import { Mark } from '../parts/icons';
import { MeetingFacts } from '../parts/meetings';
import { title } from '../parts/shell';
import { Foot, Head } from '../parts/site';
import { inBoth } from '../prefs';
import '../rare.words';
import { failure, w } from '../words';

const zh = {
  title: '“码”上议 · 有事好商量',
  lead: '有事好商量，\n众人的事情由众人商量。',
  about: '扫码入场，看议程、提意见、举手发言、参加表决。',
  enter: '输入会议码',
  placeholder: '会场二维码下方的会议码',
  go: '进入会议',
  live: '正在进行',
  next: '即将召开',
  noLive: '现在没有进行中的会议。',
  noNext: '近期没有安排会议。',
  failed: '会议列表没有载入成功。',
  again: '重试',
  raise: '提出议题',
  raiseWhy: '有什么事想商量？不用账号，写下来就行。',
  topics: '看看大家的议题',
  report: (year: number) => `${year} 年度履职答卷`,
  plan: (year: number) => `${year} 年度协商计划`,
  venues: '议事场所',
};

const en: typeof zh = {
  title: '“码”上议 · Talk it over',
  lead: 'What concerns everyone is talked over by everyone.',
  about: 'Scan the code to follow the agenda, comment, ask for the floor and vote.',
  enter: 'Enter a meeting code',
  placeholder: 'The code below the QR code in the room',
  go: 'Go to the meeting',
  live: 'Live now',
  next: 'Coming up',
  noLive: 'No meeting is in session now.',
  noNext: 'No meeting is scheduled.',
  failed: 'The list of meetings did not load.',
  again: 'Try again',
  raise: 'Raise a topic',
  raiseWhy: 'What should be talked over? No account is needed.',
  topics: 'See all topics',
  report: year => `The record of ${year}`,
  plan: year => `The plan of ${year}`,
  venues: 'Venues',
};

const h = inBoth(zh, en);

const lists = signal<{ live: MeetingRow[]; next: MeetingRow[] } | 'failed' | undefined>(undefined);

async function load(): Promise<void> {
  try {
    const [open, paused, scheduled, cancelled] = await Promise.all(
      (['open', 'paused', 'scheduled', 'cancelled'] as const).map(status => api.meetings({ status, limit: 20 })),
    );
    lists.value = {
      live: [...open!.items, ...paused!.items],
      // Who meant to come to one that is not held finds it here, as long as it would have been to come.
      next: [...scheduled!.items, ...cancelled!.items.filter(m => m.startsAt && Date.parse(m.startsAt) > Date.now())].sort((a, b) =>
        (a.startsAt ?? '9').localeCompare(b.startsAt ?? '9'),
      ),
    };
  } catch {
    // What was read stands: the page asks again by itself.
    if (typeof lists.value !== 'object') lists.value = 'failed';
  }
}

void load();

export function Home() {
  const words = h.value;
  const code = useSignal('');
  useEffect(() => title(words.title, words.about), [words]);
  useEffect(() => {
    // A list that is looked at must not be old; one that is not, need not be fresh.
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <Head />
      <main id="main" class="home">
        <section class="hero">
          <Mark />
          <h1>{words.lead}</h1>
          <p>{words.about}</p>
          <form
            class="card"
            onSubmit={e => {
              e.preventDefault();
              const typed = codeOf(code.value);
              // What gives power is long, and stays in the fragment.
              if (typed) location.assign(`/m${typed.length > 12 ? '#card=' : '/'}${encodeURIComponent(typed)}`);
            }}
          >
            <label for="code">{words.enter}</label>
            <div class="field-row">
              <input
                id="code"
                required
                autocomplete="off"
                autocapitalize="characters"
                spellcheck={false}
                maxLength={200}
                placeholder={words.placeholder}
                value={code.value}
                onInput={e => {
                  code.value = e.currentTarget.value;
                }}
              />
              <button type="submit" class="primary">
                {words.go}
              </button>
            </div>
            {boot.error && (
              <p class="wrong" role="alert">
                {failure(boot.error)}
              </p>
            )}
          </form>
          <div class="ways">
            <a class="card" href="/raise">
              <b>{words.raise}</b>
              <span class="hint">{words.raiseWhy}</span>
            </a>
            <a class="card" href="/topics">
              <b>{words.topics}</b>
            </a>
            <a class="card" href={`/plan/${thisYear()}`}>
              <b>{words.plan(thisYear())}</b>
            </a>
            <a class="card" href="/venues">
              <b>{words.venues}</b>
            </a>
            <a class="card" href={`/report/${thisYear()}`}>
              <b>{words.report(thisYear())}</b>
            </a>
          </div>
        </section>
        {lists.value === 'failed' ? (
          <section class="card empty">
            <p>{words.failed}</p>
            <button
              type="button"
              onClick={() => {
                lists.value = undefined;
                void load();
              }}
            >
              {words.again}
            </button>
          </section>
        ) : (
          <div class="lists" aria-busy={lists.value === undefined}>
            <List title={words.live} empty={words.noLive} rows={lists.value?.live} live />
            <List title={words.next} empty={words.noNext} rows={lists.value?.next} />
          </div>
        )}
      </main>
      <Foot />
    </>
  );
}

function List({ title, empty, rows, live }: { title: string; empty: string; rows?: MeetingRow[]; live?: boolean }) {
  return (
    <section>
      <h2>
        {live && <i class="pulse" aria-hidden="true" />}
        {title}
      </h2>
      {!rows ? (
        <p class="hint">{w.value.loading}</p>
      ) : rows.length === 0 ? (
        <p class="empty-line">{empty}</p>
      ) : (
        <ul class="meetings listed">
          {rows.map(m => (
            <li key={m.id}>
              <a class="card" href={`/watch/${m.id}`}>
                <b>{m.title}</b>
                <MeetingFacts of={m} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
