/** The roles of an account, each with how far it reaches: as they are read, and as they are chosen. */
import { signal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { api, call } from '../api';
import type { AccountRole, Conference, Format, StaffRole } from '../contract';
import { p } from '../people.words';
import { departments, LimitSelect, nameOf as nameOfDepartment, useDepartments } from './limits';
import { say } from '../prefs';

const counties = signal<string[]>([]);
const formats = signal<Format[]>([]);

/** What the limits are chosen from, asked for once. */
export function useLimits(): void {
  useDepartments();
  useEffect(() => {
    if (counties.peek().length > 0) return;
    // Without them a role reaches everywhere, or is typed in: the page goes on.
    call<Conference>('GET', '/api/conference').then(
      c => {
        counties.value = c.counties;
      },
      () => undefined,
    );
    api.formats().then(
      f => {
        formats.value = f;
      },
      () => undefined,
    );
  }, []);
}

const nameOf = (format: string) => say(formats.value.find(f => f.id === format)?.name) || format;

/** Of one that is not in the register: as it was named. */
const nameOfOffice = (id: string) => {
  const known = departments.value?.find(x => x.id === id);
  return known ? nameOfDepartment(known) : id;
};

export const roleText = (r: AccountRole) =>
  [p.value.role[r.role], r.county, r.format && nameOf(r.format), r.venue, r.department && nameOfOffice(r.department)].filter(Boolean).join(' · ');

/** A role that cannot have a limit has none. */
const of = (role: StaffRole, was: AccountRole): AccountRole => ({
  role,
  county: role === 'staff' || role === 'convener' ? was.county : undefined,
  format: role === 'convener' ? was.format : undefined,
  venue: role === 'convener' ? was.venue : undefined,
  department: role === 'department' ? was.department : undefined,
});

export const areComplete = (roles: AccountRole[]) => roles.length > 0 && roles.every(r => r.role !== 'department' || r.department?.trim());

export function Roles({ of: roles, onChange }: { of: AccountRole[]; onChange: (roles: AccountRole[]) => void }) {
  const words = p.value;
  const set = (at: number, role: AccountRole) => onChange(roles.map((r, i) => (i === at ? role : r)));
  return (
    <fieldset class="roles">
      <legend>{words.roles}</legend>
      {roles.map((r, i) => (
        <Role key={i} of={r} isOnly={roles.length === 1} onChange={role => set(i, role)} onRemove={() => onChange(roles.filter((_, at) => at !== i))} />
      ))}
      <button type="button" class="quiet" onClick={() => onChange([...roles, { role: 'staff' }])}>
        {words.addRole}
      </button>
    </fieldset>
  );
}

function Role({ of: r, isOnly, onChange, onRemove }: { of: AccountRole; isOnly: boolean; onChange: (role: AccountRole) => void; onRemove: () => void }) {
  const words = p.value;
  const id = useId();
  const choose = (label: string, value: string | undefined, any: string, options: [string, string][], set: (value?: string) => void) => (
    <select aria-label={label} value={value ?? ''} onChange={e => set(e.currentTarget.value || undefined)}>
      <option value="">{any}</option>
      {options.map(([v, name]) => (
        <option key={v} value={v}>
          {name}
        </option>
      ))}
    </select>
  );
  return (
    <div class="role">
      <select id={id} aria-label={words.roles} value={r.role} onChange={e => onChange(of(e.currentTarget.value as StaffRole, r))}>
        {Object.entries(words.role).map(([v, name]) => (
          <option key={v} value={v}>
            {name}
          </option>
        ))}
      </select>
      {(r.role === 'staff' || r.role === 'convener') &&
        choose(
          words.county,
          r.county,
          words.whole,
          counties.value.map(c => [c, c]),
          county => onChange({ ...r, county }),
        )}
      {r.role === 'convener' &&
        choose(
          words.format,
          r.format,
          words.anyFormat,
          formats.value.map(f => [f.id, say(f.name)]),
          format => onChange({ ...r, format }),
        )}
      {r.role === 'convener' && (
        <LimitSelect label={words.venue} of="venue" value={r.venue} none={words.anyVenue} onValue={venue => onChange({ ...r, venue })} />
      )}
      {r.role === 'department' &&
        (departments.value?.length ? (
          <LimitSelect
            label={words.department}
            of="department"
            value={r.department}
            none={words.department}
            onValue={department => onChange({ ...r, department })}
          />
        ) : (
          // None is recorded yet: commitments name them in words.
          <input
            aria-label={words.department}
            required
            maxLength={100}
            placeholder={words.department}
            value={r.department ?? ''}
            onInput={e => onChange({ ...r, department: e.currentTarget.value || undefined })}
          />
        ))}
      {!isOnly && (
        <button type="button" class="quiet square" aria-label={words.removeRole(roleText(r))} onClick={onRemove}>
          ×
        </button>
      )}
    </div>
  );
}
