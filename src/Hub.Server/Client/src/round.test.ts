import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { NextStatement, Receipt, StatementView } from './contract';
import { fakePage } from './fake-socket';
import {
  agreedFirst,
  alike,
  answered,
  back,
  cardOf,
  dealt,
  dividedFirst,
  dotsOf,
  emptyDeck,
  isLow,
  percentOf,
  regionsOf,
  StanceQueue,
  without,
  type RoundCommand,
} from './round';
import { Outbox } from './outbox';

const cards = (...ids: string[]): NextStatement[] => ids.map(id => ({ id, text: `观点 ${id}` }));
const page = (left: number, ...ids: string[]) => ({ statements: cards(...ids), answered: 0, left });

describe('the stack of statements', () => {
  test('the next card is there as soon as one is answered, and the one before can be answered otherwise', () => {
    let deck = dealt(emptyDeck, page(3, 'a', 'b', 'c'), {});
    expect([cardOf(deck)?.id, deck.left]).toEqual(['a', 3]);
    deck = answered(deck, 'agree');
    expect([cardOf(deck)?.id, deck.left, deck.said]).toEqual(['b', 2, { a: 'agree' }]);
    deck = answered(back(deck), 'disagree');
    expect([cardOf(deck)?.id, deck.left, deck.said]).toEqual(['b', 2, { a: 'disagree' }]);
  });

  test('what comes later goes under the card that is shown, and what is answered already does not come back', () => {
    const deck = dealt(answered(dealt(emptyDeck, page(2, 'a', 'b'), {}), 'pass'), page(4, 'c', 'a', 'b', 'd'), { a: 'pass' });
    expect([cardOf(deck)?.id, deck.cards.map(c => c.id), deck.left]).toEqual(['b', ['a', 'b', 'c', 'd'], 3]);
  });

  test('what an earlier page answered and could not send is not asked again', () => {
    const deck = dealt(emptyDeck, page(2, 'a', 'b'), { a: 'agree' });
    expect([deck.cards.map(c => c.id), deck.left, deck.said]).toEqual([['b'], 1, { a: 'agree' }]);
  });

  test('one that is hidden meanwhile is passed over, and the card that is shown stays', () => {
    const deck = answered(dealt(emptyDeck, page(3, 'a', 'b', 'c'), {}), 'agree');
    expect(cardOf(without(deck, 'a'))?.id).toBe('b');
    expect(cardOf(without(deck, 'b'))?.id).toBe('c');
    expect(without(deck, 'x')).toBe(deck);
  });

  test('with fewer than six left it is low', () => {
    const deck = dealt(emptyDeck, page(6, 'a', 'b', 'c', 'd', 'e', 'f'), {});
    expect([isLow(deck), isLow(answered(deck, 'agree'))]).toEqual([false, true]);
  });
});

describe('answers on their way', () => {
  let stored: Map<string, string>;
  const sent: { op: string; command: RoundCommand }[] = [];
  let answers: ((receipt: Partial<Receipt>) => void)[];
  let live: boolean;

  /** A room whose outbox is the true one; the test answers. */
  const room = () => {
    const outbox = new Outbox<RoundCommand>(
      'meetings/m',
      (op, command) => {
        if (!live) return undefined;
        sent.push({ op, command });
        return new Promise<Receipt>(done => answers.push(receipt => done({ op, outcome: 'done', ...receipt })));
      },
      () => undefined,
    );
    return { name: 'meetings/m', outbox, send: outbox.send };
  };
  const said = () => sent.map(s => (s.command.$type === 'stance' ? `${s.command.statement} ${s.command.choice}` : ''));
  const settle = async (receipt: Partial<Receipt> = {}) => {
    answers.shift()!(receipt);
    await vi.advanceTimersByTimeAsync(0);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    ({ stored } = fakePage());
    sent.length = 0;
    answers = [];
    live = true;
  });

  test('are kept without a connection and sent by the outbox, under its operation ids, when there is one', async () => {
    live = false;
    const host = room();
    const queue = new StanceQueue(host, 'r', () => undefined);
    for (const s of ['a', 'b', 'c', 'd', 'e', 'f']) queue.say(s, 'agree');
    expect(said()).toEqual([]);
    expect(Object.keys(JSON.parse(stored.get('stances:meetings/m/r')!) as object)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    live = true;
    host.outbox.flush();
    expect(said()).toEqual(['a agree', 'b agree', 'c agree', 'd agree']);
    expect(sent.every(s => /^[0-9a-f]{32}$/.test(s.op))).toBe(true);
    for (let n = 0; n < 6; n++) await settle();
    expect(said().slice(4)).toEqual(['e agree', 'f agree']);
    expect([queue.waiting.value, stored.has('stances:meetings/m/r'), stored.has('outbox:meetings/m')]).toEqual([{}, false, false]);
  });

  test('of one statement the last one is sent, once the one before has arrived', async () => {
    const queue = new StanceQueue(room(), 'r', () => undefined);
    queue.say('a', 'agree');
    queue.say('a', 'pass');
    queue.say('a', 'disagree');
    expect(said()).toEqual(['a agree']);
    await settle();
    expect(said()).toEqual(['a agree', 'a disagree']);
    await settle();
    expect(queue.waiting.value).toEqual({});
  });

  test('are sent again where they came too fast, and lost in no case', async () => {
    const queue = new StanceQueue(room(), 'r', () => undefined);
    queue.say('a', 'agree');
    await settle({ outcome: 'refused', code: 'tooFast' });
    expect([said(), queue.waiting.value]).toEqual([['a agree'], { a: 'agree' }]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(said()).toEqual(['a agree', 'a agree']);
    expect(new Set(sent.map(s => s.op)).size).toBe(2);
    await settle();
    expect(queue.waiting.value).toEqual({});
  });

  test('of an earlier page are sent by the next one, each once', async () => {
    live = false;
    const before = new StanceQueue(room(), 'r', () => undefined);
    for (const s of ['a', 'b', 'c', 'd', 'e']) before.say(s, 'pass');
    live = true;
    const host = room();
    const queue = new StanceQueue(host, 'r', () => undefined);
    host.outbox.flush();
    while (answers.length > 0) await settle();
    expect([...new Set(said())].sort()).toEqual(['a pass', 'b pass', 'c pass', 'd pass', 'e pass']);
    expect(queue.waiting.value).toEqual({});
  });

  test('that are refused wait no more, and whoever asked is told', async () => {
    const refused: string[] = [];
    const queue = new StanceQueue(room(), 'r', (statement, receipt) => refused.push(`${statement} ${receipt.code}`));
    queue.say('a', 'agree');
    await settle({ outcome: 'refused', code: 'statementNotVisible' });
    expect([refused, queue.waiting.value]).toEqual([['a statementNotVisible'], {}]);
  });
});

const statement = (id: string, is: Partial<StatementView> = {}): StatementView => ({ id, text: `观点 ${id}`, ...is });

test('near-duplicates are found as the house finds them, the nearest first, and none that is not shown', () => {
  const all = [
    statement('far', { text: '多种些树' }),
    statement('near', { text: '车站应该搬到东街口' }),
    statement('same', { text: '车站，搬到东街口。' }),
    statement('hidden', { text: '车站搬到东街口', status: 'hidden' }),
  ];
  expect(alike('车站搬到东街口', all).map(s => s.id)).toEqual(['same', 'near']);
  expect(alike('', all)).toEqual([]);
});

test('what people of different minds agree on comes first, then what divides them; what nobody may see yet in neither', () => {
  const answers = { agree: 12, disagree: 3, pass: 1 };
  const of = {
    statements: [
      statement('few'),
      statement('low', { ...answers, bridging: 0.6, dividing: 0.1 }),
      statement('apart', { ...answers, bridging: 0.4, dividing: 0.5 }),
      statement('wide', { ...answers, bridging: 0.3, dividing: 0.7 }),
      statement('high', { ...answers, bridging: 0.9, dividing: 0 }),
      statement('against', { agree: 1, disagree: 12, pass: 0, bridging: 0.1, dividing: 0.1 }),
      statement('gone', { ...answers, bridging: 1, status: 'hidden' }),
    ],
  };
  expect(agreedFirst(of).map(s => s.id)).toEqual(['high', 'low']);
  expect(dividedFirst(of).map(s => s.id)).toEqual(['wide', 'apart']);
});

test('a stability that is not enough never reads as enough', () => {
  expect([percentOf(0.7999), percentOf(0.8), percentOf(1), percentOf(0.29), percentOf(undefined)]).toEqual(['79%', '80%', '100%', '29%', '0%']);
});

test('a dot has the area of its people, and a small one is drawn over a large one', () => {
  const [large, small] = dotsOf([
    { x: 0, y: 0.5, people: 25 },
    { x: 0, y: -0.5, people: 100 },
  ]);
  expect([large!.people, small!.people, large!.y, small!.y]).toEqual([100, 25, 0.5, -0.5]);
  expect(large!.r / small!.r).toBeCloseTo(2);
  expect(dotsOf([])).toEqual([]);
});

test('the map as a table says how many stand where, from the top left, and loses nobody', () => {
  expect(
    regionsOf([
      { x: 0.9, y: -0.9, people: 5, group: 1 },
      { x: -0.9, y: 0.9, people: 6, group: 0 },
      { x: -0.8, y: 0.8, people: 7, group: 0 },
      { x: 0, y: 0, people: 8, group: 1 },
      { x: 0.1, y: 0, people: 9, group: 0 },
    ]),
  ).toEqual([
    { row: 0, column: 0, group: 0, people: 13 },
    { row: 1, column: 1, group: 0, people: 9 },
    { row: 1, column: 1, group: 1, people: 8 },
    { row: 2, column: 2, group: 1, people: 5 },
  ]);
});
