import './style/base.css';
import './style/meeting.css';
import { render, type ComponentType } from 'preact';
import { boot, page } from './boot';
import { Attend } from './pages/attend';
import { Notice, Spoken } from './parts/shell';
import { lang, setZone } from './prefs';
import './press';
import { fetchEnglish } from './words';

const lazily: Record<string, () => Promise<ComponentType>> = {
  '': () => import('./pages/home').then(m => m.Home),
  chair: () => import('./pages/chair').then(m => m.Chair),
  screen: () => import('./pages/screen').then(m => m.Screen),
};

setZone(boot.zone);

function show(Page: ComponentType): void {
  document.body.dataset.page = page || 'home';
  render(
    <>
      <Page />
      <Notice />
      <Spoken />
    </>,
    document.getElementById('app')!,
  );
}

/** A node that was just replaced has assets of another name: the page itself knows the new ones. */
const again = () => setTimeout(() => location.reload(), 2000);

const load = page === 'm' ? undefined : (lazily[page] ?? (() => import('./more').then(m => m.find())));
const words = lang.peek() === 'en' ? fetchEnglish() : undefined;
if (load || words) {
  Promise.all([load?.() ?? Attend, words]).then(([Page]) => show(Page), again);
} else {
  show(Attend);
}
