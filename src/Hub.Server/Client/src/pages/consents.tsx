/** What two of the staff are needed for: what waits for another account to agree, and who wants to be forgotten. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/kept.css';
import { type ApiError, call } from '../api';
import type { ConsentDecided, ConsentItem, ConsentList } from '../contract';
import { why } from '../consents';
import { Again } from '../parts/again';
import { Confirm } from '../parts/confirm';
import { colon } from '../parts/marks';
import { Reasoned } from '../parts/reasoned';
import { notify, title } from '../parts/shell';
import { Head } from '../parts/site';
import { Badge } from '../parts/status';
import { inBoth, inHouse } from '../prefs';
import { isolated } from '../text';
import { w } from '../words';

const zh = {
  title: '须两人同意的事项',
  lead: '删除他人姓名、表决作废、更改已结束会议的可见范围、删除个人信息，须由另一个账号同意后才执行。提出的人不能自己同意。',
  none: '没有等待的事项。',
  kinds: { removeName: '删除姓名', showRecord: '更改可见范围', voidBallot: '表决作废', forget: '删除个人信息' } as Record<ConsentItem['kind'], string>,
  visible: { public: '任何人都可以看', codes: '只有持码的人可以看' } as Record<string, string>,
  member: '委员',
  account: '工作账号',
  guest: '群众',
  by: (name: string, at: string) => `${name} 于 ${at} 提出`,
  asked: (at: string) => `${at} 提出`,
  until: (at: string) => `${at} 前无人同意则失效`,
  mine: '由您提出，须由另一个账号同意。',
  agree: '同意',
  sure: {
    removeName: '同意从记录中删除此人的姓名？无法恢复，发言和票数不变。',
    showRecord: '同意更改这次会议记录的可见范围？',
    voidBallot: '同意宣布这次表决作废？票数仍在记录中，但不再作出决定。',
    forget: '同意从已结束的记录中删除此人的姓名和文字？无法恢复，票数不变。',
  } as Record<ConsentItem['kind'], string>,
  decline: '不同意',
  declineAsk: '不同意？请写明理由。',
  reason: '理由',
  done: '已办理。',
  agreed: '已同意，正在办理。',
};
const en: typeof zh = {
  title: 'What two are needed for',
  lead: 'Done once another account agrees: removing a name, voiding a ballot, showing or hiding a closed record, forgetting somebody.',
  none: 'Nothing waits.',
  kinds: { removeName: 'Remove a name', showRecord: 'Who may see a record', voidBallot: 'Declare a ballot void', forget: 'Forget a person' },
  visible: { public: 'Anyone may see it', codes: 'Only who has a code may see it' },
  member: 'A member',
  account: 'An account of the staff',
  guest: 'A guest',
  by: (name, at) => `${name} asked ${at}`,
  asked: at => `Asked ${at}`,
  until: at => `Lapses ${at} unless somebody agrees`,
  mine: 'You asked for this: another account has to agree.',
  agree: 'Agree',
  sure: {
    removeName: 'Agree to remove this person’s name from the record? There is no way back; what they said and every count stays.',
    showRecord: 'Agree to change who may see the record of this meeting?',
    voidBallot: 'Agree to declare this ballot void? What was voted stays in the record, and decides nothing.',
    forget: 'Agree to remove this person’s names and words from closed records? There is no way back; no count changes.',
  },
  decline: 'Do not agree',
  declineAsk: 'Do not agree? Say why.',
  reason: 'Reason',
  done: 'It is done.',
  agreed: 'Agreed; it is being done.',
};
const s = inBoth(zh, en);

const moment = (at: string) => inHouse(at, { dateStyle: 'medium', timeStyle: 'short' });
const said = (e: unknown) => notify(why(e as ApiError), { bad: true });

export function Consents() {
  const words = s.value;
  const list = useSignal<ConsentItem[] | string | undefined>(undefined);
  const load = () =>
    call<ConsentList>('GET', '/api/consents').then(
      l => {
        list.value = l.items;
      },
      e => {
        list.value = why(e as ApiError);
      },
    );
  useEffect(() => title(`${words.title} · ${w.value.brand}`), [words]);
  useEffect(() => void load(), []);
  const agree = async (item: ConsentItem) => {
    try {
      const decided = await call<ConsentDecided>('POST', `/api/consents/${item.consent}/agree`);
      if (decided.code) notify(why({ code: decided.code, status: 0 }), { bad: true });
      else notify(decided.state === 'done' ? words.done : words.agreed);
    } catch (e) {
      said(e);
    }
    await load();
  };
  const decline = async (item: ConsentItem, reason: string) => {
    try {
      await call('POST', `/api/consents/${item.consent}/decline`, { reason });
    } catch (e) {
      said(e);
      return false;
    } finally {
      await load();
    }
    return true;
  };
  return (
    <>
      <Head />
      <main id="main" class="kept">
        <div class="kept-head">
          <h1>{words.title}</h1>
          <p>{words.lead}</p>
        </div>
        <section class="card kept-form" aria-label={words.title}>
          {list.value === undefined ? (
            <p class="loading">{w.value.loading}</p>
          ) : typeof list.value === 'string' ? (
            <Again why={list.value} onAgain={() => void load()} />
          ) : list.value.length === 0 ? (
            <p class="empty-line">{words.none}</p>
          ) : (
            <ul class="sessions">
              {list.value.map(item => (
                <Waiting key={item.consent} item={item} onAgree={() => void agree(item)} onDecline={reason => decline(item, reason)} />
              ))}
            </ul>
          )}
        </section>
      </main>
    </>
  );
}

function Waiting({ item, onAgree, onDecline }: { item: ConsentItem; onAgree: () => void; onDecline: (reason: string) => Promise<boolean> }) {
  const words = s.value;
  const about =
    item.kind === 'forget'
      ? item.account
        ? words.account
        : item.member
          ? words.member
          : words.guest
      : item.kind === 'showRecord'
        ? words.visible[item.about ?? '']
        : item.about;
  return (
    <li class="session">
      <div>
        <p class="facts">
          <b>{words.kinds[item.kind]}</b>
          <Badge of="ConsentState" is="waiting" />
        </p>
        {about && (
          <p>
            <bdi>{about}</bdi>
          </p>
        )}
        {item.room && (
          <p>
            <a href={`/record/${item.room.split('/')[1]}`}>
              <bdi>{item.title}</bdi>
            </a>
          </p>
        )}
        {item.reason && (
          <p>
            {words.reason}
            {colon()}
            <bdi>{item.reason}</bdi>
          </p>
        )}
        <p class="hint">{item.by ? words.by(isolated(item.by), moment(item.askedAt)) : words.asked(moment(item.askedAt))}</p>
        {item.until && <p class="hint">{words.until(moment(item.until))}</p>}
        {item.mine && <p class="hint">{words.mine}</p>}
      </div>
      {!item.mine && (
        <div class="filters">
          <Confirm label={words.agree} yes={words.agree} ask={words.sure[item.kind]} onYes={onAgree} />
          <Reasoned label={words.decline} yes={words.decline} ask={words.declineAsk} reason={words.reason} onYes={onDecline} />
        </div>
      )}
    </li>
  );
}
