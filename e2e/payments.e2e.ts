import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled } from './support.ts';

/** Money as it comes in: on a statement that waits for it, and in advance. */

let house: House;
beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: '2026-11-24T09:50:00+08:00' });
}, 180_000);
afterAll(() => house?.close());

describe('payments', () => {
  test('a statement that waits for its project’s head stands on their first page until it is confirmed', async () => {
    const v = await house.visit('pi');
    // One with a dispute that is open waits for the facility
    const waiting = async () => {
      const { body } = await house.api('pi', 'GET', '/statements?scope=group&status=issued&limit=6');
      const items = body.items as { id: string; may: { confirm: boolean } }[];
      return items.filter((s) => s.may.confirm).map((s) => `/statements/${s.id}`);
    };
    const before = await waiting();
    expect(before.length).toBeGreaterThan(0);
    await v.open('/');
    const bills = v.page.getByRole('link', { name: /^确认.*账单$/ });
    await bills.first().click();
    await v.page.waitForURL(/\/statements\//);
    const path = new URL(v.page.url()).pathname;
    expect(before).toContain(path);
    await v.page.getByRole('button', { name: '确认账单' }).click();
    await v.page.getByRole('dialog').getByRole('button', { name: '确认账单' }).click();
    // Settled at once where it was paid in advance
    await v.page
      .getByText(/^(已确认|已结清)$/)
      .first()
      .waitFor();
    expect(await waiting()).toEqual(before.filter((b) => b !== path));
    await v.open('/');
    await expect.poll(() => bills.count(), { timeout: 20_000 }).toBe(before.length - 1);
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

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
