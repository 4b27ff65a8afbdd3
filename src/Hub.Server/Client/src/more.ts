/** The pages that nobody waits for in a meeting: found by a file of their own, so that an attendee's phone does not pay for the list. */
import type { ComponentType } from 'preact';
import { key, page } from './boot';

const pages: Record<string, () => Promise<ComponentType>> = {
  record: () => import('./pages/record').then(m => m.Record),
  raise: () => import('./pages/raise').then(m => m.Raise),
  topics: () => (key ? import('./pages/topic').then(m => m.TopicPage) : import('./pages/lists').then(m => m.Topics)),
  commitments: () => import('./pages/lists').then(m => m.Commitments),
  meetings: () => import('./pages/lists').then(m => m.Meetings),
  desk: () => import('./pages/desk').then(m => m.Desk),
  report: () => import('./pages/report').then(m => m.Report),
  admin: () => import('./pages/admin').then(m => m.Admin),
};

export const find = () => pages[page]!();
