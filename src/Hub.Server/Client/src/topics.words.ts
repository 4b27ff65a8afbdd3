/** The words of the pages for topics, commitments and the lists. */
import { effect } from '@preact/signals';
import type { CommitmentStatus, TopicStatus } from './contract';
import { inBoth } from './prefs';
import { moreRefusals, type TopicRefusal } from './words';

const zh = {
  topic: '议题', topics: '议题', desk: '议题办理', mine: '我的议题', allTopics: '全部议题', report: '年度报告',
  status: { raised: '已提出', accepted: '已采纳', declined: '未采纳', merged: '已合并', scheduled: '待协商', discussed: '已协商', committed: '办理中', resolved: '已办结', rated: '已评价' } as Record<TopicStatus, string>,
  chain: [['征题', '提出'], ['建议', '采纳'], ['协商', '上会'], ['办理', '办结'], ['测评', '评价']] as [string, string][],
  // Raising.
  raise: '提出议题', raiseLead: '有什么事想商量？写下来，我们逐件回应。', at: (venue: string) => `在“${venue}”提出`, name: '一句话说清是什么事', nameHint: '例如：府前路晚高峰公交太少',
  text: '具体情况', textHint: '在哪里、多久了、影响谁、有什么建议', county: '县区', category: '类别', optional: '（可不填）', photos: '照片或 PDF', addPhotos: '添加照片', photoHint: '最多 6 张，每张不超过 5 MB', removePhoto: '移除',
  uploading: '正在上传…', photoBad: '这个文件不是图片或 PDF，或者太大。', send: '提交议题', sending: '正在提交…', similar: '已有相近的议题', similarHint: '也许已经有人提过。关注它，办理进展会一并告诉您。', see: '查看',
  raised: '议题已提交。', yours: '这台设备已记住您。再来这个页面，就能看到每一步进展。', anonymous: '不需要账号，也不显示您的姓名。', key: '换一台设备也想看进展？复制这个只属于您的链接，不要发给别人。', copyKey: '复制我的链接', followIt: '关注它',
  categories: ['交通', '住房', '教育', '医疗', '养老托育', '环境', '水利', '营商', '文体', '其他'],
  counties: ['清江浦区', '淮安区', '淮阴区', '洪泽区', '涟水县', '盱眙县', '金湖县', '经济技术开发区', '工业园区', '生态文旅区'],
  // A topic.
  raisedAt: (when: string) => `${when} 提出`, raiser: '发起人', citizen: (n: string) => `群众 ${n}`, me: '我', house: '工作人员', like: '点赞', liked: '已赞', follow: '关注', followed: '已关注', followers: (n: number) => `${n} 人关注`, likes: (n: number) => `${n} 个赞`,
  mineRaised: '您提出了这个议题', share: '复制链接', copied: '链接已复制。', meetings: '协商会议', goMeeting: '查看会议', meetingWas: { scheduled: '已列入议程', discussed: '已协商', dropped: '这次没有议到' },
  said: (n: number, m: number) => `${n} 条意见，用时 ${m} 分钟`, mergedInto: '这个议题已并入', absorbed: '并入的议题', declined: '未采纳，原因：', hiddenNow: '内容不公开', fromMeeting: '来自会议中的意见',
  news: (n: number) => `您上次来过之后，有 ${n} 项新进展`,
  // Commitments.
  commitments: '交办事项', none: '还没有交办事项。', department: '承办单位', what: '办什么', due: '办理期限', dueIn: (n: number) => (n === 0 ? '今天到期' : `还有 ${n} 天`), late: (n: number) => `已逾期 ${n} 天`, level: ['', '已逾期', '逾期一周以上'],
  cstatus: { open: '办理中', completed: '已办结', reopened: '重新办理' } as Record<CommitmentStatus, string>,
  notes: { progress: '进展', completed: '办结', reopened: '退回重办', escalated: '到期未办结，已督办' }, byScore: (n: number) => `评价 ${n} 分，退回重办`, byFollowers: (n: number) => `${n} 位办结前已关注的人打了低分，退回重办`, quoted: '原话', completedAt: (when: string) => `${when} 办结`,
  // Satisfaction.
  satisfaction: '满意度测评', rate: (p: string, n: string) => `满意率 ${p}（${n} 人评价）`, noRatings: '还没有人评价。', yourRating: '您的评价', scores: ['很不满意', '不满意', '一般', '满意', '很满意'],
  word: '一句话（可不填）', rateIt: '提交评价', rateAgain: '修改评价', rated: '感谢您的评价，已计入满意率。', ratedApart: '感谢您的评价。已单独列出，不计入满意率。',
  counts: { raiser: '您是提出人，您的评价计入满意率；打 1 分或 2 分会退回承办单位重新办理。', follower: '您在办结前已关注，您的评价计入满意率；三位这样的关注者打 1 分或 2 分，会退回承办单位重新办理。', apart: '您在办结后才关注，您的评价单独列出，不计入满意率，也不会退回重办。' },
  wasApart: '您上次的评价单独列出，不计入满意率。', others: '单独列出的评价', rateLater: '办结后，提出和关注这个议题的人可以评价。办结前关注的，评价计入满意率。', rateFollow: '关注这个议题后可以评价。办结后才关注的，评价单独列出，不计入满意率。', answers: '承办单位回应',
  // Comments.
  comments: '跟帖', write: '说说您的看法', post: '发表', posting: '正在发表…', reply: '回复', replying: '回复', cancel: '取消', withdraw: '撤回', hide: '隐藏', restore: '恢复', withdrawn: '已撤回', hidden: '已隐藏', older: '更早的跟帖', noComments: '还没有跟帖。',
  // Staff.
  staff: '办理', accept: '采纳', decline: '不采纳', reason: '原因', hideToo: '同时隐藏内容（含隐私或违法信息）', merge: '并入…', mergeInto: '并入哪个议题', mergeNow: '确认并入', mergeSure: (title: string) => `并入“${title}”？提出和关注的人会一并转过去，不能撤销。`, schedule: '上会', toMeeting: '列入哪场会议', noMeetings: '没有待开或进行中的会议。', commit: '交办', make: '确认交办', toOutput: '转为成果',
  progress: '记进展', complete: '办结', note: '说明', reopen: '退回重办', answer: '回应评价', ok: '确定', done: '已记录。', near: '相近议题', noNear: '没有相近的议题。', keys: '快捷键：J/K 上下，A 采纳', pick: '请从左侧选择一个议题。', signIn: '本页供工作人员使用，请先登录。', toAdmin: '前往登录',
  queues: { raised: '待处理', accepted: '已采纳', scheduled: '待协商', discussed: '已协商', committed: '办理中', overdue: '逾期', resolved: '待评价', rated: '已评价' },
  // Lists.
  search: '搜索', state: '进度', filters: '筛选', all: '全部', year: '年份', venue: '场所', more: '更多', empty: '没有符合条件的内容。', emptyTopics: '还没有议题。提出第一件吧。', failed: '没有载入成功。', again: '重试', total: (n: string) => `共 ${n} 项`,
  meetingsTitle: '协商会议', commitmentsTitle: '交办事项', cfilter: { open: '办理中', overdue: '逾期', done: '已办结' }, onlyMine: '只看我的',
  photo: (n: number) => `附件 ${n}`, evidence: (n: number) => `佐证 ${n}`,
  refused: {
    outOfRange: '数值超出允许的范围。', commentWithdrawn: '作者已撤回这条意见。', alreadyRaised: '这个议题已经提出。', topicMerged: '这个议题已并入另一个议题，请到那里继续。', topicDeclined: '这个议题未被采纳，暂时不能进行这项操作。', topicCommitted: '这个议题已有交办事项，不能这样处理。',
    badMerge: '不能并入自身，也不能并入不存在、已并入他处或未采纳的议题。', meetingCancelled: '会议已取消。', unknownMeeting: '没有找到这场会议。', unknownCommitment: '没有找到这项交办。', unknownFile: '附件没有上传成功，请重新添加。',
    dueInThePast: '办理期限不能早于今天。', notResolved: '还没有办理结果，办结后再来评价。', notFollowing: '提出或关注这个议题的人才能评价。',
  } as Record<TopicRefusal, string>,
};
const en: typeof zh = {
  topic: 'Topic', topics: 'Topics', desk: 'Desk', mine: 'My topics', allTopics: 'All topics', report: 'Annual report',
  status: { raised: 'Raised', accepted: 'Accepted', declined: 'Not taken up', merged: 'Merged', scheduled: 'On an agenda', discussed: 'Discussed', committed: 'Being done', resolved: 'Done', rated: 'Rated' },
  chain: [['Collect', 'raised'], ['Advise', 'accepted'], ['Consult', 'discussed'], ['Act', 'done'], ['Rate', 'rated']],
  raise: 'Raise a topic', raiseLead: 'What should be talked over? Write it down; each one is answered.', at: venue => `Raised at ${venue}`, name: 'What is it, in one sentence', nameHint: 'For example: too few buses on Fuqian Road in the evening',
  text: 'What exactly', textHint: 'Where, since when, whom it concerns, what you suggest', county: 'County', category: 'Category', optional: '(optional)', photos: 'Photos or PDF', addPhotos: 'Add photos', photoHint: 'Up to 6, each up to 5 MB', removePhoto: 'Remove',
  uploading: 'Uploading…', photoBad: 'This file is no picture or PDF, or too large.', send: 'Raise it', sending: 'Sending…', similar: 'There are topics like this', similarHint: 'Perhaps it was raised already. Follow that one, and you will hear of every step.', see: 'See it',
  raised: 'Your topic is raised.', yours: 'This device remembers you. Come back to this page to see each step.', anonymous: 'No account is needed, and your name is not shown.', key: 'To come back on another device, copy this link. It is yours alone.', copyKey: 'Copy my link', followIt: 'Follow it',
  categories: ['Transport', 'Housing', 'Education', 'Health', 'Elderly and child care', 'Environment', 'Water', 'Business', 'Culture and sport', 'Other'],
  counties: zh.counties,
  raisedAt: when => `Raised ${when}`, raiser: 'Raiser', citizen: n => `Citizen ${n}`, me: 'Me', house: 'Staff', like: 'Like', liked: 'Liked', follow: 'Follow', followed: 'Following', followers: n => `${n} following`, likes: n => `${n} likes`,
  mineRaised: 'You raised this topic', share: 'Copy link', copied: 'Link copied.', meetings: 'Meetings', goMeeting: 'See the meeting', meetingWas: { scheduled: 'On the agenda', discussed: 'Discussed', dropped: 'Not come to this time' },
  said: (n, m) => `${n} comments, ${m} min`, mergedInto: 'This topic was merged into', absorbed: 'Topics merged into this', declined: 'Not taken up, because:', hiddenNow: 'The content is not shown', fromMeeting: 'From a comment in a meeting',
  news: n => `${n} new steps since you were last here`,
  commitments: 'Commitments', none: 'Nothing has been promised yet.', department: 'Department', what: 'What is to be done', due: 'Deadline', dueIn: n => (n === 0 ? 'due today' : `${n} days left`), late: n => `${n} days overdue`, level: ['', 'overdue', 'overdue for a week or more'],
  cstatus: { open: 'Being done', completed: 'Done', reopened: 'Reopened' },
  notes: { progress: 'Progress', completed: 'Done', reopened: 'Reopened', escalated: 'Not done in time: escalated' }, byScore: n => `Reopened by a rating of ${n}`, byFollowers: n => `Reopened by the low ratings of ${n} who followed before it was done`, quoted: 'As it was said', completedAt: when => `done ${when}`,
  satisfaction: 'Satisfaction', rate: (p, n) => `${p} satisfied (${n} ratings)`, noRatings: 'Nobody has rated yet.', yourRating: 'Your rating', scores: ['Very bad', 'Bad', 'So-so', 'Good', 'Very good'],
  word: 'In a word (optional)', rateIt: 'Rate', rateAgain: 'Change my rating', rated: 'Thank you. Your rating counts.', ratedApart: 'Thank you. Your rating is shown apart and is not counted.',
  counts: { raiser: 'You raised this topic, so your rating counts; a 1 or 2 sends it back to the department.', follower: 'You followed before it was done, so your rating counts; a 1 or 2 by three such followers sends it back to the department.', apart: 'You followed only after it was done, so your rating is shown apart: it is not counted, and sends nothing back.' },
  wasApart: 'Your last rating is shown apart and is not counted.', others: 'Ratings shown apart', rateLater: 'Once it is done, those who raised or follow this topic may rate the outcome. Who follows before that, counts.', rateFollow: 'Follow this topic to rate its outcome. Who follows only after it was done is shown apart and not counted.', answers: 'The department answers',
  comments: 'Replies', write: 'What do you think?', post: 'Post', posting: 'Posting…', reply: 'Reply', replying: 'In reply to', cancel: 'Cancel', withdraw: 'Withdraw', hide: 'Hide', restore: 'Restore', withdrawn: 'Withdrawn', hidden: 'Hidden', older: 'Older replies', noComments: 'No replies yet.',
  staff: 'Act', accept: 'Accept', decline: 'Decline', reason: 'Reason', hideToo: 'Hide the content too (private or unlawful)', merge: 'Merge into…', mergeInto: 'Into which topic', mergeNow: 'Merge', mergeSure: title => `Merge into “${title}”? Whoever raised or follows this one goes with it. It cannot be undone.`, schedule: 'Put on an agenda', toMeeting: 'Of which meeting', noMeetings: 'No meeting is open or coming.', commit: 'Commit', make: 'Commit the department', toOutput: 'Make an output',
  progress: 'Note progress', complete: 'Done', note: 'What was done', reopen: 'Reopen', answer: 'Answer ratings', ok: 'OK', done: 'Noted.', near: 'Topics like this', noNear: 'There is none like this.', keys: 'Keys: J/K move, A accept', pick: 'Choose a topic on the left.', signIn: 'This page is for staff. Please sign in.', toAdmin: 'Sign in',
  queues: { raised: 'New', accepted: 'Accepted', scheduled: 'On an agenda', discussed: 'Discussed', committed: 'Being done', overdue: 'Overdue', resolved: 'Done', rated: 'Rated' },
  search: 'Search', state: 'Status', filters: 'Filters', all: 'All', year: 'Year', venue: 'Venue', more: 'More', empty: 'Nothing matches.', emptyTopics: 'There are no topics yet. Raise the first.', failed: 'This did not load.', again: 'Try again', total: n => `${n} in all`,
  meetingsTitle: 'Meetings', commitmentsTitle: 'Commitments', cfilter: { open: 'Being done', overdue: 'Overdue', done: 'Done' }, onlyMine: 'Only mine',
  photo: n => `Attachment ${n}`, evidence: n => `Evidence ${n}`,
  refused: {
    outOfRange: 'That number is outside what is allowed.', commentWithdrawn: 'Its author has withdrawn this comment.', alreadyRaised: 'This topic has been raised already.', topicMerged: 'This topic lives on in the one it was merged into; please go on there.', topicDeclined: 'This topic was not taken up, so this cannot be done.', topicCommitted: 'Something has been promised on this topic, so this cannot be done.',
    badMerge: 'A topic cannot be merged into itself, or into one that is missing, merged or declined.', meetingCancelled: 'The meeting was cancelled.', unknownMeeting: 'There is no such meeting.', unknownCommitment: 'There is no such commitment.', unknownFile: 'The attachment did not arrive; please add it again.',
    dueInThePast: 'The deadline cannot be earlier than today.', notResolved: 'There is no outcome yet; please come back when it is done.', notFollowing: 'Only those who raised or follow a topic rate its outcome.',
  },
};

export const t = inBoth(zh, en);

effect(() => { moreRefusals.value = { ...moreRefusals.peek(), ...t.value.refused }; });
