/** What the chair prepares beforehand: documents under an item, and drafts of ballots that one tap opens. */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import '../style/deed.css';
import '../style/prepared.css';
import type { ApiError } from '../api';
import type { BallotDraft, ItemView } from '../contract';
import { Icon } from '../parts/icons';
import { MoreIcon } from '../parts/icons.more';
import { notify, went } from '../parts/shell';
import { p } from '../prepared.words';
import type { Room } from '../room';
import { isolated } from '../text';
import { t } from '../topics.words';
import { upload } from '../upload';
import { within } from '../within';
import { failure } from '../words';
import { c } from './chair.words';

/** As many as an item has. */
const MOST = 10;

/** The documents of an item, to be added to and taken from. */
export function ItemPapers({ room, item }: { room: Room; item: ItemView }) {
  const words = p.value;
  const busy = useSignal(false);
  const documents = item.documents ?? [];
  const dropping = room.isPending(x => x.$type === 'dropDocument');
  const add = async (file: File) => {
    busy.value = true;
    try {
      const title = within(file.name.replace(/\.[^.]*$/, '') || file.name, 200);
      went(await room.send({ $type: 'addDocument', item: item.id, file: await upload(file), title }));
    } catch (error) {
      const { code, status } = error as ApiError;
      notify((t.value.calls as Record<string, string>)[code] ?? failure(code, status), { bad: true });
    }
    busy.value = false;
  };
  const drop = async ({ id, file, title }: { id: string; file: string; title: string }) => {
    if (went(await room.send({ $type: 'dropDocument', item: item.id, document: id })))
      notify(words.dropped, {
        undo: { label: words.undo, run: () => void room.send({ $type: 'addDocument', item: item.id, file, title }).then(went) },
      });
  };
  return (
    <div class="item-papers">
      {documents.length > 0 && (
        <ul aria-label={words.documents}>
          {documents.map(d => (
            <li key={d.id}>
              <a href={`/api/files/${d.file}`} target="_blank" rel="noopener">
                <bdi>{d.title}</bdi>
              </a>
              <button type="button" class="quiet square" aria-label={words.dropDocument(isolated(d.title))} disabled={dropping} onClick={() => void drop(d)}>
                <Icon is="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {documents.length < MOST && (
        <label class="button file">
          {busy.value ? words.uploading : words.addDocument}
          <input
            class="unseen"
            type="file"
            accept="image/*,application/pdf"
            disabled={busy.value}
            onChange={e => {
              const chosen = e.currentTarget.files?.[0];
              // The same file may be chosen again, after it was refused.
              e.currentTarget.value = '';
              if (chosen) void add(chosen);
            }}
          />
        </label>
      )}
    </div>
  );
}

/** One tap: the ballot opens as it was prepared, and a projector that does not follow shows it. */
async function openDraft(room: Room, { id, ...asked }: BallotDraft, onOpened?: () => void): Promise<void> {
  const isThere = room.view.value!.agenda.items.some(i => i.id === asked.item);
  const receipt = await room.send({ $type: 'openBallot', ...asked, item: isThere ? asked.item : undefined, draft: id });
  if (!went(receipt)) return;
  onOpened?.();
  if (receipt.result?.ballot && room.view.value!.scene.scene !== 'auto')
    went(await room.send({ $type: 'showScene', scene: 'ballot', ballot: receipt.result.ballot }));
}

interface Opening {
  room: Room;
  draft: BallotDraft;
  class: string;
  onOpened?: () => void;
  children: ComponentChildren;
}

function OpenDraft({ room, draft, class: name, onOpened, children }: Opening) {
  return (
    <button
      type="button"
      class={name}
      aria-label={p.value.openIt(draft.question)}
      disabled={room.part('status') !== 'open' || room.isPending(x => x.$type === 'openBallot')}
      onClick={() => void openDraft(room, draft, onOpened)}
    >
      {children}
    </button>
  );
}

/** The ballots that were prepared for the item that is under way. */
export function ItemDrafts({ room, item, onOpened }: { room: Room; item: ItemView; onOpened: () => void }) {
  const drafts = (room.part('drafts') ?? []).filter(d => d.item === item.id);
  return (
    <>
      {drafts.map(d => (
        <OpenDraft key={d.id} room={room} draft={d} class="wide ready" onOpened={onOpened}>
          <bdi>{p.value.openIt(d.question)}</bdi>
        </OpenDraft>
      ))}
    </>
  );
}

/** @param editing The draft that the form below changes. */
export function Drafts({ room, editing }: { room: Room; editing: Signal<BallotDraft | undefined> }) {
  const words = p.value;
  const drafts = room.part('drafts') ?? [];
  const { items } = room.part('agenda');
  const dropping = room.isPending(x => x.$type === 'dropDraft');
  if (drafts.length === 0) return null;
  const drop = async ({ id, ...asked }: BallotDraft) => {
    if (!went(await room.send({ $type: 'dropDraft', draft: id }))) return;
    if (editing.value?.id === id) editing.value = undefined;
    notify(words.draftDropped, { undo: { label: words.undo, run: () => void room.send({ $type: 'draftBallot', ...asked }).then(went) } });
  };
  return (
    <section class="drafts" aria-labelledby="drafts-title">
      <h3 id="drafts-title">
        {words.drafts} <span class="figures">{drafts.length}</span>
      </h3>
      <p class="hint">{words.draftsHint}</p>
      <ul>
        {drafts.map(d => {
          const item = items.find(i => i.id === d.item);
          return (
            <li key={d.id}>
              <p>
                <bdi>{d.question}</bdi>
              </p>
              <p class="hint">
                {c.value.kinds[d.kind]}
                {item && (
                  <>
                    {' · '}
                    <bdi>{item.title}</bdi>
                  </>
                )}
              </p>
              <div class="buttons">
                <OpenDraft room={room} draft={d} class="primary">
                  {words.open}
                </OpenDraft>
                <button
                  type="button"
                  class="square"
                  aria-label={words.edit(isolated(d.question))}
                  onClick={() => {
                    editing.value = d;
                  }}
                >
                  <MoreIcon is="edit" />
                </button>
                <button type="button" class="square" aria-label={words.drop(isolated(d.question))} disabled={dropping} onClick={() => void drop(d)}>
                  <MoreIcon is="trash" />
                </button>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
