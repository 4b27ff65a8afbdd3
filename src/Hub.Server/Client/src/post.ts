/** Commands over HTTP: for pages that follow no room, and where the network lets no socket through. */
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
    const answer = await post(room, op, command).catch(() => undefined);
    if (answer && answer.outcome !== 'retry') return answer;
    await wait(pause * (0.5 + Math.random()));
  }
}

/** Sends an operation once. Throws where no answer came. */
export async function post(room: string, op: string, command: TopicCommand | RegisterCommand): Promise<Receipt> {
  const response = await fetch(`/api/${room}/commands`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ op, command }),
  });
  const answer = (await response.json()) as Partial<Receipt>;
  // What is no receipt says at least why; 'retry' may stand as either.
  return { op, outcome: (answer.code as string) === 'retry' ? 'retry' : 'refused', ...answer };
}
