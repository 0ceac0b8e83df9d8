import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { type CaseRow, cancel, move, refused } from '../testing/cases.ts';

/** Cases of a reservation's life: resize, move, cancel. */

const eleven = { who: 'U1', from: '11:00', to: '12:00' } as const;
const late: BookingRules = { lateCancelMinutes: 120 };

export const lifeCases: readonly CaseRow[] = [
  {
    row: 47,
    title: 'shrunk to nothing',
    setup: { reservations: [eleven] },
    tries: [move('U1', '11:00', '11:00', refused('reservation.reversed'))],
  },
  {
    row: 48,
    title: 'a running one stays as it is',
    setup: { reservations: [{ who: 'U1', from: '09:00', to: '11:00' }] },
    tries: [
      move('U1', '09:00', '09:55', refused('reservation.in_past')),
      move('U1', '09:00', '10:30', refused('reservation.in_past')),
      move('U1', '09:00', '11:30', refused('reservation.in_past')),
      move('U1', '13:00', '15:00', refused('reservation.in_past')),
    ],
  },
  {
    row: 49,
    title: 'extended into an outage',
    setup: { reservations: [eleven], outages: [['13:00', '14:00']] },
    tries: [move('U1', '11:00', '13:01', refused('reservation.outage')), move('U1', '11:00', '13:00')],
  },
  {
    row: 50,
    title: 'shrunk by ten minutes',
    setup: { reservations: [eleven] },
    tries: [move('U1', '11:00', '11:50', { becomes: 'cancelled' })],
  },
  {
    row: 51,
    title: 'moved to and fro',
    tries: [
      move('U1', '10:50', '11:50', { setup: { reservations: [eleven] }, becomes: 'cancelled' }),
      move('U1', '11:00', '12:00', {
        setup: {
          reservations: [
            { who: 'U1', from: '10:50', to: '11:50' },
            { ...eleven, status: 'cancelled' },
          ],
        },
        becomes: 'cancelled',
      }),
    ],
  },
  {
    row: 52,
    title: 'one that is already cancelled',
    setup: { reservations: [{ ...eleven, status: 'cancelled' }] },
    tries: [
      move('U1', '13:00', '14:00', refused('reservation.already_cancelled')),
      move('U1', '11:00', '11:50', refused('reservation.already_cancelled')),
    ],
  },
  {
    row: 54,
    title: 'another person cancels',
    setup: { reservations: [eleven] },
    tries: [
      cancel('U2', refused('reservation.reason_required', 'reservation.not_owner')),
      cancel('U2', { reason: 'I need it', ...refused('reservation.not_owner') }),
      cancel('U1'),
    ],
  },
  {
    row: 55,
    title: 'three distinct reasons for what cannot be cancelled',
    tries: [
      cancel('U1', {
        setup: { reservations: [{ ...eleven, status: 'missed' }] },
        ...refused('reservation.already_missed'),
      }),
      cancel('U1', {
        setup: { reservations: [{ who: 'U1', from: '08:00', to: '10:00' }] },
        ...refused('reservation.already_ended'),
      }),
      cancel('U1', {
        setup: { reservations: [{ ...eleven, status: 'cancelled' }] },
        ...refused('reservation.already_cancelled'),
      }),
    ],
  },
  {
    row: 56,
    title: 'staff cancel with a reason',
    setup: { reservations: [eleven], rules: late },
    tries: [
      cancel('S', refused('reservation.reason_required')),
      cancel('S', { reason: '  ', ...refused('reservation.reason_required') }),
      cancel('S', { reason: '设备检修', becomes: 'cancelled' }),
    ],
  },
  {
    row: 57,
    title: 'a late cancellation counts as missed',
    setup: { reservations: [eleven], rules: late },
    tries: [cancel('U1', { becomes: 'late_cancelled' })],
  },
  {
    row: 58,
    title: 'exactly 120 minutes before is in time',
    setup: { reservations: [{ who: 'U1', from: '12:00', to: '13:00' }], rules: late },
    tries: [cancel('U1', { becomes: 'cancelled' })],
  },
  {
    row: 59,
    title: 'not late when the instrument cannot serve',
    tries: [
      cancel('U1', { setup: { reservations: [eleven], rules: late, down: true }, becomes: 'cancelled' }),
      cancel('U1', {
        setup: { reservations: [eleven], rules: late, outages: [['09:00', '10:30']] },
        becomes: 'cancelled',
      }),
      cancel('U1', {
        setup: { reservations: [eleven], rules: late, linkedDown: true },
        becomes: 'cancelled',
      }),
      cancel('U1', {
        setup: { reservations: [eleven], rules: late, outages: [['08:00', '10:00']] },
        becomes: 'late_cancelled',
      }),
    ],
  },
  {
    row: 60,
    title: 'moving to later at the last minute is late, to earlier is not',
    setup: { reservations: [eleven], rules: late },
    tries: [
      move('U1', '15:00', '16:00', { becomes: 'late_cancelled' }),
      move('U1', '10:30', '11:30', { becomes: 'cancelled' }),
    ],
  },
  {
    row: 'X1',
    title: 'an edit obeys the same rules as a create',
    setup: { rules: { maxMinutes: 240 }, reservations: [{ who: 'U1', from: '11:00', to: '15:00' }] },
    tries: [move('U1', '11:00', '16:00', refused('reservation.too_long'))],
  },
];
