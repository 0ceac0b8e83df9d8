import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled } from './support.ts';

/**
 * The enterprise counter end to end: an officer imports a return, the firm sees it with its source, the ladder says what is
 * missing, and what is missing becomes a plan with tasks.
 */

const now = '2026-11-24T09:50:00+08:00';
let house: House;
let firm: { id: string; creditCode: string; nameZh: string };

/** A return as an officer would save it from a spreadsheet. */
const table = (expense: string) =>
  [
    '统一社会信用代码,企业名称,年度,营业收入（万元）,研发费用（万元）',
    `${firm.creditCode},${firm.nameZh},2025,2260,${expense}`,
  ].join('\n');
const file = (text: string) => ({
  name: '年报2025.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`\uFEFF${text}`),
});

beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: now });
  const { body } = await house.api('researcher', 'GET', '/firms?mine=true');
  const [mine] = body.items as (typeof firm)[];
  if (!mine) throw new Error('the demo researcher has no firm');
  firm = mine;
}, 240_000);
afterAll(() => house?.close());

describe('the enterprise counter', () => {
  test('an officer is told the cell that is wrong, corrects it and imports', async () => {
    const v = await house.visit('officer');
    await v.open('/firm-imports');
    await v.page.locator('input[type=file]').setInputFiles(file(table('很多')));
    const row = v.page.getByRole('row').filter({ hasText: '很多' });
    await row.waitFor();
    expect(await row.textContent()).toContain('研发费用');
    expect(await v.page.getByRole('button', { name: /^导入，/ }).count()).toBe(0);
    await v.page.locator('input[type=file]').setInputFiles(file(table('96.5')));
    await v.page.getByRole('button', { name: /^导入，/ }).click();
    await v.page.getByText(/^导入完成/).waitFor();
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('an officer says what for before anything that is not public is shown', async () => {
    const v = await house.visit('officer');
    await v.open(`/firms/${firm.id}`);
    await v.page.getByRole('heading', { name: '查看年报等非公开资料' }).waitFor();
    expect(await v.page.locator('main').textContent()).not.toContain('2,260 万元');
    await v.page.getByRole('radio', { name: /梯度培育/ }).check();
    await v.page.getByRole('button', { name: '记录并查看' }).click();
    await v.page.getByText('2,260 万元').first().waitFor();
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('the firm sees the value, who said it, and who has read', async () => {
    const v = await house.visit('pi');
    await v.open(`/firms/${firm.id}`);
    const cell = v.page.getByRole('button', { name: /2,260 万元/ }).first();
    await cell.waitFor();
    expect(await cell.textContent()).toContain('2025 年报');
    await cell.click();
    // Nothing was overwritten: the return as it was before stands below
    expect(await v.page.getByRole('dialog').getByRole('row').count()).toBeGreaterThan(2);
    await v.page.keyboard.press('Escape');
    expect(await v.axe()).toEqual([]);
    await v.open(`/firms/${firm.id}/consents`);
    await v.page.getByRole('cell', { name: '梯度培育' }).first().waitFor();
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('the ladder says what is missing, and makes a plan of it', async () => {
    const v = await house.visit('pi');
    await v.open(`/firms/${firm.id}/ladder?rung=specialised`);
    const missing = v.page.getByRole('region', { name: '离这一级还差' });
    await missing.waitFor();
    // 100 万元 a year are asked, 96.5 are there
    expect(await missing.textContent()).toContain('差 3.5 万元');
    expect(await v.axe()).toEqual([]);
    await v.page.getByRole('button', { name: '2022 版' }).click();
    await v.page.getByText(/^按 2026-03-31 适用的标准测算/).waitFor();
    await v.page.getByRole('button', { name: '2026 版', exact: true }).click();
    await v.page.getByRole('button', { name: /^按差距生成/ }).click();
    const task = v.page.getByRole('checkbox', { name: /^完成：/ }).first();
    await task.waitFor();
    await task.click();
    await v.page.getByText(/^1 \/ \d+ 已完成$/).waitFor();
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('on a phone nothing runs over the edge', async () => {
    const v = await house.visit('researcher', { width: 390, dark: true });
    for (const path of ['/firms', `/firms/${firm.id}`, `/firms/${firm.id}/ladder`]) {
      await v.open(path);
      await settled(v.page);
      const over = await v.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over, path).toBe(0);
    }
    expect(v.complaints).toEqual([]);
    await v.close();
  });
});
