import { expect, test, vi } from 'vitest';
import source from '../../../Hub.Domain/Rejection.cs?raw';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { read, w } = await import('./words');
const { t } = await import('./topics.words');
const { k } = await import('./kept.words');
const { c } = await import('./pages/chair.words');

test.each(['zh', 'en'] as const)('every refusal of the house has a sentence in %s', async lang => {
  await read(lang);
  const codes = [...source.matchAll(/^ {4}(\w+),$/gm)].map(([, name]) => name![0]!.toLowerCase() + name!.slice(1));
  expect(codes.length).toBeGreaterThan(20);
  const refused = { ...w.value.refused, ...t.value.refused, ...k.value.refused, ...c.value.refused };
  expect(Object.keys(refused).sort()).toEqual(codes.sort());
  for (const sentence of Object.values(refused)) expect(sentence).toMatch(lang === 'zh' ? /[\u4e00-\u9fff].*。$/ : /^[A-Z][\x20-\x7e’]+\.$/);
});
