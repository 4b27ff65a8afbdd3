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
