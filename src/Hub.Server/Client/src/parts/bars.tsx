/** How a ballot's votes stand, as bars. Fetched when somebody sees the first ballot. */
import type { BallotView, Tally } from '../contract';
import { dateTime, inBoth } from '../prefs';
import type { Room } from '../room';
import { w } from '../words';
import { ANSWERS, barred, optionText } from './ballot';
import { shares, type Share } from './shares';

const zh = {
  rest: '未投票',
  out: '不计入',
  of: (base: string, whole: string) => `百分比按${({ cast: '投票', present: '出席', entitled: '应投' } as Record<string, string>)[base]} ${whole} 计`,
  each: '百分比按每位候选人的赞成与反对计',
  quorum: (have: number, need: number) => `法定人数 ${have} / ${need}${have >= need ? '，已达到' : ''}`,
  ended: (at: string) => `${at} 结束`,
  afterMine: '投票后可以看到目前的票数。',
};
const en: typeof zh = {
  rest: 'Not voted',
  out: 'not in the base',
  of: (base, whole) => `Per cent of the ${whole} ${({ cast: 'cast', present: 'present', entitled: 'entitled' } as Record<string, string>)[base]}`,
  each: 'Per cent of those for and against each candidate',
  quorum: (have, need) => `Quorum ${have} of ${need}${have >= need ? ', reached' : ''}`,
  ended: at => `Closed ${at}`,
  afterMine: 'Vote to see how the votes stand.',
};
const words = inBoth(zh, en);

interface Of {
  room: Room;
  ballot: BallotView;
  tally: Tally;
  options?: BallotView['options'];
  /** What is written before each who won. */
  won?: string;
}

/** Whether this visitor has still to vote in an open ballot, in a house that shows nobody how the votes stand before that. */
const waits = (room: Room, ballot: BallotView) =>
  ballot.status === 'open' &&
  room.part('tallyBeforeVote') === false &&
  room.me.value?.role !== 'chair' &&
  room.me.value?.votes[ballot.id] === undefined &&
  !barred(room, ballot);

/** Each bar is a part of the base, whose width is the whole; where the rule has a threshold, a mark stands at it. */
export function Bars({ room, ballot, tally, options = ballot.options, won }: Of) {
  if (!tally.counts) return null;
  const said = words.value;
  if (waits(room, ballot)) return <p class="hint">{said.afterMine}</p>;
  const { weights } = tally;
  const { rows, rest, whole } = shares(ballot, tally, room.present.value?.entitled);
  const persons = ballot.kind === 'election';
  const cast = Number(weights?.cast ?? tally.cast);
  const base = ballot.kind === 'rating' ? 'cast' : ballot.base;
  const count = (n: number) => (weights ? w.value.weight(`${n}`) : w.value.votes(n));
  const answers = (row: Share) => {
    const against = Number((weights ? weights.counts?.[`${row.id}:oppose`] : tally.counts![`${row.id}:oppose`]) ?? 0);
    return [`${row.votes} (${row.percent}%)`, against, Number((cast - row.votes - against).toFixed(3))]
      .map((x, i) => `${w.value.approvals[ANSWERS[i]!]} ${x}`)
      .join(' · ');
  };
  const bar = (row: Share, text: string, look: string) => (
    <li key={row.id} class={look}>
      <span class="bars-text">
        {won && look === 'leads' ? (
          <span>
            <b class="won">{won}</b> <bdi>{text}</bdi>
          </span>
        ) : (
          <bdi>{text}</bdi>
        )}
      </span>
      <span class="figures">{persons ? answers(row) : `${count(row.votes)} · ${row.percent === undefined ? said.out : `${row.percent}%`}`}</span>
      <div class="bar" aria-hidden="true">
        <i style={{ transform: `scaleX(${Math.min(1, row.part ?? 0)})` }} />
        {row.mark !== undefined && <b style={{ insetInlineStart: `${100 * row.mark}%` }} />}
      </div>
    </li>
  );
  return (
    <>
      <ul class="bars">
        {rows
          .filter(r => options.some(o => o.id === r.id))
          .map(r => bar(r, optionText(ballot, r.id), ballot.kind === 'approval' ? r.id : ballot.outcome?.winners?.includes(r.id) ? 'leads' : ''))}
        {rest && bar(rest, said.rest, 'abstain')}
      </ul>
      {whole > 0 && <p class="hint figures">{persons && base === 'cast' && !ballot.abstentionsCount ? said.each : said.of(base, `${whole}`)}</p>}
    </>
  );
}

/** The fewest that reach a part of a whole: 2/3 of 100 are 67. */
const least = (fraction: string, of: number) => {
  const [over = 1, under = 1] = fraction.split('/').map(Number);
  return Math.max(1, Math.ceil((of * over) / under - 1e-9));
};

/** When a ballot ended, and while it goes on, whether its quorum is reached. */
export function Course({ room, ballot, tally }: { room: Room; ballot: BallotView; tally: Tally }) {
  if (ballot.endedAt) return <p class="hint figures">{words.value.ended(dateTime(ballot.endedAt))}</p>;
  if (!ballot.quorum || ballot.status === 'closed') return null;
  const [fraction = '', kind] = ballot.quorum.split(' ');
  const have = kind === 'present' ? Math.max(tally.cast, Math.min(room.present.value?.entitled ?? 0, tally.eligible)) : tally.cast;
  const need = least(fraction, tally.eligible);
  return <p class={`hint figures${have >= need ? ' reached' : ''}`}>{words.value.quorum(have, need)}</p>;
}
