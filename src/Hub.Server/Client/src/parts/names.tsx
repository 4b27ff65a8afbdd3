/** Staff ask that a person's name be removed from a record: by law, or as that person wishes. Another account has to agree. */
import { useSignal } from '@preact/signals';
import type { ApiError } from '../api';
import { type InRecord, readNamed } from '../named';
import { inBoth } from '../prefs';
import { isolated } from '../text';
import { failure, w } from '../words';
import { Again } from './again';
import { AskConsent } from './reasoned';
import { Who } from './who';

const zh = {
  title: '记录中的姓名',
  lead: '依法或应本人要求，可从这份记录中删除一个人的姓名。发言、表决和票数不变；须由另一个账号同意。',
  none: '这份记录中没有可以删除的姓名。',
  remove: '删除姓名…',
  ask: (name: string) => `提出从这份记录中删除“${name}”的姓名？另一个账号同意后删除，无法恢复。`,
  yes: '提出',
  reason: '理由',
};
const en: typeof zh = {
  title: 'Names in this record',
  lead: 'By law, or as somebody wishes, their name is removed from this record. What they said and every count stays; another account has to agree.',
  none: 'There is no name in this record that could be removed.',
  remove: 'Remove the name…',
  ask: name => `Ask that the name of “${name}” be removed from this record? Once another account agrees it is gone for good.`,
  yes: 'Ask for it',
  reason: 'Reason',
};
const s = inBoth(zh, en);

/** They are read when somebody opens the list: hardly anybody does. */
export function NamesInRecord({ room, isOver }: { room: string; isOver: boolean }) {
  const words = s.value;
  const people = useSignal<InRecord[] | string | undefined>(undefined);
  const load = () =>
    readNamed(room, isOver).then(
      found => {
        people.value = found;
      },
      (e: ApiError) => {
        people.value = failure(e.code, e.status);
      },
    );
  return (
    <details
      class="card no-print"
      onToggle={e => {
        if (e.currentTarget.open) void load();
      }}
    >
      <summary>{words.title}</summary>
      <p class="hint">{words.lead}</p>
      {people.value === undefined && <p class="loading">{w.value.loading}</p>}
      {typeof people.value === 'string' && (
        <Again
          why={people.value}
          onAgain={() => {
            people.value = undefined;
            void load();
          }}
        />
      )}
      {people.value?.length === 0 && <p class="hint">{words.none}</p>}
      <ul class="times">
        {(typeof people.value === 'string' ? [] : people.value)?.map(p => (
          <li key={p.participant}>
            <span>
              <Who of={p} />
            </span>
            <AskConsent
              path={`/api/meetings/${room}/names/${p.participant}/remove`}
              label={words.remove}
              ask={words.ask(isolated(p.name!))}
              yes={words.yes}
              reason={words.reason}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
