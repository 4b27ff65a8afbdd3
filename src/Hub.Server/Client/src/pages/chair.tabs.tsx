/** On a screen too narrow for three columns the parts of the chair's page are tabs, each with what waits in it. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { isOver } from '../parts/now';
import type { Room } from '../room';
import { c } from './chair.words';

export const parts = ['agenda', 'floor', 'ballot'] as const;
export type Part = (typeof parts)[number];

/** As in chair.css: below this the columns stand no more beside each other. */
const narrow = matchMedia('(max-width: 59.99rem)');
export const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => {
  isNarrow.value = narrow.matches;
});

function counts(room: Room): Record<Part, string> {
  const words = c.value.tabCount;
  const { agenda, floor, comments, ballots, status } = room.view.value!;
  const at = agenda.items.findIndex(i => i.id === agenda.current) + 1;
  const waits = floor.hands.length + (comments.waiting?.length ?? 0);
  const open = ballots.filter(b => b.status !== 'closed').length;
  if (isOver(status)) return { agenda: '', floor: '', ballot: '' };
  return { agenda: words.agenda(at, agenda.items.length), floor: waits > 0 ? words.floor(waits) : '', ballot: open > 0 ? words.ballot(open) : '' };
}

export function Tabs({ room, shown, onShow }: { room: Room; shown: Part; onShow: (part: Part) => void }) {
  const words = c.value;
  const waits = counts(room);
  const keys = (e: KeyboardEvent) => {
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = parts[(parts.indexOf(shown) + by + parts.length) % parts.length]!;
    onShow(next);
    document.getElementById(`tab-${next}`)?.focus();
    e.preventDefault();
  };
  return (
    <div class="desk-tabs" role="tablist" aria-label={words.panes}>
      {parts.map(part => (
        <button
          key={part}
          type="button"
          role="tab"
          id={`tab-${part}`}
          aria-selected={part === shown}
          aria-controls={`part-${part}`}
          tabIndex={part === shown ? 0 : -1}
          onClick={() => onShow(part)}
          onKeyDown={keys}
        >
          {words.tabs[part]}
          {waits[part] && <span class="figures"> {waits[part]}</span>}
        </button>
      ))}
    </div>
  );
}

/** One part of the page; on a narrow screen it is there only while its tab is chosen. */
export function TabPart({ part, shown, children }: { part: Part; shown: Part; children: ComponentChildren }) {
  return isNarrow.value ? (
    <div class="desk-part" id={`part-${part}`} role="tabpanel" aria-labelledby={`tab-${part}`} hidden={part !== shown}>
      {children}
    </div>
  ) : (
    <div class="desk-part" id={`part-${part}`}>
      {children}
    </div>
  );
}
