/** A rehearsal over HTTP: its answer is read line by line while it runs, and whoever lets go of it ends it. */
import { ApiError } from './api';
import type { RehearsalNews } from './contract';

/** Puts lines together that come in pieces; empty ones, which keep the connection awake, are left out. */
export function lines() {
  let rest = '';
  return (piece: string): string[] => {
    const whole = (rest + piece).split('\n');
    rest = whole.pop()!;
    return whole.filter(line => line !== '');
  };
}

/**
 * Runs one until its end.
 * @param tell Told each thing as it comes; the last has the card, or says why there is none.
 */
export async function rehearse(
  meeting: string,
  wanted: { people: number; seconds: number; force: boolean },
  tell: (news: RehearsalNews) => void,
  signal: AbortSignal,
): Promise<void> {
  const gone = () => {
    throw new ApiError('offline', 0);
  };
  const answer = await fetch(`/api/meetings/${encodeURIComponent(meeting)}/rehearsal`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wanted),
    signal,
  }).catch(gone);
  if (!answer.ok) throw new ApiError(((await answer.json().catch(() => ({}))) as { code?: string }).code ?? '', answer.status);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const read = lines();
  let last: RehearsalNews | undefined;
  for (;;) {
    const { done, value } = await reader.read().catch(gone);
    if (done) break;
    for (const line of read(value)) {
      last = JSON.parse(line) as RehearsalNews;
      tell(last);
    }
  }
  // A node that was stopped in the middle says nothing more.
  if (last?.stage !== 'done' && last?.stage !== 'failed') gone();
}
