/** What to do first in a house that has held nothing yet. Each step goes as it is done, and all of it with the first meeting. */
import '../style/first-steps.css';
import { inBoth } from '../prefs';
import { Icon } from './icons';

const zh = {
  title: '从这里开始',
  lead: '还没有会议。三步就能开第一场：',
  account: '为自己建立账号',
  accountWhy: '以后用自己的账号登录，管理密钥留作应急。',
  meeting: '填写“新建会议”',
  meetingWhy: '选形式，写名称和时间，按“建立会议”。议程和表决规则按所选形式自动准备。',
  room: '投屏、发码',
  roomWhy: '建立后会显示三张卡片：大屏、主持人、所有人。把大屏投到墙上，大家扫码入场。',
  done: '已完成',
};
const en: typeof zh = {
  title: 'Start here',
  lead: 'There is no meeting yet. Three steps to the first one:',
  account: 'Make an account for yourself',
  accountWhy: 'From then on you sign in as yourself, and the operator key is for emergencies.',
  meeting: 'Fill in “New meeting”',
  meetingWhy: 'Choose a format, give it a title and a time, and create it. The agenda and the rules of voting come with the format.',
  room: 'Put it on the wall',
  roomWhy: 'Three cards then appear: the wall, the chair, everyone. Show the wall’s on the projector; people scan it to come in.',
  done: 'Done',
};
const words = inBoth(zh, en);

export function FirstSteps({ hasAccount, mayMakeAccounts }: { hasAccount: boolean; mayMakeAccounts: boolean }) {
  const said = words.value;
  return (
    <section class="card first-steps" aria-labelledby="first-steps">
      <h3 id="first-steps">{said.title}</h3>
      <p>{said.lead}</p>
      <ol>
        <li>
          {mayMakeAccounts && !hasAccount ? <a href="/admin/people">{said.account}</a> : <b>{said.account}</b>}
          {hasAccount ? (
            <span class="done">
              <Icon is="check" />
              {said.done}
            </span>
          ) : (
            <span class="hint">{said.accountWhy}</span>
          )}
        </li>
        <li>
          <b>{said.meeting}</b>
          <span class="hint">{said.meetingWhy}</span>
        </li>
        <li>
          <b>{said.room}</b>
          <span class="hint">{said.roomWhy}</span>
        </li>
      </ol>
    </section>
  );
}
