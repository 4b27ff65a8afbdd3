/** Opinion rounds on every page that has them: one file, fetched where a room has a round, or where somebody may open one. */
import '../style/rounds.css';

export { AnsweredRounds } from './round-cards';
export { LedRounds } from './round-lead';
export { SeenRounds } from './round-results';
export { RoundScene } from './round-scene';
