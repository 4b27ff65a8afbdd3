/** The operator's page of accounts: who is on the staff, what they may do, and who may not any more. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useMemo } from 'preact/hooks';
import '../style/admin.css';
import '../style/people.css';
import { call, query, type ApiError } from '../api';
import { boot } from '../boot';
import type { AccountItem, AccountList, AccountMade, AccountRole, MemberItem, MemberPage } from '../contract';
import { Operations } from '../operations';
import { p } from '../people.words';
import { Confirm } from '../parts/confirm';
import { Field, Form, LinkLine, Made } from '../parts/office';
import { areComplete, Roles, roleText, useLimits } from '../parts/roles';
import { notify, title } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Badge } from '../parts/status';
import { dateTime } from '../prefs';
import { isolated } from '../text';
import { failure, w } from '../words';

const items = signal<AccountItem[] | string | undefined>(undefined);
const made = signal<{ name: string; link: string; until: string } | undefined>(undefined);

const sentence = ({ code, status }: ApiError) => (code === 'loginTaken' ? p.peek().loginTaken : failure(code, status));
const failed = (error: unknown) => notify(sentence(error as ApiError), { bad: true });

const load = () =>
  call<AccountList>('GET', '/api/accounts').then(
    list => {
      items.value = list.items;
    },
    (error: ApiError) => {
      items.value = sentence(error);
    },
  );

function show(name: string, answer: AccountMade): void {
  if (answer.link) made.value = { name, link: answer.link, until: answer.until! };
}

export function People() {
  const words = p.value;
  useEffect(() => title(`${words.people} · ${w.value.brand}`), [words]);
  const mayRead = boot.session?.roles?.some(r => r.role === 'operator') ?? false;
  useEffect(() => {
    if (mayRead) void load();
  }, []);
  useLimits();
  if (!mayRead)
    return (
      <Sorry text={words.onlyOperators}>
        <p>
          <a class="button primary" href="/signin">
            {words.toSignIn}
          </a>
        </p>
      </Sorry>
    );
  const list = items.value;
  return (
    <>
      <Head />
      <main id="main" class="admin">
        <h1 class="unseen">{words.people}</h1>
        <div class="admin-side">{made.value ? <Invitation of={made.value} /> : <Create />}</div>
        <section aria-labelledby="people-title">
          <div class="list-head">
            <h2 id="people-title">{words.people}</h2>
          </div>
          {list === undefined ? (
            <p class="hint">{w.value.loading}</p>
          ) : typeof list === 'string' ? (
            <p class="empty-line">{list}</p>
          ) : list.length === 0 ? (
            <p class="empty-line">{words.none}</p>
          ) : (
            <ul class="meetings listed">
              {list.map(a => (
                <Account key={a.account} of={a} />
              ))}
            </ul>
          )}
        </section>
      </main>
    </>
  );
}

/** An invitation, while it can be seen. */
function Invitation({ of }: { of: { name: string; link: string; until: string } }) {
  const words = p.value;
  return (
    <Made
      title={words.made(isolated(of.name))}
      onDone={() => {
        made.value = undefined;
      }}
    >
      <p class="hint">{words.madeHint}</p>
      <LinkLine label={words.link} link={of.link} />
      <p class="hint">{words.until(dateTime(of.until))}</p>
    </Made>
  );
}

function Create() {
  const words = p.value;
  const [name, login] = [useSignal(''), useSignal('')];
  // The first is whoever sets the house up.
  const first = Array.isArray(items.value) && items.value.length === 0;
  const roles = useSignal<AccountRole[] | undefined>(undefined);
  const chosen = roles.value ?? [{ role: first ? 'operator' : 'staff' }];
  const member = useSignal<MemberItem | undefined>(undefined);
  const byProvider = useSignal(false);
  const operations = useMemo(() => new Operations(), []);
  const create = async () => {
    const body = { name: name.value.trim(), login: login.value.trim(), roles: chosen, member: member.value?.id, byProvider: byProvider.value };
    const answer = await call<AccountMade>('POST', '/api/accounts', operations.of(body));
    operations.done();
    if (byProvider.value) notify(words.invitedThere(isolated(name.value.trim())));
    show(name.value.trim(), answer);
    await load();
  };
  return (
    <Form class="card" onSend={create} onFailed={failed}>
      {busy => (
        <>
          <h2>{words.add}</h2>
          <Field label={words.name} of={name} required maxLength={40} plain />
          <Field label={words.login} of={login} hint={byProvider.value ? words.byProviderHint : words.loginHint} required maxLength={60} pattern="\S+" plain />
          {boot.provider && (
            <label class="tick">
              <input
                type="checkbox"
                checked={byProvider.value}
                onChange={e => {
                  byProvider.value = e.currentTarget.checked;
                }}
              />
              {words.byProviderToo(boot.provider)}
            </label>
          )}
          <Roles
            of={chosen}
            onChange={r => {
              roles.value = r;
            }}
          />
          <Member
            of={member.value}
            onChange={m => {
              member.value = m;
            }}
          />
          <button type="submit" class="primary wide" disabled={busy || !areComplete(chosen)}>
            {busy ? words.making : words.make}
          </button>
        </>
      )}
    </Form>
  );
}

/** Whose of the register an account is: found by name. */
function Member({ of, onChange }: { of?: { id: string; name: string }; onChange: (member?: MemberItem) => void }) {
  const words = p.value;
  const id = useId();
  const [typed, found] = [useSignal(''), useSignal<MemberItem[]>([])];
  useEffect(() => {
    const asked = typed.value.trim();
    const timer = setTimeout(() => {
      if (!asked) found.value = [];
      else
        call<MemberPage>('GET', `/api/members?${query({ q: asked, limit: 6 })}`).then(
          page => {
            if (typed.peek().trim() === asked) found.value = page.items;
          },
          () => {
            found.value = [];
          },
        );
    }, 250);
    return () => clearTimeout(timer);
  }, [typed.value]);
  if (of)
    return (
      <div class="chosen-member">
        <span>
          {words.isMember}: <b>{of.name}</b>
        </span>
        <button type="button" class="quiet" onClick={() => onChange()}>
          {words.noMember}
        </button>
      </div>
    );
  return (
    <>
      <label for={id}>{words.member}</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        aria-describedby={`${id}-h`}
        value={typed.value}
        onInput={e => {
          typed.value = e.currentTarget.value;
        }}
      />
      <p class="hint" id={`${id}-h`}>
        {words.memberHint}
      </p>
      {found.value.length > 0 && (
        <div class="found-members">
          {found.value.map(m => (
            <button
              key={m.id}
              type="button"
              onClick={() => {
                typed.value = '';
                onChange(m);
              }}
            >
              <bdi>{m.name}</bdi> · {m.sector}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function Account({ of }: { of: AccountItem }) {
  const words = p.value;
  const editing = useSignal(false);
  const act = async (deed: 'disable' | 'enable', said: string) => {
    try {
      await call('POST', `/api/accounts/${of.account}/${deed}`);
      notify(said);
    } catch (error) {
      failed(error);
    }
    await load();
  };
  const invite = async () => {
    try {
      const answer = await call<AccountMade>('POST', `/api/accounts/${of.account}/invite`);
      if (of.provider) notify(words.invitedThere(isolated(of.name)));
      show(of.name, answer);
      scrollTo(0, 0);
    } catch (error) {
      failed(error);
    }
    await load();
  };
  return (
    <li class="card entry account">
      <h3>
        <bdi>{of.name}</bdi> <Badge of="AccountState" is={of.state} />
      </h3>
      <p class="hint">{[of.login, of.member && words.isMember, of.provider && words.provider[of.provider]].filter(Boolean).join(' · ')}</p>
      <ul class="chips">
        {of.roles.map(r => (
          <li key={roleText(r)} class="badge">
            {roleText(r)}
          </li>
        ))}
      </ul>
      {of.state === 'invited' && of.invitedUntil && (
        <p class="hint">{Date.parse(of.invitedUntil) > Date.now() ? words.until(dateTime(of.invitedUntil)) : words.over}</p>
      )}
      <div class="buttons">
        <button
          type="button"
          aria-expanded={editing.value}
          onClick={() => {
            editing.value = !editing.value;
          }}
        >
          {words.edit}
        </button>
        <Confirm
          label={words.invite}
          ask={of.provider ? words.inviteThere(isolated(of.name)) : words.inviteAsk(isolated(of.name))}
          yes={words.inviteYes}
          onYes={() => void invite()}
        />
        {of.state === 'disabled' ? (
          <button type="button" onClick={() => void act('enable', words.enabled)}>
            {words.enable}
          </button>
        ) : (
          <Confirm label={words.disable} ask={words.disableAsk(isolated(of.name))} yes={words.disable} onYes={() => void act('disable', words.disabled)} />
        )}
      </div>
      {editing.value && (
        <Edit
          of={of}
          onDone={() => {
            editing.value = false;
            void load();
          }}
        />
      )}
    </li>
  );
}

function Edit({ of, onDone }: { of: AccountItem; onDone: () => void }) {
  const words = p.value;
  const [name, roles] = [useSignal(of.name), useSignal(of.roles)];
  const member = useSignal<{ id: string; name: string } | undefined>(of.member ? { id: of.member, name: '…' } : undefined);
  useEffect(() => {
    if (of.member)
      call<MemberItem>('GET', `/api/members/${of.member}`).then(
        m => {
          if (member.peek()?.id === m.id) member.value = m;
        },
        () => undefined,
      );
  }, []);
  const save = async () => {
    await call('PATCH', `/api/accounts/${of.account}`, {
      name: name.value.trim(),
      roles: of.provider === 'saysRoles' ? undefined : roles.value,
      member: member.value?.id ?? null,
    });
    notify(words.changed);
    onDone();
  };
  return (
    <Form class="edit entry-part" onSend={save} onFailed={failed}>
      {busy => (
        <>
          <p class="hint">{words.editHint}</p>
          <Field label={words.name} of={name} required maxLength={40} />
          {of.provider === 'saysRoles' ? (
            <p class="hint">{words.rolesByProvider}</p>
          ) : (
            <Roles
              of={roles.value}
              onChange={r => {
                roles.value = r;
              }}
            />
          )}
          <Member
            of={member.value}
            onChange={m => {
              member.value = m;
            }}
          />
          <div class="buttons">
            <button type="submit" class="primary" disabled={busy || (of.provider !== 'saysRoles' && !areComplete(roles.value))}>
              {words.save}
            </button>
          </div>
        </>
      )}
    </Form>
  );
}
