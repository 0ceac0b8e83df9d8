import type { ApplicationStatus } from '@hegu/contract/policy/applications.ts';
import type { Tone } from '../../../ui/status-tag.tsx';

/** Where an application stands on its way, and how its state looks. Pure. */

export const stages = ['prepare', 'accept', 'review', 'publicity', 'pay'] as const;
export type Stage = (typeof stages)[number];

const stageOf: Readonly<Record<ApplicationStatus, Stage>> = {
  draft: 'prepare',
  offered: 'prepare',
  submitted: 'accept',
  supplement: 'accept',
  first: 'review',
  second: 'review',
  appealed: 'review',
  refused: 'review',
  closed: 'review',
  approved: 'publicity',
  allotted: 'publicity',
  awarded: 'pay',
  paid: 'pay',
  stopped: 'pay',
  withdrawn: 'prepare',
  declined: 'prepare',
};

/** `done` behind it, `here` where it is, `ended` where it came to an end, `ahead` not yet. */
export type StageState = 'done' | 'here' | 'ended' | 'ahead';
const ended: ReadonlySet<ApplicationStatus> = new Set([
  'refused',
  'closed',
  'stopped',
  'withdrawn',
  'declined',
]);

/** Nothing more comes of it: it was refused for good, paid, or given up. */
export const isOver = (status: ApplicationStatus): boolean =>
  status === 'paid' || (ended.has(status) && status !== 'refused');

/** Whose time limit runs: the office has to answer, or the firm has something to do by then. */
export type Limit = 'office' | 'complete' | 'appeal';
export const limitOf = (status: ApplicationStatus): Limit =>
  status === 'supplement' ? 'complete' : status === 'refused' ? 'appeal' : 'office';

export function stageStates(status: ApplicationStatus): readonly { stage: Stage; state: StageState }[] {
  const at = stages.indexOf(stageOf[status]);
  return stages.map((stage, i) => ({
    stage,
    state: status === 'paid' || i < at ? 'done' : i > at ? 'ahead' : ended.has(status) ? 'ended' : 'here',
  }));
}

const tones: Readonly<Partial<Record<ApplicationStatus, Tone>>> = {
  paid: 'act',
  awarded: 'act',
  allotted: 'act',
  approved: 'act',
  refused: 'wrong',
  stopped: 'wrong',
  closed: 'calm',
  withdrawn: 'calm',
  declined: 'calm',
  draft: 'calm',
};

export const toneOf = (status: ApplicationStatus): Tone => tones[status] ?? 'wait';

/** A time limit ends with a working day: the instant before it is in the day that people are told, in epoch milliseconds. */
export const lastDay = (dueAt: string): number => Date.parse(dueAt) - 1;
