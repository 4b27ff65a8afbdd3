/**
 * The contract with the server, written from its C# types; a test holds the two together. Absent means null: nulls are left out of the JSON.
 * All but the kinds of entries are types.
 */

export interface AbsorbedTopic {
  topic: string;
  title: string;
}

export interface Accepted {
  totp: string;
  secret: string;
  size: number;
  qr: string;
  recovery: string[];
}

export interface AccountItem {
  account: string;
  name: string;
  login: string;
  roles: AccountRole[];
  state: AccountState;
  createdAt: string;
  member?: string;
  invitedUntil?: string;
  provider?: AccountProvider;
}

export interface AccountList {
  items: AccountItem[];
}

export interface AccountMade {
  account: string;
  invite?: string;
  link?: string;
  until?: string;
}

export type AccountProvider =
  | 'signsIn'
  | 'saysRoles';

export interface AccountRole {
  role: StaffRole;
  county?: string;
  venue?: string;
  format?: string;
  department?: string;
}

export type AccountState =
  | 'invited'
  | 'active'
  | 'disabled';

export interface ActView {
  seq: number;
  at: string;
  kind: MinutesActKind;
  about?: string;
}

export interface AgendaTimes {
  id: string;
  title: string;
  status: ItemStatus;
  plannedMinutes: number;
  spentSeconds: number;
  topic?: string;
  documents?: ItemDocument[];
}

export interface AgendaView {
  items: ItemView[];
  current?: string;
}

export interface AlikeMembers {
  groups: MemberItem[][];
}

export interface AllCodes {
  attend: string;
  member: string;
  chair: string;
  watch: string;
}

export interface ApprovalView {
  at: string;
  name?: string;
  covers?: ChainEnd;
  since: ActView[];
  verified?: boolean;
  removed?: boolean;
}

export interface AttendanceView {
  checkIn: boolean;
  total: number;
  members: number;
  people: PersonAttending[];
  entitled?: number;
  present?: number;
}

export interface AttendedMeeting {
  id: string;
  title: string;
  closedAt: string;
  present: boolean;
  spokenSeconds: number;
  comments: number;
  ballots: number;
}

export interface AuditItem {
  seq: number;
  at: string;
  who: AuditPerson;
  act: string;
  outcome: AuditResult;
  from?: string;
  fromDeleted?: boolean;
  on?: string;
  onName?: string;
  code?: string;
  count?: number;
  settings?: string[];
}

export interface AuditPage {
  items: AuditItem[];
  next?: string;
  broken?: string;
}

export interface AuditPerson {
  kind: string;
  id?: string;
  name?: string;
}

export type AuditResult =
  | 'done'
  | 'refused'
  | 'unknown';

export interface AwardRule {
  title: Text;
  places: number;
  rules: ScoreRule[];
}

export interface AwardView {
  year: number;
  rule: AwardRule;
  ranking?: Ranked[];
}

export interface BallotDraft {
  id: string;
  question: string;
  kind: BallotKind;
  options?: string[];
  max?: number;
  majority?: string;
  base?: string;
  quorum?: string;
  voters?: Voters;
  secrecy?: string;
  results?: ResultsShown;
  item?: string;
  closesIn?: number;
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
  abstentionsCount?: boolean;
  endedAt?: string;
}

export interface Boot {
  publicUrl?: string;
  session?: BootSession;
  code?: string;
  meeting?: Joined;
  error?: string;
  topic?: TopicJoined;
  provider?: string;
  zone?: string;
  house?: HouseNotice;
  lan?: string;
  report?: ReportView;
}

export interface BootSession {
  person: string;
  role?: string;
  member?: string;
  name?: string;
  account?: string;
  roles?: AccountRole[];
  may?: Permission[];
}

export interface BranchItem {
  id: string;
  title: string;
  status?: MeetingStatus;
  present?: number;
  checkedIn?: number;
  hands?: number;
  comments?: number;
  seats: number;
  cast?: number;
  counts?: Record<string, number>;
}

export interface BranchPage {
  items: BranchItem[];
  next?: string;
  ballot?: string;
}

export interface BranchSums {
  count: number;
  present: number;
  checkedIn: number;
  hands: number;
  comments: number;
  cast?: number;
}

export type BrandOf =
  | 'committee'
  | 'county';

export interface Cancellation {
  reason: string;
  at: string;
}

export interface CardItem {
  member: string;
  name: string;
  sector: string;
  state: CardState;
}

export interface CardPage {
  title: string;
  items: CardItem[];
}

export type CardState =
  | 'none'
  | 'printed'
  | 'used';

export interface CardsPrinted {
  title: string;
  startsAt?: string;
  venue?: string;
  cards: PrintedCard[];
  kept: string[];
}

export interface CategoryFigure {
  name: string;
  topics: number;
}

export interface ChainEnd {
  seq: number;
  hash: string;
}

export interface ChainFigure {
  status: TopicStatus;
  topics: number;
}

export interface ChairItem {
  account: string;
  name?: string;
}

export interface ChairList {
  items: ChairItem[];
}

export interface ClaimedSeat {
  participant: string;
  member: string;
}

export interface CodeOpens {
  room: string;
  role: Role;
  title: string;
  status: MeetingStatus;
  startsAt?: string;
  byRoll?: boolean;
  card?: RollName;
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

export interface CommitmentRow {
  topic: string;
  commitment: string;
  title: string;
  department: string;
  what: string;
  due: string;
  status: CommitmentStatus;
  level: number;
  county?: string;
  venue?: string;
  madeAt: string;
  completedAt?: string;
  departmentId?: string;
  reportedAt?: string;
}

export type CommitmentStatus =
  | 'open'
  | 'completed'
  | 'reopened'
  | 'reported';

export interface CommitmentView {
  id: string;
  department: string;
  what: string;
  due: string;
  status: CommitmentStatus;
  level: number;
  source?: Source;
  madeAt: string;
  completedAt?: string;
  notes: ProgressNote[];
  departmentId?: string;
}

export interface Conference {
  sectors: string[];
  committees: string[];
  counties: string[];
  parties: string[];
}

export interface ConsentAsked {
  consent: string;
  until: string;
}

export interface ConsentDecided {
  state: ConsentState;
  code?: Rejection;
}

export interface ConsentItem {
  consent: string;
  kind: ConsentKind;
  askedAt: string;
  until?: string;
  mine?: boolean;
  by?: string;
  room?: string;
  title?: string;
  about?: string;
  reason?: string;
  member?: string;
  account?: boolean;
}

export type ConsentKind =
  | 'removeName'
  | 'showRecord'
  | 'voidBallot'
  | 'forget';

export interface ConsentList {
  items: ConsentItem[];
}

export type ConsentState =
  | 'waiting'
  | 'agreed'
  | 'done'
  | 'declined'
  | 'refused'
  | 'lapsed';

export interface CoveredHead {
  seq: number;
  hash: string;
}

export interface DecisionView {
  ballot: string;
  question: string;
  kind: BallotKind;
  secrecy: Secrecy;
  options: BallotOption[];
  closedAt: string;
  tally: Tally;
  outcome?: Outcome;
}

export interface Declined {
  reason: string;
  hidden: boolean;
}

export interface DepartmentCounts {
  due: number;
  overdue: number;
  reported: number;
  done: number;
}

export interface DepartmentItem {
  id: string;
  name: string;
  english?: string;
}

export interface DepartmentList {
  items: DepartmentItem[];
}

export interface DepartmentPage {
  name: string;
  id?: string;
  counts: DepartmentCounts;
  items: CommitmentRow[];
  next?: string;
}

export interface DeskCounts {
  all: number;
  mine: number;
  overdue: number;
  reported: number;
  statuses: Record<string, number>;
}

export interface DeskItem {
  topic: TopicItem;
  owner?: TopicOwner;
}

export interface DoorItem {
  member: string;
  name: string;
  sector: string;
  state: RollState;
  card: CardState;
  claims?: string[];
  marked?: boolean;
}

export interface DoorPage {
  title: string;
  status: MeetingStatus;
  items: DoorItem[];
}

export interface DutyFigures {
  meetings: number;
  spokenSeconds: number;
  comments: number;
  ballots: number;
  topics: number;
  proposals: number;
  speeches: number;
  sentiment: number;
  trainings: number;
  activities: number;
  visits: number;
}

export interface DutyRecord {
  member: MemberItem;
  year: number;
  figures: DutyFigures;
  meetings: AttendedMeeting[];
  topics: RaisedTopic[];
  entries: EntryItem[];
}

/** What stands in a register. */
export type Entry =
  | { $type: 'planItem'; title: string; format: string; quarter?: number; owner?: string; meetings?: string[] }
  | { $type: 'venue'; title: string; kind: VenueKind; county: string; owner?: string; address?: string }
  | { $type: 'brand'; title: string; of: BrandOf; holder: string; text?: string }
  | { $type: 'member'; name: string; sector: string; committee?: string; county?: string; party?: string; overseas?: boolean; office?: string }
  | { $type: 'liaison'; kind: LiaisonKind; who: string; with: string }
  | { $type: 'output'; kind: OutputKind; on: string; title: string; members?: string[]; text?: string; source?: string; comment?: string; files?: string[] }
  | { $type: 'ledgerEntry'; kind: LedgerKind; on: string; title: string; count?: number; members?: string[]; note?: string; files?: string[] }
  | { $type: 'visit'; kind: VisitKind; on: string; place: string; members: string[]; note?: string }
  | { $type: 'receptionDay'; on: string; place: string; members: string[]; received: number; note?: string }
  | { $type: 'nomination'; nominee: string; reason: string }
  | { $type: 'honour'; title: string; member: string; on: string; source?: string; note?: string }
  | { $type: 'department'; title: string; english?: string; contact?: string };

export interface EntryItem {
  register: string;
  id: string;
  at: string;
  is: Entry;
  status?: ProposalStatus;
  department?: string;
  due?: string;
  answered?: string;
}

export interface EntryPage {
  items: EntryItem[];
  names: Record<string, string>;
  next?: string;
  total?: number;
}

export interface FieldChange {
  field: string;
  from?: string;
  to: string;
}

export type FieldType =
  | 'line'
  | 'area'
  | 'number'
  | 'quarter'
  | 'day'
  | 'choice'
  | 'tick'
  | 'sector'
  | 'committee'
  | 'county'
  | 'party'
  | 'format'
  | 'members'
  | 'member'
  | 'meetings'
  | 'room'
  | 'comment'
  | 'files';

export interface Figures {
  topics: number;
  activities: number;
  resolved: number;
  interactions: number;
  satisfaction: SatisfactionFigure;
  apart: SatisfactionFigure;
  planItems?: number;
  proposals?: number;
  speeches?: number;
  sentiment?: number;
  studySessions?: number;
  seminars?: number;
  lectures?: number;
  campaignProblems?: number;
  projects?: number;
  businessOpinions?: number;
  documents?: number;
  trained?: number;
  recruited?: number;
}

export type Finding =
  | 'tooFew'
  | 'noGroups'
  | 'unstable'
  | 'groups';

export interface FloorOrder {
  policy: FloorPolicy;
  order: FloorTurn[];
}

export type FloorPolicy =
  | 'arrival'
  | 'fair';

export type FloorRule =
  | 'next'
  | 'pinned'
  | 'waited'
  | 'firstTime'
  | 'otherSector'
  | 'lessTime'
  | 'raisedFirst';

export interface FloorTurn {
  participant: string;
  name?: string;
  sector?: string;
  spokenSeconds: number;
  why: FloorRule;
  verified?: boolean;
  removed?: boolean;
}

export interface FloorView {
  speaker?: SpeakerView;
  hands: HandView[];
  policy?: FloorPolicy;
}

export type ForgetState =
  | 'asked'
  | 'waiting'
  | 'agreed'
  | 'declined'
  | 'done';

export interface Forgot {
  state: ForgetState;
  wish?: string;
}

export interface Format {
  id: string;
  name: Text;
  convener: Text;
  rules: FormatRules;
  agenda: NewItem[];
  ballots?: BallotTemplate[];
}

export interface FormatFigure {
  format: string;
  activities: number;
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
  chairVotes?: boolean;
  presence?: boolean;
}

export interface FrameView {
  room: string;
  from: number;
  to: number;
  events: EventView[];
  omitted?: number;
  position: string;
}

export interface GroupResult {
  id: number;
  size: number;
  stands: StandResult[];
}

export interface HandView {
  participant: string;
  name?: string;
  about?: string;
  raisedAt: string;
  spokenSeconds: number;
  verified?: boolean;
  removed?: boolean;
}

export interface HeldAccount {
  account: string;
  name: string;
  login: string;
  roles: AccountRole[];
  madeAt: string;
  passkeys: HeldPasskey[];
  issuer?: string;
  subject?: string;
}

export interface HeldAct {
  at: string;
  act: string;
  on?: string;
  network?: string;
}

export interface HeldCard {
  room: string;
  member: string;
}

export interface HeldMember {
  entry: string;
  at: string;
  is: Entry;
}

export interface HeldPasskey {
  passkey: string;
  name: string;
  addedAt: string;
  usedAt?: string;
}

export interface HeldRaising {
  at: string;
  title: string;
  text: string;
  county?: string;
  venue?: string;
  category?: string;
  files: string[];
}

export interface HeldRating {
  at: string;
  score: number;
  text?: string;
}

export interface HeldSeat {
  room: string;
  title: string;
  status?: MeetingStatus;
  participant: string;
  role: Role;
  name: string;
  names: string[];
  texts: HeldText[];
}

export interface HeldSession {
  session: string;
  device: string;
  network: string;
  startedAt: string;
  lastSeenAt: string;
  expiresAt: string;
  provider?: string;
}

export interface HeldText {
  seq: number;
  at: string;
  text: string;
}

export interface HeldTopic {
  room: string;
  raised?: HeldRaising;
  comments: HeldText[];
  ratings: HeldRating[];
  returnKey?: boolean;
}

export interface HeldWish {
  id: string;
  askedAt: string;
  state: ForgetState;
  reason?: string;
}

export interface HouseNotice {
  contact?: string;
  icp?: string;
  police?: string;
}

export interface HubBallot {
  ballot: string;
  question: string;
  outcome?: Text;
}

export interface HubNote {
  title: string;
  status: MeetingStatus;
  items: string[];
  ballots: HubBallot[];
}

export type ImportFault =
  | 'badHead'
  | 'badQuotes'
  | 'badColumns'
  | 'noName'
  | 'noSector'
  | 'tooLong'
  | 'controlCharacter'
  | 'unknownSector'
  | 'unknownCommittee'
  | 'unknownCounty'
  | 'unknownParty'
  | 'notYesOrNo'
  | 'twice'
  | 'alreadyRecorded'
  | 'tooMany'
  | 'badBytes'
  | 'formulaError'
  | 'tooManyChanges'
  | 'notATable'
  | 'otherWorkbook'
  | 'damagedWorkbook'
  | 'tableTooLarge';

export type ImportNote =
  | 'title'
  | 'example'
  | 'unreadColumn'
  | 'otherSheet';

export interface ImportReport {
  file: string;
  lines: number;
  good: number;
  faults: LineFault[];
  notes: LineNote[];
  new: LineMember[];
  changes: LineChange[];
  encoding?: string;
  sheet?: string;
  imported?: number;
  amended?: number;
  near?: NearName[];
}

export interface Invited {
  name: string;
  login: string;
  until: string;
}

export interface ItemDocument {
  id: string;
  file: string;
  title: string;
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
  topic?: string;
  documents?: ItemDocument[];
}

export interface Joined {
  position: string;
  to: number;
  now: string;
  me?: MeView;
  snapshot?: MeetingView;
  missed?: FrameView[];
  pace?: number;
}

export type KnownBy =
  | 'link'
  | 'account'
  | 'confirmed'
  | 'card';

export type LedgerKind =
  | 'studySession'
  | 'seminar'
  | 'lecture'
  | 'campaignProblem'
  | 'project'
  | 'businessOpinion'
  | 'document'
  | 'training'
  | 'recruit';

export type LiaisonKind =
  | 'leader'
  | 'committee';

export interface LineChange {
  line: number;
  id: string;
  name: string;
  sector: string;
  fields: FieldChange[];
}

export interface LineFault {
  line: number;
  fault: ImportFault;
  column?: string;
  value?: string;
  first?: number;
}

export interface LineMember {
  line: number;
  name: string;
  sector: string;
  committee?: string;
  county?: string;
  party?: string;
  overseas: boolean;
  office?: string;
}

export interface LineNote {
  note: ImportNote;
  line?: number;
  value?: string;
}

export interface LinkMade {
  code: string;
  link: string;
}

export type ListPage =
  | 'plan'
  | 'venues'
  | 'members'
  | 'outputs'
  | 'ledger'
  | 'visits'
  | 'award'
  | 'departments';

export interface MadeCommitment {
  commitment: string;
  topic: string;
  department: string;
  what: string;
  due: string;
  item?: string;
  comment?: string;
  departmentId?: string;
}

export interface MapBin {
  x: number;
  y: number;
  people: number;
  group?: number;
}

export interface MapPlace {
  x: number;
  y: number;
}

export interface Me {
  person: string;
  role?: string;
  seats: SeatView[];
  member?: string;
  account?: string;
  roles?: AccountRole[];
  may?: Permission[];
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
  topic?: MineInTopic;
  verified?: boolean;
  presides?: boolean;
  state?: SeatState;
  mutedUntil?: string;
  waiting?: WaitingComment[];
}

export interface MeetingChange {
  seq: number;
  at: string;
  name?: string;
  byStaff: boolean;
  title?: TextChange;
  venue?: TextChange;
  startsAt?: TimeChange;
  visibility?: VisibilityChange;
  cancelled?: string;
  verified?: boolean;
  removed?: boolean;
  roll?: RollChange;
  byClerk?: boolean;
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
  county?: string;
  may?: Permission[];
}

export type MeetingStatus =
  | 'scheduled'
  | 'open'
  | 'paused'
  | 'closed'
  | 'cancelled';

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
  county?: string;
  commitments?: MadeCommitment[];
  cancelled?: Cancellation;
  verified?: boolean;
  presence?: boolean;
  drafts?: BallotDraft[];
  tallyBeforeVote?: boolean;
  hub?: string;
  branches?: BranchSums;
  rounds?: RoundView[];
}

export interface MemberItem {
  id: string;
  name: string;
  sector: string;
  committee?: string;
  county?: string;
  party?: string;
  overseas: boolean;
  office?: string;
  merged?: MergedMember[];
}

export interface MemberPage {
  items: MemberItem[];
  next?: string;
  total?: number;
}

export interface MergedMember {
  id: string;
  name: string;
  at: string;
}

export interface MineInTopic {
  raised: boolean;
  follows: boolean;
  staff: boolean;
  score?: number;
  word?: string;
  scoreApart?: boolean;
  apart?: boolean;
  guest?: boolean;
  may?: string[];
  answers?: string[];
}

export interface MineUpdate {
  room: string;
  me: MeView;
}

export type MinutesActKind =
  | 'resultRevealed'
  | 'commentHidden'
  | 'commentWithdrawn'
  | 'corrected'
  | 'nameRemoved'
  | 'titleEdited'
  | 'ballotVoided';

export interface MinutesChange {
  seq: number;
  at: string;
  name?: string;
  section?: MinutesSection;
  text?: string;
  verified?: boolean;
  removed?: boolean;
}

export type MinutesSection =
  | 'attendance'
  | 'agenda'
  | 'speakers'
  | 'decisions'
  | 'commitments'
  | 'summary';

export interface MinutesView {
  meeting: string;
  title: string;
  format: string;
  status: MeetingStatus;
  venue?: string;
  county?: string;
  startsAt?: string;
  openedAt?: string;
  closedAt?: string;
  chain: ChainEnd;
  attendance: AttendanceView;
  agenda: AgendaTimes[];
  speakers: SpeakerTimes[];
  decisions: DecisionView[];
  commitments: MadeCommitment[];
  comments: number;
  corrections: Record<string, string>;
  approvedAt?: string;
  approvedBy?: string;
  history: MinutesChange[];
  changes: MeetingChange[];
  cancelled?: Cancellation;
  approval?: ApprovalView;
  asOf?: number;
  layout?: number;
  hub?: HubNote;
  rounds?: RoundMinutes[];
}

export type Moderation =
  | 'post'
  | 'pre'
  | 'frozen';

export interface MonthFigures {
  month: number;
  topics: number;
  activities: number;
  resolved: number;
  interactions: number;
}

export interface MoveKey {
  key: string;
  until: string;
}

export interface MyAccount {
  account: string;
  name: string;
  login: string;
  recovery?: number;
  recent: boolean;
  passkeys: PasskeyItem[];
}

export interface MyData {
  person: string;
  sessions: HeldSession[];
  meetings: HeldSeat[];
  topics: HeldTopic[];
  follows: string[];
  returns: string[];
  member?: HeldMember;
  wish?: HeldWish;
  accounts?: HeldAccount[];
  cards?: HeldCard[];
  chairs?: string[];
  acts?: HeldAct[];
}

export interface MyRound {
  stances: Record<string, Stance>;
  group?: number;
  place?: MapPlace;
}

export interface NearName {
  line: number;
  name: string;
  other: string;
  first?: number;
}

export interface NewDraft {
  question: string;
  kind: BallotKind;
  options?: string[];
  max?: number;
}

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
  county?: string;
  roll?: RollKind;
  presence?: boolean;
  chairs?: string[];
  op?: string;
  drafts?: NewDraft[];
  hub?: string;
}

export interface NewTopic {
  title: string;
  text: string;
  county?: string;
  venue?: string;
  category?: string;
  files?: string[];
  op?: string;
}

export interface NextStatement {
  id: string;
  text: string;
}

export interface NextStatementPage {
  statements: NextStatement[];
  answered: number;
  left: number;
}

export type NoteKind =
  | 'progress'
  | 'completed'
  | 'reopened'
  | 'escalated'
  | 'reported'
  | 'acknowledged'
  | 'sentBack';

export interface Outcome {
  passed: boolean;
  text: Text;
  winners?: string[];
  verified?: boolean;
  void?: string;
}

export interface OutcomeAnswer {
  at: string;
  text: string;
}

export type OutputKind =
  | 'proposal'
  | 'speech'
  | 'sentiment';

export interface PasskeyItem {
  passkey: string;
  name: string;
  createdAt: string;
  synced: boolean;
  usedAt?: string;
}

export type Permission =
  | 'runHouse'
  | 'manageAccounts'
  | 'readAudit'
  | 'keepRegisters'
  | 'readRegisterHistory'
  | 'renewMemberKeys'
  | 'readDuty'
  | 'deleteFiles'
  | 'readHiddenTopics'
  | 'moderateTopics'
  | 'scheduleTopics'
  | 'makeCommitments'
  | 'answerCommitments'
  | 'readCommitments'
  | 'makeMeetings'
  | 'editMeetings'
  | 'cancelMeetings'
  | 'setRolls'
  | 'handOutCodes'
  | 'printCards'
  | 'rehearse'
  | 'readClosedMeetings'
  | 'readRecords'
  | 'removeNames'
  | 'voidBallots'
  | 'giveConsent';

export interface PersonAttending {
  participant: string;
  name?: string;
  role: Role;
  sector?: string;
  verified?: boolean;
  removed?: boolean;
}

export interface PersonInRoom {
  participant: string;
  name?: string;
  role: Role;
  checkedIn: boolean;
  weight?: string;
  delegate?: string;
  verified?: boolean;
  removed?: boolean;
}

export interface PersonView {
  participant: string;
  name?: string;
  role?: Role;
  verified?: boolean;
  removed?: boolean;
}

export interface PlaceFigures {
  name: string;
  figures: Figures;
}

export interface PlanItemView {
  id: string;
  title: string;
  format: string;
  quarter?: number;
  owner?: string;
  progress: PlanProgress;
  meetings: PlanMeeting[];
}

export interface PlanMeeting {
  id: string;
  title: string;
  status: MeetingStatus;
  startsAt?: string;
}

export type PlanProgress =
  | 'planned'
  | 'scheduled'
  | 'underWay'
  | 'held';

export interface PlanView {
  year: number;
  items: PlanItemView[];
}

export interface PlannedItem {
  id: string;
  title: string;
  kind: string;
  minutes: number;
  topic?: string;
  documents?: ItemDocument[];
}

export interface PresentView {
  now: number;
  checkedIn: number;
  entitled?: number;
  roll?: number;
  branches?: BranchSums;
}

export interface PrintedCard {
  member: string;
  name: string;
  sector: string;
  code: string;
  link: string;
  size: number;
  qr: string;
}

export interface PrivacyRules {
  guestSessionDays: number;
  memberSessionDays: number;
  staffSessionDays: number;
  guestNameDays: number;
  nominationReasonDays: number;
  forgetsBackups: boolean;
}

export interface ProgressNote {
  at: string;
  kind: NoteKind;
  text: string;
  files?: string[];
  score?: number;
  followers?: number;
  byRaiser?: boolean;
}

export type ProposalStatus =
  | 'filed'
  | 'assigned'
  | 'answered';

export interface ProviderPage {
  url: string;
}

export interface RaisedTopic {
  id: string;
  title: string;
  raisedAt: string;
}

export interface Ranked {
  place: number;
  member: string;
  name: string;
  sector: string;
  score: number;
  parts: RankedPart[];
  nominated?: string;
}

export interface RankedPart {
  figure: string;
  n: number;
  points: number;
}

export interface RatingWord {
  score: number;
  at: string;
  text: string;
  apart?: boolean;
}

export interface Receipt {
  op: string;
  outcome: ReceiptOutcome;
  seq?: number;
  code?: Rejection;
  message?: string;
  result?: { comment?: string; ballot?: string; item?: string; commitment?: string; entry?: string; document?: string; draft?: string; round?: string; statement?: string };
  similar?: string[];
}

export type ReceiptOutcome =
  | 'done'
  | 'already'
  | 'refused'
  | 'retry';

export interface RecordedName {
  hash: string;
  as: Role;
  known?: KnownBy;
}

export interface RecordedSeat {
  participant: string;
  name: RecordedName;
}

export type RehearsalBound =
  | 'none'
  | 'processor'
  | 'store'
  | 'screens';

export interface RehearsalCard {
  carried: number;
  tried: number;
  bound: RehearsalBound;
  estimate?: number;
  processors: number;
  store: string;
  steps: RehearsalStep[];
}

export interface RehearsalNews {
  stage: RehearsalStage;
  people: number;
  of: number;
  step?: RehearsalStep;
  card?: RehearsalCard;
  why?: string;
  madeWay?: boolean;
}

export type RehearsalStage =
  | 'starting'
  | 'joining'
  | 'talking'
  | 'voting'
  | 'clearing'
  | 'done'
  | 'failed';

export interface RehearsalStep {
  people: number;
  joinSeconds: number;
  joined: number;
  comments: number;
  stored: number;
  seen: number;
  lost: number;
  voted: number;
  unanswered: number;
  processor: number;
  megabytes: number;
  holds: boolean;
}

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
  | 'quarantined'
  | 'alreadyRaised'
  | 'topicMerged'
  | 'topicDeclined'
  | 'topicCommitted'
  | 'badMerge'
  | 'unknownMeeting'
  | 'unknownCommitment'
  | 'unknownFile'
  | 'dueInThePast'
  | 'notResolved'
  | 'notReported'
  | 'notFollowing'
  | 'unknownEntry'
  | 'alreadyRecorded'
  | 'unknownMember'
  | 'notAssigned'
  | 'meetingStillOpen'
  | 'minutesChanged'
  | 'alreadyOpened'
  | 'meetingCancelled'
  | 'seatTaken'
  | 'staleClaim'
  | 'otherBody'
  | 'contestedClaim'
  | 'tooManyClaims'
  | 'muted'
  | 'cardUsed'
  | 'cardReplaced'
  | 'otherSession'
  | 'seatTakenBack'
  | 'presenceNeeded'
  | 'presenceStale'
  | 'noRoom'
  | 'nothingVisible'
  | 'controlCharacter'
  | 'directionControl'
  | 'brokenCharacter'
  | 'commitmentAnswered'
  | 'bothSit'
  | 'unknownDraft'
  | 'superseded'
  | 'unknownDocument'
  | 'inBranch'
  | 'unknownRound'
  | 'roundNotOpen'
  | 'roundStillOpen'
  | 'unknownStatement'
  | 'statementNotVisible'
  | 'alikeStatement'
  | 'badStatementMerge';

export interface ReplayMark {
  at: number;
  kind: ReplayMarkKind;
  title: string;
  verified?: boolean;
  removed?: boolean;
}

export type ReplayMarkKind =
  | 'item'
  | 'speaker'
  | 'ballotOpened'
  | 'ballotClosed'
  | 'commitment'
  | 'commitmentTakenBack'
  | 'roundOpened'
  | 'roundClosed';

export interface ReplayView {
  meeting: string;
  title: string;
  from: string;
  milliseconds: number;
  marks: ReplayMark[];
  steps: number[];
}

export interface ReportView {
  year: number;
  asOf: string;
  county?: string;
  venue?: string;
  figures: Figures;
  before: Figures;
  months: MonthFigures[];
  counties: PlaceFigures[];
  venues: PlaceFigures[];
  categories: CategoryFigure[];
  chain: ChainFigure[];
  formats: FormatFigure[];
  scores: number[];
}

export interface RepresentedView {
  participant: string;
  name?: string;
  weight?: string;
  verified?: boolean;
  removed?: boolean;
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

export type RollAct =
  | 'unseated'
  | 'replaced'
  | 'marked'
  | 'unmarked';

export interface RollChange {
  act: RollAct;
  participant?: string;
  name?: string;
  reason?: string;
  members?: number;
  verified?: boolean;
  removed?: boolean;
}

export interface RollItem {
  member: string;
  name: string;
  sector: string;
  seat?: string;
  state: RollState;
  claims?: string[];
  marked?: boolean;
  mutedUntil?: string;
}

export type RollKind =
  | 'open'
  | 'register';

export interface RollName {
  member: string;
  name: string;
  sector: string;
}

export interface RollNames {
  items: RollName[];
}

export interface RollPage {
  kind: RollKind;
  items: RollItem[];
  entitled?: number;
  present?: number;
}

export type RollState =
  | 'absent'
  | 'claimed'
  | 'seated';

export interface RoundMap {
  bins: MapBin[];
}

export interface RoundMinutes {
  id: string;
  question: string;
  people: number;
  stances: number;
  words: Text;
  statements: StatementMinutes[];
}

export interface RoundPage {
  round: string;
  question: string;
  status: RoundStatus;
  openedAt: string;
  people: number;
  stances: number;
  statements: StatementView[];
  version: number;
  item?: string;
  closesAt?: string;
  closedAt?: string;
  adds?: boolean;
  finding?: Finding;
  groups?: GroupResult[];
  stability?: number;
  map?: RoundMap;
}

export type RoundStatus =
  | 'open'
  | 'closing'
  | 'closed';

export interface RoundView {
  id: string;
  question: string;
  status: RoundStatus;
  openedAt: string;
  item?: string;
  closesAt?: string;
  closedAt?: string;
  adds?: boolean;
  groups?: number;
}

export interface Satisfaction {
  rate?: number;
  n: number;
  scores: number[];
}

export interface SatisfactionFigure {
  rate?: number;
  n: number;
}

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
  | 'pause'
  | 'auto'
  | 'commitments'
  | 'agreed'
  | 'dividing'
  | 'opinionMap';

export interface ScoreRule {
  figure: string;
  points: number;
  most: number;
  label: Text;
  per?: number;
}

export interface SearchPage {
  topics: TopicItem[];
  meetings: MeetingRow[];
  commitments: CommitmentRow[];
  members?: MemberItem[];
  totals: SearchTotals;
}

export interface SearchTotals {
  topics: number;
  meetings: number;
  commitments: number;
  members?: number;
}

export interface Seat {
  participant: string;
  name: string;
  role: Role;
  room: string;
  token: string;
  verified?: boolean;
  state?: SeatState;
}

export type SeatState =
  | 'claimed'
  | 'seated';

export interface SeatView {
  room: string;
  participant: string;
  name: string;
  role: Role;
}

export interface SeatsTaken {
  attendee: number;
  member: number;
  chair: number;
  observer: number;
}

export type Secrecy =
  | 'named'
  | 'confidential';

export interface SessionItem {
  session: string;
  current: boolean;
  as?: string;
  device: string;
  network: string;
  startedAt: string;
  lastSeenAt: string;
  expiresAt: string;
}

export interface SessionList {
  items: SessionItem[];
  proof?: boolean;
  again?: boolean;
}

export interface ShownCodes {
  attend?: string;
  watch?: string;
  seats?: SeatsTaken;
}

export interface SimilarTopic {
  id: string;
  title: string;
  county?: string;
  status: TopicStatus;
  similarity: number;
}

export interface Source {
  meeting: string;
  item?: string;
  comment?: string;
  quote?: string;
}

export interface SpeakerTimes {
  participant: string;
  name?: string;
  turns: number;
  seconds: number;
  verified?: boolean;
  removed?: boolean;
}

export interface SpeakerView {
  participant: string;
  name?: string;
  item?: string;
  seconds?: number;
  startedAt?: string;
  spentSeconds: number;
  spokenSeconds: number;
  verified?: boolean;
  removed?: boolean;
}

export type StaffRole =
  | 'operator'
  | 'staff'
  | 'convener'
  | 'department'
  | 'auditor';

export type Stance =
  | 'agree'
  | 'disagree'
  | 'pass';

export interface StandResult {
  statement: string;
  of: number;
  agree?: number;
  disagree?: number;
}

export interface StatementMinutes {
  text: string;
  agree: number;
  disagree: number;
  pass: number;
  bridging?: number;
}

export type StatementStatus =
  | 'visible'
  | 'waiting'
  | 'hidden'
  | 'merged';

export interface StatementView {
  id: string;
  text: string;
  agree?: number;
  disagree?: number;
  pass?: number;
  bridging?: number;
  dividing?: number;
  consensus?: number;
  status?: StatementStatus;
}

export interface Step {
  status: TopicStatus;
  at: string;
}

export interface Tally {
  version: number;
  counts?: Record<string, number>;
  cast: number;
  eligible: number;
  present?: number;
  weights?: WeightTally;
  hands?: Record<string, number>;
  represented?: number;
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

export interface TextChange {
  from?: string;
  to?: string;
}

export interface TimeChange {
  from?: string;
  to?: string;
}

export interface TopicItem {
  id: string;
  room: string;
  title: string;
  county?: string;
  venue?: string;
  category?: string;
  status: TopicStatus;
  raisedAt: string;
  changedAt: string;
  likes: number;
  comments: number;
  followers: number;
  due?: string;
  level: number;
}

export interface TopicMeeting {
  meeting: string;
  item: string;
  status: TopicMeetingStatus;
  comments: number;
  seconds: number;
}

export type TopicMeetingStatus =
  | 'scheduled'
  | 'discussed'
  | 'dropped';

export interface TopicNow {
  status: TopicStatus;
  followers: number;
  satisfaction: Satisfaction;
  apart: Satisfaction;
  chain?: Step[];
}

export interface TopicOwner {
  account: string;
  name?: string;
}

export interface TopicRaised {
  id: string;
  room: string;
  token: string;
  follow?: string;
}

export type TopicStatus =
  | 'raised'
  | 'accepted'
  | 'declined'
  | 'merged'
  | 'scheduled'
  | 'discussed'
  | 'committed'
  | 'resolved'
  | 'rated';

export interface TopicView {
  id: string;
  title: string;
  text: string;
  county?: string;
  venue?: string;
  category?: string;
  files: string[];
  status: TopicStatus;
  raisedAt: string;
  raiser: PersonView;
  source?: Source;
  declined?: Declined;
  mergedInto?: string;
  absorbed?: AbsorbedTopic[];
  meetings: TopicMeeting[];
  commitments: CommitmentView[];
  comments: CommentsView;
  likes: number;
  followers: number;
  satisfaction: Satisfaction;
  apart: Satisfaction;
  words: RatingWord[];
  answers: OutcomeAnswer[];
  chain: Step[];
  present: PresentView;
  owner?: string;
  rounds?: RoundView[];
}

export interface VenueItem {
  id: string;
  title: string;
  kind: VenueKind;
  county: string;
  owner?: string;
  address?: string;
  topics: number;
  activities: number;
}

export type VenueKind =
  | 'consultationRoom'
  | 'membersHome'
  | 'membersStudio'
  | 'contactPoint';

export interface VenueMeeting {
  id: string;
  title: string;
  status: MeetingStatus;
  startsAt?: string;
  attend?: string;
}

export interface VenueNow {
  venue: VenueItem;
  meetings: VenueMeeting[];
}

export interface VenuePage {
  items: VenueItem[];
  year: number;
  next?: string;
  total?: number;
}

export type Visibility =
  | 'public'
  | 'codes';

export interface VisibilityChange {
  from: Visibility;
  to: Visibility;
}

export type VisitKind =
  | 'company'
  | 'community'
  | 'institution'
  | 'sector'
  | 'home';

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
  verified?: boolean;
  removed?: boolean;
}

export type Voters =
  | 'members'
  | 'all';

export interface WaitingComment {
  id: string;
  text: string;
}

export interface WallCode {
  code: string;
  changesIn: number;
}

export interface WeightTally {
  counts?: Record<string, string>;
  cast: string;
  eligible: string;
  present?: string;
  represented?: string;
}

export interface WhoseKey {
  role: string;
  name?: string;
  member?: string;
  room?: string;
  title?: string;
  now?: WhoseKey;
}

export interface WishItem {
  wish: string;
  askedAt: string;
  state: ForgetState;
  member?: string;
}

export interface WishList {
  items: WishItem[];
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
  | { $type: 'cancel'; reason: string }
  | { $type: 'addItem'; title: string; kind?: string; minutes?: number; after?: string }
  | { $type: 'editItem'; item: string; title?: string; kind?: string; minutes?: number }
  | { $type: 'moveItem'; item: string; after?: string }
  | { $type: 'dropItem'; item: string }
  | { $type: 'restoreItem'; item: string }
  | { $type: 'addDocument'; item: string; file: string; title: string }
  | { $type: 'dropDocument'; item: string; document: string }
  | { $type: 'startItem'; item: string }
  | { $type: 'finishItem'; item: string }
  | { $type: 'addTime'; item: string; seconds: number }
  | { $type: 'takeTime'; item: string; from: string; seconds: number }
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
  | { $type: 'draftBallot'; question: string; kind: BallotKind; options?: string[]; max?: number; majority?: string; base?: string; quorum?: string; voters?: Voters; secrecy?: string; results?: ResultsShown; item?: string; closesIn?: number; draft?: string }
  | { $type: 'dropDraft'; draft: string }
  | { $type: 'openBallot'; question: string; kind: BallotKind; options?: string[]; max?: number; majority?: string; base?: string; quorum?: string; voters?: Voters; secrecy?: string; results?: ResultsShown; item?: string; closesIn?: number; draft?: string }
  | { $type: 'closeBallot'; ballot: string }
  | { $type: 'revealBallot'; ballot: string }
  | { $type: 'showScene'; scene: SceneKind; ballot?: string; comment?: string }
  | { $type: 'commit'; department: string; what: string; due: string; item?: string; comment?: string; departmentId?: string }
  | { $type: 'takeBackCommitment'; commitment: string }
  | { $type: 'setWeight'; participant: string; weight: string }
  | { $type: 'setFloorPolicy'; policy: FloorPolicy }
  | { $type: 'correctMinutes'; section: MinutesSection; text?: string }
  | { $type: 'approveMinutes'; head?: number }
  | { $type: 'confirmSeats'; seats: ClaimedSeat[] }
  | { $type: 'unseat'; participant: string; reason: string }
  | { $type: 'mute'; participant: string; minutes?: number }
  | { $type: 'markPresent'; members: string[] }
  | { $type: 'unmarkPresent'; members: string[] }
  | { $type: 'delegate'; to?: string }
  | { $type: 'checkIn'; code?: string }
  | { $type: 'checkOut' }
  | { $type: 'comment'; text: string; item?: string; replyTo?: string }
  | { $type: 'withdrawComment'; comment: string }
  | { $type: 'raiseHand'; about?: string }
  | { $type: 'lowerHand' }
  | { $type: 'yieldFloor' }
  | { $type: 'forwardComment'; comment: string }
  | { $type: 'forwardHand'; participant: string }
  | { $type: 'vote'; ballot: string; choices: string[] }
  | { $type: 'react'; comment: string; on: boolean; kind?: string }
  | { $type: 'countHands'; ballot: string; counts: Record<string, number> }
  | { $type: 'openRound'; question: string; statements?: string[]; item?: string; closesIn?: number; add?: boolean }
  | { $type: 'closeRound'; round: string }
  | { $type: 'addStatement'; round: string; text: string; anyway?: boolean }
  | { $type: 'hideStatement'; statement: string; reason?: string }
  | { $type: 'approveStatement'; statement: string }
  | { $type: 'mergeStatement'; statement: string; into: string }
  | { $type: 'stance'; round: string; statement: string; choice?: Stance };

/** The data of each event, by its type. */
export interface EventData {
  meetingScheduled: { title: string; format: string; rules: FormatRules; visibility: Visibility; agenda: PlannedItem[]; venue?: string; startsAt?: string; expected?: number; county?: string; recordFormat?: number; roll?: RollKind; hub?: string };
  meetingEdited: { title?: string; venue?: string; startsAt?: string; visibility?: Visibility; venueCleared?: boolean; startsAtCleared?: boolean };
  meetingCancelled: { reason: string };
  meetingOpened: object;
  meetingPaused: object;
  meetingResumed: object;
  meetingClosed: object;
  checkedIn: { role: Role; asMember?: boolean };
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
  floorGiven: { participant: string; name?: string; seconds?: number; spokenSeconds: number; verified?: boolean; removed?: boolean };
  floorTimeAdded: { seconds: number };
  floorEnded: { participant: string; name?: string };
  commented: { comment: string; text: string; item?: string; replyTo?: string; waiting: boolean };
  commentApproved: { comment: string; view: CommentView; waiting?: boolean };
  commentWithdrawn: { comment: string };
  commentHidden: { comment: string; reason?: string };
  commentRestored: { comment: string; view: CommentView; waiting?: boolean };
  commentPinned: { comment?: string; view?: CommentView };
  moderationSet: { mode: Moderation };
  ballotOpened: { ballot: string; question: string; kind: BallotKind; options: BallotOption[]; max: number; voters: Voters; results: ResultsShown; eligible: number; item?: string; closesAt?: string; majority?: string; base?: VoteBase; abstentionsCount?: boolean; quorum?: string; secrecy?: Secrecy; turnout?: number; draft?: string };
  ballotClosing: { ballot: string };
  ballotClosed: { ballot: string; tally: Tally; outcome?: Outcome; root?: string };
  ballotRevealed: { ballot: string; tally: Tally; outcome?: Outcome; root?: string };
  ballotVoided: { ballot: string; tally: Tally; outcome?: Outcome; root?: string };
  sceneShown: { scene: Scene };
  commitmentMade: { commitment: string; topic: string; department: string; what: string; due: string; item?: string; comment?: string; departmentId?: string };
  commitmentTakenBack: { commitment: string };
  topicTold: { item: string };
  memberSeated: { participant: string; member: string; sector: string };
  floorPolicySet: { policy: FloorPolicy };
  minutesCorrected: { section: MinutesSection; text?: string };
  minutesApproved: { covers?: CoveredHead };
  renamed: { participant: string; name?: string; was?: string; verified?: boolean };
  seatsRecorded: { seats: RecordedSeat[] };
  nameRemoved: { participant: string; reason?: string };
  rollSet: { members: number };
  seatClaimed: { member: string };
  seatsConfirmed: { participants: string[] };
  unseated: { participants: string[] };
  muted: { participant: string; until?: string };
  unmuted: { participant: string };
  seatReplaced: { participants: string[] };
  seatsChanged: { participants: string[] };
  claimsStopped: { participants: string[] };
  markedPresent: { members: string[] };
  unmarkedPresent: { members: string[] };
  textsRemoved: { seqs: number[] };
  documentAdded: { item: string; documents?: ItemDocument[] };
  documentDropped: { item: string; documents?: ItemDocument[] };
  ballotDrafted: { draft: BallotDraft };
  draftDropped: { draft: string };
  branchAdded: { branch: string; title: string };
  seatedInBranch: { participant: string; branch: string };
  hubNoted: { note: HubNote };
  commentForwarded: { comment: string };
  handForwarded: { participant: string };
  roundOpened: { round: RoundView };
  statementAdded: { round: string; statement: string; text: string; waiting?: boolean };
  statementApproved: { round: string; statement: string; text: string; waiting?: boolean };
  statementHidden: { round: string; statement: string; reason?: string };
  statementMerged: { round: string; statement: string; into: string };
  groupsCounted: { round: RoundView };
  roundClosing: { round: RoundView };
  roundClosed: { round: RoundView };
}

/** What happened, as told to this audience. A withheld event is not for it: it has neither time nor data. */
export type EventView =
  | { [T in keyof EventData]: { seq: number; type: T; at: string; actor?: PersonView; data: EventData[T] } }[keyof EventData]
  | { seq: number; type: 'withheld'; at?: undefined; actor?: undefined; data?: undefined };

/**
 * One field of a kind of entry. Of several with one name the first counts whose condition holds: another field has this word, or,
 * where none is given, has anything.
 */
export interface EntryField {
  name: string;
  as: FieldType;
  must?: true;
  /** Of a choice: the words. */
  of?: 'brandOf' | 'ledgerKind' | 'liaisonKind' | 'outputKind' | 'venueKind' | 'visitKind';
  when?: { field: string; is?: string };
}

/** What a kind of entry is, as it describes itself. */
export interface EntryKind {
  page: ListPage;
  /** The field that it goes by. */
  title: string;
  fields: EntryField[];
}

export const entryKinds: Record<Entry['$type'], EntryKind> = {
  planItem: {
    page: 'plan', title: 'title',
    fields: [
      { name: 'title', as: 'line', must: true },
      { name: 'format', as: 'format', must: true },
      { name: 'quarter', as: 'quarter' },
      { name: 'owner', as: 'line' },
      { name: 'meetings', as: 'meetings' },
    ],
  },
  venue: {
    page: 'venues', title: 'title',
    fields: [
      { name: 'title', as: 'line', must: true },
      { name: 'kind', as: 'choice', must: true, of: 'venueKind' },
      { name: 'county', as: 'county', must: true },
      { name: 'owner', as: 'line' },
      { name: 'address', as: 'line' },
    ],
  },
  brand: {
    page: 'venues', title: 'title',
    fields: [
      { name: 'title', as: 'line', must: true },
      { name: 'of', as: 'choice', must: true, of: 'brandOf' },
      { name: 'holder', as: 'county', must: true, when: { field: 'of', is: 'county' } },
      { name: 'holder', as: 'committee', must: true },
      { name: 'text', as: 'area' },
    ],
  },
  member: {
    page: 'members', title: 'name',
    fields: [
      { name: 'name', as: 'line', must: true },
      { name: 'sector', as: 'sector', must: true },
      { name: 'committee', as: 'committee' },
      { name: 'county', as: 'county' },
      { name: 'party', as: 'party' },
      { name: 'overseas', as: 'tick' },
      { name: 'office', as: 'line' },
    ],
  },
  liaison: {
    page: 'members', title: 'with',
    fields: [
      { name: 'kind', as: 'choice', must: true, of: 'liaisonKind' },
      { name: 'who', as: 'committee', must: true, when: { field: 'kind', is: 'committee' } },
      { name: 'who', as: 'member', must: true },
      { name: 'with', as: 'sector', must: true, when: { field: 'kind', is: 'committee' } },
      { name: 'with', as: 'party', must: true },
    ],
  },
  output: {
    page: 'outputs', title: 'title',
    fields: [
      { name: 'kind', as: 'choice', must: true, of: 'outputKind' },
      { name: 'on', as: 'day', must: true },
      { name: 'title', as: 'line', must: true },
      { name: 'members', as: 'members' },
      { name: 'source', as: 'room' },
      { name: 'comment', as: 'comment', when: { field: 'source' } },
      { name: 'text', as: 'area' },
      { name: 'files', as: 'files' },
    ],
  },
  ledgerEntry: {
    page: 'ledger', title: 'title',
    fields: [
      { name: 'kind', as: 'choice', must: true, of: 'ledgerKind' },
      { name: 'on', as: 'day', must: true },
      { name: 'title', as: 'line', must: true },
      { name: 'count', as: 'number' },
      { name: 'members', as: 'members' },
      { name: 'note', as: 'area' },
      { name: 'files', as: 'files' },
    ],
  },
  visit: {
    page: 'visits', title: 'place',
    fields: [
      { name: 'kind', as: 'choice', must: true, of: 'visitKind' },
      { name: 'on', as: 'day', must: true },
      { name: 'place', as: 'line', must: true },
      { name: 'members', as: 'members', must: true },
      { name: 'note', as: 'area' },
    ],
  },
  receptionDay: {
    page: 'visits', title: 'place',
    fields: [
      { name: 'on', as: 'day', must: true },
      { name: 'place', as: 'line', must: true },
      { name: 'members', as: 'members', must: true },
      { name: 'received', as: 'number', must: true },
      { name: 'note', as: 'area' },
    ],
  },
  nomination: {
    page: 'award', title: 'reason',
    fields: [
      { name: 'nominee', as: 'member', must: true },
      { name: 'reason', as: 'area', must: true },
    ],
  },
  honour: {
    page: 'award', title: 'title',
    fields: [
      { name: 'title', as: 'line', must: true },
      { name: 'member', as: 'member', must: true },
      { name: 'on', as: 'day', must: true },
      { name: 'source', as: 'room' },
      { name: 'note', as: 'area' },
    ],
  },
  department: {
    page: 'departments', title: 'title',
    fields: [
      { name: 'title', as: 'line', must: true },
      { name: 'english', as: 'line' },
      { name: 'contact', as: 'line' },
    ],
  },
};

/** What may be asked of a topic. */
export type TopicCommand =
  | { $type: 'comment'; text: string; replyTo?: string }
  | { $type: 'withdrawComment'; comment: string }
  | { $type: 'react'; on: boolean; kind?: string; comment?: string }
  | { $type: 'follow'; on?: boolean }
  | { $type: 'rate'; score: number; text?: string }
  | { $type: 'accept' }
  | { $type: 'decline'; reason: string; hidden?: boolean }
  | { $type: 'mergeInto'; topic: string }
  | { $type: 'schedule'; meeting: string }
  | { $type: 'commit'; department: string; what: string; due: string; source?: Source; departmentId?: string }
  | { $type: 'progress'; commitment: string; note: string; files?: string[] }
  | { $type: 'complete'; commitment: string; note: string; files?: string[] }
  | { $type: 'reopen'; commitment: string; reason: string }
  | { $type: 'acknowledge'; commitment: string; note?: string }
  | { $type: 'sendBack'; commitment: string; reason: string }
  | { $type: 'answer'; text: string }
  | { $type: 'hideComment'; comment: string; reason?: string }
  | { $type: 'restoreComment'; comment: string }
  | { $type: 'reconsider'; decision: number }
  | { $type: 'takeOn'; account?: string }
  | { $type: 'letGo' }
  | { $type: 'openRound'; question: string; statements?: string[]; item?: string; closesIn?: number; add?: boolean }
  | { $type: 'closeRound'; round: string }
  | { $type: 'addStatement'; round: string; text: string; anyway?: boolean }
  | { $type: 'hideStatement'; statement: string; reason?: string }
  | { $type: 'approveStatement'; statement: string }
  | { $type: 'mergeStatement'; statement: string; into: string }
  | { $type: 'stance'; round: string; statement: string; choice?: Stance };

/** What staff may ask of a register. */
export type RegisterCommand =
  | { $type: 'record'; is: Entry }
  | { $type: 'amend'; entry: string; is: Entry }
  | { $type: 'withdraw'; entry: string; reason: string }
  | { $type: 'mergeMembers'; entry: string; into: string }
  | { $type: 'assignProposal'; entry: string; department: string; due?: string }
  | { $type: 'answerProposal'; entry: string; text: string };

/** The data of each event of a topic, by its type. */
export interface TopicEventData {
  topicRaised: { title: string; text: string; county?: string; venue?: string; category?: string; files?: string[]; source?: Source; member?: string };
  topicAccepted: object;
  topicDeclined: { reason: string; hidden?: boolean };
  topicMerging: { into: string };
  topicMerged: { into: string };
  mergeFailed: object;
  topicAbsorbed: { topic: string; title: string; people: string[] };
  topicScheduled: { meeting: string; item: string; again?: boolean };
  topicUnscheduled: { meeting: string; item: string };
  topicDiscussed: { meeting: string; item: string; comments: number; seconds: number };
  followed: object;
  unfollowed: object;
  topicCommented: { comment: string; text: string; replyTo?: string };
  topicCommentWithdrawn: { comment: string };
  topicCommentHidden: { comment: string; reason?: string };
  topicCommentRestored: { comment: string; view: CommentView; waiting?: boolean };
  commitmentMade: { commitment: string; department: string; what: string; due: string; dueAt: string; source?: Source; departmentId?: string };
  commitmentTakenBack: { commitment: string };
  progressNoted: { commitment: string; note: string; files?: string[] };
  commitmentCompleted: { commitment: string; note: string; files?: string[] };
  commitmentReopened: { commitment: string; reason?: string; score?: number; followers?: number };
  commitmentEscalated: { commitment: string; level: number };
  commitmentReported: { commitment: string; note: string; files?: string[] };
  commitmentAcknowledged: { commitment: string; note?: string; byRaiser?: boolean };
  commitmentSentBack: { commitment: string; reason: string; byRaiser?: boolean };
  rated: { score: number; words: RatingWord[]; apart?: boolean };
  outcomeAnswered: { text: string };
  topicTextsRemoved: { seqs: number[] };
  topicReconsidered: { decision: number; accepted?: boolean; reason?: string; hidden?: boolean };
  topicTaken: { account: string };
  topicLetGo: object;
  roundOpened: { round: RoundView };
  statementAdded: { round: string; statement: string; text: string; waiting?: boolean };
  statementApproved: { round: string; statement: string; text: string; waiting?: boolean };
  statementHidden: { round: string; statement: string; reason?: string };
  statementMerged: { round: string; statement: string; into: string };
  groupsCounted: { round: RoundView };
  roundClosing: { round: RoundView };
  roundClosed: { round: RoundView };
}

/** What happened to a topic, and where it has come to. */
export type TopicEventView = {
  [T in keyof TopicEventData]: { seq: number; type: T; at: string; actor?: PersonView; data: TopicEventData[T]; topic: TopicNow };
}[keyof TopicEventData];

export type TopicFrame = Omit<FrameView, 'events'> & { events: TopicEventView[] };

/** A topic's room as it is read: whole, or what was missed. */
export type TopicJoined = Omit<Joined, 'snapshot' | 'missed'> & { snapshot?: TopicView; missed?: TopicFrame[] };
