import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import type { Field } from '../groups.ts';
import type { HoursKey } from './hours.ts';

/** What instruments of one kind have in common: rules, wording, who comes and for how long. */
export interface Family {
  readonly hours: HoursKey;
  readonly rules: BookingRules;
  /** Lengths in minutes that people book, the usual ones repeated. */
  readonly durations: readonly number[];
  readonly demand: number;
  readonly fields: readonly Field[];
  readonly sample: string;
  readonly safety: string;
  readonly purposes: readonly string[];
  /** Basis points of the hour price by night and at weekends; 10,000 where it makes no difference. */
  readonly nightBp: number;
  readonly billing: {
    readonly basis: 'reserved' | 'used' | 'larger';
    readonly roundingMinutes: number;
    readonly minimumMinutes: number;
  };
}

export const usual = { basis: 'used', roundingMinutes: 30, minimumMinutes: 30 } as const;
export const byReservation = { basis: 'reserved', roundingMinutes: 60, minimumMinutes: 60 } as const;
export const larger = { basis: 'larger', roundingMinutes: 30, minimumMinutes: 60 } as const;
