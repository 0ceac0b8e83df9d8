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
    readonly what: 'cancelled' | 'rejected' | 'expired' | 'approved' | 'moved' | 'handed_over' | 'missed';
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
