/** What part each answer has of the base that decides a ballot: what the bars are drawn from, and the percentages beside them. */
import type { BallotView, Tally } from '../contract';

/**
 * Of an answer: its votes, their part of the base, that part in whole percent, and where the threshold stands. Absent: the answer is not in the base, or the
 * rule has no threshold.
 */
export interface Share {
  id: string;
  votes: number;
  part?: number;
  percent?: number;
  mark?: number;
}

/** @property rest Those of the base who gave no answer; absent where there are none, and of elections and choices of several. */
export interface Shares {
  whole: number;
  rows: Share[];
  rest?: Share;
}

/**
 * Parts of a whole in whole percent that sum to 100: each rounded down, and what is then missing goes to the largest remainders, of equal ones to the first.
 */
export function percents(parts: number[]): number[] {
  const whole = parts.reduce((sum, p) => sum + p, 0);
  if (whole <= 0) return parts.map(() => 0);
  const exact = parts.map(p => (100 * p) / whole);
  const rounded = exact.map(Math.floor);
  const missing = 100 - rounded.reduce((sum, p) => sum + p, 0);
  // A remainder that is equal but for the last bit of its arithmetic is equal.
  const order = exact.map((e, i) => [i, Math.round((e - rounded[i]!) * 1e9)] as const).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [i] of order.slice(0, missing)) rounded[i]!++;
  return rounded;
}

/** Where the threshold of a majority stands, as a part of the base; undefined where the rule is only more for than against. */
export function threshold(ballot: BallotView): number | undefined {
  if (ballot.kind === 'rating' || ballot.majority === 'simple') return undefined;
  if (ballot.majority === 'absolute') return 1 / 2;
  const [over = 1, under = 1] = ballot.majority.split('/').map(Number);
  return over / under;
}

/** @param here How many of those entitled are checked in now: while a ballot is open nobody knows who will be present at its close. */
export function shares(ballot: BallotView, tally: Tally, here?: number): Shares {
  const { weights, counts } = tally;
  // Where votes weigh differently, the weights decide. In thousandths, as the house counts them.
  const of = (id: string) => Math.round(1000 * Number((weights ? weights.counts?.[id] : counts?.[id]) ?? 0));
  const cast = Math.round(1000 * Number(weights?.cast ?? tally.cast));
  const entitled = Math.round(1000 * Number(weights?.eligible ?? tally.eligible));
  const present = weights
    ? weights.present === undefined
      ? entitled
      : Math.round(1000 * Number(weights.present))
    : 1000 * (tally.present ?? Math.min(here ?? tally.eligible, tally.eligible));
  const base = ballot.kind === 'rating' ? 'cast' : ballot.base;
  const whole = Math.max(cast, base === 'present' ? present : base === 'entitled' ? entitled : 0);
  const mark = threshold(ballot);
  const share = (id: string, votes: number, all: number, percent?: number): Share => ({
    id,
    votes: votes / 1000,
    part: all > 0 ? votes / all : 0,
    percent,
    mark,
  });
  const withoutAbstentions = base === 'cast' && !ballot.abstentionsCount;

  if (ballot.kind === 'election') {
    // Without abstentions, each candidate has a base of their own.
    const rows = ballot.options.map(({ id }) => {
      const [votes, against] = [of(`${id}:approve`), of(`${id}:oppose`)];
      const all = withoutAbstentions ? votes + against : whole;
      return share(id, votes, all, percents([votes, against, all - votes - against])[0]);
    });
    return { whole: whole / 1000, rows };
  }

  const ids = ballot.options.map(o => o.id);
  if (ballot.kind === 'multiple')
    return { whole: whole / 1000, rows: ids.map(id => share(id, of(id), whole, whole > 0 ? Math.round((100 * of(id)) / whole) : 0)) };

  const counted = ballot.kind === 'approval' && withoutAbstentions ? ids.filter(id => id !== 'abstain') : ids;
  const sum = counted.reduce((all, id) => all + of(id), 0);
  const all = counted === ids ? whole : sum;
  const rounded = percents([...counted.map(of), all - sum]);
  const rows = ids.map(id => {
    const at = counted.indexOf(id);
    if (at < 0) return { id, votes: of(id) / 1000 };
    const row = share(id, of(id), all, rounded[at]);
    return ballot.kind === 'approval' && id !== 'approve' ? { ...row, mark: undefined } : row;
  });
  return {
    whole: all / 1000,
    rows,
    rest: all > sum ? { id: '', votes: (all - sum) / 1000, part: (all - sum) / all, percent: rounded[counted.length] } : undefined,
  };
}
