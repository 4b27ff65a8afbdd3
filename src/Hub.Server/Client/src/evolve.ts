/**
 * What each event does to the picture of a meeting: the client's half of MeetingEvolution.cs. Pure, and shares all that is equal, so
 * that only what changed is drawn again. An event it does not know throws: the room then asks for a fresh snapshot instead of
 * showing something that is not so.
 */
import type { AgendaView, BallotView, CommentView, EventView, FloorView, ItemView, MeetingView, SpeakerView } from './contract';

/** How many comments are kept, as in the snapshot. Older ones are paged. */
export const KEPT = 50;

export function applyEvent(m: MeetingView, e: EventView): MeetingView {
  switch (e.type) {
    case 'withheld':
    case 'meetingScheduled':
    case 'checkedIn':
    case 'checkedOut':
    case 'weightSet':
    case 'delegated':
    case 'memberSeated':
    case 'rollSet':
    case 'seatClaimed':
    case 'seatsConfirmed':
    case 'unseated':
    case 'seatReplaced':
    case 'seatsChanged':
    case 'claimsStopped':
    case 'markedPresent':
    case 'unmarkedPresent':
    case 'muted':
    case 'unmuted':
    case 'minutesCorrected':
    case 'minutesApproved':
    case 'statementAdded':
    case 'statementApproved':
    case 'statementHidden':
    case 'statementMerged':
      return m;
    case 'roundOpened':
    case 'groupsCounted':
    case 'roundClosing':
    case 'roundClosed':
      return { ...m, rounds: put(m.rounds, e.data.round) };
    case 'commitmentMade':
      return { ...m, commitments: [...(m.commitments ?? []), e.data] };
    case 'commitmentTakenBack': {
      const left = m.commitments!.filter(c => c.commitment !== e.data.commitment);
      return { ...m, commitments: left[0] && left };
    }
    case 'meetingEdited': {
      const { venueCleared, startsAtCleared, ...rest } = e.data;
      return { ...m, ...rest, ...(venueCleared && { venue: undefined }), ...(startsAtCleared && { startsAt: undefined }) };
    }
    case 'meetingCancelled':
      return { ...withFloor(m, { hands: [] }), status: 'cancelled', cancelled: { reason: e.data.reason, at: e.at } };
    case 'meetingOpened':
      return { ...m, status: 'open' };
    case 'meetingPaused':
      return { ...stopped(m, e.at), status: 'paused' };
    case 'meetingResumed':
      return {
        ...m,
        status: 'open',
        agenda: withItems(
          m.agenda,
          m.agenda.items.map(i => (i.status === 'active' ? { ...i, startedAt: e.at } : i)),
        ),
        floor: m.floor.speaker ? { ...m.floor, speaker: { ...m.floor.speaker, startedAt: e.at } } : m.floor,
      };
    case 'meetingClosed': {
      const ended = floorEnded(stopped(m, e.at));
      return { ...ended, status: 'closed', agenda: withItems(ended.agenda, finished(ended.agenda.items)), floor: { ...ended.floor, hands: [] } };
    }
    case 'itemAdded':
      return { ...m, agenda: withItems(m.agenda, insertAfter(m.agenda.items, e.data.after, { ...e.data.item, status: 'planned', spentSeconds: 0 })) };
    case 'itemEdited':
      return withItem(m, e.data.item, i => ({
        ...i,
        title: e.data.title ?? i.title,
        kind: e.data.kind ?? i.kind,
        minutes: e.data.minutes ?? i.minutes,
      }));
    case 'itemMoved': {
      const moved = m.agenda.items.find(i => i.id === e.data.item);
      return moved
        ? {
            ...m,
            agenda: withItems(
              m.agenda,
              insertAfter(
                m.agenda.items.filter(i => i !== moved),
                e.data.after,
                moved,
              ),
            ),
          }
        : m;
    }
    case 'itemDropped':
      return {
        ...m,
        agenda: withItems(
          m.agenda,
          m.agenda.items.filter(i => i.id !== e.data.item),
        ),
      };
    case 'documentAdded':
    case 'documentDropped':
      return withItem(m, e.data.item, i => ({ ...i, documents: e.data.documents }));
    case 'itemStarted':
      return withItem({ ...m, agenda: withItems(m.agenda, finished(m.agenda.items.map(i => stop(i, e.at)))) }, e.data.item, i => ({
        ...i,
        status: 'active',
        startedAt: e.at,
      }));
    case 'itemFinished':
      return withItem(m, e.data.item, i => ({ ...stop(i, e.at), status: 'done' }));
    case 'timeAdded':
      return withItem(m, e.data.item, i => ({ ...i, minutes: i.minutes + e.data.seconds / 60 }));

    case 'handRaised': {
      const who = e.actor;
      return who
        ? withFloor(m, {
            hands: [
              ...m.floor.hands,
              {
                participant: who.participant,
                name: who.name,
                verified: who.verified,
                about: e.data.about,
                raisedAt: e.at,
                spokenSeconds: e.data.spokenSeconds,
              },
            ],
          })
        : m;
    }
    case 'handLowered':
      return e.actor ? withoutHand(m, e.actor.participant) : m;
    case 'handDismissed':
      return withoutHand(m, e.data.participant);
    case 'handsReordered': {
      const place = (p: string) => {
        const at = e.data.participants.indexOf(p);
        return at < 0 ? Infinity : at;
      };
      const hands = m.floor.hands
        .map((h, i) => ({ h, i }))
        .sort((a, b) => {
          const [x, y] = [place(a.h.participant), place(b.h.participant)];
          return x === y ? a.i - b.i : x - y;
        });
      return withFloor(m, { hands: hands.map(x => x.h) });
    }
    case 'floorGiven': {
      const { participant, seconds, name, verified, removed, spokenSeconds } = e.data;
      return withFloor(withoutHand(floorEnded(m), participant), {
        speaker: { participant, name, verified, removed, seconds, item: m.agenda.current, startedAt: e.at, spentSeconds: 0, spokenSeconds },
      });
    }
    case 'renamed':
    case 'nameRemoved': {
      const called = naming(e);
      return {
        ...withFloor(m, { hands: m.floor.hands.map(called), speaker: m.floor.speaker && called(m.floor.speaker) }),
        comments: comments(m.comments, e),
      };
    }
    case 'floorTimeAdded': {
      const speaker = m.floor.speaker;
      return speaker?.seconds !== undefined ? withFloor(m, { speaker: { ...speaker, seconds: speaker.seconds + e.data.seconds } }) : m;
    }
    case 'floorPolicySet':
      return withFloor(m, { policy: e.data.policy === 'arrival' ? undefined : e.data.policy });
    case 'floorEnded':
      return floorEnded(m);

    case 'commented':
    case 'commentApproved':
    case 'commentWithdrawn':
    case 'commentHidden':
    case 'commentRestored':
    case 'commentPinned':
      return { ...m, comments: comments(m.comments, e) };
    case 'moderationSet':
      return { ...m, moderation: e.data.mode };

    case 'ballotDrafted':
      return { ...m, drafts: put(m.drafts, e.data.draft) };
    case 'draftDropped':
      return { ...m, drafts: without(m.drafts, e.data.draft) };
    case 'ballotOpened': {
      // By which rule it is counted who is present, the tally shows.
      const { ballot, eligible, turnout, draft, ...rest } = e.data;
      const opened: BallotView = {
        ...rest,
        id: ballot,
        status: 'open',
        secrecy: rest.secrecy ?? 'named',
        majority: rest.majority ?? 'simple',
        base: rest.base ?? 'cast',
        abstentionsCount: rest.abstentionsCount || undefined,
        openedAt: e.at,
        revealed: false,
        tally: { version: 0, cast: 0, eligible },
      };
      return { ...m, ballots: [...m.ballots, opened], drafts: without(m.drafts, draft) };
    }
    case 'ballotClosing':
      return withBallot(m, e.data.ballot, b => ({ ...b, status: 'closing' }));
    case 'ballotClosed':
    case 'ballotVoided':
      return withBallot(m, e.data.ballot, b => ({
        ...b,
        status: 'closed',
        endedAt: b.endedAt ?? e.at,
        tally: e.data.tally ?? b.tally,
        outcome: e.data.outcome,
        root: e.data.root,
      }));
    case 'ballotRevealed':
      return withBallot(m, e.data.ballot, b => ({ ...b, revealed: true, tally: e.data.tally ?? b.tally, outcome: e.data.outcome ?? b.outcome }));

    case 'sceneShown':
      return { ...m, scene: e.data.scene };
    default:
      throw new Error(`Unknown event ${(e as { type: string }).type}`);
  }
}

type NameEvent = Extract<EventView, { type: 'renamed' | 'nameRemoved' }>;
type CommentEvent = Extract<EventView, { data?: { comment?: string } }> | NameEvent;

function comments(c: MeetingView['comments'], e: CommentEvent): MeetingView['comments'] {
  switch (e.type) {
    case 'commented': {
      const made: CommentView = {
        id: e.data.comment,
        seq: e.seq,
        at: e.at,
        author: e.actor ?? { participant: '' },
        text: e.data.text,
        item: e.data.item,
        replyTo: e.data.replyTo,
        status: e.data.waiting ? 'waiting' : 'visible',
        likes: 0,
      };
      return e.data.waiting ? { ...c, waiting: inOrder(c.waiting ?? [], made) } : { ...c, items: kept(inOrder(c.items, made)), total: c.total + 1 };
    }
    case 'commentApproved': {
      const { view } = e.data;
      return { ...c, items: kept(inOrder(c.items, view)), waiting: without(c.waiting, view.id), total: c.total + 1 };
    }
    case 'commentRestored': {
      const { view, waiting } = e.data;
      return waiting ? { ...c, waiting: inOrder(c.waiting ?? [], view) } : { ...c, items: kept(inOrder(c.items, view)) };
    }
    case 'commentHidden':
    case 'commentWithdrawn': {
      const pinned = c.pinned === e.data.comment ? { pinned: undefined, pinnedComment: undefined } : undefined;
      return { ...c, items: changed(c.items, e), waiting: without(c.waiting, e.data.comment), ...pinned };
    }
    case 'commentPinned':
      return { ...c, pinned: e.data.comment, pinnedComment: e.data.view ?? c.items.find(x => x.id === e.data.comment) };
    case 'nameRemoved': {
      const nameless = (rows: CommentView[]) => changed(rows, e);
      return { ...c, items: nameless(c.items), waiting: c.waiting && nameless(c.waiting), pinnedComment: c.pinnedComment && nameless([c.pinnedComment])[0] };
    }
    default:
      return c;
  }
}

/** What an event does to comments already shown; adds none. Also for the rows of a page that stands still. */
export function changed(rows: CommentView[], e: EventView): CommentView[] {
  switch (e.type) {
    case 'commentHidden':
      return replace(rows, e.data.comment, c => ({ ...c, status: 'hidden', text: '' }));
    case 'commentWithdrawn':
      return replace(rows, e.data.comment, c => ({ ...c, status: 'withdrawn', text: '' }));
    case 'commentRestored':
      return replace(rows, e.data.comment, () => e.data.view);
    case 'nameRemoved':
      return rows.some(c => c.author.participant === e.data.participant) ? rows.map(c => ({ ...c, author: naming(e)(c.author) })) : rows;
    default:
      return rows;
  }
}

/** Whoever is named otherwise now, or not at all; others are the same as before. */
function naming(e: NameEvent): <T extends { participant: string }>(who: T) => T {
  const now =
    e.type === 'renamed' ? { name: e.data.name, verified: e.data.verified, removed: undefined } : { name: undefined, verified: undefined, removed: true };
  return who => (who.participant === e.data.participant ? { ...who, ...now } : who);
}

/** The id of a comment that this event brings before the room for the first time. */
export function newComment(e: EventView): string | undefined {
  return e.type === 'commented' && !e.data.waiting ? e.data.comment : e.type === 'commentApproved' ? e.data.comment : undefined;
}

function replace<T extends { id: string }>(rows: T[], id: string, change: (row: T) => T): T[] {
  return rows.some(r => r.id === id) ? rows.map(r => (r.id === id ? change(r) : r)) : rows;
}

/** In the place of what was there under its id, or behind all others. */
export const put = <T extends { id: string }>(rows: T[] | undefined, row: T): T[] =>
  rows?.some(r => r.id === row.id) ? replace(rows, row.id, () => row) : [...(rows ?? []), row];

function without<T extends { id: string }>(rows: T[] | undefined, id: string | undefined): T[] | undefined {
  return rows?.some(r => r.id === id) ? rows.filter(r => r.id !== id) : rows;
}

/** In the order in which they were written, which an approval may come long after. */
function inOrder(rows: CommentView[], row: CommentView): CommentView[] {
  const others = rows.filter(r => r.id !== row.id);
  let at = others.length;
  while (at > 0 && others[at - 1]!.seq > row.seq) at--;
  others.splice(at, 0, row);
  return others;
}

const kept = (rows: CommentView[]) => (rows.length > KEPT ? rows.slice(-KEPT) : rows);

const elapsed = (since: string, at: string) => (Date.parse(at) - Date.parse(since)) / 1000;

function stop<T extends ItemView | SpeakerView>(x: T, at: string): T {
  return x.startedAt ? { ...x, startedAt: undefined, spentSeconds: x.spentSeconds + elapsed(x.startedAt, at) } : x;
}

function stopped(m: MeetingView, at: string): MeetingView {
  return {
    ...m,
    agenda: withItems(
      m.agenda,
      m.agenda.items.map(i => stop(i, at)),
    ),
    floor: m.floor.speaker ? { ...m.floor, speaker: stop(m.floor.speaker, at) } : m.floor,
  };
}

function finished(items: ItemView[]): ItemView[] {
  return items.map(i => (i.status === 'active' ? { ...i, status: 'done' } : i));
}

function floorEnded(m: MeetingView): MeetingView {
  return m.floor.speaker ? withFloor(m, { speaker: undefined }) : m;
}

function withFloor(m: MeetingView, floor: Partial<FloorView>): MeetingView {
  return { ...m, floor: { ...m.floor, ...floor } };
}

function withoutHand(m: MeetingView, participant: string): MeetingView {
  return m.floor.hands.some(h => h.participant === participant) ? withFloor(m, { hands: m.floor.hands.filter(h => h.participant !== participant) }) : m;
}

function insertAfter(items: ItemView[], after: string | undefined, item: ItemView): ItemView[] {
  const at = items.findIndex(i => i.id === after) + 1;
  return [...items.slice(0, at), item, ...items.slice(at)];
}

function withItems(agenda: AgendaView, items: ItemView[]): AgendaView {
  return { ...agenda, items, current: items.find(i => i.status === 'active')?.id };
}

function withItem(m: MeetingView, id: string, change: (item: ItemView) => ItemView): MeetingView {
  return { ...m, agenda: withItems(m.agenda, replace(m.agenda.items, id, change)) };
}

function withBallot(m: MeetingView, id: string, change: (ballot: BallotView) => BallotView): MeetingView {
  return { ...m, ballots: replace(m.ballots, id, change) };
}
