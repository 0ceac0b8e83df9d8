import { describe, expect, test } from 'vitest';
import {
  busyMinutes,
  fromLocalInput,
  hoursShown,
  instantOfWall,
  localInput,
  type Schedule,
  type ScheduleEvent,
  slotsFor,
  wallOf,
  windowOf,
} from './layout.ts';

const zone = 'Asia/Shanghai';
const event = (
  startsAt: string,
  endsAt: string,
  kind: ScheduleEvent['kind'] = 'reservation',
): ScheduleEvent => ({
  id: '0190b0f0-0000-7000-8000-000000000001',
  kind,
  resourceId: '0190b0f0-0000-7000-8000-000000000002',
  startsAt,
  endsAt,
  status: 'confirmed',
  titleZh: '',
  titleEn: '',
  personName: null,
  organisationName: null,
  organisationNameEn: null,
  editable: true,
  version: 1,
});
const resource = (closed: Schedule['resources'][number]['closed']): Schedule['resources'][number] => ({
  id: '0190b0f0-0000-7000-8000-000000000002',
  nameZh: '',
  nameEn: '',
  capacity: 1,
  facilityId: '0190b0f0-0000-7000-8000-000000000003',
  facilityNameZh: '',
  facilityNameEn: '',
  gridMinutes: 30,
  closed,
});

describe('wall clock of the valley', () => {
  test('an instant is told and read back', () => {
    expect(wallOf('2026-07-15T06:00:00Z', zone)).toBe('2026-07-15T14:00:00');
    // The calendar hands out Dates whose local fields are the wall clock.
    expect(instantOfWall(new Date(2026, 6, 15, 14, 0), zone)).toBe('2026-07-15T06:00:00.000Z');
    expect(localInput('2026-07-14T16:00:00Z', zone)).toBe('2026-07-15T00:00');
    expect(fromLocalInput('2026-07-15T00:00', zone)).toBe('2026-07-14T16:00:00.000Z');
    expect(fromLocalInput('', zone)).toBeNull();
    expect(fromLocalInput('2026-07-15', zone)).toBeNull();
  });

  test('whole days', () => {
    expect(windowOf('2026-07-15', 3, zone)).toEqual({
      from: '2026-07-14T16:00:00.000Z',
      to: '2026-07-17T16:00:00.000Z',
    });
    // Berlin's clocks go back on 25 October: 25 hours.
    const w = windowOf('2026-10-25', 1, 'Europe/Berlin');
    expect(Date.parse(w.to) - Date.parse(w.from)).toBe(25 * 3_600_000);
  });
});

describe('the hours worth drawing', () => {
  const closedBefore9After18 = [
    { startsAt: '2026-07-14T16:00:00Z', endsAt: '2026-07-15T01:00:00Z' },
    { startsAt: '2026-07-15T10:00:00Z', endsAt: '2026-07-15T16:00:00Z' },
  ];
  test('an hour around what is open', () => {
    const schedule = { resources: [resource(closedBefore9After18)], events: [] };
    expect(hoursShown(schedule, '2026-07-15', 1, zone)).toEqual({ from: '08:00', to: '19:00' });
  });
  test('a booking outside the opening hours is drawn too', () => {
    const schedule = {
      resources: [resource(closedBefore9After18)],
      events: [event('2026-07-15T12:00:00Z', '2026-07-15T13:30:00Z')],
    };
    expect(hoursShown(schedule, '2026-07-15', 1, zone)).toEqual({ from: '08:00', to: '23:00' });
  });
  test('never closed, and never open', () => {
    expect(hoursShown({ resources: [resource([])], events: [] }, '2026-07-15', 1, zone)).toEqual({
      from: '00:00',
      to: '24:00',
    });
    const shut = [{ startsAt: '2026-07-14T16:00:00Z', endsAt: '2026-07-15T16:00:00Z' }];
    expect(hoursShown({ resources: [resource(shut)], events: [] }, '2026-07-15', 1, zone)).toEqual({
      from: '08:00',
      to: '20:00',
    });
  });
  test('slots fill the width, and never get too thin to hit', () => {
    expect(slotsFor(1, { from: '08:00', to: '18:00' }, 1000)).toEqual({ slot: 30, label: 60, px: 50 });
    expect(slotsFor(7, { from: '00:00', to: '24:00' }, 600).px).toBe(16);
  });
});

describe('busy time', () => {
  test('clipped to the window, overlaps once', () => {
    const events = [
      event('2026-07-14T15:00:00Z', '2026-07-14T17:00:00Z'),
      event('2026-07-14T16:30:00Z', '2026-07-14T18:00:00Z', 'outage'),
    ];
    expect(busyMinutes(events, '2026-07-14T16:00:00Z', '2026-07-15T16:00:00Z')).toBe(120);
  });
});
