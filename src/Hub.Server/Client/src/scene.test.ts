import { describe, expect, test } from 'vitest';
import type { BallotView, ItemView, MadeCommitment, Outcome, RoundView, SpeakerView } from './contract';
import { leading, sceneOf, showsHub, winnersAre, type Shown } from './scene';

const at = (minute: number) => new Date(Date.UTC(2023, 3, 6, 1, minute)).toISOString();

const item = (id: string, is: Partial<ItemView> = {}): ItemView => ({
  id,
  title: `第 ${id} 项`,
  kind: 'discussion',
  status: 'planned',
  minutes: 10,
  spentSeconds: 0,
  ...is,
});
const running = (minute: number) => item('i2', { status: 'active', startedAt: at(minute) });
const speaks = (minute: number): SpeakerView => ({ participant: 'p7', startedAt: at(minute), spentSeconds: 0, spokenSeconds: 0 });
const ballot = (id: string, minute: number, status: BallotView['status']): BallotView => ({
  id,
  question: '先修哪一段?',
  kind: 'single',
  options: [],
  max: 1,
  voters: 'all',
  status,
  secrecy: 'named',
  results: 'live',
  majority: 'simple',
  base: 'cast',
  openedAt: at(minute),
  revealed: false,
});
const round = (id: string, minute: number, status: RoundView['status'] = 'open'): RoundView => ({ id, question: '怎么修?', status, openedAt: at(minute) });
const promised: MadeCommitment = { commitment: 'c1', topic: 't1', department: '水利局', what: '清淤', due: '2023-09-30' };

type State = Parameters<typeof sceneOf>[0];

/** A meeting that is open, has begun nothing yet, and whose screen follows it. */
const state = ({ items = [], current, speaker, ...is }: Partial<State> & { items?: ItemView[]; current?: string; speaker?: SpeakerView } = {}): State => ({
  status: 'open',
  agenda: { items, current },
  floor: { speaker, hands: [] },
  ballots: [],
  scene: { scene: 'auto' },
  ...is,
});

const inItem = (minute: number) => ({ items: [item('i1', { status: 'done' }), running(minute), item('i3')], current: 'i2' });
const done = (...ids: string[]) => ids.map(id => item(id, { status: 'done' }));

const follows: [string, State, Shown][] = [
  ['before it is opened, how to join', state({ status: 'scheduled', items: [item('i1')] }), { scene: 'join' }],
  ['opened, and nothing has begun: still how to join', state({ items: [item('i1')] }), { scene: 'join' }],
  ['without an agenda, too', state(), { scene: 'join' }],
  ['an item has begun', state(inItem(5)), { scene: 'item' }],
  ['somebody speaks in it', state({ ...inItem(5), speaker: speaks(6) }), { scene: 'speaker' }],
  ['somebody speaks, and no item has begun', state({ speaker: speaks(1) }), { scene: 'speaker' }],
  [
    'a ballot is open while somebody speaks',
    state({ ...inItem(5), speaker: speaks(6), ballots: [ballot('b1', 7, 'open')] }),
    { scene: 'ballot', ballot: 'b1' },
  ],
  ['it is being counted', state({ ...inItem(5), ballots: [ballot('b1', 7, 'closing')] }), { scene: 'ballot', ballot: 'b1' }],
  [
    'an older one is open behind one that is closed',
    state({ ballots: [ballot('b1', 7, 'open'), ballot('b2', 8, 'closed')] }),
    { scene: 'ballot', ballot: 'b1' },
  ],
  ['of two that are open, the newer', state({ ballots: [ballot('b1', 7, 'open'), ballot('b2', 8, 'open')] }), { scene: 'ballot', ballot: 'b2' }],
  ['it is closed: its result', state({ ...inItem(5), ballots: [ballot('b1', 7, 'closed')] }), { scene: 'result', ballot: 'b1' }],
  ['also over who spoke before it', state({ ...inItem(5), speaker: speaks(6), ballots: [ballot('b1', 7, 'closed')] }), { scene: 'result', ballot: 'b1' }],
  ['of two that are closed, the last', state({ ballots: [ballot('b1', 7, 'closed'), ballot('b2', 8, 'closed')] }), { scene: 'result', ballot: 'b2' }],
  [
    'the item is finished, and the result stays',
    state({ items: [...done('i1'), item('i2')], ballots: [ballot('b1', 7, 'closed')] }),
    { scene: 'result', ballot: 'b1' },
  ],
  [
    'a later item is finished, too: the result is over',
    state({ items: [...done('i1', 'i2'), item('i3')], ballots: [{ ...ballot('b1', 7, 'closed'), item: 'i1' }] }),
    { scene: 'agenda' },
  ],
  ['somebody speaks about the result', state({ ...inItem(5), speaker: speaks(9), ballots: [ballot('b1', 7, 'closed')] }), { scene: 'speaker' }],
  [
    'somebody was given the floor while it was open: the result, once it has ended',
    state({ ...inItem(5), speaker: speaks(8), ballots: [{ ...ballot('b1', 7, 'closed'), endedAt: at(9) }] }),
    { scene: 'result', ballot: 'b1' },
  ],
  ['an item began while it was open', state({ ...inItem(8), ballots: [{ ...ballot('b1', 7, 'closed'), endedAt: at(9) }] }), { scene: 'result', ballot: 'b1' }],
  [
    'somebody speaks after its end',
    state({ ...inItem(8), speaker: speaks(10), ballots: [{ ...ballot('b1', 7, 'closed'), endedAt: at(9) }] }),
    { scene: 'speaker' },
  ],
  [
    'of two that are closed, the one that ended last, whichever was opened first',
    state({
      ballots: [
        { ...ballot('b1', 7, 'closed'), endedAt: at(20) },
        { ...ballot('b2', 8, 'closed'), endedAt: at(9) },
      ],
    }),
    { scene: 'result', ballot: 'b1' },
  ],
  ['the next item has begun', state({ ...inItem(12), ballots: [ballot('b1', 7, 'closed')] }), { scene: 'item' }],
  ['an opinion round is open', state({ ...inItem(5), rounds: [round('r1', 7)] }), { scene: 'agreed' }],
  ['it is closed, and stays', state({ ...inItem(5), rounds: [round('r1', 7, 'closed')] }), { scene: 'agreed' }],
  ['somebody speaks about it', state({ ...inItem(5), speaker: speaks(9), rounds: [round('r1', 7)] }), { scene: 'speaker' }],
  ['a ballot is open beside it', state({ ballots: [ballot('b1', 6, 'open')], rounds: [round('r1', 7)] }), { scene: 'ballot', ballot: 'b1' }],
  ['of a ballot and a round, what came later', state({ ballots: [ballot('b1', 6, 'closed')], rounds: [round('r1', 7)] }), { scene: 'agreed' }],
  ['of a round and a ballot, too', state({ ballots: [ballot('b1', 8, 'closed')], rounds: [round('r1', 7, 'closed')] }), { scene: 'result', ballot: 'b1' }],
  [
    'a later item than the round’s is finished',
    state({ items: [...done('i1', 'i2'), item('i3')], rounds: [{ ...round('r1', 7, 'closed'), item: 'i1' }] }),
    { scene: 'agenda' },
  ],
  ['recess, whatever was on', state({ status: 'paused', ...inItem(5), speaker: speaks(6), ballots: [ballot('b1', 7, 'open')] }), { scene: 'pause' }],
  ['between two items', state({ items: [...done('i1'), item('i2')] }), { scene: 'agenda' }],
  ['between two items, with a commitment', state({ items: [...done('i1'), item('i2')], commitments: [promised] }), { scene: 'agenda' }],
  ['all items are done', state({ items: done('i1', 'i2') }), { scene: 'agenda' }],
  ['all items are done, and something was promised', state({ items: done('i1', 'i2'), commitments: [promised] }), { scene: 'commitments' }],
  ['the meeting is closed', state({ status: 'closed', items: done('i1'), ballots: [ballot('b1', 7, 'closed')], commitments: [promised] }), { scene: 'end' }],
];

describe('a screen that follows', () => {
  test.each(follows)('%s', (_, view, shown) => {
    expect(sceneOf(view)).toEqual(shown);
  });
});

const busy = { ...inItem(5), speaker: speaks(6), ballots: [ballot('b1', 7, 'open')] };

const holds: [string, State, Shown][] = [
  ['how to join, for who comes late', state({ ...busy, scene: { scene: 'join' } }), { scene: 'join' }],
  ['an older ballot', state({ ...busy, scene: { scene: 'result', ballot: 'b0' } }), { scene: 'result', ballot: 'b0' }],
  ['a comment', state({ ...busy, scene: { scene: 'comment', comment: 'c3' } }), { scene: 'comment', comment: 'c3' }],
  ['the speaker in recess', state({ ...busy, status: 'paused', scene: { scene: 'speaker' } }), { scene: 'speaker' }],
  ['a result after the close', state({ status: 'closed', scene: { scene: 'result', ballot: 'b1' } }), { scene: 'result', ballot: 'b1' }],
  ['the commitments after the close', state({ status: 'closed', scene: { scene: 'commitments' } }), { scene: 'commitments' }],
  ['the commitments, of which one stands', state({ ...busy, scene: { scene: 'commitments' }, commitments: [promised] }), { scene: 'commitments' }],
  ['no commitments once the last was taken back', state({ ...busy, scene: { scene: 'commitments' } }), { scene: 'ballot', ballot: 'b1' }],
  ['the map of a round after the close', state({ status: 'closed', scene: { scene: 'opinionMap' } }), { scene: 'opinionMap' }],
  ['no floor after the close', state({ status: 'closed', scene: { scene: 'speaker' } }), { scene: 'end' }],
  ['no way in after the close', state({ status: 'closed', scene: { scene: 'join' } }), { scene: 'end' }],
  ['no recess after the close', state({ status: 'closed', scene: { scene: 'pause' } }), { scene: 'end' }],
];

describe('a screen whose scene the chair holds', () => {
  test.each(holds)('%s', (_, view, shown) => {
    expect(sceneOf(view)).toEqual(shown);
  });
});

const text = { zh: '选出 1 / 1', en: 'Elected 1 of 1' };
const election = (outcome?: Outcome, is: Partial<BallotView> = {}): BallotView => ({ ...ballot('b1', 7, 'closed'), kind: 'election', outcome, ...is });

const marks: [string, BallotView, ReturnType<typeof winnersAre>][] = [
  ['elected', election({ passed: true, text, winners: ['o2'] }), 'elected'],
  ['ahead, where nobody verified who voted', election({ passed: true, text, winners: ['o2'], verified: false }), 'ahead'],
  ['nobody, where it is void', election({ passed: false, text, winners: ['o2'], void: '名册有误' }), undefined],
  ['nobody, where all were tied', election({ passed: false, text, winners: [] }), undefined],
  ['nobody, before the result is announced', election(), undefined],
  ['nobody, while it is open', election({ passed: true, text, winners: ['o2'] }, { status: 'open' }), undefined],
  ['nobody, where no people were voted on', election({ passed: true, text, winners: ['o2'] }, { kind: 'single' }), undefined],
];

describe('who won an election is', () => {
  test.each(marks)('%s', (_, of, mark) => {
    expect(winnersAre(of)).toBe(mark);
  });
});

const hubs: [string, State, State | undefined, boolean][] = [
  ['its hub, where it follows and the hub has an item', state(), state(inItem(1)), true],
  ['its hub in recess', state(), state({ status: 'paused' }), true],
  ['its hub while the branch is not open yet', state({ status: 'scheduled' }), state(inItem(1)), true],
  ['itself, before the hub has begun', state(), state({ status: 'scheduled' }), false],
  ['itself, while the hub shows how to join the hub', state(), state(), false],
  ['itself, when the hub is over', state(), state({ status: 'closed' }), false],
  ['itself, where the hub is cut off', state(inItem(1)), undefined, false],
  ['itself, with the scene that its chair holds', state({ scene: { scene: 'agenda' } }), state(inItem(1)), false],
  ['itself, with a ballot of its own', state({ ballots: [ballot('b1', 2, 'open')] }), state(inItem(1)), false],
  ['its hub again, once its own ballot is closed', state({ ballots: [ballot('b1', 2, 'closed')] }), state(inItem(1)), true],
  ['itself, with a speaker of its own', state({ speaker: speaks(2) }), state(inItem(1)), false],
  ['itself, once it is closed', state({ status: 'closed' }), state(inItem(1)), false],
];

describe('the wall of a branch shows', () => {
  test.each(hubs)('%s', (_, branch, hub, shows) => {
    expect(showsHub(branch, hub)).toBe(shows);
  });
});

describe('of more options than a wall has room for', () => {
  const many = Array.from({ length: 15 }, (_, i) => ({ id: `o${i + 1}`, text: `候选人 ${i + 1}` }));
  const ids = (of: BallotView, ...told: [Parameters<typeof leading>[1]?]) => leading(of, ...told).map(o => o.id);
  const tally = (counts: Record<string, number>) => ({ version: 1, cast: 20, eligible: 20, counts });

  test('those that lead are shown, in the order of the ballot', () => {
    const of = { ...ballot('b1', 1, 'closed'), options: many };
    expect(ids(of, tally({ o14: 9, o15: 8, o2: 7 }))).toEqual(['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7', 'o8', 'o9', 'o10', 'o14', 'o15']);
    expect(ids({ ...of, options: many.slice(0, 12) }, tally({ o12: 1 }))).toHaveLength(12);
  });

  // Guards D12: who was elected by weight, or by lot among equals, was not among those that had the most voices.
  test('whoever was elected is shown before all who were not', () => {
    const outcome = { winners: ['o13', 'o15'] } as Outcome;
    const of = { ...ballot('b1', 1, 'closed'), kind: 'election' as const, options: many, outcome };
    const voices = Object.fromEntries(many.map((o, i) => [`${o.id}:approve`, i < 13 ? 9 : 3]));
    expect(ids(of, tally(voices)).slice(-2)).toEqual(['o13', 'o15']);
  });

  test('while nothing is to be told, the order of the ballot says which', () => {
    const of = { ...ballot('b1', 1, 'open'), options: many };
    expect(ids(of)).toEqual(many.slice(0, 12).map(o => o.id));
  });
});
