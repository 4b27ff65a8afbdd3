/** Choosing from what the house has: a county, a venue, a format, a department of the register. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, call } from '../api';
import type { Conference, DepartmentItem, DepartmentList, Page, VenueItem } from '../contract';
import { lang, say } from '../prefs';

export type Limit = 'county' | 'venue' | 'format' | 'department';

/** What may be chosen: what is stored, and what it is called. */
type Options = [string, string][];

export const nameOf = (of: DepartmentItem) => (lang.value === 'en' && of.english ? of.english : of.name);

/** Those of the register, once somebody has asked for them. */
export const departments = signal<DepartmentItem[] | undefined>(undefined);
let isAsked = false;

/** The departments of the register: undefined until that is known, none where they could not be read, which is tried again where they are asked for next. */
export function useDepartments(): DepartmentItem[] | undefined {
  useEffect(() => {
    if (isAsked) return;
    isAsked = true;
    call<DepartmentList>('GET', '/api/departments').then(
      list => {
        departments.value = list.items;
      },
      () => {
        isAsked = false;
        departments.value ??= [];
      },
    );
  }, []);
  return departments.value;
}

async function allVenues(): Promise<Options> {
  const found: Options = [];
  for (let after: string | undefined; ; ) {
    const page: Page<VenueItem> = await call<Page<VenueItem>>('GET', `/api/venues?limit=1000${after ? `&after=${after}` : ''}`);
    found.push(...page.items.map((v): [string, string] => [v.title, v.title]));
    if (!page.next) return found;
    after = page.next;
  }
}

const lists: Record<Exclude<Limit, 'department'>, () => Promise<Options>> = {
  county: async () => (await call<Conference>('GET', '/api/conference')).counties.map(c => [c, c]),
  venue: allVenues,
  format: async () => (await api.formats()).map(f => [f.id, say(f.name)]),
};

const loaded = signal<Partial<Record<Limit, Options>>>({});

/**
 * One choice among them, or none of them where `none` says what that means.
 * What is chosen is what a role stores: a county's and a venue's name, a format's and a department's id.
 */
export function LimitSelect({
  id,
  label,
  of,
  value,
  none,
  onValue,
}: {
  id?: string;
  /** Where no label of the page is for it. */
  label?: string;
  of: Limit;
  value?: string;
  none: string;
  onValue: (value: string | undefined) => void;
}) {
  const known = useDepartments();
  useEffect(() => {
    if (of !== 'department' && !loaded.peek()[of])
      lists[of]().then(
        options => {
          loaded.value = { ...loaded.peek(), [of]: options };
        },
        () => undefined,
      );
  }, [of]);
  const options: Options = (of === 'department' ? known?.map((x): [string, string] => [x.id, nameOf(x)]) : loaded.value[of]) ?? [];
  return (
    <select id={id} aria-label={label} value={value ?? ''} onChange={e => onValue(e.currentTarget.value || undefined)}>
      <option value="">{none}</option>
      {value && !options.some(([v]) => v === value) && <option value={value}>{value}</option>}
      {options.map(([v, name]) => (
        <option key={v} value={v}>
          {name}
        </option>
      ))}
    </select>
  );
}
