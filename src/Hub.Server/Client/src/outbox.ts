/**
 * The commands of one room that wait for their answer. Each is sent until it is answered, always under the same operation id, so that it
 * is done once; and it outlives the page: the next page that follows the room sends what this one could not.
 */
import { batch, effect, signal } from '@preact/signals';
import type { Receipt } from './contract';
import { keep, recall } from './keep';

export const newOp = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

interface Pending<C> {
  op: string;
  command: C;
}

export class Outbox<C> {
  readonly pending = signal<Pending<C>[]>([]);
  /** The last command that was answered, with its answer; orphaned: the page that sent it is gone, so nobody waits for the answer. */
  readonly settled = signal<{ command: C; receipt: Receipt; orphaned: boolean } | undefined>(undefined);

  private readonly waiters = new Map<string, (receipt: Receipt) => void>();
  private readonly inFlight = new Set<string>();
  private readonly key: string;

  /**
   * @param ask Asks the server for a receipt; undefined while there is no way to it. The one who opens the way calls `flush`.
   * @param done Called when a command was done, before whoever sent it is answered.
   */
  constructor(
    room: string,
    private readonly ask: (op: string, command: C) => Promise<Receipt> | undefined,
    private readonly done: (command: C) => void,
  ) {
    this.key = `outbox:${room}`;
    this.pending.value = this.stored();
  }

  /** Sends a command until it is answered. Idempotent by its operation id. */
  readonly send = (command: C): Promise<Receipt> => {
    const sent = { op: newOp(), command };
    this.change(all => [...all, sent]);
    const answered = new Promise<Receipt>(done => this.waiters.set(sent.op, done));
    void this.deliver(sent);
    return answered;
  };

  readonly isPending = (is: (command: C) => boolean) => this.pending.value.some(p => is(p.command));

  /** Sends everything that waits and is not on its way. */
  flush(): void {
    for (const p of this.pending.value) void this.deliver(p);
  }

  /** Resolves once nothing waits any more. */
  emptied(): Promise<void> {
    return new Promise(done => {
      effect(() => {
        if (this.pending.value.length === 0) done();
      });
    });
  }

  private async deliver(sent: Pending<C>): Promise<void> {
    const { op, command } = sent;
    const asked = !this.inFlight.has(op) && this.pending.value.some(p => p.op === op) && this.ask(op, command);
    if (!asked) return;
    this.inFlight.add(op);
    const receipt = await asked.catch(() => undefined);
    this.inFlight.delete(op);
    if (!receipt || receipt.outcome === 'retry') {
      // Done or not: it is sent again under the same id.
      setTimeout(() => void this.deliver(sent), 400 + Math.random() * 800);
      return;
    }
    batch(() => {
      this.change(all => all.filter(p => p.op !== op));
      if (receipt.outcome !== 'refused') this.done(command);
      this.settled.value = { command, receipt, orphaned: !this.waiters.has(op) };
    });
    this.waiters.get(op)?.(receipt);
    this.waiters.delete(op);
  }

  private stored(): Pending<C>[] {
    return recall('sessionStorage', this.key) ?? [];
  }

  /** What is stored is changed and not replaced: a channel that is being closed may still deliver for the same room. */
  private change(how: (all: Pending<C>[]) => Pending<C>[]): void {
    this.pending.value = how(this.pending.value);
    const stored = how(this.stored());
    keep('sessionStorage', this.key, stored.length > 0 ? stored : undefined);
  }
}
