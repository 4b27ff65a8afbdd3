/** The chair's page of a hub, and of a branch: the branches in sum and one by one; the hub beside one's own meeting, and what is put forward to it. */
import '../style/branch.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, query } from '../api';
import { b } from '../branch.words';
import type { ChairRoom } from '../chair-room';
import type { BranchPage, CommentView, HandView } from '../contract';
import { useHub } from '../hub-room';
import { BallotFigures, optionText } from '../parts/ballot';
import { HubNow } from '../parts/branch';
import { notify, went } from '../parts/shell';
import { told } from '../parts/told';

const AGAIN_MS = 3_000;
const PAGE = 50;

/** A hub's branches: the sums always, each of them for whoever looks. */
export function Branches({ room }: { room: ChairRoom }) {
  const sums = room.present.value?.branches;
  const seen = useSignal(false);
  const words = b.value;
  if (!sums) return null;
  return (
    <details
      class="card fold branches"
      onToggle={e => {
        seen.value = e.currentTarget.open;
      }}
    >
      <summary>
        <span class="figures">
          {[words.sums(sums.count, sums.present, sums.checkedIn), words.more(sums.hands, sums.comments), sums.cast !== undefined && words.cast(sums.cast)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </summary>
      {seen.value && <List room={room} />}
    </details>
  );
}

function List({ room }: { room: ChairRoom }) {
  const words = b.value;
  /** The ids behind which the pages begin that were turned. */
  const pages = useSignal<(string | undefined)[]>([undefined]);
  const page = useSignal<BranchPage | undefined>(undefined);
  const lost = useSignal(false);
  const after = pages.value.at(-1);
  useEffect(() => {
    let over = false;
    const read = () =>
      void call<BranchPage>('GET', `/api/meetings/${encodeURIComponent(room.id)}/branches?${query({ after, limit: PAGE })}`).then(
        found => {
          if (!over) [page.value, lost.value] = [found, false];
        },
        () => {
          lost.value = true;
        },
      );
    read();
    const timer = setInterval(read, AGAIN_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [room.id, after]);
  const shown = page.value;
  const ballot = room.view.value!.ballots.find(x => x.id === shown?.ballot);
  if (!shown) return <p class="hint">{lost.value ? words.failed : words.none}</p>;
  return (
    <>
      {ballot && (
        <p class="hint">
          {words.ballot} · <bdi>{ballot.question}</bdi>
        </p>
      )}
      <div class="branches-list" role="region" aria-label={words.list} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.present}</th>
              <th scope="col">{words.checkedIn}</th>
              <th scope="col">{words.hands}</th>
              <th scope="col">{words.comments}</th>
              {ballot && <th scope="col">{words.votes}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.items.map(x => (
              <tr key={x.id}>
                <td>
                  <bdi>{x.title}</bdi>
                  {x.status === undefined && <span class="tag">{words.away}</span>}
                </td>
                <td>{x.present}</td>
                <td>{x.checkedIn}</td>
                <td>{x.hands}</td>
                <td>{x.comments}</td>
                {ballot && (
                  <td class="choices">
                    {x.cast}
                    {x.counts &&
                      ` · ${Object.entries(x.counts)
                        .filter(([, n]) => n > 0)
                        .map(([choice, n]) => `${optionText(ballot, choice)} ${n}`)
                        .join(' · ')}`}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.next && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            pages.value = [...pages.value, shown.next];
          }}
        >
          {words.older}
        </button>
      )}
    </>
  );
}

/** A branch's chair sees what goes on at the hub, too. */
export const HubStrip = ({ room }: { room: ChairRoom }) => (room.part('hub') ? <Strip room={room} /> : null);

function Strip({ room }: { room: ChairRoom }) {
  const hub = useHub(room);
  const view = hub?.view.value;
  if (!hub || !view) return <p class="card hint hub-strip">{hub?.closed.value ? b.value.closed : b.value.loading}</p>;
  const open = view.ballots.filter(x => x.status !== 'closed').at(-1);
  const item = view.agenda.items.find(x => x.id === view.agenda.current);
  return (
    <details class="card fold hub-strip">
      <summary>
        <span class="eyebrow">{b.value.hub}</span> <bdi>{open?.question ?? item?.title ?? view.title}</bdi>
      </summary>
      <HubNow hub={hub} />
      {open && (
        <div class="card">
          <p>
            <bdi>{open.question}</bdi>
          </p>
          <BallotFigures room={hub} ballot={open} />
        </div>
      )}
    </details>
  );
}

/** A hand of this branch waits at the hub from now on. */
export function ForwardHand({ room, hand }: { room: ChairRoom; hand: HandView }) {
  if (!room.part('hub')) return null;
  return (
    <button
      type="button"
      class="quiet"
      disabled={room.isPending(x => x.$type === 'forwardHand')}
      aria-label={`${b.value.forward} · ${told(hand, room.marks.value)}`}
      onClick={() =>
        void room.send({ $type: 'forwardHand', participant: hand.participant }).then(receipt => {
          if (went(receipt)) notify(b.value.handForwarded);
        })
      }
    >
      {b.value.forward}
    </button>
  );
}

/** A comment of this branch stands at the hub, too. Whether it does is known to this page alone: to put it forward again changes nothing. */
export function ForwardComment({ room, comment }: { room: ChairRoom; comment: CommentView }) {
  const done = useSignal(false);
  if (!room.part('hub')) return null;
  return (
    <button
      type="button"
      class="quiet"
      disabled={done.value || room.isPending(x => x.$type === 'forwardComment')}
      onClick={() =>
        void room.send({ $type: 'forwardComment', comment: comment.id }).then(receipt => {
          if (!went(receipt)) return;
          done.value = true;
          notify(b.value.commentForwarded);
        })
      }
    >
      {done.value ? b.value.forwarded : b.value.forward}
    </button>
  );
}
