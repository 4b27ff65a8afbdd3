/** Whose rating moves the public figures: one text beside the rate, wherever a rate stands. */
import { inBoth } from './prefs';

const zh = {
  how: '满意率 = 打 4 分和 5 分的人数 ÷ 计入的评价人数；每人一次，可以修改，以最近一次为准。',
  rule:
    '只有议题的提出人，以及身份已核实（委员）、在（最近一次）办结前已关注议题的人，评价才计入满意率。提出人打 1 分或 2 分，或者三位这样的关注者都打 1 分或 2 分，即退回承办单位重新办理。' +
    '其他人（身份未核实的访客，或办结后才关注的人）的评价单独列出，不计入满意率，也不改变办理进度。更早的评价按当时的规则计入。',
  resolved: '只有已办结的交办事项才计入：由工作人员办结，或承办单位报告办结后，经工作人员或提出人确认。仅报告、尚未确认的不计，也不能评价。',
  few: (n: number, count: number) => `${n} 人评价，其中 ${count} 人满意（不足 10 人，不计算满意率）`,
  apartFew: (n: number, count: number) => `另有 ${n} 人（身份未核实，或办结后才关注）的评价单独列出：${count} 人满意，不计入`,
  apart: (n: string, rate: string) => `另有 ${n} 人（身份未核实，或办结后才关注）的评价单独列出：满意率 ${rate}，不计入`,
};
const en: typeof zh = {
  how: 'Satisfied: those who gave 4 or 5, of all whose rating counts; one rating a person, which may be changed, and the newest is taken.',
  rule:
    'Only who raised the topic counts, or is known to the house (a member) and followed it before its (last) completion. ' +
    'One score of 1 or 2 by the raiser, or such scores ' +
    'by three of these followers, sends it back to the department. The ratings of everybody else (guests, and who followed only after it was done) ' +
    'are shown apart: they move neither the rate nor the progress. Older ratings count by the rule of their day.',
  resolved:
    'Only what is done counts: completed by staff, or reported done by its department and acknowledged by staff or by who raised the topic. ' +
    'What is only reported is not counted, and not rated.',
  few: (n, count) => `${count} of ${n} who rated are satisfied (fewer than 10: no rate is worked out)`,
  apartFew: (n, count) => `Apart, of guests and of those who followed only after it was done: ${count} of ${n} satisfied, not counted`,
  apart: (n, rate) => `Apart, of guests and of those who followed only after it was done: ${rate} satisfied (n = ${n}), not counted`,
};

export const ratings = inBoth(zh, en);
