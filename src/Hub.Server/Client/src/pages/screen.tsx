/**
 * The room's projector: one scene at a time, which follows the meeting or is held by the chair. Nothing that scrolls, nothing that pops up, and no control but
 * one for the full screen.
 */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/screen.css';
import { api, formatName, qrOf } from '../api';
import { followAsRoom } from '../as-room';
import { b } from '../branch.words';
import { forgetSecret, key, meetingOfPage } from '../boot';
import type { MadeCommitment, MeetingView, WallCode } from '../contract';
import { useHub } from '../hub-room';
import { keep, recall } from '../keep';
import { keepAwake } from '../parts/awake';
import { optionText, OutcomeLine, Turnout } from '../parts/ballot';
import { Bars } from '../parts/bars';
import { ballotInView } from '../parts/figures';
import { Fit } from '../parts/fit';
import { Mark } from '../parts/icons';
import { later } from '../parts/later';
import { colon, listed } from '../parts/marks';
import { title } from '../parts/shell';
import { Countdown, Timer } from '../parts/timer';
import { Who } from '../parts/who';
import { clockTime, dateTime, exactTime, inBoth, inHouse, say } from '../prefs';
import { reachable } from '../reachable';
import { Room } from '../room';
import { leading, sceneOf, showsHub, winnersAre, type Shown } from '../scene';
import { openSocket } from '../socket';
import { beside } from '../text';
import { failure, w } from '../words';

const zh = {
  codeLabel: '会议码',
  checkIn: '签到码',
  result: '结果',
  how: (host: string) => `扫码参加，或打开 ${host} 输入会议码`,
  at: (host: string) => `打开 ${host}`,
  pause: '休会',
  back: '请稍候，会议即将继续。',
  agenda: '议程',
  speaking: '正在发言',
  next: '下一位',
  free: '发言席空闲',
  vote: '请投票',
  hidden: '结果待公布',
  counting: '正在计票…',
  ended: (at: string) => `${at} 结束`,
  asOf: (t: string) => `数据截至 ${t}`,
  comment: '意见',
  noComment: '这条意见已不再显示。',
  noBallot: '还没有表决。',
  root: '选票总表指纹',
  present: (n: number) => `${n} 人在线`,
  full: '全屏显示',
  nextItem: '下一项',
  elected: '当选',
  ahead: '得票领先',
  promised: '本次会议交办事项',
  ofAll: (shown: number, all: number) => `最近 ${shown} 项，共 ${all} 项`,
  ofOptions: (shown: number, all: number) => `显示其中 ${shown} 项，共 ${all} 项`,
  due: (day: string) => `期限 ${day}`,
  end: '会议已结束',
  thanks: '感谢各位参加。',
  record: '扫码查看会议纪要、回放与交办事项',
  figures: (ballots: number, commitments: number) => [ballots && `表决 ${ballots} 项`, commitments && `交办 ${commitments} 项`],
};
const en: typeof zh = {
  codeLabel: 'Meeting code',
  checkIn: 'Check-in code',
  result: 'Result',
  how: host => `Scan to take part, or open ${host} and enter the code`,
  at: host => `Open ${host}`,
  pause: 'Recess',
  back: 'The meeting will go on shortly.',
  agenda: 'Agenda',
  speaking: 'Speaking',
  next: 'Next',
  free: 'The floor is free',
  vote: 'Please vote',
  hidden: 'Result to be announced',
  counting: 'Counting…',
  ended: at => `Closed ${at}`,
  asOf: t => `As of ${t}`,
  comment: 'Comment',
  noComment: 'This comment is not shown any more.',
  noBallot: 'No ballot has been held yet.',
  root: 'Fingerprint of all votes',
  present: n => `${n} online`,
  full: 'Full screen',
  nextItem: 'Next',
  elected: 'Elected',
  ahead: 'Ahead',
  promised: 'Commitments of this meeting',
  ofAll: (shown, all) => `The last ${shown} of ${all}`,
  ofOptions: (shown, all) => `${shown} of ${all} are shown`,
  due: day => `Due ${day}`,
  end: 'The meeting is over',
  thanks: 'Thank you for taking part.',
  record: 'Scan for the minutes, the replay and the commitments',
  figures: (ballots, commitments) => [
    ballots && `${ballots} ${ballots === 1 ? 'ballot' : 'ballots'}`,
    commitments && `${commitments} ${commitments === 1 ? 'commitment' : 'commitments'}`,
  ],
};
const s = inBoth(zh, en);

const RoundScene = later(() => import('../parts/rounds').then(m => m.RoundScene));

const room = signal<Room | undefined>(undefined);
const error = signal<string | undefined>(undefined);
const host = reachable.replace(/^https?:\/\//, '');
const attend = signal<string | undefined>(undefined);

/** Nobody stands beside a projector: it asks again until it is answered. */
async function begin(): Promise<void> {
  const found = await meetingOfPage();
  if (found.meeting?.snapshot) {
    error.value = undefined;
    room.value = followAsRoom(found.meeting.snapshot.id, found.meeting);
    return;
  }
  error.value = found.error ?? 'unknownRoom';
  setTimeout(() => void begin(), 10_000);
}

async function askCode(): Promise<void> {
  try {
    attend.value = (await api.codes(key)).attend;
  } catch {
    setTimeout(() => void askCode(), 5_000);
  }
}

// The secret of a wall that the chair opened: kept for this tab, so that reloading does not lose it.
const wall = /^#wall=(.+)$/.exec(location.hash)?.[1] ?? recall<string>('sessionStorage', `wall ${key}`);
if (wall && location.hash) {
  keep('sessionStorage', `wall ${key}`, wall);
  forgetSecret();
}

/** The check-in code, and when it changes: asked once for each. */
const presence = signal<string | undefined>(undefined);

async function askPresence(): Promise<void> {
  const answer = await fetch(`/api/wall/${encodeURIComponent(key)}`, { credentials: 'omit', headers: { Authorization: `Wall ${wall}` } }).catch(
    () => undefined,
  );
  if (answer?.ok) {
    const { code, changesIn } = (await answer.json()) as WallCode;
    presence.value = code;
    setTimeout(() => void askPresence(), changesIn + 50);
    return;
  }
  // An old code is worse than none. A link that was ended, or a meeting that is over, is not asked again.
  presence.value = undefined;
  if (!answer || answer.status === 429 || answer.status >= 500) setTimeout(() => void askPresence(), 2_000);
}

void begin();
void askCode();
if (wall) void askPresence();

export function Screen() {
  const here = room.value;
  const view = here?.view.value;
  const hub = useHub(here, hubAsRoom);
  useEffect(() => keepAwake(), []);
  useEffect(() => title(view ? `${view.title} · ${w.value.brand}` : w.value.brand, view?.title), [view?.title, w.value]);
  if (!here || !view)
    return (
      <main id="main" class="stage">
        <div class="scene centre">
          <Mark />
          <p>{error.value ? failure(error.value) : w.value.loading}</p>
        </div>
      </main>
    );
  const stale = here.link.value !== 'live' || here.closed.value !== undefined;
  // A wall in a branch that loses its hub goes on with what the branch has.
  const link = hub?.link.value;
  const hubView = link === 'stale' || hub?.closed.value ? undefined : hub?.view.value;
  const ofHub = showsHub(view, hubView) ? hubView : undefined;
  const shown = view.cancelled ? undefined : sceneOf(ofHub ?? view);
  const scene = shown?.scene;
  // Their own large title is the only one.
  const titled = scene === 'join' || scene === 'end';
  return (
    <main id="main" class="stage" data-scene={scene} data-hub={ofHub && ''}>
      <header class="stage-head">
        {titled ? <p class="eyebrow">{say(formatName(view.format))}</p> : <h1 dir="auto">{view.title}</h1>}
        {stale ? <p class="as-of">{s.value.asOf(exactTime(here.asOf.value))}</p> : <p class="eyebrow">{aboutOf(here, ofHub, link)}</p>}
        <FullScreen />
      </header>
      {view.cancelled ? (
        <div class="scene centre">
          <p class="huge">{w.value.cancelled}</p>
          <p>{w.value.because(view.cancelled.reason)}</p>
        </div>
      ) : (
        <Scene room={ofHub ? hub! : here} shown={shown!} />
      )}
      {presence.value && !view.cancelled && scene !== 'end' && (
        <p class="stage-presence">
          {s.value.checkIn} <b class="code">{presence.value.replace(/(...)/, '$1 ')}</b>
        </p>
      )}
      {!titled && attend.value && !view.cancelled && view.status !== 'closed' && (
        <footer class="stage-foot">
          <Mark />
          <span>
            {s.value.at(host)} · {s.value.codeLabel} <b class="code">{spaced(attend.value)}</b>
          </span>
        </footer>
      )}
    </main>
  );
}

/** The hub as the room is told it, whoever's browser this is. */
const hubAsRoom = (id: string) => new Room(id, undefined, true, openSocket('?as=room'));

/** Whose scene is shown, where it is not the room's own; how many are here, in the branches too. */
const aboutOf = (here: Room, ofHub: MeetingView | undefined, link: string | undefined) => {
  const present = here.present.value;
  return [
    ofHub && `${b.value.hub}${colon()}${ofHub.title}`,
    !ofHub && link === 'stale' && b.value.cutOff,
    s.value.present(present?.now ?? 0),
    present?.branches && b.value.sums(present.branches.count, present.branches.present, present.branches.checkedIn),
  ]
    .filter(Boolean)
    .join(' · ');
};

/** A code read aloud across a room is read in groups of four. */
const spaced = (code: string) => (/[-\s]/.test(code) ? code : code.replace(/(.{4})(?=.)/g, '$1 '));

/** Only a person may ask for it. Where it is full already, or cannot be, there is nothing to press. */
function FullScreen() {
  const full = useSignal(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = () => {
      full.value = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  if (full.value || !document.fullscreenEnabled) return null;
  return (
    <button type="button" class="stage-full" onClick={() => void document.documentElement.requestFullscreen().catch(() => undefined)}>
      {s.value.full}
    </button>
  );
}

function Scene({ room, shown }: { room: Room; shown: Shown }) {
  switch (shown.scene) {
    case 'join':
      return <Join room={room} />;
    case 'agenda':
      return <Agenda room={room} />;
    case 'speaker':
      return <Speaker room={room} />;
    case 'ballot':
    case 'result':
      return <Ballot room={room} id={shown.ballot} result={shown.scene === 'result'} />;
    case 'comment':
      return <Comment room={room} id={shown.comment} />;
    case 'item':
      return <Item room={room} />;
    case 'commitments':
      return <Commitments room={room} />;
    case 'end':
      return <End room={room} />;
    case 'agreed':
    case 'dividing':
    case 'opinionMap':
      return <RoundScene host={room} scene={shown.scene} />;
    case 'pause':
      return (
        <div class="scene centre">
          <p class="huge">{s.value.pause}</p>
          <p>{s.value.back}</p>
        </div>
      );
  }
}

function Join({ room }: { room: Room }) {
  const view = room.view.value!;
  const code = attend.value;
  return (
    <Fit look="join-scene">
      <div>
        <h1 class="cuts" dir="auto">
          {view.title}
        </h1>
        <p class="dim cuts">{beside(view.venue, view.startsAt && dateTime(view.startsAt))}</p>
        {code && (
          <p class="how">
            <span>{s.value.how(host)}</span>
            <b class="code">{spaced(code)}</b>
          </p>
        )}
      </div>
      {code && <img class="qr" src={qrOf(`/m/${code}${presence.value ? `#at=${presence.value}` : ''}`)} alt={`${reachable}/m/${code}`} />}
    </Fit>
  );
}

const ROWS = 7;

function Agenda({ room }: { room: Room }) {
  const { items, current } = room.view.value!.agenda;
  const at = Math.max(
    0,
    items.findIndex(i => i.id === current),
  );
  const from = Math.max(0, Math.min(at - 2, items.length - ROWS));
  return (
    <Fit>
      <h2 class="eyebrow">{s.value.agenda}</h2>
      <ol class="stage-agenda">
        {items.slice(from, from + ROWS).map((i, n) => (
          <li key={i.id} class={i.status} aria-current={i.status === 'active' ? 'step' : undefined}>
            <span class="figures">{from + n + 1}</span>
            <b dir="auto">{i.title}</b>
            {i.status === 'active' ? (
              <Timer of={i} seconds={i.minutes * 60} />
            ) : (
              <span class="dim figures">{w.value.planned(String(Math.round(i.minutes)))}</span>
            )}
          </li>
        ))}
      </ol>
    </Fit>
  );
}

function Item({ room }: { room: Room }) {
  const { agenda, commitments = [] } = room.view.value!;
  const at = agenda.items.findIndex(i => i.id === agenda.current);
  const item = agenda.items[at];
  if (!item) return <Agenda room={room} />;
  const next = agenda.items.slice(at + 1).find(i => i.status === 'planned');
  return (
    <Fit look="centre">
      <p class="eyebrow">{w.value.itemOf(at + 1, agenda.items.length)}</p>
      <h2 class="huge cuts" dir="auto">
        {item.title}
      </h2>
      <div class="giant">
        <Timer of={item} seconds={item.minutes * 60} />
      </div>
      <Promises of={commitments.filter(c => c.item === item.id).slice(-2)} />
      {next && (
        <p class="dim cuts">
          <span>
            {s.value.nextItem}
            {colon()}
            <bdi>{next.title}</bdi>
          </span>
        </p>
      )}
    </Fit>
  );
}

const Promises = ({ of }: { of: MadeCommitment[] }) =>
  of.length === 0 ? null : (
    <ul class="stage-promises">
      {of.map(c => (
        <li key={c.commitment}>
          <b class="cuts" dir="auto">
            {c.what}
          </b>
          <span class="dim">
            <bdi>{c.department}</bdi> · {s.value.due(inHouse(c.due, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }))}
          </span>
        </li>
      ))}
    </ul>
  );

const PROMISES = 6;

/** What departments promised here, the newest last. */
function Commitments({ room }: { room: Room }) {
  const all = room.view.value!.commitments ?? [];
  return (
    <Fit>
      <h2 class="eyebrow">{s.value.promised}</h2>
      <Promises of={all.slice(-PROMISES)} />
      {all.length > PROMISES && <p class="dim">{s.value.ofAll(PROMISES, all.length)}</p>}
    </Fit>
  );
}

/** What is left of a meeting for everybody who was there: its record. */
function End({ room }: { room: Room }) {
  const view = room.view.value!;
  const path = `/record/${room.id}`;
  const figures = s.value.figures(view.ballots.length, view.commitments?.length ?? 0).filter(Boolean) as string[];
  return (
    <Fit look="join-scene">
      <div>
        <p class="eyebrow">{s.value.end}</p>
        <h1 class="cuts" dir="auto">
          {view.title}
        </h1>
        <p class="dim">{figures.length > 0 ? listed(figures) : s.value.thanks}</p>
        <p class="how">
          <span>{s.value.record}</span>
          <b class="address">{`${host}${path}`}</b>
        </p>
      </div>
      <img class="qr" src={qrOf(path)} alt={`${reachable}${path}`} />
    </Fit>
  );
}

function Speaker({ room }: { room: Room }) {
  const view = room.view.value!;
  const { speaker, hands } = view.floor;
  const item = view.agenda.items.find(i => i.id === view.agenda.current);
  return (
    <Fit look="centre">
      {item && (
        <p class="dim cuts">
          <bdi>{item.title}</bdi>
        </p>
      )}
      {speaker ? (
        <>
          <p class="eyebrow">{s.value.speaking}</p>
          <p class="huge cuts">
            <span>
              <Who of={speaker} />
            </span>
          </p>
          <div class="giant">
            <Timer of={speaker} seconds={speaker.seconds} />
          </div>
        </>
      ) : (
        <p class="huge">{s.value.free}</p>
      )}
      {hands[0] && (
        <p class="dim cuts">
          <span>
            {s.value.next}
            {colon()}
            <Who of={hands[0]} />
          </span>
        </p>
      )}
    </Fit>
  );
}

function Ballot({ room, id, result }: { room: Room; id?: string; result: boolean }) {
  const ballot = ballotInView(room, id);
  if (!ballot)
    return (
      <div class="scene centre">
        <p>{s.value.noBallot}</p>
      </div>
    );
  const tally = room.tallyOf(ballot);
  const open = ballot.status === 'open';
  const winners = winnersAre(ballot);
  const isTold = tally?.counts !== undefined && (ballot.status === 'closed' || ballot.results === 'live');
  const options = leading(ballot, isTold ? tally : undefined);
  return (
    <Fit look={`ballot-scene${ballot.options.length > 4 ? ' many' : ''}${result ? ' result' : ''}`}>
      <div class="now-line">
        <p class="eyebrow">
          {open ? s.value.vote : ballot.status === 'closing' ? s.value.counting : s.value.result}
          {ballot.endedAt && ` · ${s.value.ended(clockTime(ballot.endedAt))}`}
          {room.part('verified') === false && ` · ${w.value.unverified}`}
        </p>
        {open && ballot.closesAt && <Countdown to={ballot.closesAt} label={w.value.closesIn} />}
      </div>
      <h2 class="cuts" dir="auto">
        {ballot.question}
      </h2>
      {result && <OutcomeLine ballot={ballot} />}
      {tally && isTold ? (
        <Bars room={room} ballot={ballot} tally={tally} options={options} won={winners && s.value[winners]} />
      ) : (
        <ul class="choices">
          {options.map(o => (
            <li key={o.id}>
              <span class="cuts">{optionText(ballot, o.id)}</span>
            </li>
          ))}
        </ul>
      )}
      {options.length < ballot.options.length && <p class="dim">{s.value.ofOptions(options.length, ballot.options.length)}</p>}
      {tally && !(result && ballot.outcome) && <Turnout tally={tally} />}
      {result && ballot.root && (
        <p class="dim root">
          {s.value.root} <code>{ballot.root.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
      )}
      {!open && !ballot.outcome && ballot.status === 'closed' && <p class="dim">{s.value.hidden}</p>}
    </Fit>
  );
}

function Comment({ room, id }: { room: Room; id?: string }) {
  const { items, pinnedComment } = room.view.value!.comments;
  // The chair pins what is shown, so it is here however many follow; once hidden it is not, and must leave the wall.
  const shown = pinnedComment?.id === id ? pinnedComment : items.find(c => c.id === id);
  if (shown?.status !== 'visible')
    return (
      <div class="scene centre">
        <p>{s.value.noComment}</p>
      </div>
    );
  return (
    <Fit look="centre">
      <blockquote class="cuts">{shown.text}</blockquote>
      <p class="dim">
        — <Who of={shown.author} />
      </p>
    </Fit>
  );
}
