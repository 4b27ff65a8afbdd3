import { expect, test, vi } from 'vitest';
import type { BallotView, Tally } from '../contract';
import type { Room } from '../room';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('location', { pathname: '/', search: '', hash: '', origin: '' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', {
  documentElement: { dataset: {}, classList: { toggle: () => undefined } },
  getElementById: () => null,
  addEventListener: () => undefined,
});
vi.stubGlobal('addEventListener', () => undefined);

const { Bars, Course } = await import('./bars');
const { inOrder } = await import('./ballot');
const { setZone } = await import('../prefs');

const room = { present: { value: { now: 9, checkedIn: 9, entitled: 9 } } } as unknown as Room;
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

/** What is read, and where bars and marks end. */
const read = (node: unknown): string =>
  Array.isArray(node)
    ? node.map(read).join('')
    : typeof node === 'string' || typeof node === 'number'
      ? `${node}`
      : node && typeof node === 'object' && 'props' in node
        ? (({ props, type }: { props: { children?: unknown; style?: Record<string, string> }; type: unknown }) =>
            `${type === 'i' ? ` |${props.style!.transform}` : type === 'b' ? ` |mark ${props.style!.insetInlineStart}` : ''}` +
            `${type === 'span' ? ' ' : ''}${read(props.children)}${type === 'li' ? '\n' : ''}`)(node as never)
        : '';

// Guards R11 and R5: bars were drawn against the largest, and stood in the order of the alphabet.
test('bars stand in the order of the ballot, as parts of the base, with who did not vote and the threshold', () => {
  const tally: Tally = { version: 1, counts: { abstain: 1, approve: 2, oppose: 1 }, cast: 4, eligible: 9, present: 5 };
  expect(read(Bars({ room, ballot: ballot({ base: 'present', majority: '2/3' }), tally })).replace(/(66\.6)6+\d/, '$1')).toBe(
    ' 赞成 2 票 · 40% |scaleX(0.4) |mark 66.6%\n 反对 1 票 · 20% |scaleX(0.2)\n 弃权 1 票 · 20% |scaleX(0.2)\n 未投票 1 票 · 20% |scaleX(0.2)\n百分比按出席 5 计',
  );
});

// Guards R11: each part rounded by itself, 20, 1 and 1 of 22 read 91 %, 5 % and 5 %.
test('what is read beside the bars sums to a hundred per cent', () => {
  const tally: Tally = { version: 1, counts: { approve: 20, oppose: 1, abstain: 1 }, cast: 22, eligible: 30 };
  const shown = read(Bars({ room, ballot: ballot({ abstentionsCount: true }), tally }));
  expect([...shown.matchAll(/(\d+)%/g)].map(([, percent]) => Number(percent))).toEqual([91, 5, 4]);
});

test('a candidate has a bar of those for them, and their answers in one order', () => {
  const counts = { 'o10:approve': 1, 'o10:oppose': 0, 'o10:abstain': 3, 'o2:approve': 3, 'o2:oppose': 1, 'o2:abstain': 0 };
  const election = ballot({ kind: 'election', options: options('o2', 'o10'), abstentionsCount: true });
  expect(read(Bars({ room, ballot: election, tally: { version: 1, counts, cast: 4, eligible: 9 } }))).toBe(
    ' o2 赞成 3 (75%) · 反对 1 · 弃权 0 |scaleX(0.75)\n o10 赞成 1 (25%) · 反对 0 · 弃权 3 |scaleX(0.25)\n百分比按投票 4 计',
  );
  expect(inOrder(election, ['o10:oppose', 'o2:abstain'])).toEqual(['o2:abstain', 'o10:oppose']);
});

/** The elements of a type, with what is read in each. */
const all = (node: unknown, type: string): string[] =>
  Array.isArray(node)
    ? node.flatMap(n => all(n, type))
    : node && typeof node === 'object' && 'props' in node
      ? (({ props, type: is }: { props: { children?: unknown }; type: unknown }) => [
          ...(is === type ? [read(props.children)] : []),
          ...all(props.children, type),
        ])(node as never)
      : [];

// Guards D6: an option in a script that runs to the left turned its row, label and figures changed sides.
test('what an option says has a direction of its own, and stands in its row as every other', () => {
  const hostile = ['الطريق الجديد', '\u05d0\u05d5\u05d8\u05d5\u05d1\u05d5\u05e1 2', 'ئۈرۈمچى يولى', '步行街'];
  const single = ballot({ kind: 'single', options: hostile.map((text, i) => ({ id: `o${i}`, text })), outcome: undefined });
  const tally: Tally = { version: 1, counts: { o0: 3, o1: 1, o2: 0, o3: 4 }, cast: 8, eligible: 9 };
  expect(all(Bars({ room, ballot: single, tally }), 'bdi')).toEqual(hostile);
});

// Guards S12: who had still to vote saw how the others had voted, and followed them.
const sits = (role: string | undefined, votes: Record<string, string[]> = {}, house: Record<string, unknown> = { tallyBeforeVote: false }) =>
  ({
    present: { value: { now: 9, checkedIn: 9, entitled: 9 } },
    me: { value: role && { role, votes, entitled: ['b'], checkedIn: true } },
    notEntitled: { value: new Set(house.late ? ['b'] : []) },
    part: (key: string) => house[key],
  }) as unknown as Room;
const late = '投票后可以看到目前的票数。';

const whoever: [string, Room, string | undefined][] = [
  ['a member who has not voted waits', sits('member'), late],
  ['an attendee who has not voted waits', sits('attendee'), late],
  ['one who voted in another ballot waits', sits('member', { other: ['approve'] }), late],
  ['who has voted sees it', sits('member', { b: ['oppose'] }), undefined],
  ['so does who voted where nobody may look it up', sits('member', { b: [] }), undefined],
  ['who cannot vote sees it: an observer', sits('observer'), undefined],
  ['who has no seat', sits(undefined), undefined],
  ['who came too late', sits('member', {}, { tallyBeforeVote: false, checkIn: true, late: true }), undefined],
  ['the chair, presiding as a member too', sits('chair'), undefined],
  ['in a house that says nothing, everybody', sits('member', {}, {}), undefined],
];

test('who has still to vote waits for the tally where the house says so, and nobody else', () => {
  const tally: Tally = { version: 1, counts: { approve: 2, oppose: 1, abstain: 0 }, cast: 3, eligible: 9 };
  const open = ballot({ status: 'open', voters: 'all' });
  for (const [name, who, shown] of whoever) {
    const said = read(Bars({ room: who, ballot: open, tally }));
    expect(said, name).toBe(shown ?? read(Bars({ room: sits('observer'), ballot: open, tally })));
    expect(said.includes('赞成 2 票'), name).toBe(shown === undefined);
    // Once it has ended there is nobody to wait for.
    expect(read(Bars({ room: who, ballot: ballot({ voters: 'all' }), tally })), name).toContain('赞成 2 票');
  }
});

test('a ballot that ended says when, by the hour of the house', () => {
  setZone('Asia/Shanghai');
  const tally: Tally = { version: 1, cast: 3, eligible: 9 };
  const ended = ballot({ endedAt: '2026-12-01T01:30:00Z', quorum: '1/2' });
  expect(read(Course({ room, ballot: ended, tally }))).toMatch(/^ ?12月1日.*09:30 结束$/);
  expect(read(Course({ room, ballot: ballot({ status: 'open', quorum: '1/2' }), tally }))).toBe('法定人数 3 / 5');
});
