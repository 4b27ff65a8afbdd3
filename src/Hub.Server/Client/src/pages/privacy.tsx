/** What this house stores of people, why and how long; what it holds of me; and how it forgets me. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/kept.css';
import { type ApiError, call } from '../api';
import { u } from '../audit.words';
import type { Forgot, MyData, PrivacyRules } from '../contract';
import { Again } from '../parts/again';
import { Confirm } from '../parts/confirm';
import { colon } from '../parts/marks';
import { may } from '../parts/may';
import { notify, title } from '../parts/shell';
import { Head } from '../parts/site';
import { Badge } from '../parts/status';
import { inBoth, inHouse } from '../prefs';
import { isolated } from '../text';
import { failure, w } from '../words';

const days = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const zh = {
  title: '个人信息与隐私',
  lead: '这里写明本平台存什么、为什么、存多久，您可以查看自己的全部信息，也可以要求删除。',
  stored: '存什么，为什么，存多久',
  what: '内容',
  why: '用途',
  howLong: '期限',
  rows: (r: PrivacyRules) => [
    [
      '参会姓名',
      '让大家知道是谁在发言、表决；写入会议记录',
      r.guestNameDays ? `群众姓名：会议结束当年年底后 ${r.guestNameDays} 天删除；委员和主持人的姓名随档案保存` : '随会议档案保存',
    ],
    ['发言、议题、评价、附件', '协商和办理所需；公开议题对所有人可见', '随档案保存，直到您要求删除'],
    ['表决和点赞', '计票和核验；只记席位编号', '随档案保存，删除姓名后仍计入结果'],
    [
      '设备名称和网段',
      '让您看到并结束自己的登录，防止滥用',
      `登录结束或过期后删除：群众 ${r.guestSessionDays} 天，委员 ${r.memberSessionDays} 天，工作人员 ${r.staffSessionDays} 天`,
    ],
    ['委员登记信息', '委员名册公开履职', '任职期间；删除须工作人员同意'],
    ['优秀委员提名理由', '评选', r.nominationReasonDays ? `当年年底后 ${r.nominationReasonDays} 天删除` : '随档案保存'],
  ],
  files: '照片在上传时去掉拍摄地点等附加信息；PDF 去掉作者、标题等文件属性；加密、签名或压缩存放的属性，以及批注和附件无法去除，请您自行处理。',
  backups: (kept: boolean): string => (kept ? '恢复旧备份时，已删除的内容会再次删除。' : '本平台未设置删除清单：恢复旧备份可能带回已删除的内容。'),
  mine: '我的信息',
  show: '查看我的信息',
  download: '下载（JSON）',
  nobody: '这台设备上没有您的登录，平台没有可以对应到您的信息。',
  count: (d: MyData) => `会议 ${d.meetings.length} 场，议题 ${d.topics.length} 个，登录 ${d.sessions.length} 处。`,
  named: (n: string) => `姓名：${n}`,
  texts: (n: number) => `发言 ${n} 条`,
  topic: '议题',
  rated: (n: number) => `评价 ${n} 分`,
  account: '工作账号',
  card: '用过的席卡',
  chair: '被指定为主持人',
  meeting: '会议',
  acts: (n: number) => `审计日志中有您的记录 ${n} 条`,
  passkeys: (names: string[]) => `通行密钥：${names.join('、')}`,
  member: '委员登记',
  forget: '删除我的信息',
  forgetLead: '删除您的姓名、发言、议题内容、评价文字、附件和登录信息。',
  ask: '要删除您的信息吗？无法恢复。',
  goes: '将删除：您的姓名、您写的文字（包括您提出的议题的标题和内容）、您上传的文件、您所有设备上的登录、议题的回访链接。',
  stays: '会保留：您的表决、点赞和评分（不再对应到姓名），会议议程上的议题标题，主持人和工作人员写的内容，您席位的编号。',
  closed: '已结束会议的记录、委员登记和工作账号，须由另一位工作人员同意后删除。',
  oneName: '只想从某一次会议的记录中删除姓名，或这台设备上没有您的登录：请联系工作人员，他们在该记录页提出，由另一个账号同意后删除。',
  yes: '删除',
  done: '已删除。您已在所有设备上退出。',
  waiting: '能立即删除的已经删除。其余在已结束的会议、委员名册或工作账号中，等待工作人员同意。',
  declined: (why: string) => `工作人员没有同意：${why}`,
  wish: (at: string) => `${at} 提出的删除申请`,
  wishes: '等待同意的删除申请',
};
const en: typeof zh = {
  title: 'Personal data and privacy',
  lead: 'What this house stores, why, and for how long. You can see all that it holds of you, and have it removed.',
  stored: 'What is stored, why, and how long',
  what: 'What',
  why: 'Why',
  howLong: 'How long',
  rows: r => [
    [
      'Names in meetings',
      'So that people know who speaks and votes; in the record',
      r.guestNameDays
        ? `Guests: removed ${days(r.guestNameDays, 'day', 'days')} after the end of the year in which the meeting closed; members and chairs: with the record`
        : 'With the record',
    ],
    ['Comments, topics, ratings, files', 'To consult and to act on them; public topics are seen by everyone', 'With the record, until you ask for removal'],
    ['Votes and likes', 'To count and to verify; they name a seat’s number only', 'With the record; they count also when the name is removed'],
    [
      'Device and network',
      'So that you see and end your sessions, and against abuse',
      `Until the session ends: guests ${r.guestSessionDays} days, members ${r.memberSessionDays} days, staff ${r.staffSessionDays} days`,
    ],
    ['Members’ register', 'Members serve in public', 'As long as they are members; removal needs the consent of staff'],
    [
      'Reasons of nominations',
      'For the award',
      r.nominationReasonDays ? `Removed ${days(r.nominationReasonDays, 'day', 'days')} after the end of the year` : 'With the record',
    ],
  ],
  files:
    'Pictures lose where they were taken, and all such notes, when they are handed in. A PDF loses its author, its title and such properties; ' +
    'where it is encrypted or signed, or has them compressed, they stay, as its comments and attachments always do: please take these out yourself.',
  backups: kept =>
    kept
      ? 'Where an older backup is restored, what was removed is removed again.'
      : 'This house keeps no list of what was removed: restoring an older backup may bring it back.',
  mine: 'What you hold of me',
  show: 'Show what you hold of me',
  download: 'Download (JSON)',
  nobody: 'You are not signed in on this device: nothing that this house holds can be told to be yours.',
  count: d =>
    `${days(d.meetings.length, 'meeting', 'meetings')}, ${days(d.topics.length, 'topic', 'topics')}, ${days(d.sessions.length, 'session', 'sessions')}.`,
  named: n => `Name: ${n}`,
  texts: n => days(n, 'comment', 'comments'),
  topic: 'Topic',
  rated: n => `Rated ${n}`,
  account: 'Account of the staff',
  card: 'A seat card that you used',
  chair: 'Named chair',
  meeting: 'Meeting',
  acts: n => `${days(n, 'entry', 'entries')} of the audit log ${n === 1 ? 'is' : 'are'} yours`,
  passkeys: names => `Passkeys: ${names.join(', ')}`,
  member: 'Entry in the members’ register',
  forget: 'Forget me',
  forgetLead: 'Removes your names, what you wrote, your topics’ words, your files and your sessions.',
  ask: 'Remove your data? There is no way back.',
  goes: 'Removed: your names, what you wrote (with title and text of your topics), your files, your sessions on all devices, the keys back to your topics.',
  stays: 'Kept: your votes, likes and scores, without a name; a topic’s title on a meeting’s agenda; what chairs and staff wrote; the number of your seat.',
  closed: 'Records of closed meetings, the members’ register and accounts of the staff: once another person of the staff agrees.',
  oneName:
    'To have your name removed from one record only, or without being signed in here, ask the staff: they ask at that record, and another account agrees.',
  yes: 'Remove',
  done: 'Removed. You are signed out on all devices.',
  waiting: 'What could be removed at once is. The rest is in closed meetings, the members’ register or a staff account, and waits for somebody of the staff.',
  declined: why => `Staff did not agree: ${why}`,
  wish: at => `Your request of ${at}`,
  wishes: 'Removals that wait for consent',
};
const s = inBoth(zh, en);

const moment = (at: string) => inHouse(at, { dateStyle: 'medium', timeStyle: 'short' });
const said = (e: unknown) => notify(failure((e as ApiError).code, (e as ApiError).status), { bad: true });

export function Privacy() {
  const words = s.value;
  const rules = useSignal<PrivacyRules | string | undefined>(undefined);
  const load = () =>
    call<PrivacyRules>('GET', '/api/privacy').then(
      r => {
        rules.value = r;
      },
      (e: ApiError) => {
        rules.value = failure(e.code, e.status);
      },
    );
  useEffect(() => title(`${words.title} · ${w.value.brand}`), [words]);
  useEffect(() => void load(), []);
  return (
    <>
      <Head />
      <main id="main" class="kept">
        <div class="kept-head">
          <h1>{words.title}</h1>
          <p>{words.lead}</p>
        </div>
        <Mine />
        <Stored rules={rules.value} onAgain={() => void load()} />
        {may('giveConsent') && (
          <p>
            <a href="/consents">{words.wishes}</a>
          </p>
        )}
      </main>
    </>
  );
}

function Stored({ rules, onAgain }: { rules?: PrivacyRules | string; onAgain: () => void }) {
  const words = s.value;
  return (
    <section class="card kept-form" aria-label={words.stored}>
      <h2>{words.stored}</h2>
      {typeof rules === 'string' ? (
        <Again why={rules} onAgain={onAgain} />
      ) : rules ? (
        <>
          <ul class="kept-list">
            {words.rows(rules).map(([what, why, howLong]) => (
              <li key={what}>
                <b>{what}</b>
                <p>
                  {words.why}
                  {colon()}
                  {why}
                </p>
                <p class="hint">
                  {words.howLong}
                  {colon()}
                  {howLong}
                </p>
              </li>
            ))}
          </ul>
          <p>{words.files}</p>
          <p>{words.backups(rules.forgetsBackups)}</p>
        </>
      ) : (
        <p class="loading">{w.value.loading}</p>
      )}
    </section>
  );
}

function Mine() {
  const words = s.value;
  const data = useSignal<MyData | undefined>(undefined);
  const state = useSignal<'none' | 'nobody' | 'waiting' | 'done'>('none');
  const load = async () => {
    try {
      data.value = await call<MyData>('GET', '/api/me/data');
      state.value = data.value.wish?.state === 'waiting' ? 'waiting' : 'none';
    } catch (e) {
      data.value = undefined;
      if ((e as ApiError).status === 401) state.value = state.value === 'done' ? 'done' : 'nobody';
      else said(e);
    }
  };
  const forget = async () => {
    try {
      const forgot = await call<Forgot>('POST', '/api/me/forget');
      state.value = forgot.state === 'done' ? 'done' : 'waiting';
      if (forgot.state === 'done') data.value = undefined;
      else await load();
    } catch (e) {
      if ((e as ApiError).status === 401) state.value = 'nobody';
      else said(e);
    }
  };
  const held = data.value;
  return (
    <section class="card kept-form" aria-label={words.mine}>
      <h2>{words.mine}</h2>
      {state.value === 'nobody' && <p>{words.nobody}</p>}
      {state.value === 'done' && <p role="status">{words.done}</p>}
      {held?.wish && (
        <p class="facts">
          {words.wish(moment(held.wish.askedAt))} <Badge of="ForgetState" is={held.wish.state} />
        </p>
      )}
      {state.value === 'waiting' && <p role="status">{words.waiting}</p>}
      {held?.wish?.state === 'declined' && <p role="status">{words.declined(isolated(held.wish.reason ?? ''))}</p>}
      {held && <Held data={held} />}
      <div class="filters">
        <button type="button" onClick={() => void load()}>
          {words.show}
        </button>
        <a class="button" href="/api/me/data?download=true" download>
          {words.download}
        </a>
        <Confirm label={words.forget} yes={words.yes} ask={words.ask} onYes={() => void forget()}>
          <p>{words.goes}</p>
          <p>{words.stays}</p>
          <p>{words.closed}</p>
        </Confirm>
      </div>
      <p class="hint">{words.forgetLead}</p>
      <p class="hint">{words.oneName}</p>
    </section>
  );
}

function Held({ data }: { data: MyData }) {
  const words = s.value;
  return (
    <>
      <p>{words.count(data)}</p>
      <ul class="kept-list">
        {data.meetings.map(m => (
          <li key={m.room}>
            <a href={`/record/${m.room.split('/')[1]}`}>
              <b>{m.title}</b>
            </a>
            <p>{[m.names.length > 0 && words.named(m.names.map(isolated).join('、')), words.texts(m.texts.length)].filter(Boolean).join(' · ')}</p>
            {m.texts.map(t => (
              <p key={t.seq} class="hint">
                <bdi>{t.text}</bdi>
              </p>
            ))}
          </li>
        ))}
        {data.topics.map(t => (
          <li key={t.room}>
            <b>{t.raised?.title ?? words.topic}</b>
            {t.raised && <p class="said">{t.raised.text}</p>}
            {t.comments.map(c => (
              <p key={c.seq} class="hint">
                <bdi>{c.text}</bdi>
              </p>
            ))}
            {t.ratings.map(r => (
              <p key={r.at} class="hint">
                {[words.rated(r.score), r.text && isolated(r.text)].filter(Boolean).join(' · ')}
              </p>
            ))}
          </li>
        ))}
        {data.cards?.map(c => (
          <li key={c.room}>
            <b>{words.card}</b>
          </li>
        ))}
        {data.chairs?.map(room => (
          <li key={room}>
            <b>{words.chair}</b>
            <p>
              <a href={`/record/${room.split('/')[1]}`}>{words.meeting}</a>
            </p>
          </li>
        ))}
        {data.acts && (
          <li>
            <b>{words.acts(data.acts.length)}</b>
            {data.acts.slice(0, 20).map(a => (
              <p key={`${a.at}${a.act}`} class="hint">
                {[moment(a.at), u.value.acts[a.act] ?? a.act, a.network].filter(Boolean).join(' · ')}
              </p>
            ))}
          </li>
        )}
        {data.accounts?.map(a => (
          <li key={a.account}>
            <b>{words.account}</b>
            <p>
              <bdi>{a.name}</bdi> · <bdi>{[a.login, a.issuer, a.subject].filter(Boolean).join(' · ')}</bdi>
            </p>
            {a.passkeys.length > 0 && <p class="hint">{words.passkeys(a.passkeys.map(k => isolated(k.name)))}</p>}
          </li>
        ))}
        {data.member && (
          <li>
            <b>{words.member}</b>
            <p>{(data.member.is as { name?: string }).name}</p>
          </li>
        )}
      </ul>
    </>
  );
}
