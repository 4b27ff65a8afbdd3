/** The contract with the server, written from its C# types; a test holds the two together. Absent means null: nulls are left out of the JSON. */

export interface AgendaView {
  items: ItemView[];
  current?: string;
}

export interface AllCodes {
  attend: string;
  member: string;
  chair: string;
  watch: string;
}

export type BallotKind =
  | 'approval'
  | 'single'
  | 'multiple'
  | 'rating'
  | 'election';

export interface BallotOption {
  id: string;
  text: string;
}

export type BallotStatus =
  | 'open'
  | 'closing'
  | 'closed';

export interface BallotTemplate {
  question: string;
  kind: BallotKind;
  options?: string[];
  max?: number;
  majority?: string;
  base?: string;
  quorum?: string;
  secrecy?: string;
  results?: ResultsShown;
  closesIn?: number;
}

export interface BallotView {
  id: string;
  question: string;
  kind: BallotKind;
  options: BallotOption[];
  max: number;
  voters: Voters;
  status: BallotStatus;
  secrecy: Secrecy;
  results: ResultsShown;
  majority: string;
  base: VoteBase;
  quorum?: string;
  item?: string;
  openedAt: string;
  closesAt?: string;
  revealed: boolean;
  tally?: Tally;
  outcome?: Outcome;
  root?: string;
}

export interface Boot {
  publicUrl?: string;
  session?: BootSession;
  code?: string;
  meeting?: Joined;
  error?: string;
}

export interface BootSession {
  person: string;
  role?: string;
}

export type CommentStatus =
  | 'visible'
  | 'waiting'
  | 'hidden'
  | 'withdrawn';

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

export interface CommentsPage {
  items: CommentView[];
  next?: number;
}

export interface CommentsView {
  items: CommentView[];
  total: number;
  pinned?: string;
  pinnedComment?: CommentView;
  waiting?: CommentView[];
}

export interface FloorView {
  speaker?: SpeakerView;
  hands: HandView[];
}

export interface Format {
  id: string;
  name: Text;
  convener: Text;
  rules: FormatRules;
  agenda: NewItem[];
  ballots?: BallotTemplate[];
}

export interface FormatRules {
  checkIn: boolean;
  voters: Voters;
  majority?: string;
  base?: VoteBase;
  abstentionsCount?: boolean;
  quorum?: string;
  weighted?: boolean;
  delegation?: boolean;
  missingNamed?: boolean;
}

export interface FrameView {
  room: string;
  from: number;
  to: number;
  events: EventView[];
  omitted?: number;
  position: string;
}

export interface HandView {
  participant: string;
  name?: string;
  about?: string;
  raisedAt: string;
  spokenSeconds: number;
}

export type ItemStatus =
  | 'planned'
  | 'active'
  | 'done';

export interface ItemView {
  id: string;
  title: string;
  kind: string;
  status: ItemStatus;
  minutes: number;
  startedAt?: string;
  spentSeconds: number;
}

export interface Joined {
  position: string;
  to: number;
  now: string;
  me?: MeView;
  snapshot?: MeetingView;
  missed?: FrameView[];
}

export interface Me {
  person: string;
  role?: string;
  seats: SeatView[];
}

export interface MeView {
  participant: string;
  name: string;
  role: Role;
  checkedIn: boolean;
  hand?: HandView;
  votes: Record<string, string[]>;
  likes: string[];
  entitled?: string[];
}

export interface MeetingRow {
  id: string;
  room: string;
  title: string;
  format: string;
  status: MeetingStatus;
  startsAt?: string;
  venue?: string;
  present: number;
}

export type MeetingStatus =
  | 'scheduled'
  | 'open'
  | 'paused'
  | 'closed'
  | 'archived';

export interface MeetingView {
  id: string;
  title: string;
  format: string;
  status: MeetingStatus;
  venue?: string;
  startsAt?: string;
  visibility: Visibility;
  checkIn: boolean;
  weighted?: boolean;
  delegation?: boolean;
  missingNamed?: boolean;
  moderation: Moderation;
  agenda: AgendaView;
  floor: FloorView;
  comments: CommentsView;
  ballots: BallotView[];
  present: PresentView;
  scene: Scene;
}

export type Moderation =
  | 'post'
  | 'pre'
  | 'frozen';

export interface NewItem {
  title: string;
  kind?: string;
  minutes?: number;
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

export interface Outcome {
  passed: boolean;
  text: Text;
  winners?: string[];
}

export interface PersonInRoom {
  participant: string;
  name?: string;
  role: Role;
  checkedIn: boolean;
  weight?: string;
  delegate?: string;
}

export interface PersonView {
  participant: string;
  name?: string;
  role?: Role;
}

export interface PlannedItem {
  id: string;
  title: string;
  kind: string;
  minutes: number;
}

export interface PresentView {
  now: number;
  checkedIn: number;
  entitled?: number;
}

export interface Receipt {
  op: string;
  outcome: ReceiptOutcome;
  seq?: number;
  code?: Rejection;
  message?: string;
  result?: { comment?: string; ballot?: string; item?: string };
}

export type ReceiptOutcome =
  | 'done'
  | 'already'
  | 'refused'
  | 'retry';

export type Rejection =
  | 'unreadable'
  | 'unknownCommand'
  | 'badOperation'
  | 'unknownRoom'
  | 'forbidden'
  | 'tooFast'
  | 'empty'
  | 'tooLong'
  | 'outOfRange'
  | 'notOpen'
  | 'paused'
  | 'meetingClosed'
  | 'alreadyScheduled'
  | 'unknownItem'
  | 'itemUnderWay'
  | 'unknownComment'
  | 'commentsFrozen'
  | 'commentNotVisible'
  | 'commentWithdrawn'
  | 'unknownParticipant'
  | 'noHand'
  | 'noFloor'
  | 'hasFloor'
  | 'unknownBallot'
  | 'ballotNotOpen'
  | 'ballotStillOpen'
  | 'badChoice'
  | 'notEntitled'
  | 'countedByHand'
  | 'keyLost'
  | 'notOffered'
  | 'noVoters'
  | 'nothingToReveal'
  | 'badScene'
  | 'quarantined';

export interface RepresentedView {
  participant: string;
  name?: string;
  weight?: string;
}

export type ResultsShown =
  | 'live'
  | 'afterClose'
  | 'onReveal';

export type Role =
  | 'observer'
  | 'attendee'
  | 'member'
  | 'chair';

export interface Scene {
  scene: SceneKind;
  ballot?: string;
  comment?: string;
}

export type SceneKind =
  | 'join'
  | 'agenda'
  | 'speaker'
  | 'ballot'
  | 'result'
  | 'comment'
  | 'pause';

export interface Seat {
  participant: string;
  name: string;
  role: Role;
  room: string;
  token: string;
}

export interface SeatView {
  room: string;
  participant: string;
  name: string;
  role: Role;
}

export type Secrecy =
  | 'named'
  | 'confidential';

export interface ShownCodes {
  attend?: string;
  watch?: string;
}

export interface SpeakerView {
  participant: string;
  name?: string;
  item?: string;
  seconds?: number;
  startedAt?: string;
  spentSeconds: number;
  spokenSeconds: number;
}

export interface Tally {
  version: number;
  counts?: Record<string, number>;
  cast: number;
  eligible: number;
  present?: number;
  weights?: WeightTally;
  hands?: Record<string, number>;
}

export interface TallyItem {
  id: string;
  counts?: Record<string, number>;
  cast?: number;
  eligible?: number;
  weights?: WeightTally;
  hands?: Record<string, number>;
}

export interface TallyUpdate {
  room: string;
  version: number;
  present: PresentView;
  tallies: TallyItem[];
}

export interface Text {
  zh: string;
  en: string;
}

export type Visibility =
  | 'public'
  | 'codes';

export type VoteBase =
  | 'cast'
  | 'present'
  | 'entitled';

export interface VotePage {
  ballot: string;
  votes: VoteView[];
  total: number;
  next?: string;
  root: string;
  signature: string;
  key: string;
}

export interface VoteReceipt {
  room: string;
  ballot: string;
  participant: string;
  choices: string[];
  salt: string;
  index: number;
  size: number;
  path: string[];
  root: string;
  signature: string;
  key: string;
}

export interface VoteView {
  participant: string;
  name?: string;
  choices: string[];
  salt: string;
  weight?: string;
  represented?: RepresentedView[];
}

export type Voters =
  | 'members'
  | 'all';

export interface WeightTally {
  counts?: Record<string, string>;
  cast: string;
  eligible: string;
  present?: string;
}

export interface Page<T> {
  items: T[];
  next?: string;
}

export type Command =
  | { $type: 'open' }
  | { $type: 'pause' }
  | { $type: 'resume' }
  | { $type: 'close' }
  | { $type: 'addItem'; title: string; kind?: string; minutes?: number; after?: string }
  | { $type: 'editItem'; item: string; title?: string; kind?: string; minutes?: number }
  | { $type: 'moveItem'; item: string; after?: string }
  | { $type: 'dropItem'; item: string }
  | { $type: 'startItem'; item: string }
  | { $type: 'finishItem'; item: string }
  | { $type: 'addTime'; item: string; seconds: number }
  | { $type: 'giveFloor'; participant: string; seconds?: number }
  | { $type: 'addFloorTime'; seconds: number }
  | { $type: 'endFloor' }
  | { $type: 'reorderHands'; participants: string[] }
  | { $type: 'dismissHand'; participant: string }
  | { $type: 'hideComment'; comment: string; reason?: string }
  | { $type: 'restoreComment'; comment: string }
  | { $type: 'approveComment'; comment: string }
  | { $type: 'pinComment'; comment?: string }
  | { $type: 'setModeration'; mode: Moderation }
  | { $type: 'openBallot'; question: string; kind: BallotKind; options?: string[]; max?: number; majority?: string; base?: string; quorum?: string; voters?: Voters; secrecy?: string; results?: ResultsShown; item?: string; closesIn?: number }
  | { $type: 'closeBallot'; ballot: string }
  | { $type: 'revealBallot'; ballot: string }
  | { $type: 'showScene'; scene: SceneKind; ballot?: string; comment?: string }
  | { $type: 'setWeight'; participant: string; weight: string }
  | { $type: 'delegate'; to?: string }
  | { $type: 'checkIn' }
  | { $type: 'checkOut' }
  | { $type: 'comment'; text: string; item?: string; replyTo?: string }
  | { $type: 'withdrawComment'; comment: string }
  | { $type: 'raiseHand'; about?: string }
  | { $type: 'lowerHand' }
  | { $type: 'yieldFloor' }
  | { $type: 'vote'; ballot: string; choices: string[] }
  | { $type: 'react'; comment: string; on: boolean; kind?: string }
  | { $type: 'countHands'; ballot: string; counts: Record<string, number> };

/** The data of each event, by its type. */
export interface EventData {
  meetingScheduled: { title: string; format: string; rules: FormatRules; visibility: Visibility; agenda: PlannedItem[]; venue?: string; startsAt?: string; expected?: number };
  meetingOpened: object;
  meetingPaused: object;
  meetingResumed: object;
  meetingClosed: object;
  checkedIn: { role: Role };
  checkedOut: object;
  weightSet: { participant: string; weight: string };
  delegated: { role: Role; to?: string };
  itemAdded: { item: PlannedItem; after?: string };
  itemEdited: { item: string; title?: string; kind?: string; minutes?: number };
  itemMoved: { item: string; after?: string };
  itemDropped: { item: string };
  itemStarted: { item: string };
  itemFinished: { item: string };
  timeAdded: { item: string; seconds: number };
  handRaised: { about?: string; spokenSeconds: number };
  handLowered: object;
  handDismissed: { participant: string; name?: string };
  handsReordered: { participants: string[] };
  floorGiven: { participant: string; name?: string; seconds?: number; spokenSeconds: number };
  floorTimeAdded: { seconds: number };
  floorEnded: { participant: string; name?: string };
  commented: { comment: string; text: string; item?: string; replyTo?: string; waiting: boolean };
  commentApproved: { comment: string; view: CommentView };
  commentWithdrawn: { comment: string };
  commentHidden: { comment: string; reason?: string };
  commentRestored: { comment: string; view: CommentView };
  commentPinned: { comment?: string; view?: CommentView };
  moderationSet: { mode: Moderation };
  ballotOpened: { ballot: string; question: string; kind: BallotKind; options: BallotOption[]; max: number; voters: Voters; results: ResultsShown; eligible: number; item?: string; closesAt?: string; majority?: string; base?: VoteBase; abstentionsCount?: boolean; quorum?: string; secrecy?: Secrecy };
  ballotClosing: { ballot: string };
  ballotClosed: { ballot: string; tally: Tally; outcome?: Outcome; root?: string };
  ballotRevealed: { ballot: string; tally: Tally; outcome?: Outcome; root?: string };
  sceneShown: { scene: Scene };
}

/** What happened, as told to this audience. A withheld event is not for it: it has neither time nor data. */
export type EventView =
  | { [T in keyof EventData]: { seq: number; type: T; at: string; actor?: PersonView; data: EventData[T] } }[keyof EventData]
  | { seq: number; type: 'withheld'; at?: undefined; actor?: undefined; data?: undefined };
