/** People of one name are told apart by the end of their seat, which is the same on every screen. */
import { spelling } from './text';

interface Person {
  participant: string;
  name?: string;
}

const SHORTEST = 4;

/** @returns By participant: as much of the seat's end as differs among those of that name. Nothing for whoever is alone with theirs. */
export function namesakes(people: Person[]): Map<string, string> {
  const alike = new Map<string, Set<string>>();
  for (const { participant, name } of people) {
    if (!name) continue;
    const key = spelling(name);
    alike.set(key, (alike.get(key) ?? new Set()).add(participant));
  }
  const marks = new Map<string, string>();
  for (const seats of alike.values()) {
    if (seats.size === 1) continue;
    const ends = (letters: number) => new Set([...seats].map(s => s.slice(-letters)));
    const longest = Math.max(...[...seats].map(s => s.length));
    let letters = SHORTEST;
    while (letters < longest && ends(letters).size < seats.size) letters++;
    for (const seat of seats) marks.set(seat, seat.slice(-letters));
  }
  return marks;
}
