/**
 * Opinion rounds without a screen: the stack of statements that somebody answers, their answers on the way, and in which order and as which dots a result is
 * shown.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Link } from './channel';
import type { Command, MapBin, NextStatement, NextStatementPage, Receipt, RoundPage, RoundView, Stance, StatementView } from './contract';
import { keep, recall } from './keep';

export type RoundCommand = Extract<
  Command,
  { $type: 'openRound' | 'closeRound' | 'addStatement' | 'hideStatement' | 'approveStatement' | 'mergeStatement' | 'stance' }
>;

/** The room that a round is held on, of whichever kind. */
export interface Host {
  readonly name: string;
  readonly link: ReadonlySignal<Link>;
  readonly seq: ReadonlySignal<number>;
  readonly view: ReadonlySignal<{ rounds?: RoundView[] } | undefined>;
  readonly tallies: ReadonlySignal<ReadonlyMap<string, object>>;
  readonly outbox: { readonly pending: ReadonlySignal<readonly { command: unknown }[]> };
  send(command: RoundCommand): Promise<Receipt>;
}

// The stack.

/** What somebody has been asked, and what they are asked next. Immutable. */
export interface Deck {
  /** Those behind the present one were answered here; those before it come next. */
  readonly cards: readonly NextStatement[];
  readonly at: number;
  /** What I said, by statement, as far as it is known here. */
  readonly said: Readonly<Record<string, Stance>>;
  /** How many I have not answered, those that are not here included. */
  readonly left: number;
}

export const emptyDeck: Deck = { cards: [], at: 0, said: {}, left: 0 };

/** A phone takes so many along, and asks for more when it has fewer than `LOW` left. */
export const AHEAD = 20;
const LOW = 6;

export const cardOf = (deck: Deck): NextStatement | undefined => deck.cards[deck.at];

/**
 * More statements under those that are here: the one that is shown never changes under somebody's thumb. What was answered here may come back from a server
 * that has not heard of it yet, and is left out.
 * @param waiting What is answered and on its way.
 */
export function dealt(deck: Deck, page: NextStatementPage, waiting: Readonly<Record<string, Stance>>): Deck {
  const here = new Set(deck.cards.map(c => c.id));
  const fresh = page.statements.filter(s => !here.has(s.id) && !(s.id in waiting) && !(s.id in deck.said));
  const cards = [...deck.cards, ...fresh];
  return { ...deck, cards, said: { ...deck.said, ...waiting }, left: Math.max(cards.length - deck.at, page.left - Object.keys(waiting).length) };
}

/** The present card is answered, and the next one is there at once. */
export function answered(deck: Deck, choice: Stance): Deck {
  const card = cardOf(deck);
  if (!card) return deck;
  const isNew = !(card.id in deck.said);
  return { ...deck, at: deck.at + 1, said: { ...deck.said, [card.id]: choice }, left: Math.max(0, deck.left - (isNew ? 1 : 0)) };
}

/** Back to the one before, to say otherwise. */
export const back = (deck: Deck): Deck => ({ ...deck, at: Math.max(0, deck.at - 1) });

/** One that is not shown any more is passed over. */
export function without(deck: Deck, statement: string): Deck {
  const place = deck.cards.findIndex(c => c.id === statement);
  return place < 0 ? deck : { ...deck, cards: deck.cards.filter(c => c.id !== statement), at: place < deck.at ? deck.at - 1 : deck.at };
}

export const isLow = (deck: Deck) => deck.cards.length - deck.at < LOW;

// Answers on their way.

/** So many at once: whoever was offline has many, and a person may not ask the house for much more in a second. */
const AT_ONCE = 4;
const TOO_FAST = 1_500;

/** The answers of one round that are not stored yet. They outlive the page; of one statement the last one is sent, after the one before it has arrived. */
export class StanceQueue {
  /** By statement, in the order in which they were given. */
  readonly waiting;
  private readonly key: string;
  private readonly flying = new Set<string>();

  /** @param refused Told of an answer that will not be taken. */
  constructor(
    private readonly host: Pick<Host, 'name' | 'outbox' | 'send'>,
    private readonly round: string,
    private readonly refused: (statement: string, receipt: Receipt) => void,
  ) {
    this.key = `stances:${host.name}/${round}`;
    this.waiting = signal<Readonly<Record<string, Stance>>>(recall('sessionStorage', this.key) ?? {});
    // What an earlier page sent is still in the outbox.
    this.host.outbox.pending.subscribe(() => this.pump());
  }

  say(statement: string, choice: Stance): void {
    const { [statement]: _, ...others } = this.waiting.value;
    this.set({ ...others, [statement]: choice });
    this.pump();
  }

  private set(waiting: Readonly<Record<string, Stance>>): void {
    this.waiting.value = waiting;
    keep('sessionStorage', this.key, Object.keys(waiting).length > 0 ? waiting : undefined);
  }

  private isPending(statement: string): boolean {
    return this.host.outbox.pending.peek().some(p => {
      const command = p.command as RoundCommand;
      return command.$type === 'stance' && command.statement === statement;
    });
  }

  private pump(): void {
    for (const [statement, choice] of Object.entries(this.waiting.value)) {
      if (this.flying.size >= AT_ONCE) return;
      if (this.flying.has(statement) || this.isPending(statement)) continue;
      this.flying.add(statement);
      void this.fly(statement, choice);
    }
  }

  private async fly(statement: string, choice: Stance): Promise<void> {
    const receipt = await this.host.send({ $type: 'stance', round: this.round, statement, choice });
    if (receipt.code === 'tooFast') {
      setTimeout(() => {
        this.flying.delete(statement);
        this.pump();
      }, TOO_FAST);
      return;
    }
    this.flying.delete(statement);
    // Somebody may have said otherwise meanwhile.
    if (this.waiting.value[statement] === choice) {
      const { [statement]: _, ...others } = this.waiting.value;
      this.set(others);
    }
    if (receipt.outcome === 'refused') this.refused(statement, receipt);
    this.pump();
  }
}

// Near-duplicates, as Similarity.cs measures them: Dice's coefficient on pairs of letters.

const ALIKE = 0.6;

function bigrams(text: string): Set<string> {
  const letters = [...text.normalize('NFKC').toUpperCase().toLowerCase()].filter(letter => /[\p{L}\p{Nd}]/u.test(letter));
  return new Set(letters.length === 1 ? letters : letters.slice(1).map((letter, i) => letters[i]! + letter));
}

/** The statements that say nearly the same, the nearest first. */
export function alike(text: string, statements: readonly StatementView[]): StatementView[] {
  const own = bigrams(text);
  const near = (other: Set<string>) => (own.size + other.size === 0 ? 0 : (2 * [...own].filter(b => other.has(b)).length) / (own.size + other.size));
  return statements
    .filter(s => s.status === undefined)
    .map(s => ({ s, is: near(bigrams(s.text)) }))
    .filter(x => x.is >= ALIKE)
    .sort((one, other) => other.is - one.is)
    .map(x => x.s);
}

// Results.

export interface Counted extends StatementView {
  agree: number;
  disagree: number;
  pass: number;
}

/** Between the side that agrees most and the one that agrees least. */
const APART = 0.4;

export const counted = (page: Pick<RoundPage, 'statements'>): Counted[] =>
  page.statements.filter((s): s is Counted => s.status === undefined && s.agree !== undefined && s.disagree !== undefined && s.pass !== undefined);

const divides = (s: StatementView) => (s.dividing ?? 0) >= APART;

/** What people of different minds agree on, what most of them do first. */
export const agreedFirst = (page: Pick<RoundPage, 'statements'>): Counted[] =>
  counted(page)
    .filter(s => s.agree > s.disagree && !divides(s))
    .sort((one, other) => (other.bridging ?? -1) - (one.bridging ?? -1) || other.agree - one.agree);

/** What divides people, what divides most first. */
export const dividedFirst = (page: Pick<RoundPage, 'statements'>): Counted[] =>
  counted(page)
    .filter(divides)
    .sort((one, other) => other.dividing! - one.dividing!);

/** Rounded down, so that what is not enough never reads as enough. */
export const percentOf = (stability: number | undefined) => `${Math.floor((stability ?? 0) * 100 + 1e-9)}%`;

/** The name of a group: A, B, C … from the left of the map to the right. */
export const letterOf = (group: number) => String.fromCharCode(65 + group);

// The map.

export interface Dot extends MapBin {
  /** In the map's own measure, from −1 to 1: the area stands for the number of people. */
  r: number;
}

const LARGEST = 0.13;
const SMALLEST = 0.035;

/** The dots as they are drawn: the largest first, so that none hides a smaller one, and upwards as people draw a map. */
export function dotsOf(bins: readonly MapBin[]): Dot[] {
  const most = Math.max(1, ...bins.map(b => b.people));
  return bins.map(b => ({ ...b, y: -b.y, r: Math.max(SMALLEST, LARGEST * Math.sqrt(b.people / most)) })).sort((one, other) => other.r - one.r);
}

export interface Region {
  /** From the top. */
  row: number;
  /** From the left. */
  column: number;
  group?: number;
  people: number;
}

/** In which third somebody stands. */
const third = (at: number) => (at < -1 / 3 ? 0 : at > 1 / 3 ? 2 : 1);

export const regionOf = ({ x, y }: { x: number; y: number }) => ({ row: third(-y), column: third(x) });

/** The map as a table: how many people of which group stand in which of nine regions, from the top left. */
export function regionsOf(bins: readonly MapBin[]): Region[] {
  const regions = new Map<string, Region>();
  for (const bin of bins) {
    const { row, column } = regionOf(bin);
    const key = `${row} ${column} ${bin.group ?? ''}`;
    const people = (regions.get(key)?.people ?? 0) + bin.people;
    regions.set(key, { row, column, group: bin.group, people });
  }
  return [...regions.values()].sort((one, other) => one.row - other.row || one.column - other.column || (one.group ?? 0) - (other.group ?? 0));
}
