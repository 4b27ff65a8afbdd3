/** What the hard words mean: one sentence or two each, as the glossary has them (src/GLOSSARY.md). */
import { inBoth } from './prefs';

const zh = {
  ask: (word: string) => `说明：${word}`,
  means: {
    quorum: ['法定人数', '至少要有多少人投票或出席，结果才有效。没有达到时，无论赞成多少都不能通过。'],
    base: ['计算基数', '按谁的人数计算比例：实际投票的人、出席的人，或全部应投的人。基数越大，越难通过。'],
    majority: ['多数', '赞成要达到多少才通过：只要多于反对，超过一半，或者三分之二等。'],
    secrecy: ['记名', '记名：会后每个人都能看到谁投了什么。不公开：选票加密存放，计票后即销毁密钥，谁也看不到个人的选择。'],
    moderation: ['意见管理', '先发后审：意见立即显示，您可以事后隐藏。先审后发：经您通过才显示。暂停发表：暂时不收新意见。'],
    roll: ['名册', '这次会议有表决权的人的名单。认领姓名的人经您核实后，才能以委员身份表决。'],
  } as Record<Hard, [string, string]>,
};
const en: typeof zh = {
  ask: word => `What is meant: ${word}`,
  means: {
    quorum: ['quorum', 'How many must vote or be present for the result to hold. Short of it nothing is carried, however many are in favour.'],
    base: ['base', 'Whose number the share is of: those who voted, those present, or all who are entitled. The larger it is, the harder it is to carry.'],
    majority: ['majority', 'What share of approval carries: more than those against, more than half, or a fraction such as two thirds.'],
    secrecy: [
      'votes by name',
      'By name: afterwards everybody reads who voted how. Confidential: votes are stored encrypted, and the key is destroyed once they are counted.',
    ],
    moderation: ['moderation', 'At once: comments show, and you may hide one later. On approval: each shows once you let it. Paused: no new ones are taken.'],
    roll: ['roll', 'The list of who votes in this meeting. Who claims a name votes as a member once you have confirmed it.'],
  },
};

export type Hard = 'quorum' | 'base' | 'majority' | 'secrecy' | 'moderation' | 'roll';

export const terms = inBoth(zh, en);
