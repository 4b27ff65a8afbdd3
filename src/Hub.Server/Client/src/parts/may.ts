/** What staff may do, as the server said when it wrote the page; so that nothing is offered that would be refused. */
import { boot } from '../boot';
import type { AccountRole, Permission } from '../contract';

/** Whether there is something at least with which it may be done; what is the whole house's, with that. */
export const may = (permission: Permission) => boot.session?.may?.includes(permission) ?? false;

const isUnlimited = (r: AccountRole) => !r.county && !r.venue && !r.format && !r.department;

/** The limits within which a meeting must lie that is made; none where there are none. */
export function limitsOfMeetings(roles: AccountRole[] | undefined): AccountRole[] {
  const makers = (roles ?? []).filter(r => r.role === 'operator' || r.role === 'staff' || r.role === 'convener');
  return makers.some(isUnlimited) ? [] : makers;
}
