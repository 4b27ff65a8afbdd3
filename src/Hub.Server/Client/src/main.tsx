import './style/base.css';
import './style/meeting.css';
import { render, type ComponentType } from 'preact';
import { page } from './boot';
import { Attend } from './pages/attend';
import { Notice, Spoken } from './parts/shell';
import './prefs';

const lazily: Record<string, () => Promise<ComponentType>> = {
  '': () => import('./pages/home').then(m => m.Home),
  chair: () => import('./pages/chair').then(m => m.Chair),
  screen: () => import('./pages/screen').then(m => m.Screen),
  watch: () => import('./pages/watch').then(m => m.Watch),
  admin: () => import('./pages/admin').then(m => m.Admin),
};

function show(Page: ComponentType): void {
  document.body.dataset.page = page || 'home';
  render(<><Page /><Notice /><Spoken /></>, document.getElementById('app')!);
}

const load = lazily[page];
if (load) {
  // A node that was just replaced has assets of another name: the page itself knows the new ones.
  void load().then(show, () => setTimeout(() => location.reload(), 2000));
} else {
  show(Attend);
}
