/**
 * The year in pictures, live: for the city, a county, a venue. Every figure links to the list that it counts. Down to the rule of the ratings the server draws
 * the same before this script is there (ReportPaint.cs): what changes here changes there.
 */
import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import '../style/report.css';
import { call, formatName, query, type ApiError } from '../api';
import { boot, key } from '../boot';
import type { Figures, ReportView } from '../contract';
import { thisYear } from '../house-time';
import { change, Funnel, Legend, MonthsChart, narrow, number, Picture, Ranked } from '../parts/charts';
import { aside } from '../parts/marks';
import { countOf, isFew, percent, rateOf } from '../parts/percent';
import { title } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { exactTime, inBoth, inHouse, say } from '../prefs';
import { ratings } from '../ratings.words';
import { failure, w } from '../words';

type Kept = Exclude<keyof Figures, 'topics' | 'activities' | 'resolved' | 'interactions' | 'satisfaction' | 'apart'>;

/** Where each figure of the registers leads: the list that it counts. */
const lists: Record<Kept, string> = {
  planItems: `/plan/`,
  proposals: '/outputs/?kind=proposal',
  speeches: '/outputs/?kind=speech',
  sentiment: '/outputs/?kind=sentiment',
  studySessions: '/ledger/?kind=studySession',
  seminars: '/ledger/?kind=seminar',
  lectures: '/ledger/?kind=lecture',
  campaignProblems: '/ledger/?kind=campaignProblem',
  projects: '/ledger/?kind=project',
  businessOpinions: '/ledger/?kind=businessOpinion',
  documents: '/ledger/?kind=document',
  trained: '/ledger/?kind=training',
  recruited: '/ledger/?kind=recruit',
};

const zh = {
  title: (year: number) => `${year} 年度履职答卷`,
  city: '全市',
  asOf: (when: string) => `数据截至 ${when}，随时更新`,
  topics: '征集议题',
  activities: '协商议事活动',
  resolved: '解决急难愁盼问题',
  interactions: '点赞、跟帖',
  times: '人次',
  things: '件',
  held: '场',
  satisfaction: '满意率',
  of: (n: string) => `${n} 人评价`,
  noRatings: '还没有评价',
  up: (n: number) => `比上年 ▲ ${n}%`,
  down: (n: number) => `比上年 ▼ ${n}%`,
  same: '与上年持平',
  was: (n: string) => `上年 ${n}`,
  first: '首年',
  months: '全年进程',
  month: (m: number) => `${m} 月`,
  monthHead: '月份',
  chain: '一件议题走到哪一步',
  stages: ['征题', '建议', '协商', '办理', '测评'],
  chainSays: '每个环节为已经走到这一步的议题数。',
  stage: '环节',
  counties: '各县区',
  county: '县区',
  venues: '议事场所（议题最多的 20 个）',
  venue: '场所',
  categories: '议题类别',
  category: '类别',
  formats: '会议形式',
  format: '形式',
  scores: '评价分布',
  score: (n: number) => `${n} 分`,
  scoreHead: '评分',
  ratings: '人数',
  plan: '协商计划',
  outputs: '履职成果',
  ledger: '履职台账',
  kept: {
    planItems: ['重点协商计划', '项'],
    proposals: ['立案提案', '件'],
    speeches: ['大会发言', '篇'],
    sentiment: ['社情民意信息', '期'],
    studySessions: ['理论学习中心组学习', '次'],
    seminars: ['学习研讨', '次'],
    lectures: ['政协讲坛', '期'],
    campaignProblems: ['学习教育中解决的问题', '个'],
    projects: ['招商项目', '个'],
    businessOpinions: ['营商环境意见建议', '条'],
    documents: ['制度文件', '项'],
    trained: ['培训', '人次'],
    recruited: ['新进工作人员', '名'],
  } as Record<Kept, [string, string]>,
  none: '（未填）',
  table: '数据表',
  print: '打印 / 存为 PDF',
  json: 'JSON',
  csv: 'CSV 表格',
  before: '上一年',
  after: '下一年',
  back: '回到全市',
  empty: (year: number) => `${year} 年还没有记录。提出第一个议题，数字就会从这里开始。`,
  raise: '提出议题',
  saysTotal: (name: string, n: string) => `${name}：共 ${n}`,
};
const en: typeof zh = {
  title: year => `The record of ${year}`,
  city: 'The whole city',
  asOf: when => `As of ${when}, and counting`,
  topics: 'Topics collected',
  activities: 'Consultations held',
  resolved: 'Problems resolved',
  interactions: 'Likes and replies',
  times: '',
  things: '',
  held: '',
  satisfaction: 'Satisfied',
  of: n => `of ${n} ratings`,
  noRatings: 'No ratings yet',
  up: n => `▲ ${n}% on the year before`,
  down: n => `▼ ${n}% on the year before`,
  same: 'as the year before',
  was: n => `${n} the year before`,
  first: 'first year',
  months: 'Through the year',
  month: m => new Date(2021, m - 1, 1).toLocaleString('en-GB', { month: 'short' }),
  monthHead: 'Month',
  chain: 'How far topics have come',
  stages: ['Collect', 'Advise', 'Consult', 'Act', 'Rate'],
  chainSays: 'Each stage counts the topics that have come so far.',
  stage: 'Stage',
  counties: 'Counties',
  county: 'County',
  venues: 'Venues (the 20 with most topics)',
  venue: 'Venue',
  categories: 'What topics are about',
  category: 'Category',
  formats: 'Formats of meetings',
  format: 'Format',
  scores: 'Ratings',
  score: n => `${n}`,
  scoreHead: 'Score',
  ratings: 'People',
  plan: 'Plan',
  outputs: 'Outputs',
  ledger: 'Ledger',
  kept: {
    planItems: ['Key items of the plan', ''],
    proposals: ['Proposals filed', ''],
    speeches: ['Plenary speeches', ''],
    sentiment: ['Sentiment reports', ''],
    studySessions: ['Study sessions', ''],
    seminars: ['Study seminars', ''],
    lectures: ['Lectures', ''],
    campaignProblems: ['Problems solved in the campaign', ''],
    projects: ['Investment projects', ''],
    businessOpinions: ['Opinions on business', ''],
    documents: ['Documents issued', ''],
    trained: ['Trained', 'person-times'],
    recruited: ['Staff recruited', ''],
  },
  none: '(none)',
  table: 'As a table',
  print: 'Print / PDF',
  json: 'JSON',
  csv: 'CSV table',
  before: 'Year before',
  after: 'Next year',
  back: 'Back to the city',
  empty: year => `Nothing is recorded in ${year} yet. Raise the first topic, and the figures begin here.`,
  raise: 'Raise a topic',
  saysTotal: (name, n) => `${name}: ${n} in all`,
};
const words = inBoth(zh, en);

const year = boot.report?.year ?? (/^\d{4}$/.test(key) ? Number(key) : thisYear());
const asked = new URLSearchParams(location.search);
const { county, venue } = boot.report ?? { county: asked.get('county') ?? undefined, venue: asked.get('venue') ?? undefined };
/** What the server wrote into the page, and has drawn as far as its figures go; asked for again like any later one. */
const report = signal<ReportView | undefined>(boot.report);
const failed = signal<string | undefined>(undefined);
const place = query({ county, venue });
const data = `/api/reports/${year}`;

async function load(): Promise<void> {
  try {
    report.value = await call<ReportView>('GET', `${data}?${place}`);
    failed.value = undefined;
  } catch (error) {
    const { code, status } = error as ApiError;
    failed.value = failure(code, status);
  }
}

if (!boot.report) void load();

const link = (path: string, more: Record<string, string | number | undefined>) => `${path}?${query({ year, county, venue, ...more })}`;
const here = (of: { county?: string; venue?: string }, to = year) => `/report/${to}${query(of) && `?${query(of)}`}`;

/** A number that counts up to what it has come to; at once where motion is not wanted. */
function Counting({ to }: { to: number }) {
  const shown = useSignal(to);
  useEffect(() => {
    const from = shown.peek();
    if (from === to || matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden) {
      shown.value = to;
      return undefined;
    }
    const began = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      const part = Math.min(1, (now - began) / 900);
      shown.value = Math.round(from + (to - from) * (1 - (1 - part) ** 3));
      if (part < 1) frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [to]);
  return <>{number(shown.value)}</>;
}

function Compared({ now, before }: { now: number; before: number }) {
  const by = change(now, before);
  const said = words.value;
  // One more than two is no growth of a half.
  if (by && isFew(before)) return <span class="compared">{said.was(number(before))}</span>;
  return <span class="compared">{by === undefined ? said.first : by === 0 ? said.same : by > 0 ? said.up(by) : said.down(-by)}</span>;
}

function Great({ name, unit, value, before, href }: { name: string; unit: string; value: number; before: number; href: string }) {
  return (
    <a class="great card" href={href}>
      <b class="figures">
        <Counting to={value} />
        {unit && <small>{unit}</small>}
      </b>
      <span>{name}</span>
      <Compared now={value} before={before} />
    </a>
  );
}

const isEmpty = (f: Figures) =>
  f.topics +
    f.activities +
    f.resolved +
    f.interactions +
    f.satisfaction.n +
    f.apart.n +
    (Object.keys(lists) as Kept[]).reduce((sum, n) => sum + (f[n] ?? 0), 0) ===
  0;

export function Report() {
  const said = words.value;
  const r = report.value;
  const name = [said.title(year), venue ?? county].filter(Boolean).join(' · ');
  useEffect(() => title(`${name} · ${w.value.brand}`, name), [name]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, 5_000);
    return () => clearInterval(timer);
  }, []);
  if (!r)
    return failed.value ? (
      <Sorry text={failed.value} />
    ) : (
      <>
        <Head />
        <main id="main" class="report">
          <div class="report-head">
            <p class="eyebrow">
              {w.value.brand} · {w.value.tagline}
            </p>
            <h1>{said.title(year)}</h1>
          </div>
          <p class="loading">{w.value.loading}</p>
        </main>
      </>
    );
  return (
    <>
      <Head />
      <main id="main" class="report">
        <div class="report-head">
          <p class="eyebrow">
            {w.value.brand} · {w.value.tagline}
          </p>
          <h1>{said.title(year)}</h1>
          <p class="report-place">{venue ? [county, venue].filter(Boolean).join(' · ') : (county ?? said.city)}</p>
          <p class="hint figures">{said.asOf(`${inHouse(r.asOf, { dateStyle: 'medium' })} ${exactTime(Date.parse(r.asOf))}`)}</p>
          <nav class="buttons no-print" aria-label={said.title(year)}>
            <a class="button" href={here({ county, venue }, year - 1)} title={said.before}>
              ‹ {year - 1}
            </a>
            <a class="button" href={here({ county, venue }, year + 1)} title={said.after}>
              {year + 1} ›
            </a>
            {(county || venue) && (
              <a class="button" href={here({})}>
                {said.back}
              </a>
            )}
            <button type="button" onClick={() => print()}>
              {said.print}
            </button>
            <a class="button" href={`${data}?${place}`} download={`report-${year}.json`}>
              {said.json}
            </a>
            <a class="button" href={`${data}.csv?${place}`}>
              {said.csv}
            </a>
          </nav>
        </div>
        {isEmpty(r.figures) ? (
          <div class="card empty">
            <p>{said.empty(year)}</p>
            <p>
              <a class="button primary" href="/raise">
                {said.raise}
              </a>
            </p>
          </div>
        ) : (
          <Pictures r={r} />
        )}
      </main>
    </>
  );
}

function Pictures({ r }: { r: ReportView }) {
  const said = words.value;
  const f = r.figures;
  const months = r.months.map(m => said.month(m.month));
  const named = (n: string) => n || said.none;
  const fewApart = countOf(f.apart);
  return (
    <>
      <section class="greats">
        <Great name={said.topics} unit={said.things} value={f.topics} before={r.before.topics} href={link('/topics', {})} />
        <Great name={said.activities} unit={said.held} value={f.activities} before={r.before.activities} href={link('/meetings', { status: 'closed' })} />
        <Great name={said.resolved} unit={said.things} value={f.resolved} before={r.before.resolved} href={link('/commitments', { status: 'done' })} />
        <a class="great card" href="#months">
          <b class="figures">
            <Counting to={f.interactions} />
            {said.times && <small>{said.times}</small>}
          </b>
          <span>{said.interactions}</span>
          <Compared now={f.interactions} before={r.before.interactions} />
        </a>
        <a class="great card warm" href="#scores">
          <b class="figures">{rateOf(f.satisfaction)}</b>
          <span>
            {said.satisfaction}
            {aside(f.satisfaction.n === 0 ? said.noRatings : said.of(number(f.satisfaction.n)))}
          </span>
          {r.before.satisfaction.rate !== undefined && (
            <span class="compared figures">
              {year - 1}: {rateOf(r.before.satisfaction)}
            </span>
          )}
          {f.apart.rate !== undefined && (
            <span class="compared figures">
              {fewApart === undefined ? ratings.value.apart(number(f.apart.n), percent(f.apart.rate)) : ratings.value.apartFew(f.apart.n, fewApart)}
            </span>
          )}
        </a>
      </section>
      <p class="hint how">
        {ratings.value.how} {ratings.value.rule} {ratings.value.resolved}
      </p>
      <div id="months">
        <Picture
          table={said.table}
          title={said.months}
          says={[
            [said.topics, f.topics],
            [said.activities, f.activities],
            [said.resolved, f.resolved],
            [said.interactions, f.interactions],
          ]
            .map(([n, v]) => said.saysTotal(String(n), number(Number(v))))
            .join('; ')}
          head={[said.monthHead, said.topics, said.activities, said.resolved, said.interactions]}
          rows={r.months.map((m, i) => [months[i]!, m.topics, m.activities, m.resolved, m.interactions])}
        >
          <MonthsChart
            area={r.months.map(m => m.interactions)}
            labels={narrow ? r.months.map(m => String(m.month)) : months}
            series={[
              { name: said.topics, values: r.months.map(m => m.topics) },
              { name: said.activities, values: r.months.map(m => m.activities) },
              { name: said.resolved, values: r.months.map(m => m.resolved) },
            ]}
          />
          <Legend
            of={[
              ['series-1', said.topics],
              ['series-2', said.activities],
              ['series-3', said.resolved],
              ['area', said.interactions],
            ]}
          />
        </Picture>
      </div>
      <Chain r={r} />
      {f.planItems !== undefined && <Registers f={f} />}
      <div class="pair">
        {r.counties.length > 0 && (
          <Picture
            table={said.table}
            title={said.counties}
            head={[said.county, said.topics, said.activities, said.resolved, said.interactions, said.satisfaction]}
            rows={r.counties.map(c => [
              named(c.name),
              c.figures.topics,
              c.figures.activities,
              c.figures.resolved,
              c.figures.interactions,
              countOf(c.figures.satisfaction) === undefined && c.figures.satisfaction.rate !== undefined
                ? `${rateOf(c.figures.satisfaction)} (${number(c.figures.satisfaction.n)})`
                : rateOf(c.figures.satisfaction),
            ])}
          >
            <Ranked rows={r.counties.map(c => ({ name: named(c.name), value: c.figures.topics, href: c.name ? here({ county: c.name }) : undefined }))} />
          </Picture>
        )}
        {r.categories.length > 0 && (
          <Picture table={said.table} title={said.categories} head={[said.category, said.topics]} rows={r.categories.map(c => [named(c.name), c.topics])}>
            <Ranked
              rows={r.categories
                .slice(0, 12)
                .map(c => ({ name: named(c.name), value: c.topics, href: c.name ? link('/topics', { category: c.name }) : undefined }))}
            />
          </Picture>
        )}
        {r.venues.length > 0 && (
          <Picture
            table={said.table}
            title={said.venues}
            head={[said.venue, said.topics, said.activities, said.resolved, said.interactions]}
            rows={r.venues.map(v => [v.name, v.figures.topics, v.figures.activities, v.figures.resolved, v.figures.interactions])}
          >
            <Ranked rows={r.venues.map(v => ({ name: v.name, value: v.figures.topics, href: here({ county, venue: v.name }) }))} />
          </Picture>
        )}
        <div class="stack">
          {r.formats.length > 0 && (
            <Picture
              table={said.table}
              title={said.formats}
              head={[said.format, said.activities]}
              rows={r.formats.map(x => [say(formatName(x.format)) || x.format, x.activities])}
            >
              <Ranked
                rows={r.formats.map(x => ({
                  name: say(formatName(x.format)) || x.format,
                  value: x.activities,
                  href: link('/meetings', { status: 'closed', format: x.format }),
                }))}
              />
            </Picture>
          )}
          <div id="scores">
            <Picture table={said.table} title={said.scores} head={[said.scoreHead, said.ratings]} rows={r.scores.map((n, i) => [said.score(i + 1), n])}>
              <Ranked rows={r.scores.map((n, i) => ({ name: said.score(i + 1), value: n })).reverse()} more={ratings.value.how} />
            </Picture>
          </div>
        </div>
      </div>
    </>
  );
}

/** What the registers of the year hold. */
function Registers({ f }: { f: Figures }) {
  const said = words.value;
  return (
    <section class="card" aria-labelledby="registers">
      <h2 id="registers">{[said.plan, said.outputs, said.ledger].join(' · ')}</h2>
      <ul class="kept-figures">
        {(Object.keys(lists) as Kept[]).map(n => (
          <li key={n}>
            <a href={lists[n].replace('/?', `/${year}?`).replace(/\/$/, `/${year}`)}>
              <b class="figures">
                {number(f[n] ?? 0)}
                {said.kept[n][1] && <small>{said.kept[n][1]}</small>}
              </b>
              <span>{said.kept[n][0]}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Which stage each status has at least reached. What was declined or merged went no further than being collected. */
const REACHED: Record<string, number> = { raised: 0, declined: 0, merged: 0, accepted: 1, scheduled: 2, discussed: 2, committed: 3, resolved: 3, rated: 4 };

function Chain({ r }: { r: ReportView }): ComponentChildren {
  const said = words.value;
  const stages = said.stages.map((name, i) => ({ name, value: r.chain.filter(c => REACHED[c.status]! >= i).reduce((sum, c) => sum + c.topics, 0) }));
  return (
    <Picture
      table={said.table}
      title={said.chain}
      says={`${stages.map(s => `${s.name} ${number(s.value)}`).join(', ')}. ${said.chainSays}`}
      head={[said.stage, said.topics]}
      rows={stages.map(s => [s.name, s.value])}
    >
      <Funnel stages={stages} />
    </Picture>
  );
}
