/** A past meeting played again on its time line, on the screen that observers had: scrubbed, sped up, and jumped in to an item, a speaker, a ballot. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/replay.css';
import { call, type ApiError } from '../api';
import { key } from '../boot';
import { minutes } from '../clock';
import type { MeetingView, ReplayMarkKind, ReplayView } from '../contract';
import { Observed } from '../parts/observed';
import { Choice } from '../parts/choice';
import { title } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Who } from '../parts/who';
import { dateTime, inBoth } from '../prefs';
import { Room } from '../room';
import { failure, w } from '../words';

const zh = {
  replay: '会议回放',
  play: '播放',
  pause: '暂停',
  at: (now: string, all: string) => `${now} / ${all}`,
  time: '时间',
  speed: '速度',
  idle: '跳过无变化的时段',
  marks: '跳到',
  record: '会议纪要',
  of: (when: string) => `${when} 开始的会议`,
  kinds: {
    item: '议程',
    speaker: '发言',
    ballotOpened: '开始表决',
    ballotClosed: '表决结果',
    commitment: '交办',
    commitmentTakenBack: '撤回交办',
    roundOpened: '开始征求意见',
    roundClosed: '征求意见结果',
  } as Record<ReplayMarkKind, string>,
  open: '会议还没有结束，结束后可以回放。',
};
const en: typeof zh = {
  replay: 'Replay',
  play: 'Play',
  pause: 'Pause',
  at: (now, all) => `${now} of ${all}`,
  time: 'Time',
  speed: 'Speed',
  idle: 'Skip where nothing changes',
  marks: 'Jump to',
  record: 'Minutes',
  of: when => `A meeting opened ${when}`,
  kinds: {
    item: 'Item',
    speaker: 'Speaker',
    ballotOpened: 'Ballot opens',
    ballotClosed: 'Result',
    commitment: 'Commitment',
    commitmentTakenBack: 'Commitment taken back',
    roundOpened: 'Opinion round opens',
    roundClosed: 'Opinion round closes',
  },
  open: 'The meeting still goes on; it can be played again when it is closed.',
};
const words = inBoth(zh, en);

/** Nothing is drawn more often than the eye follows. */
const EVERY = 250;
/** A pause longer than this is skipped where that is wanted. */
const IDLE = 3_000;

const line = signal<ReplayView | undefined>(undefined);
const failed = signal<string | undefined>(undefined);
const at = signal(0);
const shown = signal(-1);
const room = new Room(key, undefined, false);
let asked = 0;

/** The last step that is not after a moment; before the first there is only the beginning. */
export function stepAt(steps: number[], moment: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= moment) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : steps[low - 1]!;
}

const moved = (snapshot: MeetingView, now: number) => room.take({ position: '', to: 0, now: new Date(now).toISOString(), snapshot });

async function show(moment: number): Promise<void> {
  at.value = moment;
  const r = line.peek();
  if (!r) return;
  const step = moment >= r.milliseconds ? r.milliseconds : stepAt(r.steps, moment);
  const began = Date.parse(r.from);
  if (step === shown.peek() && room.view.peek()) {
    moved(room.view.peek()!, began + moment);
    return;
  }
  const mine = ++asked;
  try {
    const view = await call<MeetingView>('GET', `/api/meetings/${key}/replay/at?ms=${step}`);
    // Whoever scrubs asks faster than answers come: only the last one counts.
    if (mine !== asked) return;
    moved(view, began + moment);
    shown.value = step;
  } catch (error) {
    if (mine === asked) failed.value = failure((error as ApiError).code, (error as ApiError).status);
  }
}

void call<ReplayView>('GET', `/api/meetings/${key}/replay`).then(
  r => {
    line.value = r;
    void show(0);
  },
  (error: ApiError) => {
    failed.value = error.code === 'meetingStillOpen' ? words.peek().open : failure(error.code, error.status);
  },
);

export function Replay() {
  const said = words.value;
  const r = line.value;
  useEffect(() => title(r ? `${said.replay} · ${r.title}` : said.replay), [r?.title, said]);
  if (failed.value) return <Sorry of="meeting" text={failed.value} />;
  return (
    <>
      <Head>
        <a class="quiet button" href={`/record/${key}`}>
          {said.record}
        </a>
      </Head>
      <main id="main" class="replay">
        {r && <Controls of={r} />}
        {room.view.value ? (
          <div class="watch">
            <Observed room={room} past />
          </div>
        ) : (
          <p class="loading">{w.value.loading}</p>
        )}
      </main>
    </>
  );
}

function Controls({ of }: { of: ReplayView }) {
  const said = words.value;
  const playing = useSignal(false);
  const speed = useSignal('16');
  const idle = useSignal(true);
  useEffect(() => {
    if (!playing.value) return undefined;
    const timer = setInterval(() => {
      let next = at.peek() + EVERY * Number(speed.peek());
      const upcoming = of.steps.find(s => s > at.peek());
      if (idle.peek() && upcoming !== undefined && upcoming - at.peek() > IDLE * Number(speed.peek())) next = upcoming;
      if (next >= of.milliseconds) {
        next = of.milliseconds;
        playing.value = false;
      }
      void show(next);
    }, EVERY);
    return () => clearInterval(timer);
  }, [playing.value]);
  const time = (ms: number) => minutes(ms / 1000);
  const now = said.at(time(at.value), time(of.milliseconds));
  return (
    <section class="card replay-controls" aria-label={said.replay}>
      <p class="eyebrow">
        {said.replay} · {said.of(dateTime(of.from))}
      </p>
      <div class="replay-line">
        <button
          type="button"
          class="primary"
          onClick={() => {
            if (at.peek() >= of.milliseconds) at.value = 0;
            playing.value = !playing.value;
          }}
        >
          {playing.value ? said.pause : said.play}
        </button>
        <label class="unseen" for="moment">
          {said.time}
        </label>
        <input
          id="moment"
          type="range"
          min={0}
          max={of.milliseconds}
          step={1}
          value={at.value}
          aria-valuetext={now}
          onInput={e => {
            playing.value = false;
            void show(Number(e.currentTarget.value));
          }}
        />
        <span class="figures" aria-hidden="true">
          {now}
        </span>
      </div>
      <div class="replay-line">
        <Choice
          label={said.speed}
          hideLabel
          value={speed.value}
          options={[
            ['1', '1×'],
            ['4', '4×'],
            ['16', '16×'],
            ['60', '60×'],
          ]}
          onChange={v => {
            speed.value = v;
          }}
        />
        <label class="tick">
          <input
            type="checkbox"
            checked={idle.value}
            onChange={e => {
              idle.value = e.currentTarget.checked;
            }}
          />
          {said.idle}
        </label>
      </div>
      {of.marks.length > 0 && (
        <details>
          <summary>{said.marks}</summary>
          <ol class="marks">
            {of.marks.map((m, i) => (
              <li key={i}>
                <button
                  type="button"
                  class="quiet"
                  onClick={() => {
                    playing.value = false;
                    void show(m.at);
                  }}
                >
                  <span class="figures">{time(m.at)}</span>
                  <span class="badge">{said.kinds[m.kind]}</span>
                  {m.kind === 'speaker' ? (
                    <span>
                      <Who of={{ ...m, name: m.title || undefined }} />
                    </span>
                  ) : (
                    m.title
                  )}
                </button>
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
