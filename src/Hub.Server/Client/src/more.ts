/** The pages that nobody waits for in a meeting: found by a file of their own, so that an attendee's phone does not pay for the list. */
import type { ComponentType } from 'preact';
import { key, page } from './boot';
import './rare.words';

const pages: Record<string, () => Promise<ComponentType>> = {
  record: () => import('./pages/record').then(m => m.Record),
  replay: () => import('./pages/replay').then(m => m.Replay),
  raise: () => import('./pages/raise').then(m => m.Raise),
  topics: () => (key ? import('./pages/topic').then(m => m.TopicPage) : import('./pages/lists').then(m => m.Topics)),
  commitments: () => import('./pages/lists').then(m => m.Commitments),
  meetings: () => import('./pages/lists').then(m => m.Meetings),
  desk: () => import('./pages/desk').then(m => m.Desk),
  report: () => import('./pages/report').then(m => m.Report),
  plan: () => import('./pages/plan').then(m => m.Plan),
  venues: () => (key ? import('./pages/venues').then(m => m.VenuePage) : import('./pages/venues').then(m => m.Venues)),
  members: () => (key ? import('./pages/member').then(m => m.MemberPage) : import('./pages/members').then(m => m.Members)),
  cards: () => import('./pages/cards').then(m => m.Cards),
  door: () => import('./pages/door').then(m => m.Door),
  award: () => import('./pages/award').then(m => m.Award),
  outputs: () => import('./pages/year').then(m => m.Outputs),
  ledger: () => import('./pages/year').then(m => m.Ledger),
  departments: () => import('./pages/departments').then(m => m.Departments),
  department: () => import('./pages/department').then(m => m.DepartmentPage),
  visits: () => import('./pages/year').then(m => m.Visits),
  consents: () => import('./pages/consents').then(m => m.Consents),
  audit: () => import('./pages/audit').then(m => m.Audit),
  admin: () => (key === 'people' ? import('./pages/people').then(m => m.People) : import('./pages/admin').then(m => m.Admin)),
  signin: () => import('./pages/signin').then(m => m.SignIn),
  accept: () => import('./pages/accept').then(m => m.Accept),
  privacy: () => import('./pages/privacy').then(m => m.Privacy),
  account: () => import('./pages/account').then(m => m.Account),
  sessions: () => import('./pages/account').then(m => m.Account),
};

export const find = () => pages[page]!();
