import { formatYuan } from '@hegu/contract/errors.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command } from '../../../../platform/command.ts';
import { notify, usersWithRole } from '../../../../platform/notices/index.ts';
import type { LoadedInstrument, ReservationRow } from '../store.ts';

/** Whom booking tells what. Everything is written in the command's transaction. */

interface Asked {
  readonly id: string;
  readonly instrument: LoadedInstrument;
  readonly project: { piUserId: string; nameZh: string; nameEn?: string };
  readonly personName: string;
  readonly due: 'pi' | 'facility';
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
}

const nameData = (i: LoadedInstrument) => ({ nameZh: i.nameZh, nameEn: i.nameEn });

/** The next approver in line: the project's PI, or everybody who manages the facility. */
export async function tellApprovers(cx: Command, asked: Asked): Promise<void> {
  const to =
    asked.due === 'pi'
      ? [asked.project.piUserId]
      : await usersWithRole(cx, 'facility', asked.instrument.ownerOrganisationId);
  await notify(cx, {
    kind: 'reservation.awaiting_approval',
    to,
    data: {
      ...nameData(asked.instrument),
      personName: asked.personName,
      startsAt: asked.startsAt.toString(),
      endsAt: asked.endsAt.toString(),
      projectZh: asked.project.nameZh,
      projectEn: asked.project.nameEn ?? asked.project.nameZh,
    },
    link: `/reservations/${asked.id}`,
  });
}

export async function tellHolder(
  cx: Command,
  told: {
    readonly row: Pick<ReservationRow, 'id' | 'user_id' | 'starts_at' | 'ends_at'>;
    readonly instrument: LoadedInstrument;
    readonly what: 'cancelled' | 'rejected' | 'expired' | 'approved' | 'moved' | 'handed_over';
    readonly reason: string | null;
  },
): Promise<void> {
  await notify(cx, {
    kind: `reservation.${told.what}`,
    to: [told.row.user_id],
    data: {
      ...nameData(told.instrument),
      startsAt: told.row.starts_at.toString(),
      endsAt: told.row.ends_at.toString(),
      reason: told.reason ?? '',
    },
    link: `/reservations/${told.row.id}`,
  });
}

/** That it is marked missed and what that costs, with the way to the charge: there it can be disputed. */
export async function tellMissed(
  cx: Command,
  told: {
    readonly row: Pick<ReservationRow, 'id' | 'user_id' | 'starts_at' | 'ends_at'>;
    readonly instrument: LoadedInstrument;
    readonly fee: { readonly feeFen: number; readonly chargeId: string } | null;
  },
): Promise<void> {
  const { row, fee } = told;
  const amount = fee && formatYuan(fee.feeFen);
  await notify(cx, {
    kind: 'reservation.missed',
    to: [row.user_id],
    data: {
      ...nameData(told.instrument),
      startsAt: row.starts_at.toString(),
      endsAt: row.ends_at.toString(),
      feeZh: amount ?? '不收取',
      feeEn: amount ?? 'none',
    },
    link: fee ? `/charges/${fee.chargeId}` : `/reservations/${row.id}`,
  });
}
