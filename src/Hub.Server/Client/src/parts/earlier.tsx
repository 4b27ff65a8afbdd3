/** A new meeting's agenda, taken over from an earlier one. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { api, call, query } from '../api';
import type { MeetingRow, NewItem, Page } from '../contract';
import { p } from '../prepared.words';
import { Field } from './office';

/** @param onItems The titles, kinds and minutes; nothing where no agenda is taken over. What stood there for a topic is not: it was that meeting's. */
export function EarlierAgenda({ onItems }: { onItems: (items: NewItem[] | undefined) => void }) {
  const words = p.value;
  const id = useId();
  const [search, chosen] = [useSignal(''), useSignal('')];
  const rows = useSignal<MeetingRow[]>([]);
  const count = useSignal<number | undefined>(undefined);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q: search.value.trim(), limit: 20 })}`).then(
          found => {
            // Whichever is chosen stays there to be seen.
            const kept = rows.value.filter(r => r.id === chosen.value && !found.items.some(x => x.id === r.id));
            rows.value = [...kept, ...found.items];
          },
          () => undefined,
        ),
      200,
    );
    return () => clearTimeout(timer);
  }, [search.value]);
  const take = async (meeting: string) => {
    chosen.value = meeting;
    count.value = undefined;
    onItems(undefined);
    if (!meeting) return;
    const { snapshot } = await api.meeting(meeting).catch(() => ({ snapshot: undefined }));
    if (chosen.value !== meeting || !snapshot) return;
    const items = snapshot.agenda.items.filter(i => !i.topic).map(({ title, kind, minutes }) => ({ title, kind, minutes }));
    count.value = items.length;
    onItems(items.length > 0 ? items : undefined);
  };
  return (
    <details
      class="fold"
      onKeyDown={e => {
        // Whoever searches does not make the meeting yet.
        if (e.key === 'Enter' && e.target instanceof HTMLInputElement) e.preventDefault();
      }}
    >
      <summary>{words.copy}</summary>
      <Field label={words.copySearch} of={search} maxLength={200} />
      <label for={`${id}-e`}>{words.copy}</label>
      <select id={`${id}-e`} value={chosen.value} onChange={e => void take(e.currentTarget.value)}>
        <option value="">{words.copyNone}</option>
        {rows.value.map(r => (
          <option key={r.id} value={r.id}>
            {r.title}
          </option>
        ))}
      </select>
      {count.value !== undefined && (
        <p class="hint" role="status">
          {words.copied(count.value)}
        </p>
      )}
    </details>
  );
}
