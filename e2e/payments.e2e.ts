import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled } from './support.ts';

/** Money as it comes in: on a statement that waits for it, and in advance. */

let house: House;
beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: '2026-11-24T09:50:00+08:00' });
}, 180_000);
afterAll(() => house?.close());

describe('payments', () => {
  test('a payment that comes in in parts leaves nothing due; a form with a wrong amount is not sent', async () => {
    const v = await house.visit('facility');
    await v.open('/manage/statements?status=confirmed');
    await v.page.getByLabel('月份').selectOption({ label: '全部月份' });
    const number =
      (await v.page
        .getByText(/^HG-\d{6}-\d{4}$/)
        .first()
        .textContent()) ?? '';
    const row = v.page.getByRole('row').filter({ hasText: number });
    const dialog = v.page.getByRole('dialog');
    const record = dialog.getByRole('button', { name: '登记到账' });
    const pay = async (amount: string | null) => {
      await row.getByRole('button', { name: '登记到账' }).click();
      if (amount) await dialog.getByLabel('到账金额').fill(amount);
      await dialog.getByLabel('凭证号').fill('银行流水 1');
      await record.click();
    };
    await pay('99999999');
    await dialog.getByText('多付的部分').waitFor();
    await dialog.getByLabel('到账金额').fill('100');
    await record.click();
    await dialog.waitFor({ state: 'hidden' });
    await row.getByText('¥100.00').waitFor();
    await pay(null);
    await dialog.waitFor({ state: 'hidden' });
    await row.waitFor({ state: 'detached' });
    await v.close();

    const admin = await house.visit('admin');
    await admin.open('/admin/projects');
    await admin.page.getByRole('button', { name: '入账或调整额度' }).first().click();
    const fund = admin.page.getByRole('dialog');
    await fund.getByLabel('入账金额').fill('一百');
    await fund.getByLabel('信用额度').fill('900000');
    await fund.getByLabel('说明').fill('流水 2');
    await fund.getByRole('button', { name: '确定' }).click();
    await settled(admin.page);
    expect(await fund.isVisible()).toBe(true);
    expect(await admin.page.getByText('¥900,000.00').count()).toBe(0);
    await fund.getByLabel('入账金额').fill('');
    await fund.getByRole('button', { name: '确定' }).click();
    await fund.waitFor({ state: 'hidden' });
    await admin.page.getByText('¥900,000.00').first().waitFor();
    await admin.close();
  });
});
