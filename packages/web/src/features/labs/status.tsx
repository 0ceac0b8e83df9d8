import type { ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import { defineMessages, useT } from '../../i18n/messages.ts';
import { StatusTag, type Tone } from '../../ui/status-tag.tsx';

export const reservationStatusWords = defineMessages<Record<ReservationStatus, string>>(
  {
    held: '已占位',
    pending: '待审批',
    confirmed: '已确认',
    checked_in: '使用中',
    finished: '已完成',
    cancelled: '已取消',
    late_cancelled: '临期取消',
    missed: '爽约',
    rejected: '未获批准',
    expired: '已过期',
    shortened: '已缩短',
  },
  {
    held: 'On hold',
    pending: 'Awaiting approval',
    confirmed: 'Confirmed',
    checked_in: 'In use',
    finished: 'Finished',
    cancelled: 'Cancelled',
    late_cancelled: 'Cancelled late',
    missed: 'Missed',
    rejected: 'Not approved',
    expired: 'Expired',
    shortened: 'Shortened',
  },
);

const tones: Record<ReservationStatus, Tone> = {
  held: 'wait',
  pending: 'wait',
  confirmed: 'act',
  checked_in: 'act',
  finished: 'calm',
  cancelled: 'calm',
  late_cancelled: 'wrong',
  missed: 'wrong',
  rejected: 'wrong',
  expired: 'calm',
  shortened: 'calm',
};

export function ReservationStatusTag({ status }: { status: ReservationStatus }) {
  const t = useT(reservationStatusWords);
  return <StatusTag tone={tones[status]}>{t[status]}</StatusTag>;
}
