import type { ApplicationStatus } from '@hegu/contract/policy/applications.ts';
import type { Tone } from '../../../ui/status-tag.tsx';

/** Where the office has something to do, it waits; where it went well or ended, it says so. */
const tones: Readonly<Record<ApplicationStatus, Tone>> = {
  draft: 'calm',
  offered: 'calm',
  submitted: 'wait',
  supplement: 'calm',
  first: 'wait',
  second: 'wait',
  approved: 'act',
  allotted: 'act',
  awarded: 'act',
  paid: 'act',
  stopped: 'wrong',
  refused: 'wrong',
  appealed: 'wait',
  closed: 'calm',
  withdrawn: 'calm',
  declined: 'calm',
};
export const toneOf = (status: ApplicationStatus): Tone => tones[status];

/** Yuan as typed → 分; null for anything that is no amount above nothing with at most two decimals. */
export function fenOf(typed: string): number | null {
  const plain = typed.normalize('NFKC').replace(/[,\s¥]/g, '');
  if (!/^\d{1,11}(?:\.\d{1,2})?$/.test(plain)) return null;
  const fen = Math.round(Number(plain) * 100);
  return fen > 0 ? fen : null;
}
