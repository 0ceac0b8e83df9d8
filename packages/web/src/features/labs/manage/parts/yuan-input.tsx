import type { ComponentProps } from 'react';
import { NumberInput, type Scale } from './number-input.tsx';

/** `1234.5` → 123450 分; null for what is no amount. Exact: no float is multiplied. */
export function readYuan(text: string): number | null {
  const read = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(',', ''));
  if (!read) return null;
  return Number(read[1]) * 100 + Number((read[2] ?? '').padEnd(2, '0'));
}

const yuan: Scale = {
  read: readYuan,
  show: (fen) => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)),
  decimals: 2,
};

/** The most that an amount or a price of the record may be. */
const mostFen = 1_000_000_000_000;

/** An amount in yuan; `null` when the field is empty. `max` in 分. */
export const YuanInput = ({ max = mostFen, ...props }: Omit<ComponentProps<typeof NumberInput>, 'scale'>) => (
  <NumberInput {...props} scale={yuan} max={max} />
);
