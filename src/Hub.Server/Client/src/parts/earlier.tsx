/** A new meeting's agenda, taken over from an earlier one. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { api, ApiError, call, query } from '../api';
import type { MeetingRow, NewDraft, NewItem, Page } from '../contract';
import { p } from '../prepared.words';
import { failure } from '../words';
import { Field } from './office';
import { Tick } from './tick';

/** The titles, kinds and minutes; nothing where there are none. What stood there for a topic is not taken over: it was that meeting's. */
async function itemsOf(meeting: string): Promise<NewItem[] | undefined> {
  const { snapshot } = await api.meeting(meeting);
  if (!snapshot) throw new ApiError('unknownRoom', 404);
  const items = snapshot.agenda.items.filter(i => !i.topic).map(({ title, kind, minutes }) => ({ title, kind, minutes }));
  return items.length > 0 ? items : undefined;
}

/** What was voted on there, and what was prepared and was not. Who may not read that takes over the agenda alone. */
const draftsOf = (meeting: string): Promise<NewDraft[]> =>
  call<{ items: NewDraft[] }>('GET', `/api/meetings/${meeting}/drafts`).then(
    ({ items }) => items,
    () => [],
  );

/** Both are told at once of what is chosen, which is read meanwhile: who makes the meeting waits for it. */
interface Of {
  onItems: (items: Promise<NewItem[] | undefined> | undefined) => void;
  onDrafts: (drafts: Promise<NewDraft[]> | undefined) => void;
}

export function EarlierAgenda({ onItems, onDrafts }: Of) {
  const words = p.value;
  const id = useId();
  const [search, chosen] = [useSignal(''), useSignal('')];
  const rows = useSignal<MeetingRow[]>([]);
  const count = useSignal<number | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const say = ({ code, status }: ApiError) => {
    wrong.value = failure(code, status);
  };
  const [drafts, held, wanted] = [useSignal<Promise<NewDraft[]> | undefined>(undefined), useSignal(0), useSignal(true)];
  useEffect(() => onDrafts(wanted.value ? drafts.value : undefined), [drafts.value, wanted.value]);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q: search.value.trim(), limit: 20 })}`).then(found => {
          // Whichever is chosen stays there to be seen.
          const kept = rows.value.filter(r => r.id === chosen.value && !found.items.some(x => x.id === r.id));
          rows.value = [...kept, ...found.items];
          wrong.value = undefined;
        }, say),
      200,
    );
    return () => clearTimeout(timer);
  }, [search.value]);
  const take = async (meeting: string) => {
    chosen.value = meeting;
    count.value = undefined;
    wrong.value = undefined;
    held.value = 0;
    const items = meeting ? itemsOf(meeting) : undefined;
    const asked = meeting ? draftsOf(meeting) : undefined;
    onItems(items);
    drafts.value = asked;
    try {
      const [found, prepared] = [await items, await asked];
      if (chosen.value !== meeting || !items) return;
      count.value = found?.length ?? 0;
      held.value = prepared?.length ?? 0;
    } catch (error) {
      if (chosen.value !== meeting) return;
      // Nobody is to believe that it is taken over.
      chosen.value = '';
      onItems(undefined);
      drafts.value = undefined;
      say(error as ApiError);
    }
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
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
      {held.value > 0 && <Tick label={words.copyDrafts(held.value)} of={wanted} />}
    </details>
  );
}
