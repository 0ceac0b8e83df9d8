import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { lifeCases } from './life/cases.ts';
import { book, type CaseRow, type CaseSetup, move, refused } from './testing/cases.ts';

/** Cases of making a reservation; see `testing/cases.ts` for the fixture and the shape. */

const outage: CaseSetup = { outages: [['07-16 02:00', '07-16 03:00']] };
const early = { who: 'U1', from: '07-16 03:00', to: '07-16 04:00' } as const;
const other = { who: 'U2', from: '11:00', to: '12:00' } as const;
const qualified: BookingRules = { trainingRequired: true };
const twoProjects: CaseSetup = {
  u1: {
    projects: [
      { id: 'P1', active: true },
      { id: 'P1b', active: true },
    ],
  },
};
const sparse: BookingRules = { gapMinutes: 120 };

const bookingCases: readonly CaseRow[] = [
  { row: 1, title: 'a plain booking', tries: [book('U1', '11:00', '12:00')] },
  {
    row: 2,
    title: 'no active project, never overridable',
    setup: { u1: { projects: [{ id: 'P1', active: false }] } },
    tries: [
      book('U1', '11:00', '12:00', { ...refused('project.none_active'), overridable: [] }),
      book('S', '11:00', '12:00', { for: 'U1', override: true, ...refused('project.none_active') }),
    ],
  },
  {
    row: 3,
    title: 'site training missing',
    setup: { u1: { siteTraining: 'missing' } },
    tries: [book('U1', '11:00', '12:00', refused('reservation.training_missing'))],
  },
  {
    row: 4,
    title: 'not qualified on T',
    setup: { rules: qualified, u1: { qualified: false } },
    tries: [book('U1', '11:00', '12:00', refused('reservation.not_qualified'))],
  },
  {
    row: 5,
    title: 'access expired ten days ago',
    setup: { u1: { accessUntil: '07-05 10:00' } },
    tries: [book('U1', '11:00', '12:00', refused('reservation.access_expired'))],
  },
  {
    row: 6,
    title: 'all four reasons together',
    setup: {
      rules: qualified,
      u1: { projects: [], siteTraining: 'missing', qualified: false, accessUntil: '07-05 10:00' },
    },
    tries: [
      book('U1', '11:00', '12:00', {
        ...refused(
          'project.none_active',
          'reservation.training_missing',
          'reservation.not_qualified',
          'reservation.access_expired',
        ),
        overridable: [
          'reservation.training_missing',
          'reservation.not_qualified',
          'reservation.access_expired',
        ],
      }),
    ],
  },
  {
    row: 7,
    title: 'end before start',
    tries: [
      book('U1', '07-16 03:00', '07-16 02:00', refused('reservation.reversed')),
      book('U1', '07-16 03:00', '07-16 03:00', refused('reservation.reversed')),
    ],
  },
  {
    row: 8,
    title: 'overlaps an outage',
    setup: outage,
    tries: [book('U1', '07-16 02:00', '07-16 03:00', refused('reservation.outage'))],
  },
  {
    row: 9,
    title: 'one minute into the outage',
    setup: outage,
    tries: [book('U1', '07-16 01:00', '07-16 02:01', refused('reservation.outage'))],
  },
  {
    row: 10,
    title: 'one minute left of the outage',
    setup: outage,
    tries: [book('U1', '07-16 02:59', '07-16 04:00', refused('reservation.outage'))],
  },
  {
    row: 11,
    title: 'touching is not overlapping',
    setup: outage,
    tries: [book('U1', '07-16 03:00', '07-16 04:00'), book('U1', '07-16 01:00', '07-16 02:00')],
  },
  {
    row: 12,
    title: 'in the past',
    tries: [
      book('U1', '00:00', '03:00', { ...refused('reservation.in_past'), overridable: [] }),
      book('U1', '09:59', '11:00', refused('reservation.in_past')),
      book('U1', '10:00', '11:00'),
    ],
  },
  {
    row: 13,
    title: 'beyond the horizon',
    setup: { rules: { horizonDays: 2 } },
    tries: [
      book('U1', '07-18 10:00', '07-18 11:00', refused('reservation.beyond_horizon')),
      book('U1', '07-17 10:01', '07-17 11:00', refused('reservation.beyond_horizon')),
    ],
  },
  {
    row: 14,
    title: 'only the start is compared with the horizon',
    setup: { rules: { horizonDays: 2 } },
    tries: [book('U1', '07-17 10:00', '07-17 15:00')],
  },
  {
    row: 15,
    title: 'too short; exactly the minimum is long enough',
    setup: { rules: { minMinutes: 90 } },
    tries: [
      book('U1', '11:00', '12:00', refused('reservation.too_short')),
      book('U1', '11:00', '12:29', refused('reservation.too_short')),
      book('U1', '11:00', '12:30'),
    ],
  },
  {
    row: 16,
    title: 'too long; exactly the maximum is short enough',
    setup: { rules: { maxMinutes: 30 } },
    tries: [
      book('U1', '11:00', '12:00', refused('reservation.too_long')),
      book('U1', '11:00', '11:31', refused('reservation.too_long')),
      book('U1', '11:00', '11:30'),
    ],
  },
  {
    row: 17,
    title: 'both of two limits that contradict each other',
    setup: { rules: { minMinutes: 90, maxMinutes: 30 } },
    tries: [book('U1', '11:00', '12:00', refused('reservation.too_short', 'reservation.too_long'))],
  },
  {
    row: 18,
    title: 'number of upcoming reservations',
    setup: { rules: { maxFutureReservations: 1 }, reservations: [early] },
    tries: [book('U1', '07-16 05:00', '07-16 06:00', refused('reservation.too_many_future'))],
  },
  {
    row: 19,
    title: 'the one being moved is not counted',
    setup: { rules: { maxFutureReservations: 1 }, reservations: [early] },
    tries: [move('U1', '07-16 05:00', '07-16 06:00')],
  },
  {
    row: 20,
    title: 'number per day',
    setup: { rules: { maxPerDay: 1 }, reservations: [early] },
    tries: [
      book('U1', '07-16 05:00', '07-16 06:00', refused('reservation.too_many_per_day')),
      book('U1', '07-17 05:00', '07-17 06:00'),
    ],
  },
  {
    row: 21,
    title: 'missed ones count for the day',
    setup: { rules: { maxPerDay: 1 }, reservations: [{ ...early, status: 'missed' }] },
    tries: [book('U1', '07-16 05:00', '07-16 06:00', refused('reservation.too_many_per_day'))],
  },
  {
    row: 22,
    title: 'cancelled and shortened ones do not',
    setup: { rules: { maxPerDay: 1 } },
    tries: (['cancelled', 'shortened', 'late_cancelled'] as const).map((status) =>
      book('U1', '07-16 05:00', '07-16 06:00', {
        setup: { rules: { maxPerDay: 1 }, reservations: [{ ...early, status }] },
      }),
    ),
  },
  {
    row: 23,
    title: 'a run over midnight counts for the day it starts on',
    setup: {
      rules: { maxPerDay: 1 },
      reservations: [{ who: 'U1', from: '07-16 22:00', to: '07-17 02:00' }],
    },
    tries: [
      book('U1', '07-16 10:00', '07-16 11:00', refused('reservation.too_many_per_day')),
      book('U1', '07-17 10:00', '07-17 11:00'),
    ],
  },
  {
    row: 24,
    title: 'begins too close to the one before',
    setup: { rules: sparse, reservations: [early] },
    tries: [book('U1', '07-16 04:30', '07-16 05:30', refused('reservation.gap_before'))],
  },
  {
    row: 25,
    title: 'too close on both sides when it overlaps',
    setup: { rules: sparse, reservations: [early] },
    tries: [
      book(
        'U1',
        '07-16 03:30',
        '07-16 04:30',
        refused('reservation.overlap', 'reservation.gap_before', 'reservation.gap_after'),
      ),
    ],
  },
  {
    row: 26,
    title: 'exactly the gap is enough',
    setup: { rules: sparse, reservations: [early] },
    tries: [
      book('U1', '07-16 06:00', '07-16 07:00'),
      book('U1', '07-16 00:00', '07-16 01:00'),
      book('U1', '07-16 00:00', '07-16 01:01', refused('reservation.gap_after')),
    ],
  },
  {
    row: 27,
    title: 'the gap is to one’s own reservations',
    setup: { rules: sparse, reservations: [{ ...early, who: 'U2' }] },
    tries: [book('U1', '07-16 04:00', '07-16 05:00')],
  },
  {
    row: 28,
    title: 'minutes booked ahead',
    setup: { rules: { maxFutureMinutes: 90 }, reservations: [early] },
    tries: [
      book('U1', '07-16 05:00', '07-16 06:00', refused('reservation.too_many_future_minutes')),
      book('U1', '07-16 05:00', '07-16 05:30'),
    ],
  },
  {
    row: 29,
    title: 'overlaps in all four ways',
    setup: { reservations: [other] },
    tries: [
      book('U1', '11:30', '12:30', { ...refused('reservation.overlap'), overridable: [] }),
      book('U1', '10:30', '11:01', refused('reservation.overlap')),
      book('U1', '11:15', '11:30', refused('reservation.overlap')),
      book('U1', '10:30', '13:00', refused('reservation.overlap')),
    ],
  },
  {
    row: 30,
    title: 'back to back',
    setup: { reservations: [other] },
    tries: [book('U1', '12:00', '13:00'), book('U1', '10:30', '11:00')],
  },
  {
    row: 31,
    title: 'cancelled, missed and shortened ones free the slot',
    tries: (['cancelled', 'late_cancelled', 'missed', 'shortened', 'rejected', 'expired'] as const).map(
      (status) => book('U1', '11:00', '12:00', { setup: { reservations: [{ ...other, status }] } }),
    ),
  },
  {
    row: 32,
    title: 'overlap, outage and no project bind staff as well',
    tries: [
      book('S', '11:00', '12:00', {
        setup: { reservations: [other] },
        override: true,
        ...refused('reservation.overlap'),
      }),
      book('S', '07-16 02:00', '07-16 03:00', {
        setup: outage,
        override: true,
        ...refused('reservation.outage'),
      }),
      book('S', '11:00', '12:00', {
        for: 'U1',
        setup: { u1: { projects: [] } },
        override: true,
        ...refused('project.none_active'),
      }),
      book('S', '00:00', '03:00', { override: true, ...refused('reservation.in_past') }),
    ],
  },
  {
    row: 33,
    title: 'staff see what can be overridden, and override it',
    setup: {
      rules: { ...qualified, horizonDays: 2 },
      u1: { qualified: false, siteTraining: 'missing' },
    },
    tries: [
      book('S', '07-20 11:00', '07-20 12:00', {
        for: 'U1',
        ...refused('reservation.not_qualified', 'reservation.training_missing', 'reservation.beyond_horizon'),
        overridable: [
          'reservation.not_qualified',
          'reservation.training_missing',
          'reservation.beyond_horizon',
        ],
      }),
      book('S', '07-20 11:00', '07-20 12:00', {
        for: 'U1',
        override: true,
        flags: ['on-behalf', 'overridden'],
      }),
      book('U1', '07-20 11:00', '07-20 12:00', {
        override: true,
        ...refused('reservation.not_qualified', 'reservation.training_missing', 'reservation.beyond_horizon'),
      }),
    ],
  },
  {
    row: 34,
    title: 'limits do not bind staff of the instrument',
    setup: { rules: { minMinutes: 90, maxMinutes: 120, horizonDays: 2 }, u1: { staffOnTool: true } },
    tries: [
      book('U1', '11:00', '12:00'),
      book('U1', '11:00', '15:00'),
      book('U1', '07-25 11:00', '07-25 12:30'),
    ],
  },
  {
    row: 35,
    title: 'a superuser with and without bypass',
    tries: [
      book('U1', '11:00', '12:00', {
        setup: { rules: { maxMinutes: 30 }, superuserBypass: true, u1: { superuser: true } },
      }),
      book('U1', '11:00', '12:00', {
        setup: { rules: { maxMinutes: 30 }, superuserBypass: false, u1: { superuser: true } },
        ...refused('reservation.too_long'),
      }),
    ],
  },
  {
    row: 38,
    title: 'facility staff book for somebody',
    tries: [book('S', '11:00', '12:00', { for: 'U1', flags: ['on-behalf'] })],
  },
  {
    row: 39,
    title: 'staff of the one instrument book for somebody',
    tries: [book('V', '11:00', '12:00', { for: 'U1', flags: ['on-behalf'] })],
  },
  {
    row: 40,
    title: 'a user may not book for another',
    tries: [book('U1', '11:00', '12:00', { for: 'U2', ...refused('reservation.not_on_behalf') })],
  },
  {
    row: 41,
    title: 'two projects: asked to choose',
    setup: twoProjects,
    tries: [book('U1', '11:00', '12:00', refused('project.choose'))],
  },
  {
    row: 42,
    title: 'a project of others',
    setup: twoProjects,
    tries: [book('U1', '11:00', '12:00', { projectId: 'P2', ...refused('project.not_yours') })],
  },
  {
    row: 43,
    title: 'one’s own second project',
    setup: twoProjects,
    tries: [book('U1', '11:00', '12:00', { projectId: 'P1b' })],
  },
  {
    row: 44,
    title: 'a project for another instrument',
    setup: { u1: { projects: [{ id: 'P1', active: true, instruments: ['X'] }] } },
    tries: [book('U1', '11:00', '12:00', { projectId: 'P1', ...refused('project.instrument_not_allowed') })],
  },
  {
    row: 45,
    title: 'a configuration has to be chosen',
    setup: { configuration: { required: true, options: ['20x', '60x'], noticeMinutes: null } },
    tries: [
      book('U1', '11:00', '12:00', refused('reservation.configuration_required')),
      book('U1', '11:00', '12:00', {
        configuration: { choice: '100x' },
        ...refused('reservation.configuration_unknown'),
      }),
      book('U1', '11:00', '12:00', { configuration: { choice: '60x' }, flags: [] }),
    ],
  },
  {
    row: 46,
    title: 'short notice for those who set it up',
    setup: { configuration: { required: true, options: ['20x'], noticeMinutes: 18 * 60 } },
    tries: [
      book('U1', '11:00', '12:00', { configuration: { choice: '20x' }, flags: ['short-notice'] }),
      book('U1', '11:00', '12:00', { configuration: { choice: '20x', self: true }, flags: [] }),
      book('U1', '07-16 04:00', '07-16 05:00', { configuration: { choice: '20x' }, flags: [] }),
    ],
  },
];

export const caseRows: readonly CaseRow[] = [...bookingCases, ...lifeCases];
