import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import type { Tone } from '../../../ui/status-tag.tsx';
import type { policyWords } from './words.ts';

/** Fewer days than these are a reason to hurry. */
const hurry = 30;

/** How a clause stands to the calendar, in a word with its tone: '还剩 12 天'. */
export function windowSaid(
  clause: Pick<ClauseSummary, 'window' | 'standing'>,
  t: typeof policyWords.zh,
  day: (civil: string) => string,
): { readonly tone: Tone; readonly text: string; readonly hurry: boolean } {
  const { window: w, standing } = clause;
  if (standing === 'over')
    return {
      tone: 'calm',
      text: w.to === null ? (t.standing.over ?? '') : t.overOn(day(w.to)),
      hurry: false,
    };
  if (standing === 'notYet' && w.state !== 'open')
    return {
      tone: 'wait',
      text: w.from === null ? (t.window.soon ?? '') : t.notYetFrom(day(w.from)),
      hurry: false,
    };
  if (w.state === 'closed')
    return { tone: 'calm', text: w.to === null ? t.windowClosed : t.windowClosedOn(day(w.to)), hurry: false };
  if (w.state === 'soon')
    return { tone: 'wait', text: w.days === null ? (t.window.soon ?? '') : t.windowIn(w.days), hurry: false };
  if (w.days === null) return { tone: 'act', text: t.windowOpen, hurry: false };
  // A date far off is easier to read as a date.
  if (w.days > 120 && w.to !== null) return { tone: 'act', text: t.windowUntil(day(w.to)), hurry: false };
  return { tone: w.days <= hurry ? 'wait' : 'act', text: t.windowDays(w.days), hurry: w.days <= hurry };
}
