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
  },
};

const en: typeof zh = {
  refused: {
    nothingVisible: 'Nothing of what was written can be seen.',
    controlCharacter: 'There is a line break or a control character in it. Please delete it and type again.',
    directionControl: 'There is a hidden character in it that turns the direction of writing. Please delete it and type again.',
    brokenCharacter: 'There is a broken character in it. Please delete it and type again.',
  },
};

export const rare = inBoth(zh, en);

effect(() => {
  moreRefusals.value = { ...moreRefusals.peek(), ...rare.value.refused };
});
