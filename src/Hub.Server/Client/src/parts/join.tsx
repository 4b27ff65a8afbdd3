/** Taking a seat: a name, and the code that brought the visitor here. What the code opens is asked first: nobody gives a name for a link that is dead. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { call, type ApiError } from '../api';
import { boot } from '../boot';
import type { CodeOpens, MeView, Seat } from '../contract';
import { keep, recall } from '../keep';
import { inBoth } from '../prefs';
import '../rare.words';
import { isolated } from '../text';
import { failure, w } from '../words';
import { r } from '../roll.words';
import '../seen';
import { PickName } from './roll';

export { Silenced, Unconfirmed } from './roll';

const zh = {
  watching: '您正在旁观。输入姓名即可参与。',
  yourName: '您的姓名',
  nameHint: '会场里的人会看到这个名字，旁边注明“未核实”',
  join: '加入',
  again: '重试',
  joining: '正在加入…',
  joinAs: (title: string, role: string) => `以${role}身份加入“${title}”`,
  member: (name: string) => `以委员${name}的身份加入`,
  meetings: '其他会议',
};
const en: typeof zh = {
  watching: 'You are watching. Give your name to take part.',
  yourName: 'Your name',
  nameHint: 'People in the meeting will see this name, marked as not verified',
  join: 'Join',
  again: 'Try again',
  joining: 'Joining…',
  joinAs: (title, role) => `Join “${title}” as ${role.toLowerCase()}`,
  member: name => `Join as member ${name}`,
  meetings: 'Other meetings',
};
const said = inBoth(zh, en);

export function JoinCard({
  code,
  hint,
  watching,
  me,
  name: given,
  onSeat,
}: {
  code: string;
  hint?: string;
  watching?: boolean;
  /** The seat that there is already. */
  me?: MeView;
  name?: string;
  onSeat: (seat: Seat) => void | Promise<void>;
}) {
  const words = w.value;
  const id = useId();
  // Who is known to the register goes by the register's name: one tap.
  const member = boot.session?.name;
  const name = useSignal(member ?? recall<string>('localStorage', 'name') ?? given ?? '');
  const busy = useSignal(false);
  const wrong = useSignal<string | undefined>(undefined);
  // Signed in as somebody else than the card seats.
  const other = useSignal(false);
  // What the server wrote into the page it has looked up itself: that code opens something.
  const opens = useSignal<CodeOpens | string | undefined>(code === boot.code ? '' : undefined);
  useEffect(() => {
    // Where there was no answer, the code may be good.
    void call<CodeOpens>('POST', '/api/code', { code }).then(
      x => {
        opens.value = x;
      },
      ({ code: why, status }: ApiError) => {
        other.value = why === 'otherSession';
        opens.value = status > 403 && status < 500 ? failure(why, status) : '';
      },
    );
  }, [code]);
  const card = typeof opens.value === 'object' ? opens.value.card : undefined;
  const join = async () => {
    busy.value = true;
    wrong.value = undefined;
    try {
      const seat = await call<Seat>('POST', '/api/join', card ? { code } : { code, name: name.value.trim() });
      if (!member && !card) keep('localStorage', 'name', name.value.trim());
      await onSeat(seat);
    } catch (error) {
      const { code: why, status } = error as ApiError;
      wrong.value = failure(why, status);
    } finally {
      busy.value = false;
    }
  };
  const to = opens.value;
  const byRoll = typeof to === 'object' && to.byRoll && !member;
  if (to === undefined) return <p class="card loading">{words.loading}</p>;
  // A card, or a code that gives power, is no use without knowing what it opens.
  const isUnanswered = to === '' && code !== boot.code && code.replace(/[\s-]/g, '').length >= 12;
  if (isUnanswered)
    return (
      <div class="card empty" role="alert">
        <p>{failure('offline')}</p>
        <button type="button" onClick={() => location.reload()}>
          {said.value.again}
        </button>
      </div>
    );
  // Who has a seat already is asked only where this code can make them a member.
  if (me && me.role !== 'observer' && !(byRoll && me.role === 'attendee' && !me.state)) return null;
  const isWallCode = typeof to === 'object' && !member && (to.role === 'attendee' || to.role === 'observer');
  const over =
    typeof to === 'string'
      ? to
      : to.status === 'cancelled' || (to.status === 'closed' && isWallCode)
        ? `${isolated(to.title)} · ${to.status === 'closed' ? words.status.closed : words.cancelled}`
        : '';
  if (over)
    return (
      <div class="card empty" role="alert">
        <p>{over}</p>
        <p class="buttons">
          <a class="button" href="/">
            {words.toHome}
          </a>
          <a class="button" href="/meetings">
            {said.value.meetings}
          </a>
        </p>
        {other.value && (
          <button type="button" onClick={() => void import('../leave').then(l => l.signOut()).then(() => location.reload())}>
            {r.value.signOutFirst}
          </button>
        )}
      </div>
    );
  return (
    <form
      class="card join"
      onSubmit={e => {
        e.preventDefault();
        void join();
      }}
    >
      <h2>{words.joinTitle}</h2>
      {typeof to === 'object' && <p>{said.value.joinAs(isolated(to.title), words.roles[to.role])}</p>}
      {watching && !member && !byRoll && !card && <p class="hint">{said.value.watching}</p>}
      {hint && <p class="hint">{hint}</p>}
      {card ? (
        <>
          <button type="submit" class="primary" disabled={busy.value}>
            {busy.value ? said.value.joining : r.value.byCard(isolated(card.name))}
          </button>
          <p class="hint">{r.value.byCardHint}</p>
        </>
      ) : byRoll ? (
        <PickName code={code} onSeat={onSeat} />
      ) : (
        <>
          {!member && <label for={id}>{said.value.yourName}</label>}
          <div class="field-row">
            {!member && (
              <input
                id={id}
                required
                maxLength={40}
                autocomplete="name"
                value={name.value}
                aria-describedby={`${id}-hint`}
                aria-invalid={wrong.value !== undefined}
                onInput={e => {
                  name.value = e.currentTarget.value;
                }}
              />
            )}
            <button type="submit" class="primary" disabled={busy.value || name.value.trim() === ''}>
              {busy.value ? said.value.joining : member ? said.value.member(isolated(member)) : said.value.join}
            </button>
          </div>
          {!member && (
            <p class="hint" id={`${id}-hint`}>
              {said.value.nameHint}
            </p>
          )}
        </>
      )}
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </form>
  );
}
