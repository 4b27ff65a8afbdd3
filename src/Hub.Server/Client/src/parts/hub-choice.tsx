/** Of a new meeting: whether it is a branch, and of which hub. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { call, query } from '../api';
import { b } from '../branch.words';
import type { MeetingRow, Page } from '../contract';
import { Field } from './office';

/** @param onHub The id of the hub; nothing: it is no branch. */
export function HubChoice({ onHub }: { onHub: (hub: string | undefined) => void }) {
  const words = b.value;
  const id = useId();
  const [search, chosen] = [useSignal(''), useSignal('')];
  const rows = useSignal<MeetingRow[]>([]);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q: search.value.trim(), limit: 20 })}`).then(
          found => {
            const kept = rows.value.filter(r => r.id === chosen.value && !found.items.some(x => x.id === r.id));
            rows.value = [...kept, ...found.items.filter(r => r.status !== 'closed' && r.status !== 'cancelled')];
          },
          () => undefined,
        ),
      200,
    );
    return () => clearTimeout(timer);
  }, [search.value]);
  return (
    <details
      class="fold"
      onKeyDown={e => {
        // Whoever searches does not make the meeting yet.
        if (e.key === 'Enter' && e.target instanceof HTMLInputElement) e.preventDefault();
      }}
    >
      <summary>{words.ofHub}</summary>
      <p class="hint">{words.ofHubHint}</p>
      <Field label={words.search} of={search} maxLength={200} />
      <label for={`${id}-h`}>{words.which}</label>
      <select
        id={`${id}-h`}
        value={chosen.value}
        onChange={e => {
          chosen.value = e.currentTarget.value;
          onHub(chosen.value || undefined);
        }}
      >
        <option value="">{words.notABranch}</option>
        {rows.value.map(r => (
          <option key={r.id} value={r.id}>
            {r.title}
          </option>
        ))}
      </select>
    </details>
  );
}
