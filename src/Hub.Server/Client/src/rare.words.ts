/** Sentences for refusals that hardly anybody meets: fetched when one comes. */
import { effect } from '@preact/signals';
import { inBoth } from './prefs';
import { moreRefusals, type RareRefusal } from './words';

const zh: { refused: Record<RareRefusal, string> } = {
  refused: {
    nothingVisible: '内容里没有可以显示的文字。',
    controlCharacter: '内容里有换行或不能显示的控制字符，请删去后重新输入。',
    directionControl: '内容里有改变文字方向的隐藏字符，请删去后重新输入。',
    brokenCharacter: '内容里有残缺的字符，请删去后重新输入。',
    inBranch: '您在分会场就座，请在分会场发表意见或举手，由分会场主持人提交主会场。',
    unknownRound: '没有这一轮征求意见。',
    roundNotOpen: '这一轮征求意见已经结束。',
    roundStillOpen: '还有一轮征求意见没有结束。',
    unknownStatement: '没有这条观点。',
    statementNotVisible: '这条观点没有公开，或者已经并入另一条。',
    alikeStatement: '已经有一条很相近的观点。',
    badStatementMerge: '不能并入自身，也不能并入另一轮的或没有公开的观点。',
  },
};

const en: typeof zh = {
  refused: {
    nothingVisible: 'Nothing of what was written can be seen.',
    controlCharacter: 'There is a line break or a control character in it. Please delete it and type again.',
    directionControl: 'There is a hidden character in it that turns the direction of writing. Please delete it and type again.',
    brokenCharacter: 'There is a broken character in it. Please delete it and type again.',
    inBranch: 'You sit in a branch. Comment or raise your hand there, and its chair puts it forward to the main venue.',
    unknownRound: 'There is no such round of opinions.',
    roundNotOpen: 'This round of opinions is over.',
    roundStillOpen: 'A round of opinions is still open.',
    unknownStatement: 'There is no such statement.',
    statementNotVisible: 'This statement is not shown, or has become a part of another.',
    alikeStatement: 'There is a statement that says nearly the same.',
    badStatementMerge: 'A statement cannot be merged into itself, or into one of another round or that is not shown.',
  },
};

export const rare = inBoth(zh, en);

effect(() => {
  moreRefusals.value = { ...moreRefusals.peek(), ...rare.value.refused };
});
