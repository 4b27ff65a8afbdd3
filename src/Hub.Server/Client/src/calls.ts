/** What calls somebody back who reads far below, and in which words. Pure. */
import type { Link } from './channel';
import { minutes } from './clock';
import type { BallotView } from './contract';

export type Call = { is: 'floor' } | { is: 'ballot'; ballot: string; closesAt?: string } | { is: 'link' };

/** How the meeting stands for one person. */
export interface Standing {
  link: Link;
  /** Whether the floor is theirs. */
  speaks: boolean;
  ballots: readonly BallotView[];
  mayVote: (ballot: BallotView) => boolean;
  /** Whether their vote is counted, or on its way. */
  voted: (ballot: BallotView) => boolean;
}

/** The most pressing first. Of ballots only one calls: the one that closes first. */
export function callsOf({ link, speaks, ballots, mayVote, voted }: Standing): Call[] {
  const calls: Call[] = speaks ? [{ is: 'floor' }] : [];
  const [waiting] = ballots
    .filter(b => b.status === 'open' && !voted(b) && mayVote(b))
    .sort((one, other) => (one.closesAt ?? '9').localeCompare(other.closesAt ?? '9'));
  if (waiting) calls.push({ is: 'ballot', ballot: waiting.id, closesAt: waiting.closesAt });
  if (link === 'stale') calls.push({ is: 'link' });
  return calls;
}

/** What tells two calls apart. */
export const keyOf = (call: Call) => (call.is === 'ballot' ? call.ballot : call.is);

export interface CallWords {
  calls: Record<Call['is'], string>;
  go: Record<Call['is'], string>;
  left: (time: string) => string;
}

/** @param now Milliseconds of the server's time. */
export const says = (call: Call, words: CallWords, now: number) =>
  [words.calls[call.is], call.is === 'ballot' && call.closesAt && words.left(minutes(Math.max(0, (Date.parse(call.closesAt) - now) / 1000))), words.go[call.is]]
    .filter(Boolean)
    .join(' · ');
