/** What every status is called: the one table of words, by the contract's own names. The meeting's and its items' are in the main one, as phones need them. */
import type {
  AccountState,
  AuditResult,
  BallotStatus,
  CardState,
  CommentStatus,
  CommitmentStatus,
  ConsentState,
  ForgetState,
  ItemStatus,
  MeetingStatus,
  PlanProgress,
  ProposalStatus,
  RollState,
  RoundStatus,
  SeatState,
  StatementStatus,
  TopicMeetingStatus,
  TopicStatus,
} from './contract';
import { inBoth } from './prefs';

/** Everything of the contract that has a status. */
export interface Statuses {
  AccountState: AccountState;
  AuditResult: AuditResult;
  BallotStatus: BallotStatus;
  CardState: CardState;
  CommentStatus: CommentStatus;
  CommitmentStatus: CommitmentStatus;
  ConsentState: ConsentState;
  ForgetState: ForgetState;
  ItemStatus: ItemStatus;
  MeetingStatus: MeetingStatus;
  PlanProgress: PlanProgress;
  ProposalStatus: ProposalStatus;
  RollState: RollState;
  RoundStatus: RoundStatus;
  SeatState: SeatState;
  StatementStatus: StatementStatus;
  TopicMeetingStatus: TopicMeetingStatus;
  TopicStatus: TopicStatus;
}

type Words = { [K in Exclude<keyof Statuses, 'ItemStatus' | 'MeetingStatus'>]: Record<Statuses[K], string> };

export const zh: Words = {
  AccountState: { invited: '待启用', active: '正常', disabled: '已停用' },
  AuditResult: { done: '已完成', refused: '被拒绝', unknown: '结果不明' },
  BallotStatus: { open: '进行中', closing: '计票中', closed: '已结束' },
  CardState: { none: '未印', printed: '已印', used: '已使用' },
  CommentStatus: { visible: '已公开', waiting: '待审核', hidden: '已隐藏', withdrawn: '已撤回' },
  CommitmentStatus: { open: '办理中', completed: '已办结', reopened: '重新办理', reported: '待确认' },
  ConsentState: { waiting: '待同意', agreed: '已同意', done: '已办理', declined: '不同意', refused: '未能办理', lapsed: '已失效' },
  ForgetState: { asked: '已提出', waiting: '待同意', agreed: '已同意', declined: '不同意', done: '已办理' },
  PlanProgress: { planned: '待安排', scheduled: '已排期', underWay: '进行中', held: '已协商' },
  ProposalStatus: { filed: '已立案', assigned: '办理中', answered: '已答复' },
  RollState: { absent: '未入座', claimed: '待核实', seated: '已入座' },
  RoundStatus: { open: '进行中', closing: '统计中', closed: '已结束' },
  SeatState: { claimed: '待核实', seated: '已入座' },
  StatementStatus: { visible: '已公开', waiting: '待审核', hidden: '已隐藏', merged: '已合并' },
  TopicMeetingStatus: { scheduled: '已列入议程', discussed: '已协商', dropped: '这次没有议到' },
  TopicStatus: {
    raised: '已提出',
    accepted: '已采纳',
    declined: '未采纳',
    merged: '已合并',
    scheduled: '待协商',
    discussed: '已协商',
    committed: '办理中',
    resolved: '已办结',
    rated: '已评价',
  },
};

export const en: Words = {
  AccountState: { invited: 'Invited', active: 'Active', disabled: 'Disabled' },
  AuditResult: { done: 'Done', refused: 'Refused', unknown: 'Not known' },
  BallotStatus: { open: 'Open', closing: 'Counting', closed: 'Closed' },
  CardState: { none: 'Not printed', printed: 'Printed', used: 'Used' },
  CommentStatus: { visible: 'Public', waiting: 'To be approved', hidden: 'Hidden', withdrawn: 'Withdrawn' },
  CommitmentStatus: { open: 'Being done', completed: 'Done', reopened: 'Reopened', reported: 'To be acknowledged' },
  ConsentState: { waiting: 'Waits for another', agreed: 'Agreed', done: 'Done', declined: 'Not agreed', refused: 'Could not be done', lapsed: 'Lapsed' },
  ForgetState: { asked: 'Asked for', waiting: 'Waits for another', agreed: 'Agreed', declined: 'Not agreed', done: 'Done' },
  PlanProgress: { planned: 'To be arranged', scheduled: 'Scheduled', underWay: 'Under way', held: 'Held' },
  ProposalStatus: { filed: 'Filed', assigned: 'Assigned', answered: 'Answered' },
  RollState: { absent: 'No seat yet', claimed: 'To be confirmed', seated: 'Seated' },
  RoundStatus: { open: 'Under way', closing: 'Being counted', closed: 'Closed' },
  SeatState: { claimed: 'To be confirmed', seated: 'Seated' },
  StatementStatus: { visible: 'Shown', waiting: 'Waiting for approval', hidden: 'Hidden', merged: 'Merged' },
  TopicMeetingStatus: { scheduled: 'On the agenda', discussed: 'Discussed', dropped: 'Not come to this time' },
  TopicStatus: {
    raised: 'Raised',
    accepted: 'Accepted',
    declined: 'Not taken up',
    merged: 'Merged',
    scheduled: 'On an agenda',
    discussed: 'Discussed',
    committed: 'Being done',
    resolved: 'Done',
    rated: 'Rated',
  },
};

export const statusWords = inBoth(zh, en);
