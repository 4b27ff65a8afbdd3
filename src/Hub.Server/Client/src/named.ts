/** Whose names stand in a record: those that may be asked to be removed from it. */
import { call, query } from './api';
import type { CommentsPage, MinutesView } from './contract';

/** Somebody whom the record names. */
export interface InRecord {
  participant: string;
  name?: string;
  verified?: boolean;
}

/** Each once, by name; who has none there, or had it removed, is left out. */
export const named = (people: InRecord[]): InRecord[] =>
  [...new Map(people.filter(p => p.name).map(p => [p.participant, p])).values()].sort((a, b) => a.name!.localeCompare(b.name!));

/**
 * Reads who is named in a meeting's record: who attended and spoke, once it is over, and who wrote.
 * @param room The meeting's id.
 */
export async function readNamed(room: string, isOver: boolean): Promise<InRecord[]> {
  const people: InRecord[] = [];
  if (isOver) {
    const minutes = await call<MinutesView>('GET', `/api/meetings/${room}/minutes`);
    people.push(...minutes.attendance.people, ...minutes.speakers);
  }
  let before: number | undefined;
  do {
    const page: CommentsPage = await call<CommentsPage>('GET', `/api/meetings/${room}/comments?${query({ before, limit: 100 })}`);
    people.push(...page.items.map(c => c.author));
    before = page.next;
  } while (before !== undefined);
  return named(people);
}
