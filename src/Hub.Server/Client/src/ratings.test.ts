import { expect, test, vi } from 'vitest';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { lang } = await import('./prefs');
const { percent } = await import('./parts/percent');
const { ratings } = await import('./ratings.words');

test('the rule beside the rate says in both languages who counts, what reopens, and that the others move nothing', () => {
  lang.value = 'zh';
  expect(ratings.value.rule).toBe(
    '只有议题的提出人，以及身份已核实（委员）、在（最近一次）办结前已关注议题的人，评价才计入满意率。提出人打 1 分或 2 分，或者三位这样的关注者都打 1 分或 2 分，即退回承办单位重新办理。' +
      '其他人（身份未核实的访客，或办结后才关注的人）的评价单独列出，不计入满意率，也不改变办理进度。更早的评价按当时的规则计入。',
  );
  lang.value = 'en';
  expect(ratings.value.rule).toBe(
    'Only who raised the topic counts, or is known to the house (a member) and followed it before its (last) completion. ' +
      'One score of 1 or 2 by the raiser, or such scores ' +
      'by three of these followers, sends it back to the department. The ratings of everybody else (guests, and who followed only after it was done) ' +
      'are shown apart: they move neither the rate nor the progress. Older ratings count by the rule of their day.',
  );
});

test('those apart are told with how many they are and their own rate', () => {
  lang.value = 'zh';
  expect(ratings.value.apart('12', percent(0.25))).toBe('另有 12 人（身份未核实，或办结后才关注）的评价单独列出：满意率 25.00 %，不计入');
  lang.value = 'en';
  expect(ratings.value.apart('12', percent(0.25))).toBe(
    'Apart, of guests and of those who followed only after it was done: 25.00 % satisfied (n = 12), not counted',
  );
});

/** Each page that shows a rate shows the one rule, and those apart. */
test.each(['./pages/report.tsx', './parts/topic.tsx'])('%s prints the rule and those apart beside the rate', async page => {
  const sources = import.meta.glob(['./pages/report.tsx', './parts/topic.tsx'], { query: '?raw', import: 'default' });
  const source = (await sources[page]!()) as string;
  expect(source).toContain('{ratings.value.how} {ratings.value.rule}');
  expect(source).toContain('ratings.value.apart(');
});
