/** What an opinion round says now, read anew when the room tells that it moved; one reader for all parts of a page that show the same round. */
import { signal, useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, type ApiError } from '../api';
import { serverNow } from '../clock';
import type { MyRound, RoundPage, RoundView } from '../contract';
import type { Host } from '../round';

const AGAIN = 5_000;
const FRESH = 5_000;

export class RoundReader {
  readonly page = signal<RoundPage | undefined>(undefined);
  /** What is mine in it: only where somebody takes part. */
  readonly mine = signal<MyRound | undefined>(undefined);
  readonly failed = signal(false);
  private readonly path: string;
  private timer = 0;
  private asked = 0;
  private own = false;

  constructor(host: Pick<Host, 'name'>, round: string) {
    this.path = `/api/${host.name}/rounds/${round}`;
  }

  /** Reads it within some milliseconds. However often it is told that something moved, it reads once. */
  hear(within: number, own: boolean): void {
    this.own ||= own;
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      void this.read();
    }, within);
  }

  async read(): Promise<void> {
    const mine = ++this.asked;
    try {
      const [page, own] = await Promise.all([
        call<RoundPage>('GET', this.path),
        // Somebody who only looks has nothing in it.
        this.own ? call<MyRound>('GET', `${this.path}/me`).catch(() => undefined) : undefined,
      ]);
      if (mine !== this.asked) return;
      this.page.value = page;
      this.mine.value = own ?? this.mine.value;
      this.failed.value = false;
    } catch (error) {
      if (mine !== this.asked) return;
      this.failed.value = true;
      const { status } = error as ApiError;
      if (status === 0 || status === 429 || status >= 500) this.hear(AGAIN, false);
    }
  }
}

const readers = new Map<string, RoundReader>();

export function readerOf(host: Pick<Host, 'name'>, round: string): RoundReader {
  const key = `${host.name}/${round}`;
  const reader = readers.get(key) ?? new RoundReader(host, round);
  readers.set(key, reader);
  return reader;
}

export interface Reading {
  /** Also what is mine. */
  own?: boolean;
  /** A whole room hears of a change at the same moment, and must not ask at the same moment: each within so many milliseconds. */
  within?: number;
  /** Read with every event of the room: for the few who lead. */
  leads?: boolean;
}

/** In the order in which they were opened. What else happens in the room draws nothing anew. */
export const useRounds = (host: Host): RoundView[] => useComputed(() => host.view.value?.rounds).value ?? [];

export function useRound(host: Host, round: RoundView, { own = false, within = 4_000, leads = false }: Reading = {}): RoundReader {
  const reader = readerOf(host, round.id);
  // Each time that the room tells of the round, it is another: a version would be that of the room's box, which does not move with a round.
  const heard = useComputed(() => host.tallies.value.get(round.id)).value;
  const seq = useComputed(() => (leads ? host.seq.value : 0)).value;
  useEffect(() => {
    // A round that has just ended is read by everybody who was in it.
    const isFresh = round.closedAt !== undefined && serverNow() - Date.parse(round.closedAt) < FRESH;
    reader.hear(isFresh ? (Math.random() * within) / 2 : 0, own);
  }, [reader, round.status, own]);
  useEffect(() => {
    if (reader.page.peek()) reader.hear(leads ? 300 : within * (0.5 + Math.random() / 2), own);
  }, [reader, heard, seq]);
  return reader;
}
