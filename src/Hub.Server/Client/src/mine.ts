/** What is new of what is mine. What somebody has looked at is remembered by their browser, as what it shows them is. */
import { serverNow } from './clock';
import type { TopicItem } from './contract';
import { keep, recall } from './keep';

const KEY = 'mine:seen';
/** Of more topics than anybody follows, the newest looks are remembered. */
const MOST = 500;

/** By topic, when it was looked at last. */
export type Seen = Record<string, string>;

export const seenTopics = (): Seen => recall<Seen>('localStorage', KEY) ?? {};

/** The topic was looked at just now. */
export function noteSeen(topic: string): void {
  const seen = { ...seenTopics(), [topic]: new Date(serverNow()).toISOString() };
  keep(
    'localStorage',
    KEY,
    Object.fromEntries(
      Object.entries(seen)
        .sort(([, a], [, b]) => (a < b ? 1 : -1))
        .slice(0, MOST),
    ),
  );
}

/** Whether something became of it since it was looked at; where it never was here, since it was raised. */
export const isNew = (topic: Pick<TopicItem, 'id' | 'raisedAt' | 'changedAt'>, seen: Seen) =>
  Date.parse(topic.changedAt) > Date.parse(seen[topic.id] ?? topic.raisedAt);

/** What is new first, and of each the newest change. */
export const newestFirst = (topics: TopicItem[], seen: Seen) =>
  [...topics].sort((a, b) => Number(isNew(b, seen)) - Number(isNew(a, seen)) || Date.parse(b.changedAt) - Date.parse(a.changedAt));
