import type { Temporal } from 'temporal-polyfill';
import { daysAround, zone } from './calendar.ts';
import { facilityId, makeFacilities } from './facilities.ts';
import { groupId, makeGroups, makeProjects, projectId } from './groups.ts';
import { instrumentId, makeInstruments } from './instruments/index.ts';
import { makeMoney } from './money.ts';
import { invented, makeOrganisations, orgId } from './organisations.ts';
import { makeOutages, outageNowKey, outageTomorrowKey } from './outages.ts';
import { makePeople, personId } from './people.ts';
import { isLcms, makeQualifications } from './qualifications.ts';
import { demoId } from './random.ts';
import { makeReservations } from './reservations.ts';
import { approvalKey, bookableKey, trainingMissingKey } from './scenes.ts';
import type { DemoValley, RuleOverride } from './types.ts';

export type * from './types.ts';

const dayMs = 86_400_000;

/** Rules that single customers have; each shows one level of precedence. */
function makeOverrides(): RuleOverride[] {
  const row = (
    instrument: string,
    kind: RuleOverride['subject']['kind'],
    id: string,
    rules: RuleOverride['rules'],
    zh: string,
    en: string,
  ): RuleOverride => ({
    id: demoId(`override/${instrument}/${kind}/${id}`),
    instrumentId: instrumentId(instrument),
    subject: { kind, id },
    rules,
    note: { zh, en },
  });
  return [
    row(
      'neo-600/tj-nmr/1',
      'organisation',
      orgId('tongji'),
      { horizonDays: 30 },
      '本单位可提前 30 天预约',
      'Own people book 30 days ahead',
    ),
    row(
      'stellaris-8/tj-micro/1',
      'group',
      groupId('heyida-neuro'),
      { maxPerDay: 2, maxMinutes: 480 },
      '长期合作课题组，可做整天活体成像',
      'Long-standing partner: whole-day live imaging',
    ),
    row(
      'aria-fusion/tj-cell/1',
      'person',
      personId('peng-xinyi'),
      { approval: 'none' },
      '已通过分选独立操作考核，免机组审批',
      'Passed the solo sorting test: no facility approval',
    ),
    row(
      'exploris-480/tj-ms/1',
      'group',
      groupId('bosui-adc'),
      { maxFutureReservations: 8 },
      '包年合同，可多占预约',
      'Yearly contract: more future bookings',
    ),
  ];
}

/**
 * The demo valley as it stands at `now`: organisations, instruments, people and projects that never change, and
 * bookings from three months back to two weeks ahead, relative to the valley's local midnight. Called twice on the same day,
 * it answers with the same bookings; only what became of today's depends on the hour. Pure: no database, no clock.
 */
export function makeDemoValley(now: Temporal.Instant): DemoValley {
  const days = daysAround(now, 95, 60);
  const today = days.find((d) => d.offset === 0);
  if (!today) throw new RangeError('no today');
  const todayDate = now.toZonedDateTimeISO(zone).toPlainDate();
  const todayInstant = todayDate.toZonedDateTime(zone).toInstant();
  const closedOn = days.find((d) => d.offset >= 9 && d.weekday <= 5 && !d.holiday) ?? today;

  const organisations = makeOrganisations(todayInstant);
  const people = makePeople();
  const facilities = makeFacilities();
  const groups = makeGroups();
  const projects = makeProjects(todayDate.year);
  const instruments = makeInstruments({
    facilities,
    people,
    firstDayOfLastMonth: todayDate.with({ day: 1 }).subtract({ months: 1 }).toString(),
    closedOn: closedOn.date,
  });
  const outages = makeOutages(
    days.filter((d) => d.offset >= -91 && d.offset <= 21),
    instruments,
    facilities,
  );
  const qualifications = makeQualifications(instruments, groups, organisations, facilities, today.startMs);
  const reservations = makeReservations({
    days: days.filter((d) => d.offset >= -91 && d.offset <= 21),
    today,
    nowMs: now.epochMilliseconds,
    todayMs: today.startMs,
    untilMs: today.startMs + 75 * dayMs,
    instruments,
    facilities,
    outages,
    qualifications,
    groups,
    projects,
    organisations,
    reserved: new Set(['researcher', 'researcher2', 'pi'].map(personId)),
  });
  const money = makeMoney(reservations, projects, instruments, facilities, today.startMs);

  const pending = reservations.filter((r) => r.status === 'pending');
  const nextStep = (person: string) =>
    pending
      .filter((r) => r.approvals.find((a) => a.approvedAt === null)?.personId === person)
      .map((r) => r.id);
  const disputed = money.disputes.find((d) => d.status === 'open');

  return {
    valley: {
      id: demoId('valley'),
      slug: 'demo',
      name: { zh: '合谷演示产业谷', en: 'Hegu Demo Valley' },
      zone,
      operatorOrganisationId: orgId('hegu'),
      provenance: invented,
    },
    today: todayInstant,
    organisations,
    facilities,
    instruments,
    people,
    groups,
    projects,
    ruleOverrides: makeOverrides(),
    qualifications,
    outages,
    reservations,
    ...money,
    highlights: {
      companyOfResearcherId: orgId('zhilan'),
      projectOfResearcherId: projectId('zl-2101'),
      platformId: orgId('tongji'),
      bookableInstrumentId: instrumentId(bookableKey),
      approvalInstrumentId: instrumentId(approvalKey),
      trainingMissingInstrumentId: instrumentId(trainingMissingKey),
      outageNowInstrumentId: instrumentId(outageNowKey),
      outageTomorrowInstrumentId: instrumentId(outageTomorrowKey),
      lcmsInstrumentIds: instruments
        .filter((i) => isLcms(i) && i.facilityId === facilityId('tj-ms'))
        .map((i) => i.id),
      pendingForPiIds: nextStep(personId('pi')),
      pendingForFacilityIds: nextStep(personId('facility')),
      disputedReservationId: disputed?.reservationId ?? '',
    },
  };
}
