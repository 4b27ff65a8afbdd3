/** Where I am signed in: every session of mine that goes on, and the end of each. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/kept.css';
import { call, type ApiError } from '../api';
import { boot } from '../boot';
import type { SessionItem, SessionList } from '../contract';
import { signOut } from '../leave';
import { Confirm } from '../parts/confirm';
import { nameOfDevice } from '../parts/device';
import { ChangePassword } from '../parts/password';
import { Head, notify, title } from '../parts/shell';
import { inBoth, locale } from '../prefs';
import { failure, w } from '../words';

const zh = {
  title: '我的登录',
  lead: '您在这些设备上登录或参与过。不认识的，请退出它：那台设备上打开的页面会立即断开。',
  none: '您还没有登录，也没有在这台设备上参与过。',
  here: '这台设备',
  as: { operator: '管理员', staff: '工作人员', member: '委员' } as Record<string, string>,
  guest: '群众',
  since: (at: string) => `开始于 ${at}`,
  seen: (at: string) => `最近使用 ${at}`,
  network: (n: string) => `网段 ${n}`,
  end: '退出',
  endAsk: (device: string) => `退出“${device}”？那里打开的页面会立即断开，需要重新登录或扫码。`,
  endHereAsk: '退出这台设备？您的座位和做过的事都还在，但在这里要重新登录或扫码才能继续。',
  ended: '已退出。',
  unknown: '未知设备',
  script: '程序',
};
const en: typeof zh = {
  title: 'Where I am signed in',
  lead: 'You have signed in, or taken part, on these devices. Sign out any that you do not know: pages that are open there are cut off at once.',
  none: 'You are not signed in, and have not taken part on this device.',
  here: 'This device',
  as: { operator: 'Operator', staff: 'Staff', member: 'Member' },
  guest: 'Guest',
  since: at => `Since ${at}`,
  seen: at => `Last used ${at}`,
  network: n => `Network ${n}`,
  end: 'Sign out',
  endAsk: device => `Sign out “${device}”? Pages that are open there are cut off at once; to go on there one must sign in or scan again.`,
  endHereAsk: 'Sign out this device? Your seat and what you did stay, but to go on here you must sign in or scan again.',
  ended: 'Signed out.',
  unknown: 'Unknown device',
  script: 'A program',
};
const s = inBoth(zh, en);

const moment = (at: string) => new Date(at).toLocaleString(locale(), { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

export function Sessions() {
  const words = s.value;
  const items = useSignal<SessionItem[] | string | undefined>(undefined);
  useEffect(() => title(`${words.title} · ${w.value.brand}`), [words]);
  const load = () =>
    call<SessionList>('GET', '/api/sessions').then(
      list => {
        items.value = list.items;
      },
      (error: ApiError) => {
        items.value = error.status === 401 ? [] : failure(error.code, error.status);
      },
    );
  useEffect(() => void load(), []);
  const end = async (of: SessionItem) => {
    try {
      await (of.current ? signOut() : call('DELETE', `/api/sessions/${of.session}`));
      notify(words.ended);
    } catch (error) {
      // Ended meanwhile, from there: what is listed next says so.
      if ((error as ApiError).status !== 404) notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    }
    await load();
  };
  const list = items.value;
  return (
    <>
      <Head />
      <main id="main" class="narrow">
        <h1>{words.title}</h1>
        {list === undefined ? (
          <p class="card loading">{w.value.loading}</p>
        ) : typeof list === 'string' ? (
          <p class="card">{list}</p>
        ) : list.length === 0 ? (
          <p class="card empty-line">{words.none}</p>
        ) : (
          <>
            <p>{words.lead}</p>
            <ul class="sessions">
              {list.map(i => (
                <li key={i.session} class="card session">
                  <div>
                    <h2>
                      {nameOfDevice(i.device, words)} {i.current && <span class="badge">{words.here}</span>}
                    </h2>
                    <p class="hint">{[words.as[i.as ?? ''] ?? words.guest, words.network(i.network)].join(' · ')}</p>
                    <p class="hint">{[words.since(moment(i.startedAt)), words.seen(moment(i.lastSeenAt))].join(' · ')}</p>
                  </div>
                  <Confirm
                    label={words.end}
                    yes={words.end}
                    ask={i.current ? words.endHereAsk : words.endAsk(nameOfDevice(i.device, words))}
                    onYes={() => void end(i)}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
        {boot.session?.account && <ChangePassword onChanged={() => void load()} />}
      </main>
    </>
  );
}
