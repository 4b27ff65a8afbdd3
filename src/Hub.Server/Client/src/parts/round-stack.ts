/** The statements that one person is asked in one round, and their answers; it lives as long as the page. */
import { signal } from '@preact/signals';
import { call, type ApiError } from '../api';
import type { NextStatementPage, Stance } from '../contract';
import { AHEAD, answered, back, cardOf, dealt, emptyDeck, isLow, StanceQueue, without, type Host } from '../round';
import { went } from './shell';

export class Stack {
  readonly deck = signal(emptyDeck);
  readonly queue: StanceQueue;
  /** The house has said at least once what is asked. */
  readonly ready = signal(false);
  /** Whoever has no session here cannot answer. */
  readonly barred = signal(false);
  readonly failed = signal(false);
  private asking = false;

  constructor(
    private readonly host: Host,
    private readonly round: string,
  ) {
    this.queue = new StanceQueue(host, round, (statement, receipt) => {
      // One that was hidden while somebody read it is nothing that they need to hear of.
      if (receipt.code === 'statementNotVisible' || receipt.code === 'unknownStatement') this.deck.value = without(this.deck.value, statement);
      else went(receipt);
    });
  }

  answer(choice: Stance): void {
    const card = cardOf(this.deck.value);
    if (!card) return;
    this.queue.say(card.id, choice);
    this.deck.value = answered(this.deck.value, choice);
    const { cards, at, left } = this.deck.value;
    if (isLow(this.deck.value) && left > cards.length - at) void this.ask();
  }

  /** To one that is not the present card. */
  say(statement: string, choice: Stance): void {
    this.queue.say(statement, choice);
    const { cards, at, said, left } = this.deck.value;
    const isAhead = cards.findIndex(c => c.id === statement) >= at;
    this.deck.value = {
      ...(isAhead ? without(this.deck.value, statement) : this.deck.value),
      said: { ...said, [statement]: choice },
      left: Math.max(0, left - (isAhead ? 1 : 0)),
    };
  }

  back(): void {
    this.deck.value = back(this.deck.value);
  }

  async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      const page = await call<NextStatementPage>('GET', `/api/${this.host.name}/rounds/${this.round}/next?count=${AHEAD}`);
      this.deck.value = dealt(this.deck.value, page, this.queue.waiting.value);
      this.ready.value = true;
      this.failed.value = false;
    } catch (error) {
      const { status } = error as ApiError;
      this.barred.value = status === 401 || status === 403;
      this.failed.value = !this.barred.value;
    }
    this.asking = false;
  }
}

const stacks = new Map<string, Stack>();

export function stackOf(host: Host, round: string): Stack {
  const key = `${host.name}/${round}`;
  const stack = stacks.get(key) ?? new Stack(host, round);
  stacks.set(key, stack);
  return stack;
}
