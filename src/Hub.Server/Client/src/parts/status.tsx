/**
 * What every status looks like: its tone and its picture, beside the word that status.words.ts has for it. One table for all pages, so that one colour means
 * one thing: plain for what has not begun or is simply over, moving for what is under way, waiting for what needs somebody, good for what is achieved, bad
 * for what failed or was called off. The tones are pairs of colours in status.css.
 */
import '../style/status.css';
import { statusWords, type Statuses } from '../status.words';
import { w } from '../words';
import { Icon } from './icons';
import { MoreIcon } from './icons.more';

export type Tone = 'plain' | 'moving' | 'waiting' | 'good' | 'bad';

const pictures = {
  check: () => <Icon is="check" />,
  close: () => <Icon is="close" />,
  pause: () => <Icon is="pause" />,
  play: () => <Icon is="play" />,
  again: () => <MoreIcon is="again" />,
  arrow: () => <MoreIcon is="arrow" />,
  clock: () => <MoreIcon is="clock" />,
  dot: () => <MoreIcon is="dot" />,
  eye: () => <MoreIcon is="eye" />,
  stop: () => <MoreIcon is="stop" />,
};

type Words = { [K in keyof Statuses]: Record<Statuses[K], string> };
type Look = readonly [Tone, keyof typeof pictures];

export const looks: { [K in keyof Statuses]: Record<Statuses[K], Look> } = {
  AccountState: { invited: ['waiting', 'clock'], active: ['good', 'check'], disabled: ['bad', 'close'] },
  AuditResult: { done: ['good', 'check'], refused: ['bad', 'close'], unknown: ['waiting', 'clock'] },
  BallotStatus: { open: ['moving', 'play'], closing: ['waiting', 'clock'], closed: ['plain', 'stop'] },
  CardState: { none: ['plain', 'dot'], printed: ['moving', 'arrow'], used: ['good', 'check'] },
  CommentStatus: { visible: ['good', 'check'], waiting: ['waiting', 'clock'], hidden: ['bad', 'close'], withdrawn: ['plain', 'stop'] },
  CommitmentStatus: { open: ['moving', 'arrow'], completed: ['good', 'check'], reopened: ['waiting', 'again'], reported: ['waiting', 'clock'] },
  ConsentState: {
    waiting: ['waiting', 'clock'],
    agreed: ['moving', 'arrow'],
    done: ['good', 'check'],
    declined: ['bad', 'close'],
    refused: ['bad', 'close'],
    lapsed: ['plain', 'stop'],
  },
  ForgetState: { asked: ['plain', 'dot'], waiting: ['waiting', 'clock'], agreed: ['moving', 'arrow'], declined: ['bad', 'close'], done: ['good', 'check'] },
  ItemStatus: { planned: ['plain', 'dot'], active: ['moving', 'play'], done: ['good', 'check'] },
  MeetingStatus: {
    scheduled: ['plain', 'clock'],
    open: ['moving', 'play'],
    paused: ['waiting', 'pause'],
    closed: ['plain', 'stop'],
    cancelled: ['bad', 'close'],
  },
  PlanProgress: { planned: ['plain', 'dot'], scheduled: ['plain', 'clock'], underWay: ['moving', 'play'], held: ['good', 'check'] },
  ProposalStatus: { filed: ['plain', 'dot'], assigned: ['moving', 'arrow'], answered: ['good', 'check'] },
  RollState: { absent: ['plain', 'dot'], claimed: ['waiting', 'clock'], seated: ['good', 'check'] },
  RoundStatus: { open: ['moving', 'play'], closing: ['waiting', 'clock'], closed: ['plain', 'stop'] },
  SeatState: { claimed: ['waiting', 'clock'], seated: ['good', 'check'] },
  StatementStatus: { visible: ['good', 'check'], waiting: ['waiting', 'clock'], hidden: ['bad', 'close'], merged: ['plain', 'arrow'] },
  TopicMeetingStatus: { scheduled: ['plain', 'clock'], discussed: ['good', 'check'], dropped: ['plain', 'stop'] },
  TopicStatus: {
    raised: ['plain', 'dot'],
    accepted: ['moving', 'eye'],
    declined: ['bad', 'close'],
    merged: ['plain', 'arrow'],
    scheduled: ['plain', 'clock'],
    discussed: ['moving', 'play'],
    committed: ['moving', 'arrow'],
    resolved: ['good', 'check'],
    rated: ['good', 'check'],
  },
};

/** What a newer server says, and this page has no row for. */
const UNKNOWN: Look = ['plain', 'dot'];

/** The word for a status, where it stands in a sentence; one that is not here, as a newer server says it, stands as it is stored. */
export function statusWord<T extends keyof Statuses>(of: T, is: Statuses[T]): string {
  const all: Words = { ...statusWords.value, ItemStatus: w.value.itemStatus, MeetingStatus: w.value.status };
  return all[of][is] ?? is;
}

/**
 * A status as it stands on a page.
 * @param of The name of its type in the contract.
 */
export function Badge<T extends keyof Statuses>({ of, is }: { of: T; is: Statuses[T] }) {
  const [tone, picture] = (looks[of] as Partial<Record<string, Look>>)[is] ?? UNKNOWN;
  const Picture = pictures[picture];
  return (
    <span class={`badge ${is} tone-${tone}`}>
      <Picture />
      {statusWord(of, is)}
    </span>
  );
}
