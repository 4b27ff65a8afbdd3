import { expect, test } from 'vitest';
import { callsOf, keyOf, says, type Standing } from './calls';
import type { BallotView } from './contract';

const ballot = (id: string, more: Partial<BallotView> = {}) => ({ id, status: 'open', ...more }) as BallotView;
const standing = (more: Partial<Standing> = {}): Standing => ({
  link: 'live',
  speaks: false,
  ballots: [],
  mayVote: () => true,
  voted: () => false,
  ...more,
});
const words = {
  calls: { floor: '轮到您发言', ballot: '表决开始', link: '连接中断' },
  go: { floor: '去发言', ballot: '去投票', link: '查看' },
  left: (time: string) => `还剩 ${time}`,
};

test('nothing calls while nothing waits for this person', () => {
  expect(callsOf(standing())).toEqual([]);
  expect(callsOf(standing({ link: 'connecting' }))).toEqual([]);
  // It is coming back by itself: to call for each short gap would be noise.
  expect(callsOf(standing({ link: 'again' }))).toEqual([]);
});

test('a ballot calls only whoever may vote, has not voted, and only while it is open', () => {
  const ballots = [ballot('b1')];
  expect(callsOf(standing({ ballots }))).toEqual([{ is: 'ballot', ballot: 'b1', closesAt: undefined }]);
  expect(callsOf(standing({ ballots, voted: b => b.id === 'b1' }))).toEqual([]);
  expect(callsOf(standing({ ballots, mayVote: () => false }))).toEqual([]);
  for (const status of ['closing', 'closed'] as const) expect(callsOf(standing({ ballots: [ballot('b1', { status })] }))).toEqual([]);
});

test('of several ballots the one calls that closes first, and then the next', () => {
  const ballots = [ballot('none'), ballot('late', { closesAt: '2026-11-27T09:05:00Z' }), ballot('soon', { closesAt: '2026-11-27T09:01:00Z' })];
  expect(callsOf(standing({ ballots })).map(keyOf)).toEqual(['soon']);
  expect(callsOf(standing({ ballots, voted: b => b.id === 'soon' })).map(keyOf)).toEqual(['late']);
  expect(callsOf(standing({ ballots, voted: b => b.id !== 'none' })).map(keyOf)).toEqual(['none']);
  expect(ballots.map(b => b.id)).toEqual(['none', 'late', 'soon']);
});

test('all that waits is called, the floor first, as the room waits for it', () => {
  expect(callsOf(standing({ link: 'stale', speaks: true, ballots: [ballot('b1')] })).map(keyOf)).toEqual(['floor', 'b1', 'link']);
});

test('the bar says what it is, how long there is for it, and what a tap does', () => {
  const now = Date.parse('2026-11-27T09:00:02Z');
  expect(says({ is: 'ballot', ballot: 'b1', closesAt: '2026-11-27T09:01:00Z' }, words, now)).toBe('表决开始 · 还剩 0:58 · 去投票');
  expect(says({ is: 'ballot', ballot: 'b1', closesAt: '2026-11-27T08:59:00Z' }, words, now)).toBe('表决开始 · 还剩 0:00 · 去投票');
  expect(says({ is: 'ballot', ballot: 'b1' }, words, now)).toBe('表决开始 · 去投票');
  expect(says({ is: 'floor' }, words, now)).toBe('轮到您发言 · 去发言');
  expect(says({ is: 'link' }, words, now)).toBe('连接中断 · 查看');
});
