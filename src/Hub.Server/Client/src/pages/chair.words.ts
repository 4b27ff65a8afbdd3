/** The chair's words. */
import { inBoth } from '../prefs';

const zh = {
  title: '主持', name: '主持人', takeChair: '请以主持人身份进入。', noCode: '本页供主持人使用。请打开管理员给您的主持链接，或在管理页点“主持会议”。', toAdmin: '前往管理页',
  meeting: '会议', openMeeting: '开始会议', pause: '休会', resume: '继续会议', close: '结束会议', codes: '入场码',
  closeMeetingAsk: '结束会议后，记录不再更改。确定结束吗？', confirmClose: '结束会议',
  start: '开始', finish: '完成', next: '下一项', plus: (n: number) => `+${n} 分`, add: '添加议程', addTitle: '议程名称', kind: '类型', minutes: '分钟',
  save: '保存', cancel: '取消', edit: '编辑', up: '上移', down: '下移', drop: '删除', dropped: '议程已删除。', more: '更多操作', restart: '重新开始',
  floor: '发言席', give: '请发言', end: '结束发言', dismiss: '移出', turn: '发言时长', noLimit: '不限时', mins: (n: number) => `${n} 分钟`,
  spoken: (t: string) => `已发言 ${t}`, noHands: '没有人举手。', waitingSpeak: '等候发言',
  moderation: '意见管理', mode: '发表方式', modes: { post: '先发后审', pre: '先审后发', frozen: '暂停发表' },
  waiting: '待通过', recent: '最近意见', approve: '通过', hide: '隐藏', restore: '恢复', pin: '置顶', unpin: '取消置顶', toScreen: '投屏',
  hiddenNote: '意见已隐藏。', undo: '撤销', noWaiting: '没有待通过的意见。', keys: '队列内快捷键：J/K 上下，A 通过，H 隐藏，P 置顶，N 下一项议程，B 新表决',
  queue: '意见队列', writeAsChair: '以主持人身份发表',
  ballot: '表决', newBallot: '发起表决', question: '表决事项', kindOf: '方式', kinds: { approval: '赞成/反对/弃权', single: '单选', multiple: '多选', rating: '评分', election: '选举' },
  options: '选项（每行一个）', candidates: '候选人（每行一位）', max: '最多选几项', seats: '应选人数', rules: '通过条件',
  majority: '多数', majorities: { '': '按会议形式', simple: '赞成多于反对', absolute: '过半数', '2/3': '三分之二', '3/4': '四分之三', '4/5': '五分之四' },
  base: '计算基数', bases: { '': '按会议形式', cast: '投票数', present: '出席人数', entitled: '应投人数' },
  quorum: '法定人数', quorums: { '': '按会议形式', '1/2': '半数投票', '2/3': '三分之二投票', '1/2 present': '半数出席', '2/3 present': '三分之二出席' },
  hands: '举手计数', handsWhy: '清点没有用设备投票的人，录入后并入计票；再次录入以新数为准。', handsSave: '录入', handsDone: '举手计数已录入。', missing: (n: number) => `还有 ${n} 人未投`, voters: '表决人', votersAre: { default: '按会议形式', members: '委员', all: '全体与会者' },
  results: '结果公布', resultsAre: { live: '实时', afterClose: '结束后', onReveal: '由我公布' }, closesIn: '限时', noTimer: '不限',
  openIt: '开始表决', opening: '正在开始…', alsoShow: '同时投到大屏', closeBallot: '结束表决', closeAsk: '结束后不能再投票。确定结束吗？', confirmCloseBallot: '确定结束',
  reveal: '公布结果', past: '已结束的表决', counting: '正在计票…', noBallotYet: '还没有进行过表决。',
  screen: '大屏', scenes: { join: '入场码', agenda: '议程', speaker: '发言', ballot: '表决', result: '结果', comment: '置顶', pause: '休会' }, openScreen: '打开大屏',
  agenda: '议程', overview: '会议已结束。', options2: '至少写两个不同的选项。', candidates1: '至少写一位候选人。',
};

const en: typeof zh = {
  title: 'Chair', name: 'Chair', takeChair: 'Enter as the chair.', noCode: 'This page is for the chair. Open the chair’s link you were given, or choose “Take the chair” on the operator’s page.', toAdmin: 'Operator’s page',
  meeting: 'Meeting', openMeeting: 'Open meeting', pause: 'Recess', resume: 'Resume', close: 'Close meeting', codes: 'Entry code',
  closeMeetingAsk: 'Once closed, the record does not change any more. Close the meeting?', confirmClose: 'Close the meeting',
  start: 'Start', finish: 'Finish', next: 'Next item', plus: n => `+${n} min`, add: 'Add item', addTitle: 'Title of the item', kind: 'Kind', minutes: 'Minutes',
  save: 'Save', cancel: 'Cancel', edit: 'Edit', up: 'Move up', down: 'Move down', drop: 'Remove', dropped: 'Item removed.', more: 'More', restart: 'Start again',
  floor: 'Floor', give: 'Give floor', end: 'End turn', dismiss: 'Remove', turn: 'Time to speak', noLimit: 'No limit', mins: n => `${n} min`,
  spoken: t => `spoke ${t}`, noHands: 'No hand is up.', waitingSpeak: 'Waiting to speak',
  moderation: 'Comments', mode: 'How comments appear', modes: { post: 'At once', pre: 'On approval', frozen: 'Paused' },
  waiting: 'Awaiting approval', recent: 'Recent', approve: 'Approve', hide: 'Hide', restore: 'Restore', pin: 'Pin', unpin: 'Unpin', toScreen: 'Project',
  hiddenNote: 'Comment hidden.', undo: 'Undo', noWaiting: 'Nothing awaits approval.', keys: 'Keys in the queue: J/K move, A approve, H hide, P pin, N next item, B new ballot',
  queue: 'Comment queue', writeAsChair: 'Write as the chair',
  ballot: 'Ballot', newBallot: 'New ballot', question: 'Question', kindOf: 'Kind', kinds: { approval: 'For/against', single: 'One choice', multiple: 'Several', rating: 'Rating', election: 'Election' },
  options: 'Options (one per line)', candidates: 'Candidates (one per line)', max: 'Choose at most', seats: 'To be elected', rules: 'What carries it',
  majority: 'Majority', majorities: { '': 'As the format says', simple: 'More for than against', absolute: 'More than half', '2/3': 'Two thirds', '3/4': 'Three quarters', '4/5': 'Four fifths' },
  base: 'Of', bases: { '': 'As the format says', cast: 'Votes cast', present: 'Those present', entitled: 'Those entitled' },
  quorum: 'Quorum', quorums: { '': 'As the format says', '1/2': 'Half voting', '2/3': 'Two thirds voting', '1/2 present': 'Half present', '2/3 present': 'Two thirds present' },
  hands: 'Show of hands', handsWhy: 'Count those who have not voted by device; it is added to the tally. A later count replaces it.', handsSave: 'Enter', handsDone: 'The hands are counted.', missing: n => `${n} have not voted yet`, voters: 'Voters', votersAre: { default: 'As the format says', members: 'Members', all: 'Everyone' },
  results: 'Result shown', resultsAre: { live: 'Live', afterClose: 'After close', onReveal: 'When I say' }, closesIn: 'Time limit', noTimer: 'None',
  openIt: 'Open ballot', opening: 'Opening…', alsoShow: 'Show on the projector too', closeBallot: 'Close ballot', closeAsk: 'Nobody can vote after that. Close it?', confirmCloseBallot: 'Close it',
  reveal: 'Announce result', past: 'Closed ballots', counting: 'Counting…', noBallotYet: 'No ballot has been held yet.',
  screen: 'Projector', scenes: { join: 'Join', agenda: 'Agenda', speaker: 'Floor', ballot: 'Ballot', result: 'Result', comment: 'Pinned', pause: 'Recess' }, openScreen: 'Open projector',
  agenda: 'Agenda', overview: 'The meeting is closed.', options2: 'Write at least two different options.', candidates1: 'Write at least one candidate.',
};

export const c = inBoth(zh, en);
