/** The contract with the server: what Wire.cs, the commands, the events and the rejections look like as JSON (camelCase, nulls left out). */

export type Role = 'observer' | 'attendee' | 'member' | 'chair';
export type Visibility = 'public' | 'codes';
export type MeetingStatus = 'scheduled' | 'open' | 'paused' | 'closed' | 'archived';
export type Moderation = 'post' | 'pre' | 'frozen';
export type ItemStatus = 'planned' | 'active' | 'done';
export type CommentStatus = 'visible' | 'waiting' | 'hidden' | 'withdrawn';
export type SceneKind = 'join' | 'agenda' | 'speaker' | 'ballot' | 'result' | 'comment' | 'pause';
export type BallotKind = 'approval' | 'single' | 'multiple' | 'rating' | 'election';
export type BallotStatus = 'open' | 'closing' | 'closed';
export type Voters = 'members' | 'all';
export type ResultsShown = 'live' | 'afterClose' | 'onReveal';

export interface Text {
  zh: string;
  en: string;
}

export interface PersonView {
  participant: string;
  name?: string;
  role?: Role;
}

export interface MeetingView {
  id: string;
  title: string;
  format: string;
  status: MeetingStatus;
  venue?: string;
  startsAt?: string;
  visibility: Visibility;
  checkIn: boolean;
  moderation: Moderation;
  agenda: AgendaView;
  floor: FloorView;
  comments: CommentsView;
  ballots: BallotView[];
  present: PresentView;
  scene: Scene;
}

export interface AgendaView {
  items: ItemView[];
  current?: string;
}

export interface ItemView {
  id: string;
  title: string;
  kind: string;
  status: ItemStatus;
  minutes: number;
  /** Since when its time runs; absent while it does not. */
  startedAt?: string;
  /** Time used before that. */
  spentSeconds: number;
}

export interface FloorView {
  speaker?: SpeakerView;
  hands: HandView[];
}

export interface SpeakerView {
  participant: string;
  name?: string;
  item?: string;
  /** The time granted; absent: no limit. */
  seconds?: number;
  startedAt?: string;
  spentSeconds: number;
  /** What this person has spoken in earlier turns. */
  spokenSeconds: number;
}

export interface HandView {
  participant: string;
  name?: string;
  about?: string;
  raisedAt: string;
  spokenSeconds: number;
}

export interface CommentsView {
  /** The newest 50, oldest first. */
  items: CommentView[];
  total: number;
  pinned?: string;
  pinnedComment?: CommentView;
  /** Those waiting for approval; the chair's only. */
  waiting?: CommentView[];
}

export interface CommentView {
  id: string;
  seq: number;
  at: string;
  author: PersonView;
  text: string;
  item?: string;
  replyTo?: string;
  status: CommentStatus;
  likes: number;
}

export interface BallotOption {
  id: string;
  text: string;
}

export interface BallotView {
  id: string;
  question: string;
  kind: BallotKind;
  options: BallotOption[];
  max: number;
  voters: Voters;
  status: BallotStatus;
  secrecy: string;
  results: ResultsShown;
  item?: string;
  openedAt: string;
  closesAt?: string;
  revealed: boolean;
  tally?: Tally;
  outcome?: Outcome;
}

export interface Tally {
  version: number;
  /** By option id; absent where they are not shown. */
  counts?: Record<string, number>;
  cast: number;
  eligible: number;
}

export interface Outcome {
  passed: boolean;
  text: Text;
  winners?: string[];
}

export interface PresentView {
  now: number;
  checkedIn: number;
  entitled?: number;
}

export interface Scene {
  scene: SceneKind;
  ballot?: string;
  comment?: string;
}

export interface MeView {
  participant: string;
  name: string;
  role: Role;
  checkedIn: boolean;
  hand?: HandView;
  /** My current choices by ballot. */
  votes: Record<string, string[]>;
  likes: string[];
}

// Live.

export interface Joined {
  position: string;
  to: number;
  now: string;
  me?: MeView;
  snapshot?: MeetingView;
  missed?: FrameView[];
}

export interface FrameView {
  room: string;
  from: number;
  to: number;
  events: EventView[];
  omitted?: number;
  position: string;
}

export interface TallyUpdate {
  room: string;
  version: number;
  present: PresentView;
  tallies: TallyItem[];
}

export interface TallyItem {
  /** A ballot's id, or a comment's (then the counts are `{like: n}`). */
  id: string;
  counts?: Record<string, number>;
  cast?: number;
  eligible?: number;
}

export interface Receipt {
  op: string;
  outcome: 'done' | 'already' | 'refused' | 'retry';
  seq?: number;
  code?: Rejection;
  message?: string;
  result?: { comment?: string; ballot?: string; item?: string };
}

export type Rejection =
  | 'unreadable' | 'unknownCommand' | 'badOperation' | 'unknownRoom' | 'forbidden' | 'tooFast' | 'empty' | 'tooLong' | 'outOfRange'
  | 'notOpen' | 'paused' | 'meetingClosed' | 'alreadyScheduled' | 'unknownItem' | 'itemUnderWay' | 'unknownComment' | 'commentsFrozen'
  | 'commentNotVisible' | 'commentWithdrawn' | 'unknownParticipant' | 'noHand' | 'noFloor' | 'hasFloor' | 'unknownBallot' | 'ballotNotOpen'
  | 'ballotStillOpen' | 'badChoice' | 'notEntitled' | 'notOffered' | 'noVoters' | 'nothingToReveal' | 'badScene' | 'quarantined';

// Commands.

export interface NewItem {
  title: string;
  kind?: string;
  minutes?: number;
}

export interface OpenBallot {
  $type: 'openBallot';
  question: string;
  kind: BallotKind;
  options?: string[];
  max?: number;
  voters?: Voters;
  results?: ResultsShown;
  item?: string;
  closesIn?: number;
}

export type Command =
  | { $type: 'open' | 'pause' | 'resume' | 'close' }
  | ({ $type: 'addItem'; after?: string } & NewItem)
  | { $type: 'editItem'; item: string; title?: string; kind?: string; minutes?: number }
  | { $type: 'moveItem'; item: string; after?: string }
  | { $type: 'dropItem' | 'startItem' | 'finishItem'; item: string }
  | { $type: 'addTime'; item: string; seconds: number }
  | { $type: 'giveFloor'; participant: string; seconds?: number }
  | { $type: 'addFloorTime'; seconds: number }
  | { $type: 'endFloor' }
  | { $type: 'reorderHands'; participants: string[] }
  | { $type: 'dismissHand'; participant: string }
  | { $type: 'hideComment'; comment: string; reason?: string }
  | { $type: 'restoreComment' | 'approveComment' | 'withdrawComment'; comment: string }
  | { $type: 'pinComment'; comment?: string }
  | { $type: 'setModeration'; mode: Moderation }
  | OpenBallot
  | { $type: 'closeBallot' | 'revealBallot'; ballot: string }
  | { $type: 'showScene'; scene: SceneKind; ballot?: string; comment?: string }
  | { $type: 'checkIn' | 'checkOut' }
  | { $type: 'comment'; text: string; item?: string; replyTo?: string }
  | { $type: 'raiseHand'; about?: string }
  | { $type: 'lowerHand' | 'yieldFloor' }
  | { $type: 'vote'; ballot: string; choices: string[] }
  | { $type: 'react'; comment: string; kind: 'like'; on: boolean };

// Events.

/** The data of each event, by its type. */
export interface EventData {
  meetingScheduled: { title: string; format: string };
  meetingOpened: object;
  meetingPaused: object;
  meetingResumed: object;
  meetingClosed: object;
  checkedIn: { role: Role };
  checkedOut: object;
  itemAdded: { item: { id: string; title: string; kind: string; minutes: number }; after?: string };
  itemEdited: { item: string; title?: string; kind?: string; minutes?: number };
  itemMoved: { item: string; after?: string };
  itemDropped: { item: string };
  itemStarted: { item: string };
  itemFinished: { item: string };
  timeAdded: { item: string; seconds: number };
  handRaised: { about?: string };
  handLowered: object;
  handDismissed: { participant: string; name?: string };
  handsReordered: { participants: string[] };
  floorGiven: { participant: string; seconds?: number; name?: string; spokenSeconds?: number };
  floorTimeAdded: { seconds: number };
  floorEnded: { participant: string; name?: string };
  commented: { comment: string; text: string; item?: string; replyTo?: string; waiting?: boolean };
  commentApproved: { comment: string; view?: CommentView };
  commentWithdrawn: { comment: string };
  commentHidden: { comment: string; reason?: string };
  commentRestored: { comment: string; view?: CommentView };
  commentPinned: { comment?: string; view?: CommentView };
  moderationSet: { mode: Moderation };
  ballotOpened: {
    ballot: string; question: string; kind: BallotKind; options: BallotOption[]; max: number; voters: Voters; results: ResultsShown; eligible: number;
    item?: string; closesAt?: string;
  };
  ballotClosing: { ballot: string };
  ballotClosed: { ballot: string; tally?: Tally; outcome?: Outcome };
  ballotRevealed: { ballot: string; tally?: Tally; outcome?: Outcome };
  sceneShown: { scene: Scene };
}

/** What happened, as told to this audience. A withheld event is not for it: it has neither time nor data. */
export type EventView =
  | { [T in keyof EventData]: { seq: number; type: T; at: string; actor?: PersonView; data: EventData[T] } }[keyof EventData]
  | { seq: number; type: 'withheld'; at?: undefined; actor?: undefined; data?: undefined };

// HTTP.

/** What the server writes into the page it sends, so that the first picture needs no second question. */
export interface Boot {
  publicUrl?: string;
  session?: { person: string; role?: 'operator' };
  code?: string;
  meeting?: Joined;
  error?: 'unknownCode' | 'unknownRoom' | 'forbidden' | 'tooFast';
}

export interface Seat {
  participant: string;
  name: string;
  role: Role;
  room: string;
}

export interface Me {
  person: string;
  role?: 'operator';
  seats?: Seat[];
}

export interface MeetingRow {
  id: string;
  room: string;
  title: string;
  format: string;
  status: MeetingStatus;
  startsAt?: string;
  present: number;
}

export interface Page<T> {
  items: T[];
  next?: string;
}

export interface CommentsPage {
  items: CommentView[];
  next?: number;
}

export interface NewMeeting {
  title: string;
  format: string;
  venue?: string;
  startsAt?: string;
  agenda?: NewItem[];
  visibility?: Visibility;
  expected?: number;
}

export interface Codes {
  attend?: string;
  member?: string;
  chair?: string;
  watch?: string;
}

export interface Format {
  id: string;
  name: Text;
  convener: Text;
  rules: { checkIn: boolean; voters: Voters };
  agenda: NewItem[];
}
