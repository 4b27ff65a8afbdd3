/** What the room's projector shows: the scene that the chair holds, or, while it follows, what the meeting has come to. Pure. */
import type { BallotView, MeetingView, SceneKind, Tally } from './contract';

/** A scene as it is drawn. An item and the end are shown by a screen that follows; nobody chooses them. */
export interface Shown {
  scene: Exclude<SceneKind, 'auto'> | 'item' | 'end';
  ballot?: string;
  comment?: string;
}

type Seen = Pick<MeetingView, 'status' | 'agenda' | 'floor' | 'ballots' | 'scene' | 'commitments'>;

export function sceneOf(view: Seen): Shown {
  const { scene: held, ...of } = view.scene;
  // All that was given may have been taken back.
  const isEmptied = held === 'commitments' && view.status !== 'closed' && !view.commitments?.length;
  if (held === 'auto' || isEmptied) return followed(view);
  // What a meeting is about to do is over with it; what came of it may be held on.
  if (view.status === 'closed' && (held === 'join' || held === 'speaker' || held === 'pause')) return { scene: 'end' };
  return { ...of, scene: held };
}

/** How to join → the item → who speaks → the ballot → its result → recess → the end. */
function followed({ status, agenda, floor, ballots, commitments }: Seen): Shown {
  if (status === 'closed' || status === 'cancelled') return { scene: 'end' };
  if (status === 'scheduled') return { scene: 'join' };
  if (status === 'paused') return { scene: 'pause' };
  const open = ballots.filter(b => b.status !== 'closed').pop();
  if (open) return { scene: 'ballot', ballot: open.id };
  const item = agenda.items.find(i => i.id === agenda.current);
  const last = ballots.reduce<BallotView | undefined>((latest, b) => (latest && cameOut(latest) > cameOut(b) ? latest : b), undefined);
  const lastDone = agenda.items.filter(i => i.status === 'done').at(-1);
  // Between two items: a later one than the ballot's is done already.
  const isOfEarlier = !item && last?.item !== undefined && lastDone !== undefined && lastDone.id !== last.item;
  if (last && !isOfEarlier && !isPast(last, floor.speaker?.startedAt, item?.startedAt)) return { scene: 'result', ballot: last.id };
  if (floor.speaker) return { scene: 'speaker' };
  if (item) return { scene: 'item' };
  if (agenda.items.some(i => i.status === 'done')) {
    const more = agenda.items.some(i => i.status === 'planned');
    return { scene: !more && commitments?.length ? 'commitments' : 'agenda' };
  }
  return { scene: 'join' };
}

/** When there was something to show of a ballot last: its result, from its end on. */
const cameOut = ({ endedAt, openedAt }: BallotView) => Date.parse(endedAt ?? openedAt);

/** A result stays until something begins that began after the ballot ended: an item, a speech, or either of them again after a recess. */
const isPast = (ballot: BallotView, ...begun: (string | undefined)[]) => begun.some(at => at !== undefined && Date.parse(at) > cameOut(ballot));

/** What those who won an election are: elected, or ahead where nobody has verified who voted; undefined where there are none, or it counts no more. */
export const winnersAre = ({ kind, status, outcome }: BallotView): 'elected' | 'ahead' | undefined =>
  kind !== 'election' || status !== 'closed' || !outcome?.winners?.length || outcome.void ? undefined : outcome.verified === false ? 'ahead' : 'elected';

const BARS = 12;

/**
 * A wall does not scroll: of very many options it shows some, in the ballot's order. Those who were elected come before all others, then those that lead.
 * @param tally Undefined while it is not to be told.
 */
export function leading(ballot: BallotView, tally?: Tally): BallotView['options'] {
  if (ballot.options.length <= BARS) return ballot.options;
  const winners = new Set(ballot.outcome?.winners);
  const { counts, weights } = tally ?? {};
  const votes = (id: string) => Number((weights?.counts ?? counts)?.[id] ?? (weights?.counts ?? counts)?.[`${id}:approve`] ?? 0);
  const first = (id: string) => Number(winners.has(id));
  const shown = new Set([...ballot.options].sort((x, y) => first(y.id) - first(x.id) || votes(y.id) - votes(x.id)).slice(0, BARS));
  return ballot.options.filter(o => shown.has(o));
}
