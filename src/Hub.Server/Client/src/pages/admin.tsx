/** The operator's page: signing in, the meetings, a new one, and their codes. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useMemo } from 'preact/hooks';
import '../style/admin.css';
import { api, call, query, type ApiError } from '../api';
import { boot, forgetSecret, secret } from '../boot';
import { serverNow } from '../clock';
import type {
  AccountList,
  AccountRole,
  ChairList,
  Format,
  Me,
  MeetingChange,
  MeetingRow,
  MeetingView,
  MinutesView,
  NewDraft,
  NewItem,
  Page,
  Permission,
  SeatsTaken,
  VenueItem,
  Visibility,
} from '../contract';
import { askedFor, askedOf, inAddress } from '../filters';
import { local, momentOf } from '../house-time';
import { signOut } from '../leave';
import { Operations } from '../operations';
import { newOp } from '../outbox';
import { Adopt } from '../parts/adopt';
import { Cancel } from '../parts/cancel';
import { Changes } from '../parts/changes';
import { CodesDialog } from '../parts/codes';
import { EarlierAgenda } from '../parts/earlier';
import { HubChoice } from '../parts/hub-choice';
import { Confirm } from '../parts/confirm';
import { FirstSteps } from '../parts/first-steps';
import { HandOuts, type NewMeeting } from '../parts/handouts';
import { limitsOfMeetings } from '../parts/may';
import { MeetingFacts } from '../parts/meetings';
import { isOver } from '../parts/now';
import { Field, Form, LinkLine, Made } from '../parts/office';
import { Choice } from '../parts/choice';
import { AskConsent } from '../parts/reasoned';
import { Rehearsal, rehearsing } from '../parts/rehearsal';
import { Select } from '../parts/select';
import { notify, title } from '../parts/shell';
import { Head } from '../parts/site';
import { SignIn } from '../parts/signin';
import { Tick } from '../parts/tick';
import { inBoth, say } from '../prefs';
import { p as prepared } from '../prepared.words';
import { reachable } from '../reachable';
import { failure, w } from '../words';

const zh = {
  title: '会议管理',
  signOut: '退出',
  chairs: '指定主持',
  noChairs: '没有指定主持人：凭主持链接主持。',
  gone: '（账号已删除）',
  unname: '取消指定',
  show: { public: '公开这份记录…', codes: '不再公开这份记录…' },
  showYes: '提出',
  showAsk: '更改已结束会议的可见范围，须由另一个账号同意。',
  showReason: '理由',
  firstAccount: '现在是用管理密钥登录的。请为自己建立一个账号，此后每个人用自己的账号登录，密钥留作应急。',
  makeFirst: '建立账号',
  county: '县区',
  venueHint: '从登记的场所中选择，或直接填写',
  meetings: '会议',
  search: '搜索会议',
  status: '状态',
  all: '全部',
  none: '没有符合条件的会议。',
  more: '更多',
  create: '新建会议',
  format: '会议形式',
  name: '会议名称',
  starts: '开始时间',
  venue: '地点',
  visibility: '谁可以旁观',
  visible: { public: '任何人', codes: '仅凭码' },
  make: '建立会议',
  making: '正在建立…',
  convener: (who: string) => `召集：${who}`,
  checkIn: '签到后方可表决',
  noCheckIn: '无需签到',
  presence: '签到须输入会场大屏上的动态签到码',
  within: (where: string) => `您可以在此范围内建立会议：${where}`,
  withinWhich: '范围',
  iChair: '由我主持（用我的账号，无需主持链接）',
  items: (n: number) => `${n} 项议程`,
  made: '会议已建立',
  madeHint: '主持链接和委员链接只显示这一次，请现在复制并分发。',
  attend: '入场码（所有人）',
  member: '委员链接',
  chair: '主持链接',
  watchLink: '旁观链接',
  take: '主持会议',
  codes: '入场码',
  wall: '大屏',
  watch: '旁观',
  record: '会议记录',
  again: '重试',
  loadFailed: '会议列表没有载入成功。',
  links: '链接管理',
  hall: '会场入座',
  linkOf: { member: '委员链接', chair: '主持链接', attend: '入场链接', watch: '旁观链接' },
  joined: (n: number) => `已有 ${n} 人加入`,
  addLink: '再生成一个',
  added: '已生成，此前发出的链接仍然有效。',
  replace: '更换…',
  replaceYes: '更换链接',
  replaced: '链接已更换，旧链接不能再用于加入。',
  replaceAsk: (n: number) =>
    `${n > 0 ? `已有 ${n} 人通过此链接加入；` : '还没有人通过此链接加入；'}更换后，旧链接不能再用于加入${n > 0 ? '（已加入的人不受影响）' : ''}。`,
  edit: '编辑',
  save: '保存',
  saved: '会议信息已更改。',
  titleOnly: '会议已经开始过，只能更改名称。',
  alreadyOpened: '会议已经开始，只能更改名称。',
  changes: '更改记录',
  cancelled: '会议已取消。',
  papers: '打印材料',
};
const en: typeof zh = {
  title: 'Meetings',
  signOut: 'Sign out',
  chairs: 'Named chairs',
  noChairs: 'Nobody is named: the chair comes by the chair’s link.',
  gone: '(the account was deleted)',
  unname: 'Name no more',
  show: { public: 'Make this record public…', codes: 'Make this record public no more…' },
  showYes: 'Ask for it',
  showAsk: 'Who may see the record of a closed meeting is changed once another account agrees.',
  showReason: 'Reason',
  firstAccount:
    'You are signed in with the operator key. Make an account for yourself: from then on everybody signs in as themselves, and the key is for emergencies.',
  makeFirst: 'Make an account',
  county: 'County',
  venueHint: 'Choose a recorded venue, or write one',
  meetings: 'Meetings',
  search: 'Search meetings',
  status: 'Status',
  all: 'All',
  none: 'No meeting matches.',
  more: 'More',
  create: 'New meeting',
  format: 'Format',
  name: 'Title',
  starts: 'Starts',
  venue: 'Venue',
  visibility: 'Who may watch',
  visible: { public: 'Anyone', codes: 'With a code' },
  make: 'Create meeting',
  making: 'Creating…',
  convener: who => `Convened by ${who}`,
  checkIn: 'Check in to vote',
  noCheckIn: 'No check-in',
  presence: 'Checking in needs the changing code on the hall’s screen',
  within: (where: string) => `You may make meetings within: ${where}`,
  withinWhich: 'Within',
  iChair: 'I chair it (with my account, without a chair’s link)',
  items: n => `${n} agenda items`,
  made: 'The meeting is made',
  madeHint: 'The chair’s and members’ links are shown this once. Copy and hand them out now.',
  attend: 'Entry code (everyone)',
  member: 'Members’ link',
  chair: 'Chair’s link',
  watchLink: 'Observers’ link',
  take: 'Take the chair',
  codes: 'Entry code',
  wall: 'Wall',
  watch: 'Watch',
  record: 'Record',
  again: 'Try again',
  loadFailed: 'The list of meetings did not load.',
  links: 'Links',
  hall: 'Seating in the hall',
  linkOf: { member: 'Members’ link', chair: 'Chair’s link', attend: 'Entry link', watch: 'Observers’ link' },
  joined: n => `${n} joined`,
  addLink: 'One more',
  added: 'Made. The links handed out before still work.',
  replace: 'Replace…',
  replaceYes: 'Replace the link',
  replaced: 'Replaced. The older links no longer let anybody in.',
  replaceAsk: n =>
    `${n > 0 ? `${n} ${n === 1 ? 'person has' : 'people have'} joined by this link.` : 'Nobody has joined by this link yet.'} ` +
    `Once replaced, the older link lets nobody in any more${n > 0 ? ' (those who have joined stay)' : ''}.`,
  edit: 'Edit',
  save: 'Save',
  saved: 'The meeting is changed.',
  titleOnly: 'The meeting was opened: only its title may be changed.',
  alreadyOpened: 'The meeting was opened meanwhile: only its title may be changed.',
  changes: 'Changes so far',
  cancelled: 'The meeting is cancelled.',
  papers: 'Hand-outs',
};
const a = inBoth(zh, en);

/** @param add Beside those that there are, which else all stop. */
const newCode = (id: string, role: string, add?: true) => call<{ code: string }>('POST', `/api/meetings/${encodeURIComponent(id)}/codes`, { role, add });

/** Who is signed in, of the staff; null: nobody, undefined: not known yet. */
type Officer = Pick<Me, 'account' | 'roles' | 'may'>;
const officer = signal<Officer | null | undefined>(boot.absent ? undefined : boot.session?.may ? boot.session : null);
const may = (permission: Permission) => officer.value?.may?.includes(permission) ?? false;

/** A key that a link brought, or that was typed where somebody is signed in: it waits for an answer. */
const brought = signal(secret());

// Out of the address bar at once: an address is easily shown, and kept in histories.
if (brought.peek()) forgetSecret();

const whoAmI = () =>
  api.me().then(
    me => {
      officer.value = me.may ? me : null;
    },
    () => {
      officer.value = null;
    },
  );
if (officer.value === undefined) void whoAmI();

export function Admin() {
  const words = a.value;
  useEffect(() => title(`${words.title} · ${w.value.brand}`), [words]);
  return (
    <>
      <Head officer={officer.value ?? null}>
        {officer.value && (
          <button
            type="button"
            class="quiet"
            onClick={() =>
              void signOut().finally(() => {
                officer.value = null;
              })
            }
          >
            {words.signOut}
          </button>
        )}
      </Head>
      <main id="main" class={officer.value ? 'admin' : 'narrow'}>
        {officer.value === undefined ? (
          <p class="card loading">{w.value.loading}</p>
        ) : brought.value ? (
          <Adopt
            secret={brought.value}
            onTaken={() => {
              brought.value = '';
              void whoAmI();
            }}
            onKept={() => {
              brought.value = '';
            }}
          />
        ) : officer.value ? (
          <Office />
        ) : (
          <SignIn onIn={() => void whoAmI()} />
        )}
      </main>
    </>
  );
}

const list = signal<{ rows: MeetingRow[]; next?: string } | 'failed' | undefined>(undefined);
const status = signal(askedOf('status', ['', ...Object.keys(w.peek().status)]));
const text = signal(askedFor('q') ?? '');
let asked = 0;

async function load(after?: string): Promise<void> {
  const mine = ++asked;
  try {
    const page = await api.meetings({ status: status.value, q: text.value.trim(), after, limit: 30, mine: true });
    // An answer that was overtaken by a later question is dropped.
    if (mine !== asked) return;
    const before = after && typeof list.value === 'object' ? list.value.rows : [];
    list.value = { rows: [...before, ...page.items], next: page.next };
  } catch (error) {
    if ((error as ApiError).status === 401) officer.value = null;
    else if (mine === asked) list.value = 'failed';
  }
}

function Office() {
  const words = a.value;
  const made = useSignal<NewMeeting | undefined>(undefined);
  const showing = useSignal<MeetingRow | undefined>(undefined);
  useEffect(() => {
    inAddress({ status: status.value, q: text.value });
    const timer = setTimeout(() => void load(), text.value ? 250 : 0);
    return () => clearTimeout(timer);
  }, [status.value, text.value]);
  return (
    <>
      <h1 class="unseen">{words.title}</h1>
      <div class="admin-side">
        <FirstAccount />
        {!may('makeMeetings') ? null : made.value ? (
          <Codes
            of={made.value}
            onDone={() => {
              made.value = undefined;
            }}
          />
        ) : (
          <Create
            onMade={x => {
              made.value = x;
              void load();
            }}
          />
        )}
      </div>
      <section class="admin-list" aria-labelledby="list-title">
        <div class="list-head">
          <h2 id="list-title">{words.meetings}</h2>
          <input
            type="search"
            aria-label={words.search}
            placeholder={words.search}
            value={text.value}
            onInput={e => {
              text.value = e.currentTarget.value;
            }}
          />
          <select
            aria-label={words.status}
            value={status.value}
            onChange={e => {
              status.value = e.currentTarget.value;
            }}
          >
            <option value="">{words.all}</option>
            {Object.entries(w.value.status).map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {list.value === undefined ? (
          <p class="hint">{w.value.loading}</p>
        ) : list.value === 'failed' ? (
          <p class="empty-line">
            {words.loadFailed}{' '}
            <button type="button" onClick={() => void load()}>
              {words.again}
            </button>
          </p>
        ) : list.value.rows.length === 0 ? (
          status.value || text.value || !may('makeMeetings') ? (
            <p class="empty-line">{words.none}</p>
          ) : (
            <FirstSteps hasAccount={officer.value?.account !== undefined} mayMakeAccounts={may('manageAccounts')} />
          )
        ) : (
          <ul class="meetings listed">
            {list.value.rows.map(m => (
              <Entry
                key={m.id}
                of={m}
                onCodes={() => {
                  showing.value = m;
                }}
              />
            ))}
          </ul>
        )}
        {typeof list.value === 'object' && list.value.next && (
          <button type="button" class="wide" onClick={() => void load((list.value as { next?: string }).next)}>
            {words.more}
          </button>
        )}
      </section>
      {showing.value && (
        <CodesDialog
          id={showing.value.id}
          title={showing.value.title}
          onClose={() => {
            showing.value = undefined;
          }}
        />
      )}
    </>
  );
}

/** Who was named chair needs no code. */
const takeChair = (id: string) =>
  call('POST', '/api/join', { room: `meetings/${id}` }).then(
    () => true,
    (e: ApiError) => {
      if (e.status !== 403) throw e;
      return false;
    },
  );

/** Offered, and not forced, while there is none. */
function FirstAccount() {
  const words = a.value;
  const none = useSignal(false);
  useEffect(() => {
    if (may('manageAccounts') && !officer.peek()?.account)
      call<AccountList>('GET', '/api/accounts').then(
        l => {
          none.value = l.items.length === 0;
        },
        () => undefined,
      );
  }, []);
  return none.value ? (
    <p class="card first-account">
      {words.firstAccount} <a href="/admin/people">{words.makeFirst}</a>
    </p>
  ) : null;
}

const failed = (error: unknown) => notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });

function Entry({ of, onCodes }: { of: MeetingRow; onCodes: () => void }) {
  const words = a.value;
  const open = useSignal<'edit' | 'links' | 'rehearse' | undefined>(undefined);
  const over = isOver(of.status);
  const mayHere = (permission: Permission) => of.may?.includes(permission) ?? false;
  const take = async () => {
    try {
      // Who sits there already needs no further code.
      const me = (await api.meeting(of.id)).me;
      const seated = me?.role === 'chair' || (officer.value?.account && (await takeChair(of.id)));
      location.assign(seated ? `/chair/${of.id}` : `/chair/${of.id}#${(await newCode(of.id, 'chair', true)).code}`);
    } catch (error) {
      failed(error);
    }
  };
  const cancel = async (reason: string) => {
    try {
      await call('POST', `/api/meetings/${of.id}/commands`, { op: newOp(), command: { $type: 'cancel', reason } });
      notify(words.cancelled);
      void load();
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };
  const toggle = (what: 'edit' | 'links' | 'rehearse', name: string) => (
    <button
      type="button"
      aria-expanded={open.value === what}
      onClick={() => {
        open.value = open.value === what ? undefined : what;
      }}
    >
      {name}
    </button>
  );
  return (
    <li class="card entry">
      <h3>{of.title}</h3>
      <MeetingFacts of={of} />
      <div class="buttons">
        {!over && mayHere('handOutCodes') && (
          <button type="button" class="primary" onClick={() => void take()}>
            {words.take}
          </button>
        )}
        {!over && mayHere('handOutCodes') && (
          <button type="button" onClick={onCodes}>
            {words.codes}
          </button>
        )}
        {!over && (
          <a class="button" href={`/screen/${of.id}`} target="_blank" rel="noopener">
            {words.wall}
          </a>
        )}
        {!over && mayHere('handOutCodes') && toggle('links', words.links)}
        {!over && mayHere('printCards') && (
          <a class="button" href={`/cards/${of.id}`}>
            {words.hall}
          </a>
        )}
        {!over && mayHere('rehearse') && toggle('rehearse', rehearsing.value.rehearse)}
        {mayHere('editMeetings') && toggle('edit', of.status === 'cancelled' ? words.changes : words.edit)}
        <a class="button" href={`/${over ? 'record' : 'watch'}/${of.id}`}>
          {over ? words.record : words.watch}
        </a>
        <a class="button" href={`/papers/${of.id}`}>
          {words.papers}
        </a>
        {of.status === 'scheduled' && mayHere('cancelMeetings') && <Cancel onCancel={cancel} />}
      </div>
      {open.value === 'links' && !over && mayHere('handOutCodes') && <Links of={of} />}
      {open.value === 'rehearse' && !over && <Rehearsal of={of.id} />}
      {open.value === 'edit' && (
        <Edit
          of={of}
          onDone={() => {
            open.value = undefined;
            void load();
          }}
        />
      )}
    </li>
  );
}

const roles = ['member', 'chair', 'attend', 'watch'] as const;
const seatOf = { member: 'member', chair: 'chair', attend: 'attendee', watch: 'observer' } as const;

/** A link more is one thing; a link instead of those that were handed out another, which is asked once more with what it ends. */
function Links({ of }: { of: MeetingRow }) {
  const words = a.value;
  const seats = useSignal<SeatsTaken | undefined>(undefined);
  const made = useSignal<{ label: string; link: string } | undefined>(undefined);
  const ask = () =>
    void api.codes(of.id).then(codes => {
      seats.value = codes.seats;
    }, failed);
  useEffect(ask, []);
  const make = async (role: (typeof roles)[number], add?: true) => {
    try {
      const { code } = await newCode(of.id, role, add);
      const path = role === 'attend' ? `/m/${code}` : `/${role === 'member' ? 'm' : role}/${of.id}#${code}`;
      made.value = { label: words.linkOf[role], link: reachable + path };
      notify(add ? words.added : words.replaced);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <div class="entry-part">
      <ul class="links">
        {roles.map(role => (
          <li key={role}>
            <span>
              <b>{words.linkOf[role]}</b> <span class="hint figures">{seats.value && words.joined(seats.value[seatOf[role]])}</span>
            </span>
            <div class="buttons">
              {(role === 'member' || role === 'chair') && (
                <button type="button" onClick={() => void make(role, true)}>
                  {words.addLink}
                </button>
              )}
              <Confirm
                label={words.replace}
                ask={words.replaceAsk(seats.value?.[seatOf[role]] ?? 0)}
                yes={words.replaceYes}
                disabled={!seats.value}
                onAsk={ask}
                onYes={() => void make(role)}
              />
            </div>
          </li>
        ))}
      </ul>
      {made.value && <LinkLine label={made.value.label} link={made.value.link} />}
    </div>
  );
}

/** Until it is opened all of it; afterwards its title. What was changed before stands below. */
function Edit({ of, onDone }: { of: MeetingRow; onDone: () => void }) {
  const words = a.value;
  const [was, changes] = [useSignal<MeetingView | undefined>(undefined), useSignal<MeetingChange[]>([])];
  const [name, starts, venue, visibility] = [useSignal(''), useSignal(''), useSignal(''), useSignal<Visibility>('public')];
  useEffect(() => {
    api.meeting(of.id).then(({ snapshot: m }) => {
      [name.value, starts.value, venue.value, visibility.value] = [m!.title, m!.startsAt ? local(m!.startsAt) : '', m!.venue ?? '', m!.visibility];
      was.value = m;
    }, failed);
    call<MinutesView>('GET', `/api/meetings/${of.id}/minutes`).then(
      m => {
        changes.value = m.changes;
      },
      () => undefined,
    );
  }, []);
  const m = was.value;
  if (!m) return <p class="hint">{w.value.loading}</p>;
  const all = m.status === 'scheduled';
  const save = async () => {
    await call('PATCH', `/api/meetings/${of.id}`, {
      title: name.value.trim(),
      ...(all && {
        venue: venue.value.trim() || null,
        visibility: visibility.value,
        // The field knows no seconds: a time that was not touched is not sent.
        startsAt: starts.value === (m.startsAt ? local(m.startsAt) : '') ? undefined : starts.value ? momentOf(starts.value) : null,
      }),
    });
    notify(words.saved);
    onDone();
  };
  return (
    <div class="entry-part">
      {!m.cancelled && (
        <Form
          class="edit"
          onSend={save}
          onFailed={error => ((error as ApiError).code === 'alreadyOpened' ? notify(words.alreadyOpened, { bad: true }) : failed(error))}
        >
          {busy => (
            <>
              {!all && <p class="hint">{words.titleOnly}</p>}
              <Field label={words.name} of={name} required maxLength={200} />
              {all && (
                <>
                  <Field label={words.starts} of={starts} type="datetime-local" />
                  <Field label={words.venue} of={venue} maxLength={200} readOnly={limitsOfMeetings(officer.value?.roles).some(l => l.venue !== undefined)} />
                  <Choice
                    label={words.visibility}
                    value={visibility.value}
                    options={Object.entries(words.visible)}
                    onChange={v => {
                      visibility.value = v as Visibility;
                    }}
                  />
                </>
              )}
              <div class="buttons">
                <button type="submit" class="primary" disabled={busy || name.value.trim() === ''}>
                  {words.save}
                </button>
              </div>
            </>
          )}
        </Form>
      )}
      {m.cancelled && <p>{w.value.because(m.cancelled.reason)}</p>}
      {m.status === 'closed' && <Shown of={of} now={m.visibility} />}
      {!isOver(m.status) && of.may?.includes('makeMeetings') && <Chairs of={of} />}
      {changes.value.length > 0 && (
        <>
          <h4>{words.changes}</h4>
          <Changes of={changes.value} />
        </>
      )}
    </div>
  );
}

/** Who may see a record that is closed: another account has to agree. */
function Shown({ of, now }: { of: MeetingRow; now: Visibility }) {
  const words = a.value;
  const to = now === 'public' ? ('codes' as const) : ('public' as const);
  return (
    <AskConsent
      path={`/api/meetings/${of.id}/visibility`}
      body={{ visibility: to }}
      label={words.show[to]}
      ask={words.showAsk}
      yes={words.showYes}
      reason={words.showReason}
    />
  );
}

/** Who may take the chair with a session of their own. */
function Chairs({ of }: { of: MeetingRow }) {
  const words = a.value;
  const items = useSignal<ChairList['items']>([]);
  const path = `/api/meetings/${of.id}/chairs`;
  useEffect(
    () =>
      void call<ChairList>('GET', path).then(l => {
        items.value = l.items;
      }, failed),
    [],
  );
  const set = async (chairs: string[]) => {
    try {
      items.value = (await call<ChairList>('PUT', path, { chairs })).items;
      notify(words.saved);
    } catch (error) {
      failed(error);
    }
  };
  const accounts = items.value.map(i => i.account);
  const me = officer.value?.account;
  return (
    <>
      <h4>{words.chairs}</h4>
      {items.value.length === 0 && <p class="hint">{words.noChairs}</p>}
      <ul class="links">
        {items.value.map(i => (
          <li key={i.account}>
            <span>{i.name ?? words.gone}</span>
            <div class="buttons">
              <button type="button" onClick={() => void set(accounts.filter(x => x !== i.account))}>
                {words.unname}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {me && !accounts.includes(me) && (
        <button type="button" onClick={() => void set([...accounts, me])}>
          {words.iChair}
        </button>
      )}
    </>
  );
}

function Codes({ of, onDone }: { of: NewMeeting; onDone: () => void }) {
  const words = a.value;
  return (
    <Made
      title={words.made}
      onDone={onDone}
      action={
        of.codes.chair && (
          <a class="button primary" href={`/chair/${of.id}#${of.codes.chair}`}>
            {words.take}
          </a>
        )
      }
    >
      <p>
        <b>{of.title}</b>
      </p>
      <p class="hint">{words.madeHint}</p>
      <HandOuts of={of} />
      {of.codes.attend && <LinkLine label={words.attend} link={`${reachable}/m/${of.codes.attend}`} />}
      {of.codes.member && <LinkLine label={words.member} link={`${reachable}/m/${of.id}#${of.codes.member}`} />}
      {of.codes.chair && <LinkLine label={words.chair} link={`${reachable}/chair/${of.id}#${of.codes.chair}`} />}
      {of.codes.watch && <LinkLine label={words.watchLink} link={`${reachable}/watch/${of.id}#${of.codes.watch}`} />}
    </Made>
  );
}

/** What a role is limited to, as one reads it. */
const placeOf = (role: AccountRole, formats: Format[]) =>
  [role.county, role.venue, role.format && say(formats.find(f => f.id === role.format)?.name ?? { zh: role.format, en: role.format })]
    .filter(Boolean)
    .join(' · ');

const nextHour = () => `${local(serverNow() + 3_600_000).slice(0, 13)}:00`;

function Create({ onMade }: { onMade: (made: NewMeeting) => void }) {
  const words = a.value;
  const id = useId();
  const formats = useSignal<Format[]>([]);
  const format = useSignal('grassroots');
  const name = useSignal('');
  const starts = useSignal(nextHour());
  const venue = useSignal('');
  const venues = useSignal<VenueItem[]>([]);
  const visibility = useSignal<Visibility>('public');
  const presence = useSignal(false);
  const chairs = useSignal(false);
  const agenda = useSignal<Promise<NewItem[] | undefined> | undefined>(undefined);
  const operations = useMemo(() => new Operations(), []);
  const drafts = useSignal<Promise<NewDraft[]> | undefined>(undefined);
  const hub = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void call<Page<VenueItem>>('GET', `/api/venues?${query({ q: venue.value.trim(), limit: 20 })}`).then(
          p => {
            venues.value = p.items;
          },
          () => undefined,
        ),
      200,
    );
    return () => clearTimeout(timer);
  }, [venue.value]);
  useEffect(() => {
    api.formats().then(all => {
      formats.value = all;
    }, failed);
  }, []);
  const limits = limitsOfMeetings(officer.value?.roles);
  const within = useSignal(0);
  const limit: AccountRole | undefined = limits[within.value];
  const [ofFormat, at] = [limit?.format ?? format.value, limit?.venue ?? venue.value.trim()];
  const chosen = formats.value.find(f => f.id === ofFormat);
  const create = async () => {
    const body = {
      title: name.value.trim(),
      format: ofFormat,
      venue: at || undefined,
      county: limit?.county ?? venues.value.find(v => v.title === at)?.county,
      visibility: visibility.value,
      startsAt: starts.value ? momentOf(starts.value) : undefined,
      presence: (chosen?.rules.checkIn && presence.value) || undefined,
      agenda: await agenda.value,
      drafts: await drafts.value,
      hub: hub.value,
      chairs: chairs.value && officer.value?.account ? [officer.value.account] : undefined,
    };
    const made = await call<Omit<NewMeeting, 'title'> & { drafts?: number }>('POST', '/api/meetings', operations.of(body));
    operations.done();
    const lost = (body.drafts?.length ?? 0) - (made.drafts ?? 0);
    if (lost > 0) notify(prepared.value.draftsLost(lost), { bad: true });
    onMade({ ...made, title: name.value.trim(), presence: Boolean(chosen?.rules.checkIn && presence.value) });
  };
  return (
    <Form class="card" onSend={create} onFailed={failed}>
      {busy => (
        <>
          <h2>{words.create}</h2>
          {limits.length === 1 && <p class="hint">{words.within(placeOf(limit!, formats.value))}</p>}
          {limits.length > 1 && (
            <Select
              label={words.withinWhich}
              value={String(within.value)}
              options={limits.map((l, i): [string, string] => [String(i), placeOf(l, formats.value)])}
              onChange={v => {
                within.value = Number(v);
              }}
            />
          )}
          <Select
            label={words.format}
            value={ofFormat}
            options={formats.value.map((f): [string, string] => [f.id, say(f.name)])}
            disabled={limit?.format !== undefined}
            onChange={v => {
              format.value = v;
            }}
          />
          {chosen && (
            <p class="hint">
              {[words.convener(say(chosen.convener)), chosen.rules.checkIn ? words.checkIn : words.noCheckIn, words.items(chosen.agenda.length)].join(' · ')}
            </p>
          )}
          {chosen?.rules.checkIn && <Tick label={words.presence} of={presence} />}
          <EarlierAgenda
            onItems={items => {
              agenda.value = items;
            }}
            onDrafts={asked => {
              drafts.value = asked;
            }}
          />
          <HubChoice
            onHub={id => {
              hub.value = id;
            }}
          />
          <Field label={words.name} of={name} required maxLength={200} />
          <Field label={words.starts} of={starts} type="datetime-local" />
          <Field label={words.venue} of={venue} fixed={limit?.venue} maxLength={200} list={`${id}-vs`} placeholder={words.venueHint} />
          <datalist id={`${id}-vs`}>
            {venues.value.map(v => (
              <option key={v.id} value={v.title}>
                {v.county}
              </option>
            ))}
          </datalist>
          <Choice
            label={words.visibility}
            value={visibility.value}
            options={Object.entries(words.visible)}
            onChange={v => {
              visibility.value = v as Visibility;
            }}
          />
          {officer.value?.account && <Tick label={words.iChair} of={chairs} />}
          <button type="submit" class="primary wide" disabled={busy || name.value.trim() === ''}>
            {busy ? words.making : words.make}
          </button>
        </>
      )}
    </Form>
  );
}
