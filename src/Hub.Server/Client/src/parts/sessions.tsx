/** Where I am signed in: every session of mine that goes on, and the end of each. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/kept.css';
import { call, type ApiError } from '../api';
import type { SessionItem, SessionList } from '../contract';
import { signOut } from '../leave';
import { inBoth, inHouse } from '../prefs';
import { failure, w } from '../words';
import { Confirm } from './confirm';
import { nameOfDevice } from './device';
import { notify } from './shell';

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
  proof: { staff: '您的密码', operator: '管理密钥' } as Record<string, string>,
  notProven: '密码或密钥不正确，那台设备没有退出。',
  again: '为确认是您本人，请重新登录；此后十分钟内可以退出其他设备。',
  signIn: '重新登录',
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
  proof: { staff: 'Your password', operator: 'Operator key' },
  notProven: 'The password or the key is wrong: that device is not signed out.',
  again: 'To show that it is you, sign in again; within ten minutes after that you can sign out other devices.',
  signIn: 'Sign in again',
  unknown: 'Unknown device',
  script: 'A program',
};
export const s = inBoth(zh, en);

export const moment = (at: string) => inHouse(at, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

/** @param changes Counts what has changed them from elsewhere: they are listed anew. */
export function Sessions({ changes }: { changes: number }) {
  const words = s.value;
  const id = useId();
  const proof = useSignal('');
  const items = useSignal<SessionItem[] | string | undefined>(undefined);
  const [needed, again] = [useSignal(false), useSignal(false)];
  const load = () =>
    call<SessionList>('GET', '/api/sessions').then(
      list => {
        items.value = list.items;
        needed.value = list.proof ?? false;
        again.value = list.again ?? false;
      },
      (error: ApiError) => {
        items.value = error.status === 401 ? [] : failure(error.code, error.status);
      },
    );
  useEffect(() => void load(), [changes]);
  const end = async (of: SessionItem) => {
    try {
      await (of.current ? signOut() : call('DELETE', `/api/sessions/${of.session}`, asked && { proof: proof.value }));
      notify(words.ended);
    } catch (error) {
      const { code, status } = error as ApiError;
      // Ended meanwhile, from there: what is listed next says so.
      if (status !== 404) notify(whyNot(code) ?? failure(code, status), { bad: true });
    }
    proof.value = '';
    await load();
  };
  /** The ten minutes after signing in may have passed since this was listed. */
  const whyNot = (code: string) =>
    code === 'signInAgain' || (code === 'proofNeeded' && !asked) ? words.again : code === 'proofNeeded' ? words.notProven : undefined;
  const list = items.value;
  if (list === undefined) return <p class="card loading">{w.value.loading}</p>;
  if (typeof list === 'string') return <p class="card">{list}</p>;
  if (list.length === 0) return <p class="card empty-line">{words.none}</p>;
  // Whoever signed in with a password, or with the key, and not just now, types it once more to end what is open elsewhere.
  const asked = needed.value ? words.proof[list.find(i => i.current)?.as ?? ''] : undefined;
  return (
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
              blocked={!i.current && (again.value || (asked !== undefined && proof.value === ''))}
              onAsk={() => {
                proof.value = '';
              }}
              onYes={() => void end(i)}
            >
              {!i.current && again.value && (
                <p class="hint">
                  {words.again} <a href="/signin">{words.signIn}</a>
                </p>
              )}
              {!i.current && asked && (
                <div class="proof">
                  <label for={`${id}-${i.session}`}>{asked}</label>
                  <input
                    id={`${id}-${i.session}`}
                    type="password"
                    maxLength={200}
                    autocomplete="current-password"
                    value={proof.value}
                    onInput={e => {
                      proof.value = e.currentTarget.value;
                    }}
                  />
                </div>
              )}
            </Confirm>
          </li>
        ))}
      </ul>
    </>
  );
}
