/** What was edited of a meeting: who, when, from what to what. */
import type { MeetingChange, RollChange } from '../contract';
import { dateTime, inBoth } from '../prefs';
import { colon } from './marks';
import { called, Who } from './who';
import { isolated } from '../text';

const zh = {
  title: '名称',
  venue: '地点',
  startsAt: '开始时间',
  visibility: '谁可以旁观',
  visible: { public: '任何人', codes: '仅凭码' },
  none: '（无）',
  cancelled: '取消会议',
  staff: '会议管理员',
  house: '系统',
  clerk: '会务签到台',
  roll: {
    unseated: (c: RollChange) =>
      !c.participant ? '取消一个席位（已开始的表决不变）' : `取消席位：${isolated(called(c))}，原因：${c.reason}（已开始的表决不变）`,
    replaced: (c: RollChange) =>
      !c.participant
        ? '委员凭本人链接、账号或席位卡入席，原席位作废，其在进行中表决的票不计'
        : `委员凭本人链接、账号或席位卡入席，原席位（${isolated(called(c))}）作废，其在进行中表决的票不计`,
    marked: (c: RollChange) => `登记无设备到会委员 ${c.members} 人`,
    unmarked: (c: RollChange) => `撤销无设备到会登记 ${c.members} 人`,
  },
};
const en: typeof zh = {
  title: 'Title',
  venue: 'Venue',
  startsAt: 'Starts',
  visibility: 'Who may watch',
  visible: { public: 'anyone', codes: 'with a code' },
  none: '(none)',
  cancelled: 'Cancelled',
  staff: 'the operator',
  house: 'the house',
  clerk: 'the registration desk',
  roll: {
    unseated: c =>
      !c.participant
        ? 'Took a seat (ballots already open stay as they are)'
        : `Took the seat of ${isolated(called(c))}: ${c.reason} (ballots already open stay as they are)`,
    replaced: c =>
      !c.participant
        ? 'A member came with their own link, account or card: the older seat is void, and so are its votes in open ballots'
        : `The member came with their own link, account or card: the seat of ${isolated(called(c))} is void, and so are its votes in open ballots`,
    marked: c => `${c.members} members marked as present without a device`,
    unmarked: c => `${c.members} members no longer marked as present`,
  },
};
const words = inBoth(zh, en);

export function Changes({ of }: { of: MeetingChange[] }) {
  const said = words.value;
  const line = (name: string, from: string | undefined, to: string | undefined) => `${name}${colon()}${from ?? said.none} → ${to ?? said.none}`;
  return (
    <ul class="times">
      {of.map(c => (
        <li key={c.seq}>
          <span>
            {c.title && <p>{line(said.title, c.title.from, c.title.to)}</p>}
            {c.venue && <p>{line(said.venue, c.venue.from, c.venue.to)}</p>}
            {c.startsAt && <p>{line(said.startsAt, c.startsAt.from && dateTime(c.startsAt.from), c.startsAt.to && dateTime(c.startsAt.to))}</p>}
            {c.visibility && <p>{line(said.visibility, said.visible[c.visibility.from], said.visible[c.visibility.to])}</p>}
            {c.roll && <p>{said.roll[c.roll.act](c.roll)}</p>}
            {c.cancelled && (
              <p>
                {said.cancelled}
                {colon()}
                {c.cancelled}
              </p>
            )}
          </span>
          <span class="hint figures">
            {c.roll?.act === 'replaced' ? said.house : c.byClerk ? said.clerk : c.byStaff ? said.staff : <Who of={c} />} · {dateTime(c.at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
