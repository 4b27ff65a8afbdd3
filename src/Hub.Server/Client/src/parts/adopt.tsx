/**
 * The question before this browser becomes somebody. A key may have come in a link, from whoever sent it: nobody becomes its holder but by a tap on
 * what names them, and a session of staff or of a member is left only where a second tap, which names both, says so.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, type ApiError } from '../api';
import type { WhoseKey } from '../contract';
import { inBoth } from '../prefs';
import { isolated } from '../text';
import { failure, w } from '../words';

const zh = {
  ask: (who: string) => `在这台设备上以${who}的身份继续？`,
  askLeave: (now: string, who: string) => `这台设备现在以${now}的身份登录。要退出${now}，改以${who}的身份继续吗？`,
  operator: '管理员',
  staff: (name: string) => `工作人员${name}`,
  member: (name: string) => `委员${name}`,
  visitor: (name?: string) => (name ? `访客“${name}”` : '另一台设备上的访客'),
  raiser: (title?: string) => (title ? `议题“${title}”提出人` : '这个议题的提出人'),
  why: '链接里带有登录密钥。如果不是您本人的链接，请选“不，保持现在这样”。',
  only: { raiser: '只在这一个议题里有效，其他地方不受影响。', visitor: '此后这台设备就是那位访客；这个链接只能用一次。' } as Record<string, string>,
  yes: (who: string) => `以${who}的身份继续`,
  leave: (now: string) => `退出${now}并继续`,
  no: '不，保持现在这样',
  wrong: '这个链接已失效。',
};
const en: typeof zh = {
  ask: who => `Continue on this device as ${who}?`,
  askLeave: (now, who) => `This device is signed in as ${now}. Sign ${now} out, and continue as ${who}?`,
  operator: 'the operator',
  staff: name => `${name} of the staff`,
  member: name => `the member ${name}`,
  visitor: name => (name ? `the guest “${name}”` : 'a guest of another device'),
  raiser: title => (title ? `the one who raised “${title}”` : 'the one who raised this topic'),
  why: 'The link holds a key that signs somebody in. If it is not your own link, keep things as they are.',
  only: {
    raiser: 'This holds in that one topic, and changes nothing elsewhere.',
    visitor: 'From then on this device is that guest. The link works once.',
  },
  yes: who => `Continue as ${who}`,
  leave: now => `Sign ${now} out and continue`,
  no: 'No, keep things as they are',
  wrong: 'This link does not work any more.',
};
const t = inBoth(zh, en);

const named = (who: WhoseKey) =>
  who.role === 'operator'
    ? t.value.operator
    : who.role === 'staff'
      ? t.value.staff(isolated(who.name ?? ''))
      : who.role === 'member'
        ? t.value.member(isolated(who.name ?? ''))
        : who.role === 'raiser'
          ? t.value.raiser(who.title)
          : t.value.visitor(who.name && isolated(who.name));

const isNamed = (who?: WhoseKey) => who?.role === 'operator' || who?.role === 'staff' || who?.role === 'member';

/**
 * @param secret The key.
 * @param onTaken This browser is its holder now.
 * @param onKept It stays who it was.
 */
export function Adopt({ secret, onTaken, onKept }: { secret: string; onTaken: () => void; onKept: () => void }) {
  const words = t.value;
  const whose = useSignal<WhoseKey | string | undefined>(undefined);
  const [leaving, busy] = [useSignal(false), useSignal(false)];
  const head = useRef<HTMLHeadingElement>(null);
  const failed = (error: ApiError) => {
    whose.value = error.status === 401 ? words.wrong : failure(error.code, error.status);
  };
  useEffect(() => {
    api.whoseKey(secret).then(found => {
      const { now, ...who } = found;
      // Who is that one already is asked nothing.
      if (isNamed(who) && now?.role === who.role && now.member === who.member) onTaken();
      else whose.value = found;
    }, failed);
  }, [secret]);
  const who = whose.value;
  useEffect(() => head.current?.focus(), [who, leaving.value]);
  if (who === undefined) return <p class="card loading">{w.value.loading}</p>;
  const no = (
    <button type="button" onClick={onKept}>
      {words.no}
    </button>
  );
  if (typeof who === 'string')
    return (
      <section class="card adopt" role="alert">
        <p class="wrong">{who}</p>
        <p>{no}</p>
      </section>
    );
  const now = isNamed(who.now) ? who.now : undefined;
  const take = async () => {
    if (now && !leaving.value) {
      leaving.value = true;
      return;
    }
    busy.value = true;
    try {
      await api.signIn(secret, now !== undefined);
      onTaken();
    } catch (error) {
      failed(error as ApiError);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="card adopt" aria-labelledby="adopt">
      <h2 id="adopt" ref={head} tabIndex={-1}>
        {now && leaving.value ? words.askLeave(named(now), named(who)) : words.ask(named(who))}
      </h2>
      {words.only[who.role] && <p>{words.only[who.role]}</p>}
      <p class="hint">{words.why}</p>
      <p class="buttons">
        <button type="button" class="primary" disabled={busy.value} onClick={() => void take()}>
          {now && leaving.value ? words.leave(named(now)) : words.yes(named(who))}
        </button>
        {no}
      </p>
    </section>
  );
}
