import { beforeAll, expect, test, vi } from 'vitest';

vi.stubGlobal('document', { getElementById: () => null, documentElement: { dataset: {}, classList: { toggle: () => undefined } } });
vi.stubGlobal('location', { pathname: '/members/nosuch', hash: '', search: '', origin: 'http://hub.test' });
vi.stubGlobal('navigator', { language: 'zh-CN', languages: ['zh-CN'] });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('window', { addEventListener: () => undefined });

let because: typeof import('./site').because;

beforeAll(async () => {
  ({ because } = await import('./site'));
});

// Guards S4: of a venue and of a member that are not there it was said that an entry might have been withdrawn.
test('what is not there is called by what it is', () => {
  expect(because('topic', 'unknownRoom', 404)).toBe('没有找到这个议题，请核对链接。');
  expect(because('meeting', 'unknownRoom')).toBe('没有找到这场会议，请核对链接。');
  expect(because('member', 'unknownEntry', 404)).toBe('没有找到这位委员，请核对链接。');
  expect(because('venue', 'unknownEntry', 404)).toBe('没有找到这个议事场所，请核对链接。');
});

test('what is there and cannot be read now says why', () => {
  expect(because('topic', 'forbidden', 403)).toBe('您没有查看这个议题的权限。');
  expect(because('venue', 'offline')).not.toBe(because('venue', 'unknownEntry', 404));
});
