/** What is promised to people who hear, see, move or read otherwise, and whom they tell where it does not hold. */
import { useEffect } from 'preact/hooks';
import { boot } from '../boot';
import { title } from '../parts/shell';
import { Head } from '../parts/site';
import { inBoth } from '../prefs';
import { w } from '../words';

const zh = {
  title: '无障碍声明',
  lead: '这里的页面按照《Web 内容无障碍指南》（WCAG）2.2 的 AA 级制作：每个人都应该能看议程、提意见、举手发言、参加表决。主要页面在每次更新前用自动工具 axe 按 AA 级的规则检查；没有经过第三方评测。',
  doesTitle: '可以怎样使用',
  does: [
    '只用键盘就能完成每一项操作，“跳到正文”是每一页的第一个链接。',
    '读屏软件会读出表决的开始与结束、轮到谁发言、剩余时间和操作的结果。',
    '右上角的显示设置里有大字、深色和语言的选择，记在这台设备上。',
    '意见滚动可以暂停；设备要求减少动画时不播放动画。',
    '颜色从不单独表达意思，旁边总有文字。',
  ],
  limitsTitle: '已知的不足',
  limits: ['上传的照片和 PDF 由上传的人提供，可能没有文字说明。', '会场大屏供现场观看；同样的内容在会议页面上可以用读屏软件阅读。'],
  tellTitle: '遇到困难',
  tell: '如果哪一页用不了，请告诉会议工作人员，他们可以代您签到、登记发言和投票以外的事项，并转告我们改进。',
  contact: (how: string) => `也可以直接联系：${how}`,
};

const en: typeof zh = {
  title: 'Accessibility',
  lead:
    'These pages are made to level AA of the Web Content Accessibility Guidelines (WCAG) 2.2: ' +
    'everyone shall be able to follow the agenda, comment, ask for the floor and vote. ' +
    'Before each release the main pages are checked with the tool axe by its rules of level AA; nobody else has assessed them.',
  doesTitle: 'How they can be used',
  does: [
    'The keyboard alone is enough for everything; the first link of each page skips to its content.',
    'A screen reader says when a ballot opens and closes, who has the floor, how much time is left, and what became of what you did.',
    'Display settings, at the top right, offer large print, a dark page and the language, and this device remembers them.',
    'The stream of comments can be paused; nothing moves where your device asks for less motion.',
    'Colour never says anything alone: there are always words beside it.',
  ],
  limitsTitle: 'What is known to be lacking',
  limits: [
    'Photos and PDFs come from whoever uploads them and may have no description.',
    'The screen in the room is made to be looked at; the meeting’s page has the same content for a screen reader.',
  ],
  tellTitle: 'If something does not work',
  tell:
    'Please tell the staff of the meeting. They can check you in and note your wish to speak, though not vote for you, ' +
    'and they pass it on so that we mend it.',
  contact: how => `You can also write or call: ${how}`,
};

const words = inBoth(zh, en);

export function Accessibility() {
  const said = words.value;
  const contact = boot.house?.contact;
  useEffect(() => title(`${said.title} · ${w.value.brand}`, said.lead), [said]);
  return (
    <>
      <Head />
      <main id="main" class="narrow statement">
        <h1>{said.title}</h1>
        <p>{said.lead}</p>
        {(
          [
            [said.doesTitle, said.does],
            [said.limitsTitle, said.limits],
          ] as const
        ).map(([name, lines]) => (
          <section key={name} class="card">
            <h2>{name}</h2>
            <ul>
              {lines.map(line => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
        <section class="card">
          <h2>{said.tellTitle}</h2>
          <p>{said.tell}</p>
          {contact && <p>{said.contact(contact)}</p>}
        </section>
      </main>
    </>
  );
}
