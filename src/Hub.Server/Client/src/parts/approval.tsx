/** Whether the minutes are approved, by whom and of what; and what has changed in them since. */
import type { ActView, MinutesView } from '../contract';
import { dateTime, inBoth } from '../prefs';
import { colon } from './marks';
import { called } from './who';

const zh = {
  draft: '草稿，尚未审定',
  approved: (name: string, when: string) => `${name} 于 ${when} 审定`,
  changed: '审定后有变化',
  again: '请重新审定。',
  covers: (seq: number) => `审定依据：会议记录至第 ${seq} 条`,
  unnamed: '审定时未记明所依据的会议记录位置。',
  acts: {
    resultRevealed: (about: string) => `公布“${about}”的结果`,
    commentHidden: () => '隐藏一条意见',
    commentWithdrawn: () => '撤回一条意见',
    corrected: (about: string) => `改写“${about}”`,
    nameRemoved: () => '依法删除一个姓名',
    titleEdited: (about: string) => `会议名称改为“${about}”`,
    ballotVoided: (about: string) => `“${about}”的表决作废`,
  } as Record<ActView['kind'], (about: string) => string>,
  sections: { attendance: '出席', agenda: '议程', speakers: '发言', decisions: '决定', commitments: '交办事项', summary: '小结' } as Record<string, string>,
};
const en: typeof zh = {
  draft: 'A draft, not approved yet',
  approved: (name, when) => `Approved by ${name}, ${when}`,
  changed: 'Changed since it was approved',
  again: 'Please approve again.',
  covers: seq => `Covers the record to event ${seq}`,
  unnamed: 'The approval did not name the head of the record that it covers.',
  acts: {
    resultRevealed: about => `The result of “${about}” was announced`,
    commentHidden: () => 'A comment was hidden',
    commentWithdrawn: () => 'A comment was withdrawn',
    corrected: about => `“${about}” was rewritten`,
    nameRemoved: () => 'A name was removed by law',
    titleEdited: about => `The title was changed to “${about}”`,
    ballotVoided: about => `The ballot on “${about}” was declared void`,
  },
  sections: { attendance: 'Attendance', agenda: 'Agenda', speakers: 'Speakers', decisions: 'Decisions', commitments: 'Commitments', summary: 'Summary' },
};
const words = inBoth(zh, en);

export function ApprovalState({ minutes }: { minutes: MinutesView }) {
  const said = words.value;
  const { approval } = minutes;
  if (!approval)
    return (
      <p class="approval">
        <span class="badge paused">{said.draft}</span>
      </p>
    );
  const named = said.approved(called(approval), dateTime(approval.at));
  const changed = approval.since.length > 0;
  return (
    <div class="approval">
      <p>
        {changed && <span class="badge paused">{said.changed}</span>} <span class={changed ? 'hint' : 'badge open'}>{named}</span>
      </p>
      {changed && (
        <>
          <ul class="times">
            {approval.since.map(a => (
              <li key={a.seq}>
                <span>{said.acts[a.kind](said.sections[a.about ?? ''] ?? a.about ?? '')}</span>
                <span class="hint figures">{dateTime(a.at)}</span>
              </li>
            ))}
          </ul>
          <p>
            <b>{said.again}</b>
          </p>
        </>
      )}
      <p class="hint chain-hash">
        {approval.covers ? (
          <>
            {said.covers(approval.covers.seq)}
            {colon()}
            <code>{approval.covers.hash}</code>
          </>
        ) : (
          said.unnamed
        )}
      </p>
    </div>
  );
}
