/** What departments promised in this meeting: a list for all, and a word to whoever's comment became one, and when that is taken back. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import '../style/attend.css';
import { a } from '../attend.words';
import { day } from '../day';
import { keep, recall } from '../keep';
import type { Room } from '../room';
import { isolated } from '../text';
import { wrote } from '../wrote';
import { colon } from './marks';
import { notify } from './shell';

export function Given({ room }: { room: Room }) {
  const words = a.value;
  const mine = useMine(room);
  const commitments = room.part('commitments');
  return commitments?.length ? (
    <section id="given" class="card given" tabIndex={-1} aria-labelledby="given-title">
      <h2 id="given-title">
        {words.given} <span class="hint figures">{commitments.length}</span>
      </h2>
      <ul>
        {commitments.map(c => (
          <li key={c.commitment}>
            <a href={`/topics/${c.topic}`}>
              <bdi>{c.department}</bdi>
              {colon()}
              <bdi>{c.what}</bdi>
            </a>{' '}
            <span class="hint figures">{words.due(day(c.due))}</span> {c.comment && mine.includes(c.comment) && <span class="tag">{words.fromMine}</span>}
          </li>
        ))}
      </ul>
    </section>
  ) : null;
}

/** The ids of my comments, as far as this tab has shown them; and whoever wrote what became a commitment is told so once. */
function useMine(room: Room): string[] {
  const mine = useSignal<string[]>([]);
  const whose = useRef<string | undefined>(undefined);
  const key = `told:${room.id}`;
  const told = useRef(recall<string[]>('sessionStorage', key) ?? []);
  useSignalEffect(() => {
    const me = room.me.value?.participant;
    const view = room.view.value;
    if (!me || !view) return;
    // With every frame this is asked, and what is kept is read only where something of mine is new.
    if (whose.current !== me || view.comments.items.some(c => c.author.participant === me && !mine.peek().includes(c.id))) {
      const before = whose.current === me ? mine.peek() : [];
      whose.current = me;
      // A browser that keeps nothing knows at least what this page has shown.
      mine.value = [...new Set([...before, ...wrote(room.id, me, view.comments.items)])];
    }
    const stand = view.commitments ?? [];
    const left = told.current.filter(id => stand.some(c => c.commitment === id));
    if (left.length < told.current.length) {
      told.current = left;
      keep('sessionStorage', key, left);
      notify(a.peek().toldBack);
    }
    for (const c of stand) {
      if (!c.comment || told.current.includes(c.commitment) || !mine.peek().includes(c.comment)) continue;
      told.current = [...told.current, c.commitment];
      keep('sessionStorage', key, told.current);
      notify(a.peek().told(isolated(c.department), day(c.due)));
    }
  });
  return mine.value;
}
