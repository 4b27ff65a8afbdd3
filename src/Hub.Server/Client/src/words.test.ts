import { expect, test, vi } from 'vitest';
import { entryKinds, type Entry } from './contract';
import acts from '../../../Hub.Domain/Audit/AuditActs.cs?raw';
import people from '../../../Hub.Domain/Audit/AuditEvent.cs?raw';
import source from '../../../Hub.Domain/Rejection.cs?raw';
import files from '../../Files/FileRefusal.cs?raw';
import faults from '../../Registers/MemberImport.cs?raw';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { read, w } = await import('./words');
const { t } = await import('./topics.words');
const { k } = await import('./kept.words');
const { c } = await import('./pages/chair.words');
const { r } = await import('./roll.words');
const { u } = await import('./audit.words');
const { rare } = await import('./rare.words');

test.each(['zh', 'en'] as const)('every kind of entry has its words in %s, and so has each of its fields', async lang => {
  await read(lang);
  const own = new Set(['planItem', 'venue', 'department', 'member', 'output', 'ledgerEntry', 'visit', 'nomination']);
  for (const [type, kind] of Object.entries(entryKinds)) {
    const { add, name } = k.value.kinds[type as Entry['$type']];
    expect(add, type).toBeTruthy();
    if (!own.has(type)) expect(name, type).toBeTruthy();
    for (const field of kind.fields) {
      expect(k.value.fields[field.name], field.name).toBeTruthy();
      if (field.as === 'number' && !own.has(type)) expect(k.value.amounts[field.name]!(2), field.name).toBeTruthy();
    }
  }
});

test.each(['zh', 'en'] as const)('every refusal of the house has a sentence in %s', async lang => {
  await read(lang);
  const codes = [...source.matchAll(/^ {4}(\w+),$/gm)].map(([, name]) => name![0]!.toLowerCase() + name!.slice(1));
  expect(codes.length).toBeGreaterThan(20);
  const refused = { ...w.value.refused, ...t.value.refused, ...k.value.refused, ...c.value.refused, ...r.value.refused, ...rare.value.refused };
  expect(Object.keys(refused).sort()).toEqual(codes.sort());
  for (const sentence of Object.values(refused)) expect(sentence).toMatch(lang === 'zh' ? /[\u4e00-\u9fff].*。$/ : /^[A-Z][\x20-\x7e’]+\.$/);
});

test.each(['zh', 'en'] as const)('every refusal of a file has a sentence of its own in %s', async lang => {
  await read(lang);
  const codes = [...files.matchAll(/^ {4}(\w+),$/gm)].map(([, name]) => name![0]!.toLowerCase() + name!.slice(1));
  expect(codes.length).toBe(8);
  expect(Object.keys(t.value.calls).sort()).toEqual(codes.sort());
  const sentences = Object.values(t.value.calls);
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(lang === 'zh' ? /[\u4e00-\u9fff].*。$/ : /^[A-Z][\x20-\x7e’]+\.$/);
});

test.each(['zh', 'en'] as const)('every fault of a table, and all that is left out of one, has its words in %s', async lang => {
  await read(lang);
  const named = (from: string) =>
    [
      ...faults
        .slice(faults.indexOf(`enum ${from}`))
        .split('\n}')[0]!
        .matchAll(/^ {4}(\w+),$/gm),
    ].map(([, name]) => name![0]!.toLowerCase() + name!.slice(1));
  expect(named('ImportFault').length).toBeGreaterThan(20);
  expect(Object.keys(k.value.faults).sort()).toEqual(named('ImportFault').sort());
  expect(Object.keys(k.value.notes).sort()).toEqual(named('ImportNote').sort());
  expect(new Set(Object.values(k.value.faults)).size).toBe(named('ImportFault').length);
});

test.each(['zh', 'en'] as const)('every act that the audit log notes has its words in %s, and so have those who act', async lang => {
  await read(lang);
  const stored = (from: string) => [...from.matchAll(/const string \w+ = "(\w+)";/g)].map(([, word]) => word!).sort();
  expect(stored(acts).length).toBeGreaterThan(25);
  expect(Object.keys(u.value.acts).sort()).toEqual(stored(acts));
  expect(Object.keys(u.value.people).sort()).toEqual(stored(people));
});
