/** Whose rating moves the public figures: one text beside the rate, wherever a rate stands. */
import { inBoth } from './prefs';

const zh = {
  how: '满意率 = 打 4 分和 5 分的人数 ÷ 计入的评价人数；每人一次，可以修改，以最近一次为准。',
  rule: '只有议题的提出人，以及在（最近一次）办结前已关注议题的人，评价才计入满意率。提出人打 1 分或 2 分，或者三位这样的关注者都打 1 分或 2 分，即退回承办单位重新办理。其他人（办结后才关注的人）的评价单独列出，不计入满意率，也不改变办理进度。',
  apart: (n: string, rate: string) => `另有 ${n} 人办结后才关注，评价单独列出：满意率 ${rate}，不计入`,
};
const en: typeof zh = {
  how: 'Satisfied: those who gave 4 or 5, of all whose rating counts; one rating a person, which may be changed, and the newest is taken.',
  rule:
    'Only who raised the topic, or followed it before its (last) completion, counts. One score of 1 or 2 by the raiser, or such scores ' +
    'by three of these followers, sends it back to the department. The ratings of everybody else (who followed only after it was done) ' +
    'are shown apart: they move neither the rate nor the progress.',
  apart: (n, rate) => `Apart, of those who followed only after it was done: ${rate} satisfied (n = ${n}), not counted`,
};

export const ratings = inBoth(zh, en);
