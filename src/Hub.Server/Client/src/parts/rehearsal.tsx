/** 彩排: a crowd comes to a copy of the meeting, and a card says how many this installation carries. Nothing else is left of it. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import '../style/rehearsal.css';
import type { ApiError } from '../api';
import type { RehearsalBound, RehearsalCard, RehearsalNews, RehearsalStage, RehearsalStep } from '../contract';
import { inBoth } from '../prefs';
import { rehearse } from '../rehearse';
import { failure } from '../words';
import { Field, Form } from './office';
import { Tick } from './tick';

const zh = {
  rehearse: '彩排',
  about: '一批模拟的与会者进入这场会议的副本，发言、表决。副本有自己的存储，结束后连同其中的一切一起删除：会议列表、统计、履职、备份里都不留痕迹。',
  people: '人数',
  seconds: '时长（秒）',
  force: '正在开会也要彩排（会占用机器）',
  start: '开始彩排',
  stop: '停止',
  stages: {
    starting: '正在准备…',
    joining: '与会者正在进入…',
    talking: '正在发言…',
    voting: '正在表决…',
    clearing: '正在删除副本…',
    done: '彩排结束。',
    failed: '彩排没有完成。',
  } as Record<RehearsalStage, string>,
  there: (people: number, of: number) => `${people} / ${of} 人`,
  stopped: '彩排已停止，副本随即删除。',
  madeWay: '有会议开始了，彩排已自动结束，把机器让给会议；副本已删除。',
  meetingsOpen: '现在有会议正在进行，彩排会占用机器。请等会议结束；权限不限于某个县区、场地或形式的人员可勾选下面的选项。',
  busy: '另一场彩排正在进行。',
  wrong: '人数或时长超出了这里允许的范围。',
  noPlace: '没有地方存放副本，请联系管理员。',
  notOffered: '这里没有开放彩排。',
  carried: (people: number, tried: number) => (people === tried ? `${people} 人，全部顺畅。` : `${people} 人顺畅；${tried} 人时不行。`),
  nobody: (tried: number) => `${tried} 人时已经不顺畅。`,
  bound: {
    none: '没有遇到瓶颈。',
    processor: '瓶颈：处理器。',
    store: '瓶颈：存储（处理器还有余量）。',
    screens: '瓶颈：消息没有及时到达所有屏幕。',
  } as Record<RehearsalBound, string>,
  estimate: (people: number) => `按处理器用量估计，约可承载 ${people} 人。`,
  on: (processors: number, store: string) =>
    `${processors} 个处理器，${store === 'sqlite' ? 'SQLite' : 'PostgreSQL'}，一个节点；模拟的与会者也在这台机器上，网络和前面的代理没有计入。`,
  within: '每 100 次中有 95 次不超过（毫秒）：',
  columns: { people: '人数', joined: '进入', stored: '意见存好', seen: '屏幕看到', voted: '投票确认', lost: '丢失', processor: '处理器', megabytes: '内存' },
  unanswered: (n: number) => `${n} 次没有完成`,
};
const en: typeof zh = {
  rehearse: 'Rehearse',
  about: 'A made-up crowd comes to a copy of this meeting, talks and votes. The copy and its own store are deleted: no list, report or backup knows of it.',
  people: 'People',
  seconds: 'Seconds',
  force: 'Also while a meeting is open (it takes the machine)',
  start: 'Start the rehearsal',
  stop: 'Stop',
  stages: {
    starting: 'Getting ready…',
    joining: 'People are coming in…',
    talking: 'They talk…',
    voting: 'They vote…',
    clearing: 'Deleting the copy…',
    done: 'The rehearsal is over.',
    failed: 'The rehearsal was not completed.',
  },
  there: (people, of) => `${people} of ${of}`,
  stopped: 'The rehearsal was stopped; the copy is deleted at once.',
  madeWay: 'A meeting opened, so the rehearsal ended and left the machine to it; the copy is deleted.',
  meetingsOpen: 'A meeting is open, and a rehearsal would take the machine from it. Wait for its end, or, where your role has no limits, tick the box below.',
  busy: 'Another rehearsal is under way.',
  wrong: 'So many people, or so long, is more than is allowed here.',
  noPlace: 'There is no place for the copy; ask whoever runs the hub.',
  notOffered: 'Nobody rehearses here.',
  carried: (people, tried) => (people === tried ? `${people} people, all of them well.` : `${people} people well; ${tried} not.`),
  nobody: tried => `${tried} people were too many.`,
  bound: {
    none: 'Nothing bounded it.',
    processor: 'What bounds it: the processors.',
    store: 'What bounds it: storing, while the processors had time left.',
    screens: 'What bounds it: messages did not reach all screens in time.',
  },
  estimate: people => `By what the processors were used, they would do for about ${people}.`,
  on: (processors, store) =>
    `${processors} processors, ${store === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, one node, with the crowd on the same machine; without the network.`,
  within: '95 of 100 were within (milliseconds):',
  columns: {
    people: 'People',
    joined: 'Came in',
    stored: 'Comment stored',
    seen: 'Comment seen',
    voted: 'Vote answered',
    lost: 'Lost',
    processor: 'Processors',
    megabytes: 'Memory',
  },
  unanswered: n => `${n} not done`,
};
export const rehearsing = inBoth(zh, en);

const whole = (value: number) => Math.round(value).toString();

/** @param of The meeting's id. */
export function Rehearsal({ of }: { of: string }) {
  const words = rehearsing.value;
  const [people, seconds, force] = [useSignal('200'), useSignal('30'), useSignal(false)];
  const [news, card, wrong] = [useSignal<RehearsalNews | undefined>(undefined), useSignal<RehearsalCard | undefined>(undefined), useSignal('')];
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const sentences: Record<string, string> = {
    meetingsOpen: words.meetingsOpen,
    rehearsing: words.busy,
    outOfRange: words.wrong,
    noPlace: words.noPlace,
    notOffered: words.notOffered,
  };
  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    [card.value, wrong.value] = [undefined, ''];
    try {
      const wanted = { people: Number(people.value) || 0, seconds: Number(seconds.value) || 0, force: force.value };
      await rehearse(
        of,
        wanted,
        told => {
          news.value = told;
          if (told.stage === 'failed') wrong.value = told.madeWay ? words.madeWay : words.stages.failed;
          card.value = told.card ?? card.value;
        },
        stop.signal,
      );
    } finally {
      news.value = undefined;
    }
  };
  const failed = (error: unknown) => {
    const { code, status } = error as ApiError;
    wrong.value = running.current?.signal.aborted ? words.stopped : (sentences[code] ?? failure(code, status));
  };
  return (
    <div class="entry-part rehearsal">
      <p class="hint">{words.about}</p>
      <Form class="edit" onSend={start} onFailed={failed}>
        {busy => (
          <>
            <div class="fields">
              <div>
                <Field label={words.people} of={people} required pattern="[0-9]{1,5}" maxLength={5} plain />
              </div>
              <div>
                <Field label={words.seconds} of={seconds} required pattern="[0-9]{1,4}" maxLength={4} plain />
              </div>
            </div>
            <Tick label={words.force} of={force} />
            <div class="buttons">
              <button type="submit" class="primary" disabled={busy}>
                {words.start}
              </button>
              {busy && (
                <button type="button" onClick={() => running.current?.abort()}>
                  {words.stop}
                </button>
              )}
            </div>
          </>
        )}
      </Form>
      <div role="status">
        {news.value && (
          <>
            <p>
              {words.stages[news.value.stage]} <span class="figures">{words.there(news.value.people, news.value.of)}</span>
            </p>
            <progress aria-label={words.rehearse} value={news.value.people} max={news.value.of} />
          </>
        )}
        {wrong.value && <p class="wrong">{wrong.value}</p>}
        {card.value && <Card of={card.value} />}
      </div>
    </div>
  );
}

function Card({ of }: { of: RehearsalCard }) {
  const words = rehearsing.value;
  const id = useId();
  const columns = Object.keys(words.columns) as (keyof typeof words.columns)[];
  const cell = (step: RehearsalStep, column: keyof typeof words.columns) =>
    column === 'processor'
      ? `${whole(step.processor)} %`
      : column === 'megabytes'
        ? `${step.megabytes} MB`
        : column === 'lost' && step.unanswered > 0
          ? `${step.lost}, ${words.unanswered(step.unanswered)}`
          : whole(step[column]);
  return (
    <section class="rehearsal-card" aria-labelledby={id}>
      <p class="carried" id={id}>
        {of.carried === 0 ? words.nobody(of.tried) : words.carried(of.carried, of.tried)}
      </p>
      <p>
        {words.bound[of.bound]} {of.estimate !== undefined && words.estimate(of.estimate)}
      </p>
      <p class="hint">{words.on(of.processors, of.store)}</p>
      <p class="hint">{words.within}</p>
      <div class="steps" tabIndex={0} role="group" aria-label={words.within}>
        <table>
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column} scope="col">
                  {words.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.steps.map(step => (
              <tr key={step.people}>
                {columns.map(column => (
                  <td key={column}>{cell(step, column)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
