/** The words of the roll: for whoever says who they are, and for the chair who confirms it. */
import { effect } from '@preact/signals';
import { inBoth } from './prefs';
import { moreRefusals, type RollRefusal } from './words';

const zh = {
  // Who says who they are.
  find: '您的姓名',
  findHint: '输入姓名，从名册中选择自己；主持人核实后才能表决。',
  nobody: '名册中没有这个姓名。',
  choose: (name: string) => `我是${name}`,
  claiming: '正在提交…',
  waiting: '等待主持人核实您的身份；核实后才能参加此后的表决。',
  silenced: (until?: string) => (until ? `主持人请您暂停发言至 ${until}。` : '主持人请您在本次会议中暂停发言。'),
  // The chair.
  roll: '委员核实',
  none: '没有等待核实的委员。',
  counted: (seated: number, all: number) => `已核实 ${seated} / 名册 ${all} 人`,
  confirm: '核实',
  confirmAll: (n: number) => `全部核实（${n} 人）`,
  contested: '多人自称',
  device: (mark: string) => `席位 ${mark}`,
  seated: '已就座的委员',
  unseat: '取消席位',
  reason: '原因',
  unseatAsk: (name: string) => `取消${name}的席位后，此后的表决不再计入。`,
  keep: '保留',
  present: (entitled: number, present: number) => `应到 ${entitled} 人 · 出席 ${present} 人`,
  without: '无设备到会登记',
  withoutHint: '到会但不使用手机的委员在此登记；举手计票不超过到会而未用设备投票的人数。此后开始的表决按此计算。',
  filter: '按姓名查找',
  mark: '登记到会',
  unmark: '撤销登记',
  marked: '已登记到会',
  mute: '暂停发言 10 分钟',
  unmute: '恢复发言',
  mutedUntil: (until?: string) => (until ? `暂停发言至 ${until}` : '本次会议暂停发言'),
  confirmed: (n: number) => `已核实 ${n} 人。`,
  close: '关闭',
  failed: '没有取到名册。',
  refused: {
    seatTaken: '这位委员已经就座，不能再次认领。',
    staleClaim: '认领已有变化，请查看后再核实。',
    contestedClaim: '有多人自称同一位委员，请逐一核实。',
    tooManyClaims: '这台设备认领过太多姓名，请联系会务人员。',
  } as Record<RollRefusal, string>,
};
const en: typeof zh = {
  find: 'Your name',
  findHint: 'Type your name and choose yourself from the roll. You can vote once the chair has confirmed it.',
  nobody: 'This name is not on the roll.',
  choose: name => `I am ${name}`,
  claiming: 'Sending…',
  silenced: until => (until ? `The chair has muted you until ${until}.` : 'The chair has muted you for this meeting.'),
  waiting: 'The chair has yet to confirm who you are; then you can vote in the ballots that follow.',
  roll: 'Confirm members',
  none: 'No member waits to be confirmed.',
  counted: (seated, all) => `${seated} confirmed of ${all} on the roll`,
  confirm: 'Confirm',
  confirmAll: n => `Confirm all (${n})`,
  contested: 'claimed twice',
  device: mark => `seat ${mark}`,
  seated: 'Members with a seat',
  unseat: 'Take the seat away',
  reason: 'Reason',
  unseatAsk: name => `${name} will not be counted in the ballots that follow.`,
  keep: 'Keep',
  present: (entitled, present) => `${entitled} entitled · ${present} present`,
  without: 'Present without a device',
  withoutHint: 'Mark members who are here and use no phone. Hands are counted up to those present who did not vote by device, in ballots that open afterwards.',
  filter: 'Find a name',
  mark: 'Mark present',
  unmark: 'Take the mark back',
  marked: 'marked present',
  mute: 'Mute for 10 minutes',
  unmute: 'Unmute',
  mutedUntil: until => (until ? `muted until ${until}` : 'muted for this meeting'),
  confirmed: n => `${n} confirmed.`,
  close: 'Close',
  failed: 'The roll could not be read.',
  refused: {
    seatTaken: 'This member has a seat already.',
    staleClaim: 'The claims have changed. Look again, then confirm.',
    contestedClaim: 'More than one person says to be this member. Confirm them one by one.',
    tooManyClaims: 'This device has claimed too many names. Please ask the staff.',
  },
};

export const r = inBoth(zh, en);

effect(() => {
  moreRefusals.value = { ...moreRefusals.peek(), ...r.value.refused };
});
