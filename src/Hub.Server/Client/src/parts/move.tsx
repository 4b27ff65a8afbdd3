/** A guest goes on as the same person on another device: by a link that this one makes, works once and soon runs out. */
import { signal } from '@preact/signals';
import { call, type ApiError } from '../api';
import { boot, forgetSecret, secret } from '../boot';
import type { MoveKey } from '../contract';
import { inBoth } from '../prefs';
import { reachable } from '../reachable';
import { failure } from '../words';
import { Adopt } from './adopt';
import { copy } from './codes';
import { notify } from './shell';

const zh = {
  make: '在另一台设备上继续…',
  hint: '在另一台设备上打开这个链接，那里就是您本人。10 分钟内有效，只能用一次，不要发给别人。',
  copy: '复制链接',
};
const en: typeof zh = {
  make: 'Continue on another device…',
  hint: 'Open this link on the other device, and you are the same person there. It works once, within ten minutes. Send it to nobody else.',
  copy: 'Copy the link',
};
const t = inBoth(zh, en);

/** A key that the link brought waits for an answer. */
const brought = signal(secret());
if (brought.peek()) forgetSecret();

const link = signal('');

const make = async () => {
  try {
    link.value = `${reachable}/topics?mine=true#key=${(await call<MoveKey>('POST', '/api/session/move')).key}`;
  } catch (error) {
    notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
  }
};

/** The key that came here, or one that leads away from here. */
export function Move({ offered }: { offered: boolean }) {
  const words = t.value;
  if (brought.value)
    return (
      <Adopt
        secret={brought.value}
        onTaken={() => location.reload()}
        onKept={() => {
          brought.value = '';
        }}
      />
    );
  if (!offered || !boot.session || boot.session.role || boot.session.member) return null;
  return link.value ? (
    <div class="card">
      <p class="hint">{words.hint}</p>
      <p>
        <button type="button" onClick={() => void copy(link.value)}>
          {words.copy}
        </button>
      </p>
    </div>
  ) : (
    <p>
      <button type="button" onClick={() => void make()}>
        {words.make}
      </button>
    </p>
  );
}
