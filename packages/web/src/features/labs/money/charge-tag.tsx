import type { Charge } from '@hegu/contract/labs/charges.ts';
import type { Statement } from '@hegu/contract/labs/statements.ts';
import { useT } from '../../../i18n/messages.ts';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { moneyWords } from './messages.ts';

const chargeTones: Record<Charge['status'], Tone> = {
  final: 'act',
  disputed: 'wait',
  adjusted: 'act',
  confirmed: 'calm',
  paid: 'calm',
};
const statementTones: Record<Statement['status'], Tone> = { issued: 'wait', confirmed: 'act', paid: 'calm' };

export function ChargeTag({ status }: { status: Charge['status'] }) {
  const t = useT(moneyWords).charges;
  return <StatusTag tone={chargeTones[status]}>{t.statuses[status]}</StatusTag>;
}

export function StatementTag({ status }: { status: Statement['status'] }) {
  const t = useT(moneyWords).statements;
  return <StatusTag tone={statementTones[status]}>{t.statuses[status]}</StatusTag>;
}
