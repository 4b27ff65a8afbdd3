/** Having another vote for me, in ballots that open from now on. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { call } from '../api';
import type { PersonInRoom } from '../contract';
import { inBoth } from '../prefs';
import type { Room } from '../room';
import { isolated } from '../text';
import { w } from '../words';
import { listed } from './marks';
import { notify, went } from './shell';
import { called } from './who';

const zh = {
  why: '您不在场或没有投票时，由受托人代为投票，并按您的票权计入；您自己投票时，以您的票为准。对此后开始的表决有效。',
  to: '受托人',
  nobody: '不委托',
  save: '保存',
  saved: '委托已保存。',
  nobodyHere: '现在没有其他已签到的表决人。',
  forMe: (names: string) => `委托您投票的：${names}`,
  mine: (n: string) => `您的票权：${n}`,
};

const en: typeof zh = {
  why:
    'Where you are away or do not vote, this person votes for you, with your weight; where you vote yourself, that counts. Holds for ' +
    'ballots that open from now on.',
  to: 'Who votes for me',
  nobody: 'Nobody',
  save: 'Save',
  saved: 'Saved.',
  nobodyHere: 'No other voter has checked in yet.',
  forMe: names => `You vote for: ${names}`,
  mine: n => `Your vote weighs ${n}`,
};

const words = inBoth(zh, en);

export function Delegate({ room }: { room: Room }) {
  const id = useId();
  const me = room.me.value!.participant;
  const people = useSignal<PersonInRoom[] | undefined>(undefined);
  const chosen = useSignal<string | undefined>(undefined);
  const load = () =>
    call<PersonInRoom[]>('GET', `/api/meetings/${room.id}/people`).then(
      p => {
        people.value = p;
      },
      () => {
        people.value = undefined;
      },
    );
  useEffect(() => {
    void load();
  }, [room.id]);
  const said = words.value;
  if (!people.value) return <p class="hint">{w.value.loading}</p>;
  const mine = people.value.find(p => p.participant === me);
  const others = people.value.filter(p => p.participant !== me && p.checkedIn);
  const forMe = people.value.filter(p => p.delegate === me);
  const to = chosen.value ?? mine?.delegate ?? '';
  const save = async () => {
    if (!went(await room.send({ $type: 'delegate', to: to || undefined }))) return;
    notify(said.saved);
    chosen.value = undefined;
    await load();
  };
  return (
    <form
      class="delegate"
      onSubmit={e => {
        e.preventDefault();
        void save();
      }}
    >
      <p class="hint">{said.why}</p>
      {mine?.weight && <p class="figures">{said.mine(mine.weight)}</p>}
      {forMe.length > 0 && <p>{said.forMe(listed(forMe.map(p => isolated(called(p)))))}</p>}
      {others.length === 0 && !to && <p class="hint">{said.nobodyHere}</p>}
      {(others.length > 0 || to) && (
        <>
          <label for={id}>{said.to}</label>
          <div class="field-row">
            <select
              id={id}
              value={to}
              onChange={e => {
                chosen.value = e.currentTarget.value;
              }}
            >
              <option value="">{said.nobody}</option>
              {others.map(p => (
                <option key={p.participant} value={p.participant}>
                  {called(p)}
                </option>
              ))}
              {to && !others.some(p => p.participant === to) && <option value={to}>{called(people.value.find(p => p.participant === to) ?? {})}</option>}
            </select>
            <button type="submit" disabled={room.isPending(c => c.$type === 'delegate') || to === (mine?.delegate ?? '')}>
              {said.save}
            </button>
          </div>
        </>
      )}
    </form>
  );
}
