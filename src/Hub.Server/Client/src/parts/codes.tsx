/** The codes of a meeting: the attend code with its QR, to show, to copy and to print. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, call, qrOf, type ApiError } from '../api';
import type { LinkMade } from '../contract';
import { inBoth } from '../prefs';
import { reachable } from '../reachable';
import { failure, w } from '../words';
import { later } from './later';
import { notify } from './shell';

const zh = {
  codes: '入场码',
  scan: '扫码参加会议',
  orOpen: '或打开',
  print: '打印',
  copy: '复制链接',
  copied: '链接已复制。',
  screen: '打开大屏',
  wall: '打开大屏（含签到码）',
  watch: '旁观页面',
  loading: '正在取码…',
  failed: '没有取到会议码。',
};
const en: typeof zh = {
  codes: 'Entry code',
  scan: 'Scan to take part',
  orOpen: 'or open',
  print: 'Print',
  copy: 'Copy link',
  copied: 'Link copied.',
  screen: 'Open projector',
  wall: 'Open projector (with check-in code)',
  watch: 'Observer page',
  loading: 'Getting the code…',
  failed: 'The code could not be got.',
};
const words = inBoth(zh, en);

/** With the dialog alone: pages that only copy a link do without its words. */
const Scanned = later(() => import('./scanned').then(m => m.Scanned));

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over plain HTTP there is no clipboard: the old way.
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  notify(words.value.copied);
}

/** A wall that shows the check-in code: opened here, on the machine of the projector; one that was opened before shows it no more. */
export async function openWall(id: string): Promise<void> {
  // Before the answer: a browser opens no window that nobody's tap opened.
  const opened = window.open('', '_blank');
  try {
    const { code } = await call<LinkMade>('POST', `/api/meetings/${id}/wall`);
    const path = `/screen/${id}#wall=${code}`;
    if (opened) opened.location.replace(path);
    else location.assign(path);
  } catch (error) {
    opened?.close();
    notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
  }
}

export function CodesDialog({ id, title, presence, onClose }: { id: string; title: string; presence?: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const attend = useSignal<string | undefined>(undefined);
  const failed = useSignal(false);
  useEffect(() => {
    dialog.current?.showModal();
    api.codes(id).then(
      codes => {
        attend.value = codes.attend;
        failed.value = !codes.attend;
      },
      () => {
        failed.value = true;
      },
    );
  }, []);
  const path = `/m/${attend.value ?? ''}`;
  const link = reachable + path;
  return (
    <dialog ref={dialog} class="dialog codes" aria-labelledby="codes-title" onClose={onClose}>
      <p class="eyebrow">{words.value.scan}</p>
      <h2 id="codes-title">{title}</h2>
      {attend.value ? (
        <>
          <img class="qr" src={qrOf(path)} alt={link} width="280" height="280" />
          <p class="code">{attend.value}</p>
          <p class="hint link-text">
            {words.value.orOpen} {link}
          </p>
          <Scanned />
        </>
      ) : (
        <p class="hint">{failed.value ? words.value.failed : words.value.loading}</p>
      )}
      <div class="dialog-foot no-print">
        {attend.value && (
          <button type="button" onClick={() => print()}>
            {words.value.print}
          </button>
        )}
        {attend.value && (
          <button type="button" onClick={() => void copy(link)}>
            {words.value.copy}
          </button>
        )}
        {presence ? (
          <button type="button" onClick={() => void openWall(id)}>
            {words.value.wall}
          </button>
        ) : (
          <a class="button" href={`/screen/${id}`} target="_blank" rel="noopener">
            {words.value.screen}
          </a>
        )}
        <a class="button" href={`/watch/${id}`} target="_blank" rel="noopener">
          {words.value.watch}
        </a>
        <button type="button" class="primary" onClick={() => dialog.current?.close()}>
          {w.value.close}
        </button>
      </div>
    </dialog>
  );
}
