import { Temporal } from 'temporal-polyfill';
import { day, zone } from './calendar.ts';
import { projectId } from './groups.ts';
import { personId } from './people.ts';
import { demoId, random } from './random.ts';
import { disputedPurpose } from './scenes.ts';
import type {
  DemoDisputeSeed,
  DemoFacility,
  DemoInstrument,
  DemoPaymentSeed,
  DemoProject,
  DemoReservation,
  DemoStatementSeed,
} from './types.ts';

/** `YYYY-MM` of an instant in the valley. A charge belongs to the month in which the use ended. */
export function monthOf(instant: Temporal.Instant): string {
  return instant.toZonedDateTimeISO(zone).toPlainDate().toString().slice(0, 7);
}

const firstOfNext = (month: string): number =>
  Temporal.PlainDate.from(`${month}-01`)
    .add({ months: 1 })
    .toZonedDateTime({ timeZone: zone, plainTime: '00:20' })
    .toInstant().epochMilliseconds;

const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

export interface MoneySeeds {
  readonly statements: readonly DemoStatementSeed[];
  readonly payments: readonly DemoPaymentSeed[];
  readonly disputes: readonly DemoDisputeSeed[];
}

/** Pays late, and stays in the list of the open ones. */
const late = projectId('nh-fsmp');
const researchers = projectId('zl-2101');
/** Who deposits in advance, in 分. */
const deposits: readonly (readonly [string, number])[] = [
  ['zl-2101', 20_000_000],
  ['bs-adc12', 30_000_000],
  ['qh-nk01', 25_000_000],
  ['hy-gpcr', 10_000_000],
  ['yh-tavr', 15_000_000],
  ['ly-mced', 12_000_000],
];

export function makeMoney(
  reservations: readonly DemoReservation[],
  projects: readonly DemoProject[],
  instruments: readonly DemoInstrument[],
  facilities: readonly DemoFacility[],
  todayMs: number,
): MoneySeeds {
  const currentMonth = monthOf(at(todayMs));
  const used = new Map<string, Set<string>>();
  const finished = reservations.filter((r) => r.status === 'finished');
  for (const r of finished) {
    const month = monthOf(r.checkedOutAt ?? r.endsAt);
    if (month >= currentMonth) continue;
    const set = used.get(r.projectId) ?? new Set();
    set.add(month);
    used.set(r.projectId, set);
  }
  const months = [...new Set([...used.values()].flatMap((m) => [...m]))].sort();
  const lastMonth = months.at(-1);
  const cashier = personId('admin');

  const statements: DemoStatementSeed[] = [];
  const payments: DemoPaymentSeed[] = deposits.map(([key, amountFen], i) => ({
    id: demoId(`payment/deposit/${key}`),
    kind: 'prepayment' as const,
    projectId: projectId(key),
    month: null,
    amountFen,
    method: 'bank-transfer' as const,
    reference: `DEMO-YC-${String(i + 1).padStart(4, '0')}`,
    paidAt: at(todayMs - 94 * day + (10 + i) * 3_600_000),
    recordedById: cashier,
  }));

  for (const project of projects) {
    for (const month of [...(used.get(project.id) ?? [])].sort()) {
      const chance = random(`statement/${project.key}/${month}`);
      const issuedMs = firstOfNext(month);
      const confirmedMs = issuedMs + chance.int(1, 4) * day + chance.int(9 * 60, 17 * 60) * 60_000;
      const paidMs = confirmedMs + chance.int(3, 14) * day;
      const newest = month === lastMonth;
      // The PI of the tour has last month's statement on the desk; a slow payer has confirmed but not paid.
      const confirmed =
        confirmedMs < todayMs && !(newest && (project.id === researchers || chance.chance(0.3)));
      const paid = confirmed && paidMs < todayMs && project.id !== late;
      statements.push({
        projectId: project.id,
        month,
        status: paid ? 'paid' : confirmed ? 'confirmed' : 'issued',
        issuedAt: at(issuedMs),
        confirmedById: confirmed ? project.piId : null,
        confirmedAt: confirmed ? at(confirmedMs) : null,
      });
      if (!paid) continue;
      payments.push({
        id: demoId(`payment/${project.key}/${month}`),
        kind: 'statement',
        projectId: project.id,
        month,
        amountFen: null,
        method: chance.chance(0.8) ? 'bank-transfer' : 'internal-transfer',
        reference: `DEMO-${month.replace('-', '')}-${project.key.toUpperCase()}`,
        paidAt: at(paidMs),
        recordedById: cashier,
      });
    }
  }

  return { statements, payments, disputes: makeDisputes(finished, months, instruments, facilities, todayMs) };
}

function makeDisputes(
  finished: readonly DemoReservation[],
  months: readonly string[],
  instruments: readonly DemoInstrument[],
  facilities: readonly DemoFacility[],
  todayMs: number,
): DemoDisputeSeed[] {
  const facilityOf = new Map(instruments.map((i) => [i.id, i.facilityId]));
  const managers = new Map(facilities.map((f) => [f.id, f.managerId]));
  const managerOf = (r: DemoReservation) => managers.get(facilityOf.get(r.instrumentId) ?? '') ?? null;
  const disputes: DemoDisputeSeed[] = [];
  const monthFor = (r: DemoReservation) => monthOf(r.checkedOutAt ?? r.endsAt);

  const open = finished.find((r) => r.purpose === disputedPurpose);
  const lastMonth = months.at(-1);
  if (open && lastMonth) {
    disputes.push({
      id: demoId('dispute/open'),
      reservationId: open.id,
      month: monthFor(open),
      raisedById: open.personId,
      raisedAt: at(Math.min(firstOfNext(lastMonth) + 10 * 3_600_000, todayMs - 3_600_000)),
      text: '当天 10 点左右真空报警，序列中断，实际只跑了 70 分钟，机组同事在场也有记录。现在按预约的 4 小时计费，申请按实际机时核减。',
      status: 'open',
      resolvedById: null,
      resolvedAt: null,
      resolution: null,
      adjustPercent: null,
    });
  }

  // Older ones that were settled: one given back in part, one refused.
  const earlier = months.at(-2);
  const settled = (
    key: string,
    status: 'adjusted' | 'rejected',
    pick: (r: DemoReservation) => boolean,
    text: string,
    resolution: string,
    adjustPercent: number | null,
  ) => {
    const r = finished.find((x) => x.id !== open?.id && monthFor(x) === earlier && pick(x));
    if (!r || !earlier) return;
    const raised = Math.min(firstOfNext(earlier) + 14 * 3_600_000, todayMs - 2 * day);
    disputes.push({
      id: demoId(`dispute/${key}`),
      reservationId: r.id,
      month: earlier,
      raisedById: r.personId,
      raisedAt: at(raised),
      text,
      status,
      resolvedById: managerOf(r),
      resolvedAt: at(raised + day),
      resolution,
      adjustPercent,
    });
  };
  settled(
    'adjusted',
    'adjusted',
    (r) => r.projectId === projectId('bs-adc12') && r.tier === 'member',
    '前一位用户超时，我们晚了半小时才上机，费用应当扣掉这一段。',
    '核对签到记录属实，退回四分之一费用，已在当月账单冲减。',
    25,
  );
  settled(
    'rejected',
    'rejected',
    (r) => r.projectId === projectId('sq-spf'),
    '样品测了两次才成功，第一次的费用希望免掉。',
    '复测原因是送样浓度超出说明范围，仪器运行正常，维持原收费。以后可先送预试样。',
    null,
  );
  return disputes;
}
