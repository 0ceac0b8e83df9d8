import { Temporal } from 'temporal-polyfill';
import {
  applyAsProvider,
  applyForGrant,
  claimBatch,
  confirmProgramme,
  decideGrant,
  decideProvider,
  holdVoucher,
  openProgramme,
  putPapers,
  settleVoucher,
} from '../packages/server/src/domains/voucher/index.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import { DomainError } from '../packages/server/src/platform/errors.ts';
import { transfer } from '../packages/server/src/platform/ledger/index.ts';
import { type Acting, as } from './acting.ts';
import { zone } from './calendar.ts';
import type { LoadContext } from './load-people.ts';
import { billableUses, incomeOf, markPaidByVoucher, type UnbilledUse } from './voucher-store.ts';

/**
 * Vouchers of the demo valley, made by the counter's own use cases: a programme of this year, the platform admitted, the
 * researcher's company with a quota of which a part is used, one claim that waits, one application that waits.
 */

const schemeId = 'voucher/shanghai-city';
const yuan = 100;
/** The demo attaches no reports. */
const noFiles = { info: () => Promise.reject(new Error('the demo has no files')) };
const hours = (n: number) => ({ hours: n });

export async function vouchers(cx: Command, { demo, now }: LoadContext): Promise<void> {
  const acting = { cx, demo };
  const today = now.toZonedDateTimeISO(zone);
  const newYear = today.with({ month: 1, day: 1 }).startOfDay().toInstant();
  const ago = (days: number): Temporal.Instant => {
    const at = now.subtract(hours(24 * days));
    return Temporal.Instant.compare(at, newYear) < 0 ? newYear : at;
  };
  const programme = await openProgramme(as(acting, 'officer', ago(90)), {
    schemeId,
    year: today.year,
    budgetFen: 2_000_000 * yuan,
    basis: '演示数据：未与正式文本核对，仅供演示',
  });
  await confirmProgramme(as(acting, 'admin', ago(90)), programme.id);

  const owner = demo.highlights.platformId;
  const provider = await applyAsProvider(as(acting, 'facility', ago(80)), {
    schemeId,
    organisationId: owner,
    services: ['instruments'],
    note: '仪器、价格和开放时间均已在平台公布（演示数据）',
  });
  await decideProvider(as(acting, 'officer', ago(80)), provider.id, { status: 'admitted', reason: '' });

  const company = demo.highlights.companyOfResearcherId;
  const grant = await applyForGrant(as(acting, 'pi', ago(62)), {
    programmeId: programme.id,
    organisationId: company,
    askedFen: 100_000 * yuan,
    purpose: '口服小分子候选药的代谢与杂质研究，需用液质、核磁等仪器（演示数据）',
  });
  await decideGrant(as(acting, 'officer', ago(60)), grant.id, {
    step: 'approve',
    amountFen: 80_000 * yuan,
    attested: [],
  });
  await usedSoFar(acting, { company, owner, grantId: grant.id, since: ago(60), now });
  await another(acting, programme.id, company, ago(2));
}

/** What the company has used with it: the newest is not claimed yet and has no invoice, those before it are. */
async function usedSoFar(
  acting: Acting,
  of: {
    readonly company: string;
    readonly owner: string;
    readonly grantId: string;
    readonly since: Temporal.Instant;
    readonly now: Temporal.Instant;
  },
): Promise<void> {
  const { cx } = acting;
  const uses = await billableUses(cx.tx, cx.scope, { ...of, limit: 6 });
  const income = await incomeOf(cx.tx, cx.scope, of.owner);
  const settled: { readonly id: string; readonly charge: UnbilledUse }[] = [];
  for (const charge of uses) {
    const id = await payWith(acting, charge, of, income);
    if (id !== null) settled.push({ id, charge });
  }
  const claimed = settled.slice(0, -2);
  const facility = as(acting, 'facility', of.now.subtract(hours(20)));
  // The second but last has its invoice and can be claimed at once
  for (const [i, { id, charge }] of settled.slice(0, -1).entries())
    await putPapers(facility, noFiles, id, {
      invoice: {
        number: `2631200000${String(10_048_213 + i * 17).padStart(10, '0')}`,
        issuedOn: charge.chargedAt.toZonedDateTimeISO(zone).toPlainDate().toString(),
        amountFen: charge.amountFen,
      },
      fileIds: [],
    });
  if (claimed.length > 0)
    await claimBatch(facility, { organisationId: of.owner, useIds: claimed.map((u) => u.id) });
}

/** As if it had been booked with the voucher: the project pays the rest, the office owes the owner the part. */
async function payWith(
  acting: Acting,
  charge: UnbilledUse,
  of: { readonly owner: string; readonly grantId: string },
  incomeAccountId: string,
): Promise<string | null> {
  const { cx } = acting;
  const ref = { kind: 'reservation', id: charge.reservationId };
  const { useId, heldFen } = await holdVoucher(
    as(acting, charge.userId, charge.bookedAt),
    ref,
    {
      titleZh: charge.titleZh,
      titleEn: charge.titleEn,
      classCode: charge.classCode,
      startsAt: charge.startsAt,
      endsAt: charge.endsAt,
      priceFen: charge.estimateFen,
      providerOrganisationId: of.owner,
      organisationId: charge.organisationId,
      groupId: charge.groupId,
      projectId: charge.projectId,
      userId: charge.userId,
    },
    { walletId: of.grantId, partial: true },
  );
  if (heldFen === 0) return null;
  const paidFen = await settleVoucher(as(acting, charge.userId, charge.chargedAt), ref, {
    chargeFen: charge.amountFen,
    fee: false,
    evidence: {
      order: {
        reservationId: charge.reservationId,
        instrument: { zh: charge.titleZh, en: charge.titleEn },
        classCode: charge.classCode,
        startsAt: charge.startsAt.toString(),
        endsAt: charge.endsAt.toString(),
        bookedAt: charge.bookedAt.toString(),
      },
      metering: {
        usedFrom: charge.usedFrom?.toString() ?? null,
        usedTo: charge.usedTo?.toString() ?? null,
      },
      charge: { chargeId: charge.id, kind: 'use', amountFen: charge.amountFen, quote: charge.quote },
    },
  });
  await transfer(cx.tx, cx.scope, {
    kind: 'adjustment',
    ref: { kind: 'voucher_use', id: useId },
    lines: [
      { accountId: incomeAccountId, amountFen: -paidFen },
      { accountId: charge.accountId, amountFen: paidFen },
    ],
    at: charge.chargedAt,
    memo: '创新券抵扣',
  });
  await markPaidByVoucher(cx.tx, cx.scope, charge, paidFen);
  return useId;
}

/** Another company has asked for more than one person may grant; two have to look at it. */
async function another(
  acting: Acting,
  programmeId: string,
  not: string,
  at: Temporal.Instant,
): Promise<void> {
  const leads = acting.demo.people.flatMap((p) =>
    p.memberships
      .filter((m) => m.role === 'pi' && m.organisationId !== not)
      .map((m) => ({ personId: p.id, organisationId: m.organisationId })),
  );
  const companies = new Set(acting.demo.organisations.filter((o) => o.kind === 'company').map((o) => o.id));
  for (const { personId, organisationId } of leads) {
    if (!companies.has(organisationId)) continue;
    try {
      await applyForGrant(as(acting, personId, at), {
        programmeId,
        organisationId,
        askedFen: 150_000 * yuan,
        purpose: '抗体药物质量研究，拟使用谷内质谱与细胞分析平台（演示数据）',
      });
      return;
    } catch (error) {
      // A large company may have none; the next one may
      if (!(error instanceof DomainError) || error.code !== 'voucher.not_eligible') throw error;
    }
  }
}
