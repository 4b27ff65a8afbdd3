/** The votes of a closed named ballot, one by one, with what proves them. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../api';
import type { BallotView, VotePage, VoteReceipt } from '../contract';
import { inBoth } from '../prefs';
import type { Room } from '../room';
import { isolated } from '../text';
import { w } from '../words';
import { inOrder, optionText } from './ballot';
import { isOver } from './now';
import { colon, listed } from './marks';
import { called, Who } from './who';

const SHOWN = 100;

const zh = {
  hidden: '结果公布后可以核对每一票。',
  mine: '我的凭证',
  code: '凭证码',
  why: '下面名单中与您的凭证码相同的一行就是您的票。换一台设备打开本页也可以核对。',
  root: '选票总表指纹',
  rootWhy: '与大屏和会议记录上的一致，就说明计票后没有一票被改动。',
  find: '按姓名或凭证码查找',
  none: '没有找到。',
  exported: '下载完整记录（可离线验证）',
  count: (n: number) => `共 ${n} 票`,
  firstOnes: `，以下是前 ${SHOWN} 票，其余请按姓名查找`,
  alsoFor: (names: string) => `并代 ${names} 投票`,
};

const en: typeof zh = {
  hidden: 'Every vote can be checked once the result is announced.',
  mine: 'My receipt',
  code: 'Receipt code',
  why: 'The line below with your code is your vote. You can check it on another device too.',
  root: 'Fingerprint of all votes',
  rootWhy: 'Where it is the same as on the projector and in the record, no vote was changed after the count.',
  find: 'Find a name or a receipt code',
  none: 'Nobody found.',
  exported: 'Download the whole record (to verify offline)',
  count: n => `${n} votes`,
  firstOnes: `; these are the first ${SHOWN}, find others by name`,
  alsoFor: names => `also for ${names}`,
};

const words = inBoth(zh, en);

/** What people compare by eye: the first hex digits, in fours. */
export const short = (hex: string, digits = 16) => hex.slice(0, digits).replace(/(.{4})(?=.)/g, '$1 ');

export function Votes({ room, ballot }: { room: Room; ballot: BallotView }) {
  const page = useSignal<VotePage | 'hidden' | undefined>(undefined);
  const receipt = useSignal<VoteReceipt | undefined>(undefined);
  const wanted = useSignal('');
  const seated = room.me.value !== undefined;
  useEffect(() => {
    const path = `/api/meetings/${room.id}/ballots/${ballot.id}`;
    if (seated)
      call<VoteReceipt>('GET', `${path}/receipt`).then(
        r => {
          receipt.value = r;
        },
        () => undefined,
      );
  }, [ballot.id, seated]);
  const name = wanted.value.trim();
  useEffect(() => {
    // A name is looked up where the votes are: there may be a hundred thousand.
    let current = true;
    const timer = setTimeout(
      () => {
        call<VotePage>('GET', `/api/meetings/${room.id}/ballots/${ballot.id}/votes?${new URLSearchParams({ limit: `${SHOWN}`, q: name })}`).then(
          p => {
            if (current) page.value = p;
          },
          () => {
            if (current) page.value = 'hidden';
          },
        );
      },
      page.value ? 300 : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [ballot.id, ballot.revealed, name]);
  const said = words.value;
  const mine = receipt.value;
  const rows = page.value && page.value !== 'hidden' ? page.value.votes : [];
  const closed = isOver(room.part('status'));
  return (
    <div class="published">
      {ballot.root && (
        <p>
          <span class="hint">{said.root}</span> <code>{short(ballot.root)}</code>
          <br />
          <small class="hint">{said.rootWhy}</small>
        </p>
      )}
      {mine && (
        <p class="strip good">
          <span>
            {said.mine}
            {colon()}
            {listed(inOrder(ballot, mine.choices).map(c => isolated(optionText(ballot, c))))}
            <br />
            <small>
              {said.code} <code>{short(mine.salt, 8)}</code> · {said.why}
            </small>
          </span>
        </p>
      )}
      {page.value === 'hidden' && <p class="hint">{said.hidden}</p>}
      {page.value && page.value !== 'hidden' && (
        <>
          <input
            type="search"
            aria-label={said.find}
            placeholder={said.find}
            value={wanted.value}
            onInput={e => {
              wanted.value = e.currentTarget.value;
            }}
          />
          <p class="hint">
            {said.count(page.value.total)}
            {page.value.next && said.firstOnes}
          </p>
          <ul class="votes" tabIndex={0} aria-label={w.value.published}>
            {rows.map(v => (
              <li key={v.participant} class={v.salt === mine?.salt ? 'mine' : ''}>
                <span>
                  <Who of={v} strong="b" />
                </span>
                <span>
                  {listed(inOrder(ballot, v.choices).map(c => isolated(optionText(ballot, c))))}
                  {v.weight && <small> · {w.value.weight(v.weight)}</small>}
                  {v.represented && (
                    <small>
                      <br />
                      {said.alsoFor(listed(v.represented.map(r => isolated(called(r)) + (r.weight ? ` · ${w.value.weight(r.weight)}` : ''))))}
                    </small>
                  )}
                </span>
                <code>{short(v.salt, 8)}</code>
              </li>
            ))}
          </ul>
          {rows.length === 0 && <p class="hint">{said.none}</p>}
        </>
      )}
      {closed && room.me.value?.role === 'chair' && (
        <p>
          <a href={`/api/meetings/${room.id}/export`} download>
            {said.exported}
          </a>
        </p>
      )}
    </div>
  );
}
