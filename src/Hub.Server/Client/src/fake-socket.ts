/** Stands in for the hub's connection, and for the page around it, in tests: what the hub answers, and when the network works, is in the test's hands. */
import { vi } from 'vitest';
import type { Socket } from './socket';

export class FakeSocket implements Socket {
  state = 'Disconnected';
  readonly calls: unknown[][] = [];
  starts = 0;
  /** Whether the network lets a connection through: set to a promise that never resolves, it swallows packets. */
  reach: () => Promise<unknown> = async () => undefined;
  private readonly handlers = new Map<string, (body: never) => void>();
  private closed = (): void => undefined;
  private end: (error: Error) => void = () => undefined;
  private ended: Promise<never> = Promise.race([]);

  constructor(public answer: (method: string, ...args: never[]) => unknown = () => undefined) {}

  on(message: string, handler: (body: never) => void): void {
    this.handlers.set(message, handler);
  }
  onclose(handler: () => void): void {
    this.closed = handler;
  }

  async start(): Promise<void> {
    this.starts++;
    this.state = 'Connecting';
    this.ended = new Promise((_, end) => {
      this.end = end;
    });
    this.ended.catch(() => undefined);
    try {
      await Promise.race([this.reach(), this.ended]);
    } catch (error) {
      this.state = 'Disconnected';
      throw error;
    }
    this.state = 'Connected';
  }

  async stop(): Promise<void> {
    const was = this.state;
    this.state = 'Disconnected';
    this.end(new Error('The connection has ended.'));
    if (was === 'Connected') this.closed();
  }

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    this.calls.push([method, ...args]);
    const answered = Promise.resolve(this.answer(method, ...(args as never[]))).then(answer => {
      if (answer instanceof Error) throw answer;
      return answer as T;
    });
    return Promise.race([answered, this.ended]);
  }

  /** The server sends a message. */
  tell(message: string, body: unknown): void {
    this.handlers.get(message)!(body as never);
  }
  /** The operation ids of the commands that were sent, in order. */
  ops(): string[] {
    return this.calls.filter(([method]) => method === 'Do').map(([, , op]) => op as string);
  }
  /** The positions from which the room was asked for, in order; null: as a whole. */
  joins(): unknown[] {
    return this.calls.filter(([method]) => method === 'Join').map(([, , position]) => position);
  }
}

/** A page without a browser: what it stores, and the events that tell it of the network and of whoever looks at it. */
export function fakePage() {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  };
  const window = Object.assign(new EventTarget(), { sessionStorage: storage, localStorage: storage });
  const document = Object.assign(new EventTarget(), { hidden: false, documentElement: { dataset: {}, classList: { toggle: () => undefined } } });
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigator', { language: 'zh-CN' });
  return { stored, window, document };
}
