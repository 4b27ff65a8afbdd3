import { expect, test, vi } from 'vitest';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { lang } = await import('./prefs');
const { terms } = await import('./terms.words');

test.each(['zh', 'en'] as const)('each hard word is named and explained in whole sentences in %s', of => {
  lang.value = of;
  const means = Object.values(terms.value.means);
  expect(means.length).toBe(6);
  for (const [word, meaning] of means) {
    expect(word).toBeTruthy();
    expect(meaning).toMatch(of === 'zh' ? /[\u4e00-\u9fff].*。$/ : /^[A-Z].*\.$/);
  }
  expect(new Set(means.map(([word]) => word)).size).toBe(6);
});
