/** The pages that nobody waits for in a meeting: found by a file of their own, so that an attendee's phone does not pay for the list. */
import type { ComponentType } from 'preact';
import { boot, key, page } from './boot';
import './rare.words';

const pages: Record<string, () => Promise<ComponentType>> = {
  watch: () => import('./pages/watch').then(m => m.Watch),
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
  papers: () => import('./pages/papers').then(m => m.Papers),
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
  search: () => import('./pages/search').then(m => m.Search),
  mine: () => import('./pages/mine').then(m => m.Mine),
  accessibility: () => import('./pages/accessibility').then(m => m.Accessibility),
  sessions: () => import('./pages/account').then(m => m.Account),
};

/** Pages that fill the screen, or are printed: nothing stands below them. */
const whole = new Set(['door', 'cards', 'desk', 'replay', 'watch']);

const lost = () => import('./pages/lost').then(m => m.Lost);

/** The page of this address, with the foot that all have; where there is none, the one that says so. */
export async function find(): Promise<ComponentType> {
  const [Page, { Foot }] = await Promise.all([(boot.error === 'unknownPage' ? lost : (pages[page] ?? lost))(), import('./parts/site')]);
  return whole.has(page)
    ? Page
    : () => (
        <>
          <Page />
          <Foot />
        </>
      );
}
