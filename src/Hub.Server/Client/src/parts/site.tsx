/** What surrounds every page that is no live room: one head for everybody, one for staff, one foot; and what is shown where something is not there. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import '../style/site.css';
import { boot, key, page } from '../boot';
import type { Followed } from '../channel';
import type { BootSession } from '../contract';
import { thisYear } from '../house-time';
import { large, setLarge } from '../prefs';
import { type Kind, s } from '../site.words';
import { failure } from '../words';
import { useLeaving } from './leaving';
import { colon } from './marks';
import { Head as Bar, Sorry as Bare } from './shell';

/** Whose head it is: what they may do decides what they are offered. */
export type Officer = Pick<BootSession, 'account' | 'roles' | 'may'>;

interface Way {
  href: string;
  name: string;
  /** The first parts of the addresses that belong to it. */
  pages: string[];
}

function publicWays(): Way[] {
  const words = s.value;
  const member = boot.session?.member;
  return [
    { href: '/topics', name: words.topics, pages: ['topics', 'raise'] },
    { href: '/meetings', name: words.meetings, pages: ['meetings', 'record', 'replay'] },
    { href: '/commitments', name: words.commitments, pages: ['commitments', 'departments'] },
    { href: `/plan/${thisYear()}`, name: words.plan, pages: ['plan'] },
    { href: `/report/${thisYear()}`, name: words.report, pages: ['report'] },
    { href: '/venues', name: words.venues, pages: ['venues'] },
    { href: '/search', name: words.search, pages: ['search'] },
    { href: '/mine', name: words.me, pages: ['mine'] },
    member ? { href: `/members/${member}`, name: words.mine, pages: ['members'] } : { href: '/signin', name: words.signIn, pages: ['signin'] },
  ];
}

function officeWays(officer: Officer): Way[] {
  const words = s.value;
  const may = (permission: NonNullable<Officer['may']>[number]) => officer.may?.includes(permission) ?? false;
  const ways: [boolean, Way][] = [
    [true, { href: '/admin', name: words.admin, pages: ['admin', 'cards'] }],
    [may('moderateTopics'), { href: '/desk', name: words.desk, pages: ['desk'] }],
    [officer.roles?.some(r => r.role === 'department') ?? false, { href: '/department', name: words.department, pages: ['department'] }],
    [true, { href: '/topics', name: words.topics, pages: ['topics', 'raise'] }],
    [true, { href: '/commitments', name: words.commitments, pages: ['commitments', 'departments'] }],
    [true, { href: `/plan/${thisYear()}`, name: words.plan, pages: ['plan'] }],
    [true, { href: `/report/${thisYear()}`, name: words.report, pages: ['report'] }],
    [true, { href: '/venues', name: words.venues, pages: ['venues'] }],
    [true, { href: '/members', name: words.members, pages: ['members'] }],
    [may('giveConsent'), { href: '/consents', name: words.consents, pages: ['consents'] }],
    [may('readAudit'), { href: '/audit', name: words.audit, pages: ['audit'] }],
    [may('manageAccounts'), { href: '/admin/people', name: words.people, pages: ['admin/people'] }],
    [true, { href: '/search', name: words.search, pages: ['search'] }],
  ];
  return ways.filter(([offered]) => offered).map(([, way]) => way);
}

function Ways({ of, office }: { of: Way[]; office: boolean }) {
  const words = s.value;
  const open = useSignal(false);
  const box = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLeaving(open, box);
  const here = page === 'admin' && key === 'people' ? 'admin/people' : page;
  return (
    <nav
      ref={box}
      class={`site-nav${office ? ' office' : ''}`}
      aria-label={office ? words.office : words.site}
      onKeyDown={e => {
        if (e.key !== 'Escape' || !open.value) return;
        open.value = false;
        button.current?.focus();
      }}
    >
      {!office && (
        <button
          ref={button}
          type="button"
          class="quiet site-menu"
          aria-expanded={open.value}
          aria-controls="site-ways"
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {words.menu}
        </button>
      )}
      <ul id="site-ways" class={open.value ? 'shown' : undefined}>
        {of.map(way => (
          <li key={way.href}>
            <a href={way.href} aria-current={way.pages.includes(here) ? (way.href === location.pathname ? 'page' : 'true') : undefined}>
              {way.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** @param officer Who of the staff is signed in, where that is known better than when the page was written; null: nobody is. */
export function Head({ room, officer = boot.session, children }: { room?: Followed; officer?: Officer | null; children?: ComponentChildren }) {
  const office = officer?.may ? officer : undefined;
  return (
    <Bar room={room}>
      <Ways of={office ? officeWays(office) : publicWays()} office={office !== undefined} />
      {children}
    </Bar>
  );
}

export function Foot() {
  const words = s.value;
  const contact = boot.house?.contact;
  const icp = boot.house?.icp;
  const police = boot.house?.police;
  return (
    <footer class="site-foot">
      <ul>
        <li>
          <button type="button" aria-pressed={large.value} onClick={() => setLarge(!large.peek())}>
            {words.large}
          </button>
        </li>
        <li>
          <a href="/privacy">{words.privacy}</a>
        </li>
        <li>
          <a href="/accessibility">{words.accessibility}</a>
        </li>
        {contact && (
          <li>
            {words.contact}
            {colon()}
            <bdi>{contact}</bdi>
          </li>
        )}
        {icp && (
          <li>
            <a href="https://beian.miit.gov.cn/" rel="noreferrer">
              {icp}
            </a>
          </li>
        )}
        {police && (
          <li>
            <a href={`https://beian.mps.gov.cn/#/query/webSearch?code=${police.replace(/\D/g, '')}`} rel="noreferrer">
              {police}
            </a>
          </li>
        )}
      </ul>
    </footer>
  );
}

/** A page outside the live rooms that cannot show what was asked for: it says what that is, why, and what to do. */
export const Sorry = ({ of = 'here', text, children }: { of?: Kind; text: string; children?: ComponentChildren }) => (
  <Bare head={<Head />} what={s.value.lost[of]} text={text}>
    {children}
  </Bare>
);

/** Why something is not shown, in the words for what it is. */
export function because(of: Kind, code: string, status = 0): string {
  if (code === 'unknownRoom' || code === 'unknownEntry' || status === 404) return s.value.why[of];
  if (code === 'forbidden' && of === 'topic') return s.value.closedTopic;
  return failure(code, status);
}
