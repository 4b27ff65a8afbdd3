import { expect, test } from 'vitest';
import type { BallotView, Tally } from '../contract';
import { percents, shares, threshold } from './shares';

const options = (...ids: string[]) => ids.map(id => ({ id, text: id }));
const ballot = (is: Partial<BallotView>): BallotView => ({
  id: 'b',
  question: '?',
  kind: 'approval',
  options: options('approve', 'oppose', 'abstain'),
  max: 1,
  voters: 'members',
  status: 'closed',
  secrecy: 'named',
  results: 'live',
  majority: 'simple',
  base: 'cast',
  openedAt: '',
  revealed: false,
  ...is,
});
const tally = (counts: Record<string, number>, is: Partial<Tally> = {}): Tally => ({
  version: 1,
  counts,
  cast: Object.values(counts).reduce((sum, n) => sum + n, 0),
  eligible: 100,
  ...is,
});
const of = (b: Partial<BallotView>, t: Tally, here?: number) => {
  const { rows, rest } = shares(ballot(b), t, here);
  return [...rows, ...(rest ? [rest] : [])].map(r => [r.votes, r.part === undefined ? undefined : Number(r.part.toFixed(3)), r.percent, r.mark]);
};

// Guards R11: 91 + 4 + 6 % summed to 101, and 67 % filled the width.
test('percentages are rounded by the largest remainder and sum to 100', () => {
  expect(percents([20, 1, 1])).toEqual([91, 5, 4]);
  expect(percents([1, 1, 1])).toEqual([34, 33, 33]);
  expect(percents([2, 1])).toEqual([67, 33]);
  expect(percents([1, 1, 1, 1, 1, 1])).toEqual([17, 17, 17, 17, 16, 16]);
  expect(percents([0.5, 0.5, 0])).toEqual([50, 50, 0]);
  expect(percents([0, 0])).toEqual([0, 0]);
  expect(percents([7])).toEqual([100]);
  for (let seed = 1; seed < 5000; seed++) {
    const parts = Array.from({ length: 1 + (seed % 9) }, (_, i) => ((seed * 7919 * (i + 3)) % 997) + (i === 0 ? 1 : 0));
    const rounded = percents(parts);
    const whole = parts.reduce((sum, p) => sum + p, 0);
    expect(rounded.reduce((sum, p) => sum + p, 0)).toBe(100);
    expect(rounded.every((p, i) => Math.abs(p - (100 * parts[i]!) / whole) < 1)).toBe(true);
  }
});

test('a bar is the share of those cast, with or without abstentions as the ballot says', () => {
  const counts = { approve: 20, oppose: 10, abstain: 10 };
  expect(of({}, tally(counts))).toEqual([
    [20, 0.667, 67, undefined],
    [10, 0.333, 33, undefined],
    [10, undefined, undefined, undefined],
  ]);
  expect(of({ abstentionsCount: true, majority: '2/3' }, tally(counts))).toEqual([
    [20, 0.5, 50, 2 / 3],
    [10, 0.25, 25, undefined],
    [10, 0.25, 25, undefined],
  ]);
});

test('of those present or entitled, who gave no answer is a part of the base too', () => {
  const counts = { approve: 2, oppose: 0, abstain: 0 };
  expect(of({ base: 'present', majority: 'absolute' }, tally(counts, { present: 4 }))).toEqual([
    [2, 0.5, 50, 0.5],
    [0, 0, 0, undefined],
    [0, 0, 0, undefined],
    [2, 0.5, 50, undefined],
  ]);
  expect(of({ base: 'entitled' }, tally(counts, { eligible: 3 }))).toEqual([
    [2, 0.667, 67, undefined],
    [0, 0, 0, undefined],
    [0, 0, 0, undefined],
    [1, 0.333, 33, undefined],
  ]);
  // Still open: who is here now, and never fewer than voted.
  expect(of({ base: 'present' }, tally(counts), 8)[0]).toEqual([2, 0.25, 25, undefined]);
  expect(of({ base: 'present' }, tally(counts), 1)[0]).toEqual([2, 1, 100, undefined]);
});

test('where votes weigh differently, bars are drawn by weight', () => {
  const counts = { approve: 2, oppose: 1, abstain: 0 };
  const weights = { counts: { approve: '3.5', oppose: '1', abstain: '0' }, cast: '4.5', eligible: '5.5', present: '5.5' };
  expect(of({ base: 'present' }, tally(counts, { present: 4, weights }))).toEqual([
    [3.5, 0.636, 64, undefined],
    [1, 0.182, 18, undefined],
    [0, 0, 0, undefined],
    [1, 0.182, 18, undefined],
  ]);
});

test('each candidate has a bar of their own, and a base of their own where abstentions are out', () => {
  const election: Partial<BallotView> = { kind: 'election', options: options('o1', 'o2'), majority: 'absolute' };
  const counts = tally({ 'o1:approve': 3, 'o1:oppose': 1, 'o1:abstain': 6, 'o2:approve': 0, 'o2:oppose': 0, 'o2:abstain': 10 }, { cast: 10, present: 12 });
  expect(of(election, counts)).toEqual([
    [3, 0.75, 75, 0.5],
    [0, 0, 0, 0.5],
  ]);
  expect(of({ ...election, abstentionsCount: true }, counts)).toEqual([
    [3, 0.3, 30, 0.5],
    [0, 0, 0, 0.5],
  ]);
  expect(of({ ...election, base: 'present' }, counts)).toEqual([
    [3, 0.25, 25, 0.5],
    [0, 0, 0, 0.5],
  ]);
});

test('of several choices each is a share of the voters, of one choice all of them are 100', () => {
  expect(of({ kind: 'multiple', options: options('o1', 'o2'), max: 2 }, tally({ o1: 3, o2: 2 }, { cast: 3 }))).toEqual([
    [3, 1, 100, undefined],
    [2, 0.667, 67, undefined],
  ]);
  expect(of({ kind: 'single', options: options('o2', 'o10', 'o1') }, tally({ o1: 1, o10: 1, o2: 1 }))).toEqual([
    [1, 0.333, 34, undefined],
    [1, 0.333, 33, undefined],
    [1, 0.333, 33, undefined],
  ]);
  expect(of({ kind: 'rating', options: options('1', '2'), base: 'entitled', majority: 'absolute' }, tally({ 1: 1, 2: 1 }))).toEqual([
    [1, 0.5, 50, undefined],
    [1, 0.5, 50, undefined],
  ]);
});

test('a mark stands where the rule has a threshold', () => {
  expect((['simple', 'absolute', '2/3', '3/4', '1/1'] as const).map(majority => threshold(ballot({ majority })))).toEqual([undefined, 1 / 2, 2 / 3, 3 / 4, 1]);
});
