import type { Grant } from '@hegu/contract/voucher/grants.ts';
import { type Batch, type Use, useStatusNames } from '@hegu/contract/voucher/uses.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { voucherWords } from './words.ts';

/** States of the voucher counter as tags. */

export const grantTones: Readonly<Record<Grant['status'], Tone>> = {
  applied: 'wait',
  endorsed: 'wait',
  granted: 'act',
  refused: 'wrong',
  withdrawn: 'calm',
  expired: 'calm',
};

const useTones: Readonly<Record<Use['status'], Tone>> = {
  held: 'wait',
  released: 'calm',
  settled: 'act',
  claimed: 'wait',
  paid: 'calm',
};

const batchTones: Readonly<Record<Batch['status'], Tone>> = {
  claimed: 'wait',
  checked: 'wait',
  approved: 'wait',
  paid: 'act',
  returned: 'wrong',
};

export function GrantTag({ status }: { status: Grant['status'] }) {
  return <StatusTag tone={grantTones[status]}>{useT(voucherWords).grantStatus[status]}</StatusTag>;
}

export function UseTag({ status }: { status: Use['status'] }) {
  return <StatusTag tone={useTones[status]}>{useStatusNames[status][useLocale()]}</StatusTag>;
}

export function BatchTag({ status }: { status: Batch['status'] }) {
  return <StatusTag tone={batchTones[status]}>{useT(voucherWords).batchStatus[status]}</StatusTag>;
}
