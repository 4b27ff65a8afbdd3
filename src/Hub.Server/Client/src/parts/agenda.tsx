/** The agenda as everybody sees it, with the documents of each item; and those of the item that is under way. */
import '../style/prepared.css';
import type { ItemDocument } from '../contract';
import { p } from '../prepared.words';
import type { Room } from '../room';
import { w } from '../words';

export const Documents = ({ of }: { of?: ItemDocument[] }) =>
  of?.length ? (
    <div class="documents" role="group" aria-label={p.value.documents}>
      {of.map(d => (
        <a key={d.id} href={`/api/files/${d.file}`} target="_blank" rel="noopener">
          <bdi>{d.title}</bdi>
        </a>
      ))}
    </div>
  ) : null;

export function AgendaList({ room }: { room: Room }) {
  const { items } = room.part('agenda');
  const words = w.value;
  return items.length === 0 ? (
    <p class="hint">{words.noAgenda}</p>
  ) : (
    <ol class="agenda">
      {items.map(i => (
        <li key={i.id} class={i.status} aria-current={i.status === 'active' ? 'step' : undefined}>
          <span class="agenda-title">{i.title}</span>
          <span class="agenda-more">
            {words.kinds[i.kind] ?? i.kind} · {words.planned(String(Math.round(i.minutes)))} · {words.itemStatus[i.status]}
          </span>
          <Documents of={i.documents} />
        </li>
      ))}
    </ol>
  );
}

/** What is read with the item that is under way; before the first, with all of them. */
export function Papers({ room }: { room: Room }) {
  const { items, current } = room.part('agenda');
  const status = room.part('status');
  const shown = items.filter(i => (current ? i.id === current : status === 'scheduled')).flatMap(i => i.documents ?? []);
  return shown.length > 0 ? (
    <section class="card papers" aria-labelledby="papers-title">
      <h2 id="papers-title">{p.value.documents}</h2>
      <Documents of={shown} />
    </section>
  ) : null;
}
