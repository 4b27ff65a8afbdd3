/** The display settings: language, light, large print; and the way to one's own sessions. Fetched when they are opened. */
import { boot } from '../boot';
import { inBoth, large, lang, setLarge, setTheme, theme, type Lang, type Theme } from '../prefs';
import { read, w } from '../words';
import { Choice } from './choice';
import { notify } from './shell';

const zh = {
  sessions: '我的登录',
  account: '我的账号',
  privacy: '个人信息与隐私',
  language: '语言',
  light: '外观',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  large: '大字版',
};
const en: typeof zh = {
  sessions: 'Where I am signed in',
  account: 'My account',
  privacy: 'Personal data and privacy',
  language: 'Language',
  light: 'Appearance',
  themes: { auto: 'System', light: 'Light', dark: 'Dark' },
  large: 'Large text',
};
const said = inBoth(zh, en);

export function Settings() {
  const words = said.value;
  return (
    <>
      <Choice
        label={words.language}
        value={lang.value}
        options={[
          ['zh', '中文'],
          ['en', 'English'],
        ]}
        onChange={v => void read(v as Lang).catch(() => notify(w.peek().failed.offline, { bad: true }))}
      />
      <Choice label={words.light} value={theme.value} options={Object.entries(words.themes)} onChange={v => setTheme(v as Theme)} />
      <label class="tick">
        <input type="checkbox" checked={large.value} onChange={e => setLarge(e.currentTarget.checked)} />
        {words.large}
      </label>
      {boot.session?.account ? <a href="/account">{words.account}</a> : <a href="/sessions">{words.sessions}</a>}
      <a href="/privacy">{words.privacy}</a>
    </>
  );
}
