/** Commands over HTTP, for pages that follow no room. */
import type { Receipt, RegisterCommand, TopicCommand } from './contract';
import { newOp } from './outbox';

const wait = (ms: number) =>
  new Promise(done => {
    setTimeout(done, ms);
  });

/** Sends one operation until there is an answer, however often that takes: it is done once. */
export async function send(room: string, command: TopicCommand | RegisterCommand): Promise<Receipt> {
  const op = newOp();
  for (let pause = 300; ; pause = Math.min(5_000, pause * 2)) {
    const answer = await fetch(`/api/${room}/commands`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ op, command }),
    })
      .then(r => r.json() as Promise<Partial<Receipt>>)
      .catch(() => undefined);
    // What is no receipt says at least why; 'retry' may stand as either.
    if (answer && (answer.outcome ?? (answer.code as string)) !== 'retry') return { op, outcome: 'refused', ...answer };
    await wait(pause * (0.5 + Math.random()));
  }
}
