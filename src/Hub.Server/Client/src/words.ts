/** The words every page needs, and the attendee's. */
import { computed, signal } from '@preact/signals';
import type { Rejection } from './contract';
import { lang, setLang, type Lang } from './prefs';

/** Refusals that only the pages for topics meet; their sentences come with those. */
export type TopicRefusal =
  | 'outOfRange'
  | 'commentWithdrawn'
  | 'alreadyRaised'
  | 'topicMerged'
  | 'topicDeclined'
  | 'topicCommitted'
  | 'badMerge'
  | 'meetingCancelled'
  | 'unknownMeeting'
  | 'unknownCommitment'
  | 'unknownFile'
  | 'dueInThePast'
  | 'notResolved'
  | 'notReported'
  | 'notFollowing'
  | 'superseded'
  | 'otherBody'
  | 'noRoom';

/** And those that only the registers' pages meet. */
export type KeptRefusal =
  | 'notOffered'
  | 'unknownEntry'
  | 'alreadyRecorded'
  | 'unknownMember'
  | 'notAssigned'
  | 'meetingStillOpen'
  | 'minutesChanged'
  | 'bothSit';

/** And those that only a chair meets. */
export type ChairRefusal =
  | 'paused'
  | 'commentWithdrawn'
  | 'unknownItem'
  | 'alreadyScheduled'
  | 'itemUnderWay'
  | 'unknownParticipant'
  | 'noHand'
  | 'ballotStillOpen'
  | 'alreadyOpened'
  | 'nothingToReveal'
  | 'badScene'
  | 'notOffered'
  | 'noVoters'
  | 'commitmentAnswered'
  | 'unknownDraft'
  | 'unknownDocument';

/** And those that only the roll's parts meet. */
export type RollRefusal =
  | 'seatTaken'
  | 'staleClaim'
  | 'contestedClaim'
  | 'tooManyClaims'
  | 'cardUsed'
  | 'cardReplaced'
  | 'otherSession'
  | 'seatTakenBack'
  | 'presenceNeeded'
  | 'presenceStale';

/** And those that hardly anybody meets. */
export type RareRefusal =
  | 'nothingVisible'
  | 'controlCharacter'
  | 'directionControl'
  | 'brokenCharacter'
  | 'inBranch'
  | 'unknownRound'
  | 'roundNotOpen'
  | 'roundStillOpen'
  | 'unknownStatement'
  | 'statementNotVisible'
  | 'alikeStatement'
  | 'badStatementMerge';

/** Their sentences, by whoever brought them. */
export const moreRefusals = signal<Record<string, string>>({});

/** Parts that have names of their own; the others in figures. */
export const part = (fraction: string, half: string, ...names: [string, string, string]) =>
  ({ '1/2': half, '2/3': names[0], '3/4': names[1], '4/5': names[2] })[fraction] ?? fraction;

const zh = {
  brand: '“码”上议',
  tagline: '有事好商量',
  skip: '跳到正文',
  // Preferences.
  prefs: '显示设置',
  close: '关闭',
  note: '提示',
  // The link.
  link: { connecting: '正在连接', live: '实时', again: '正在恢复连接', stale: '连接中断，内容可能不是最新' },
  unsent: (n: number) => `${n} 项待发送`,
  // The meeting.
  status: { scheduled: '未开始', open: '进行中', paused: '休会中', closed: '已结束', cancelled: '已取消' },
  roles: { observer: '观察员', attendee: '与会者', member: '委员', chair: '主持人' },
  kinds: { opening: '开场', report: '通报', discussion: '讨论', ballot: '表决', reply: '回应', summary: '小结', speeches: '发言' } as Record<string, string>,
  loading: '正在载入…',
  forbidden: '这场会议凭码进入。请扫描会场的二维码，或输入会议码。',
  gone: '这场会议暂时打不开',
  toHome: '返回首页',
  // Joining.
  joinTitle: '加入会议',
  needCode: '请扫描会场的二维码，或在首页输入会议码，再参与讨论。',
  // The now card.
  now: '当前',
  itemOf: (n: number, of: number) => `议程 ${n}/${of}`,
  left: '剩余',
  over: '已超时',
  planned: (m: string) => `计划 ${m} 分钟`,
  speaking: '正在发言',
  youSpeak: '请您发言',
  nobodySpeaks: '发言席空闲',
  noItem: '议程尚未开始',
  allDone: '议程已全部完成',
  startsAt: (when: string) => `${when} 开始`,
  waitsForChair: '会议尚未开始，请稍候。',
  paused: '休会中，请稍候。',
  ended: '会议已结束，感谢您的参与。',
  cancelled: '会议已取消',
  because: (why: string) => `原因：${why}`,
  agenda: '议程',
  noAgenda: '还没有议程。',
  itemStatus: { planned: '待进行', active: '进行中', done: '已完成' },
  presentNow: (n: number) => `${n} 人在线`,
  checkedInCount: (n: number) => `${n} 人签到`,
  // Timer, spoken.
  minutesLeft: (n: number) => `剩余 ${n} 分钟`,
  secondsLeft: (n: number) => `剩余 ${n} 秒`,
  timeUp: '时间到',
  // Check-in.
  checkIn: '签到',
  checkingIn: '正在签到…',
  checkedIn: '已签到',
  checkInWhy: '签到后才能参加此后的表决。',
  // Ballots.
  ballot: '表决',
  ballotKinds: { approval: '赞成 / 反对 / 弃权', single: '单选', multiple: '多选', rating: '评分', election: '选举' },
  approvals: { approve: '赞成', oppose: '反对', abstain: '弃权' } as Record<string, string>,
  upTo: (n: number) => `最多选 ${n} 项`,
  secrecies: { named: '记名表决', confidential: '不公开表决：计票前管理员有可能看到，计票后谁也查不到' } as Record<string, string>,
  majority: (m: string, base: string) =>
    `${({ simple: '赞成多于反对', absolute: '过半数' } as Record<string, string>)[m] ?? `${part(m, '半数', '三分之二', '四分之三', '五分之四')}以上`}通过` +
    `${m === 'simple' ? '' : ({ cast: '（按投票数）', present: '（按出席）', entitled: '（按应投）' } as Record<string, string>)[base]}`,
  score: (n: string) => `${n} 分`,
  approveUpTo: (n: number) => `最多赞成 ${n} 人`,
  oneSeatOneVote: '一席一票',
  byWeight: '按票权计票',
  weight: (n: string) => `票权 ${n}`,
  delegation: '委托投票',
  choose: '请选择，然后投票。',
  ready: '已选择，尚未提交。',
  notSentYet: (counted: string) => `${counted}。新的选择尚未提交。`,
  vote: '投票',
  revote: '改投',
  voteSo: '确认投票',
  leftOut: (n: number) => `${n} 位未表态，将计为弃权。`,
  sending: '正在提交…',
  waitsForLink: '已保存，恢复连接后自动提交。',
  counted: (what: string) => `已计票：${what}`,
  countedSecretly: '您已投票；票已计入，内容不再可查。',
  published: '核对每一票',
  mayChange: '表决结束前可以改投。',
  checkingRight: '正在核对表决资格…',
  notMember: '本次表决由委员参加，您可以查看进展。',
  observerNoVote: '加入会议后才能投票。',
  chairNoVote: '主持人不参加表决。',
  notCheckedIn: '您还没有签到，不能参加这次表决。',
  lateCheckIn: '表决开始时您还没有签到，不能参加这次表决。',
  closing: '表决已截止，正在计票…',
  closedHidden: '表决已结束，结果待主持人公布。',
  closedNoVote: '您没有参加这次表决。',
  cast: (cast: number, eligible: number) => `已投 ${cast} / 应投 ${eligible}`,
  castOnly: (cast: number) => `已投 ${cast}`,
  closesIn: '距截止',
  resultsLater: { live: '', afterClose: '结束后公布结果', onReveal: '结果由主持人公布' },
  votes: (n: number) => `${n} 票`,
  ballots: '历次表决',
  // Comments.
  comments: '意见',
  total: (n: number) => `共 ${n} 条`,
  write: '写下您的意见',
  replyTo: (name: string) => `跟帖 ${name}`,
  reply: '跟帖',
  cancel: '取消',
  send: '发送',
  sendingComment: '正在发送…',
  sent: '意见已发出。',
  waitingComment: '已提交，主持人通过后大家可见。',
  mineWaiting: '待通过',
  frozen: '主持人已暂停发表意见。',
  preModerated: '意见经主持人通过后显示。',
  lettersLeft: (n: number) => `还可输入 ${n} 字`,
  lettersOver: (n: number) => `超出 ${n} 字`,
  like: '点赞',
  likes: (n: number) => `${n} 个赞`,
  withdraw: '撤回',
  withdrawn: '这条意见已撤回',
  hidden: '这条意见已被主持人隐藏',
  me: '我',
  nameRemoved: '姓名已依法删除',
  unnamed: '未具名',
  unverified: '未核实',
  pinned: '置顶意见',
  fresh: (n: number) => `${n} 条新意见`,
  newest: '回到最新',
  omitted: (n: number) => `另有 ${n} 条意见，点此查看`,
  older: '更早的意见',
  loadFailed: '没有载入成功，请再试一次。',
  pauseStream: '暂停滚动',
  resumeStream: '继续滚动',
  noComments: '还没有意见。说说您的看法吧。',
  noCommentsYet: '还没有意见。',
  given: '已交办',
  queue: (n: number) => `${n} 人等候发言`,
  // Refusals.
  refused: {
    unreadable: '这项操作没有被识别，请刷新页面后再试。',
    unknownCommand: '页面版本过旧，请刷新后再试。',
    badOperation: '这项操作的编号有误，请刷新页面后再试。',
    unknownRoom: '没有找到这场会议。',
    muted: '主持人已请您暂停发言。',
    forbidden: '您在这场会议中没有这项权限。',
    tooFast: '操作太快了，请稍等片刻再试。',
    empty: '内容不能为空。',
    tooLong: '内容太长了，请精简后再试。',
    notOpen: '会议尚未开始。',
    meetingClosed: '会议已结束，记录不再更改。',
    unknownComment: '没有找到这条意见。',
    commentsFrozen: '主持人已暂停发表意见。',
    commentNotVisible: '这条意见目前没有公开显示。',
    noFloor: '现在没有人在发言席上。',
    hasFloor: '您正在发言，无需举手。',
    unknownBallot: '没有找到这次表决。',
    ballotNotOpen: '表决已经结束。',
    badChoice: '选项不符合这次表决的要求。',
    notEntitled: '表决开始时您不在表决人名单中。',
    countedByHand: '现场举手已计入全部表决人，请与工作人员核对。',
    keyLost: '这次不公开表决的密钥已丢失，无法计票，请重新表决。',
    quarantined: '这场会议的记录需要管理员检查，暂时不能操作。',
  } as Record<Exclude<Rejection, TopicRefusal | KeptRefusal | ChairRefusal | RollRefusal | RareRefusal>, string>,
  failed: {
    offline: '网络不通，请检查后再试。',
    unknownCode: '此链接已失效，请向会议工作人员索取新链接；手工输入的会议码，请核对后再试。',
    tooFast: '尝试次数过多，请稍后再试。',
    other: '没有成功，请稍后再试。',
  },
};

export type Words = typeof zh;

const english = signal<Words | undefined>(undefined);

export const w = computed(() => (lang.value === 'en' ? english.value : undefined) ?? zh);

/** To be called before English is shown: a phone that reads Chinese does not pay for a second language. */
export async function fetchEnglish(): Promise<void> {
  english.value ??= (await import('./words.en')).en;
}

/** The language from now on, and on the next visit. */
export async function read(value: Lang): Promise<void> {
  if (value === 'en') await fetchEnglish();
  setLang(value);
}

/** Why a call failed, in words. */
export function failure(code: string, status = 0): string {
  const words = w.value;
  const refused = words.refused as Record<string, string>;
  const failed = words.failed as Record<string, string>;
  return failed[code] ?? (status === 429 ? words.failed.tooFast : (refused[code] ?? moreRefusals.value[code])) ?? words.failed.other;
}
