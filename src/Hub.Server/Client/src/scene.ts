/** What the room's projector shows: the scene that the chair holds, or, while it follows, what the meeting has come to. Pure. */
import type { BallotView, MeetingView, SceneKind, Tally } from './contract';

/** A scene as it is drawn. An item and the end are shown by a screen that follows; nobody chooses them. */
export interface Shown {
  scene: Exclude<SceneKind, 'auto'> | 'item' | 'end';
  ballot?: string;
  comment?: string;
}

type Seen = Pick<MeetingView, 'status' | 'agenda' | 'floor' | 'ballots' | 'scene' | 'commitments' | 'rounds'>;

export function sceneOf(view: Seen): Shown {
  const { scene: held, ...of } = view.scene;
  // All that was given may have been taken back.
  const isEmptied = held === 'commitments' && view.status !== 'closed' && !view.commitments?.length;
  if (held === 'auto' || isEmptied) return followed(view);
  // What a meeting is about to do is over with it; what came of it may be held on.
  if (view.status === 'closed' && (held === 'join' || held === 'speaker' || held === 'pause')) return { scene: 'end' };
  return { ...of, scene: held };
}

/**
 * Whether the wall of a branch shows its hub: where it follows, and nothing goes on in the branch itself, while the hub is under way and shows more than how
 * to join it.
 * @param hub Absent: it is not known, or cut off.
 */
export const showsHub = (branch: Seen, hub?: Seen): hub is Seen =>
  branch.scene.scene === 'auto' &&
  branch.status !== 'closed' &&
  !branch.floor.speaker &&
  !branch.ballots.some(b => b.status !== 'closed') &&
  (hub?.status === 'open' || hub?.status === 'paused') &&
  sceneOf(hub).scene !== 'join';

/** How to join → the item → who speaks → the ballot → its result → recess → the end; an opinion round stands where a ballot and its result do. */
function followed({ status, agenda, floor, ballots, commitments, rounds }: Seen): Shown {
  if (status === 'closed' || status === 'cancelled') return { scene: 'end' };
  if (status === 'scheduled') return { scene: 'join' };
  if (status === 'paused') return { scene: 'pause' };
  const open = ballots.filter(b => b.status !== 'closed').pop();
  if (open) return { scene: 'ballot', ballot: open.id };
  const item = agenda.items.find(i => i.id === agenda.current);
  const lastDone = agenda.items.filter(i => i.status === 'done').at(-1);
  // Between two items: a later one than its own is done already.
  const isOfEarlier = (of: Asked) => !item && of.item !== undefined && lastDone !== undefined && lastDone.id !== of.item;
  const stays = (of: Asked) => !isOfEarlier(of) && !isPast(of, floor.speaker?.startedAt, item?.startedAt);
  const last = latest(ballots);
  const round = latest(rounds ?? []);
  if (round && stays(round) && !(last && cameOut(last) > cameOut(round))) return { scene: 'agreed' };
  if (last && stays(last)) return { scene: 'result', ballot: last.id };
  if (floor.speaker) return { scene: 'speaker' };
  if (item) return { scene: 'item' };
  if (agenda.items.some(i => i.status === 'done')) {
    const more = agenda.items.some(i => i.status === 'planned');
    return { scene: !more && commitments?.length ? 'commitments' : 'agenda' };
  }
  return { scene: 'join' };
}

/** What the meeting was asked: a ballot, which ends, or an opinion round, which is closed. */
type Asked = { openedAt: string; endedAt?: string; closedAt?: string; item?: string };

/** When there was something to show of it last: its result, from its end on. */
const cameOut = ({ endedAt, closedAt, openedAt }: Asked) => Date.parse(endedAt ?? closedAt ?? openedAt);

const latest = <T extends Asked>(asked: T[]) => asked.reduce<T | undefined>((last, a) => (last && cameOut(last) > cameOut(a) ? last : a), undefined);

/** A result stays until something begins that began after its end: an item, a speech, or either of them again after a recess. */
const isPast = (asked: Asked, ...begun: (string | undefined)[]) => begun.some(at => at !== undefined && Date.parse(at) > cameOut(asked));

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
