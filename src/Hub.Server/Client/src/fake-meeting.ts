/** A meeting for tests: open, with nothing in it but what a test says. */
import type { MeetingView } from './contract';

export const fakeMeeting = (is: Partial<MeetingView> = {}): MeetingView => ({
  id: 'm',
  title: '会议',
  format: 'grassroots',
  status: 'open',
  visibility: 'public',
  checkIn: false,
  moderation: 'post',
  agenda: { items: [] },
  floor: { hands: [] },
  comments: { items: [], total: 0 },
  ballots: [],
  present: { now: 0, checkedIn: 0 },
  scene: { scene: 'join' },
  ...is,
});
