import { addDays, isDay } from '../parts/time.ts';

/** The steps of a joint search as they stand in the address: `class:minutes:district:gap`, steps separated by `;`. */

export interface Step {
  readonly classCode: string;
  readonly instrumentId: string;
  readonly minutes: number;
  readonly district: string;
  /** Minutes at most after the step before; null: any. */
  readonly gap: number | null;
}

export const maxSteps = 3;
export const newStep = (): Step => ({
  classCode: '',
  instrumentId: '',
  minutes: 120,
  district: '',
  gap: null,
});

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const writeSteps = (steps: readonly Step[]): string =>
  steps.map((s) => [s.instrumentId || s.classCode, s.minutes, s.district, s.gap ?? ''].join(':')).join(';');

/** At least one step; what cannot be read is left at its default. */
export function readSteps(text: string | undefined): readonly Step[] {
  const steps = (text ?? '')
    .split(';')
    .filter((part) => part !== '')
    .slice(0, maxSteps)
    .map((part) => {
      const [what = '', length = '', district = '', gap = ''] = part.split(':');
      const minutes = Number(length);
      const most = Number(gap);
      return {
        classCode: /^\d{2}(\d{2}){0,2}$/.test(what) ? what : '',
        instrumentId: idShape.test(what) ? what : '',
        minutes: Number.isInteger(minutes) && minutes >= 1 && minutes <= 44_640 ? minutes : 120,
        district,
        gap: gap !== '' && Number.isInteger(most) && most >= 0 && most <= 44_640 ? most : null,
      };
    });
  return steps.length > 0 ? steps : [newStep()];
}

export const isReady = (steps: readonly Step[]): boolean =>
  steps.every((s) => s.classCode !== '' || s.instrumentId !== '');

/** The days to search: those asked for when they make sense, else from tomorrow a week. */
export function readDays(
  from: string | undefined,
  to: string | undefined,
  today: string,
): { readonly from: string; readonly to: string } {
  const first = isDay(from) && from >= today ? from : addDays(today, 1);
  const last = isDay(to) && to >= first && to <= addDays(first, 31) ? to : addDays(first, 6);
  return { from: first, to: last };
}

export const toBody = (steps: readonly Step[]) =>
  steps.map((s, index) => ({
    ...(s.instrumentId ? { instrumentId: s.instrumentId } : { class: s.classCode }),
    ...(s.district && !s.instrumentId ? { district: s.district } : {}),
    minutes: s.minutes,
    ...(index > 0 ? { after: index - 1 } : {}),
    ...(index > 0 && s.gap !== null ? { maxGapMinutes: s.gap } : {}),
  }));
