/** What was edited of a meeting: who, when, from what to what. */
import type { MeetingChange } from '../contract';
import { dateTime, inBoth } from '../prefs';
import { colon } from './marks';
import { Who } from './who';

const zh = {
  title: '名称',
  venue: '地点',
  startsAt: '开始时间',
  visibility: '谁可以旁观',
  visible: { public: '任何人', codes: '仅凭码' },
  none: '（无）',
  cancelled: '取消会议',
  staff: '会议管理员',
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
            {c.cancelled && (
              <p>
                {said.cancelled}
                {colon()}
                {c.cancelled}
              </p>
            )}
          </span>
          <span class="hint figures">
            {c.byStaff ? said.staff : <Who of={c} />} · {dateTime(c.at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
