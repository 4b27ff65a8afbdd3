/** Stands in for @microsoft/signalr in tests: what the hub answers is in the test's hands. */
export class FakeHub {
  static last: FakeHub;
  /** What a new hub answers until its test says otherwise. */
  static start: FakeHub['answer'] = () => undefined;
  state = 'Disconnected';
  handlers = new Map<string, (message: never) => void>();
  closed = (): void => undefined;
  calls: unknown[][] = [];
  answer: (method: string, ...args: unknown[]) => unknown = FakeHub.start;

  constructor() {
    FakeHub.last = this;
  }

  on(name: string, handler: (message: never) => void) { this.handlers.set(name, handler); }
  onclose(handler: () => void) { this.closed = handler; }
  async start() { this.state = 'Connected'; }
  async stop() { if (this.state !== 'Disconnected') { this.state = 'Disconnected'; this.closed(); } }
  async invoke(method: string, ...args: unknown[]) {
    this.calls.push([method, ...args]);
    const answer = await this.answer(method, ...args);
    if (answer instanceof Error) throw answer;
    return answer;
  }

  tell(name: string, message: unknown) { this.handlers.get(name)!(message as never); }
  ops() { return this.calls.filter(([method]) => method === 'Do').map(([, , op]) => op as string); }
  joins() { return this.calls.filter(([method]) => method === 'Join').map(([, , position]) => position); }
}

export const HttpTransportType = { WebSockets: 1 };

export const LogLevel = { None: 6 };

export class HubConnectionBuilder {
  withUrl() { return this; }
  configureLogging() { return this; }
  build() { return new FakeHub(); }
}
