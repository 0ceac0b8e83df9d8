import { expect, test } from 'vitest';
import { transfersOf } from './transfers.ts';

const line = (transferId: string, accountKind: string, amountFen: number) => ({
  id: `${transferId}${accountKind}`,
  transferId,
  at: '2026-07-15T02:00:00Z',
  kind: 'hold',
  memo: '',
  accountKind,
  accountName: '',
  amountFen,
  refKind: 'reservation',
  refId: 'r',
});

test('the sides of a transfer are one row, in the order of the ledger', () => {
  const rows = transfersOf([
    line('b', 'project_held', 500),
    line('b', 'project', -500),
    line('a', 'project', 300),
    line('a', 'project', 200),
  ]);
  expect(rows.map((r) => [r.id, r.byAccount])).toEqual([
    ['b', { project_held: 500, project: -500 }],
    ['a', { project: 500 }],
  ]);
});
