import { expect, test } from 'vitest';
import { onlyMoney, onlyToFill } from './verdict.tsx';

const reason = (code: string) => ({ code, overridable: false, data: {}, message: code });

test('what has still to be chosen is no refusal, unless something else is in the way', () => {
  expect(onlyToFill([reason('reservation.configuration_required')])).toBe(true);
  expect(onlyToFill([reason('reservation.configuration_required'), reason('project.choose')])).toBe(true);
  expect(onlyToFill([reason('reservation.configuration_required'), reason('reservation.overlap')])).toBe(
    false,
  );
  expect(onlyToFill([])).toBe(false);
});

test('where only money is missing, the time is not said to be at fault', () => {
  expect(onlyMoney([reason('ledger.insufficient')])).toBe(true);
  expect(onlyMoney([reason('reservation.configuration_required'), reason('ledger.insufficient')])).toBe(true);
  expect(onlyMoney([reason('reservation.overlap'), reason('ledger.insufficient')])).toBe(false);
});
