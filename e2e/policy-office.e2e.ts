import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled, type Visit } from './support.ts';

/** A clause is revised by one officer, seen to come to something, and published by a second person. */

const clauseId = 'songjiang.2025.device-3';
let house: House;
let draft: string;

beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: '2026-11-24T09:50:00+08:00' });
}, 180_000);
afterAll(() => house?.close());

const button = (v: Visit, name: string | RegExp) => v.page.getByRole('button', { name });
const tab = async (v: Visit, name: string) => {
  await button(v, name).first().click();
  await settled(v.page);
};
const save = async (v: Visit) => {
  await button(v, '保存').click();
  await v.page.getByText('已保存', { exact: true }).waitFor();
};
const text = async (v: Visit) => (await v.page.locator('main').textContent()) ?? '';

describe('an officer', () => {
  test('takes a clause of the library and sees at once what an edit does', async () => {
    const v = await house.visit('officer');
    await v.open('/policies/office');
    await button(v, '修订现有条款').first().click();
    await v.page.getByLabel('查找条款').fill('松江：新获三类证并生产');
    const row = v.page.locator('dialog li').filter({ hasText: '松江：新获三类证并生产' });
    await row.getByRole('button', { name: '起草' }).click();
    await v.page.getByRole('heading', { level: 1, name: '松江：新获三类证并生产' }).waitFor();
    draft = new URL(v.page.url()).pathname;
    await settled(v.page);
    await button(v, '载入企业数据列').click();
    await v.page.getByText(/家存续企业/).waitFor();
    const cost = v.page.locator('dl div').filter({ hasText: '资金上限' }).locator('dd');
    const before = await cost.textContent();
    await v.page.getByLabel('比例（%）').first().fill('1');
    await expect.poll(() => cost.textContent(), { timeout: 5000 }).not.toBe(before);
    expect(await text(v)).toContain('有未保存的改动');
    // Dates the wrong way round are told at the place, and saved all the same
    await v.page.getByLabel('有效期 · 止 (未定)').fill('2020-01-01');
    await save(v);
    await v.page.getByText('结束日期早于开始日期').first().waitFor();
    expect(await button(v, '提交复核').isDisabled()).toBe(true);
    await v.page.getByLabel('有效期 · 止 (未定)').fill('');
    await v.page.getByLabel('修订说明').fill('比例由 20% 调整为 1%');
    await save(v);
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.close();
  }, 120_000);

  test('reads the standard cases that no longer pass, and has the edges covered', async () => {
    const v = await house.visit('officer');
    await v.open(`${draft}?tab=cases`);
    await v.page.getByText('未通过').first().waitFor();
    for (let left = await button(v, '采用实际结果').count(); left > 0; left--)
      // What was found is of the last save; each is taken over by itself
      await takeOver(v);
    const cases = await v.page.locator('main li').count();
    await button(v, '补齐边界案例').click();
    await expect.poll(() => v.page.locator('main li').count(), { timeout: 10_000 }).toBeGreaterThan(cases);
    expect(await v.axe()).toEqual([]);
    await tab(v, '与现行版本对照');
    expect(await text(v)).toContain('金额');
    await tab(v, '试算');
    await button(v, '开始试算').click();
    await v.page.getByText('资金上限', { exact: false }).first().waitFor({ timeout: 60_000 });
    expect(await v.axe()).toEqual([]);
    await button(v, '提交复核').click();
    await v.page.getByText('须由另一位经办人发布').waitFor();
    expect(v.complaints).toEqual([]);
    await v.close();
  }, 180_000);
});

async function takeOver(v: Visit): Promise<void> {
  await button(v, '采用实际结果').first().click();
  await save(v);
  await settled(v.page);
}

test('a second person reads what changes and publishes; the library has it from then on', async () => {
  const v = await house.visit('admin', { width: 390 });
  await v.open(draft);
  await button(v, '复核并发布').click();
  await v.page.getByLabel(/我已对照原文/).check();
  await button(v, '发布').last().click();
  await v.page.getByText('已发布').first().waitFor();
  expect(await v.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(v.complaints).toEqual([]);
  await v.close();
  const { body } = await house.api('officer', 'GET', `/clauses/${clauseId}`);
  expect(body).toMatchObject({ version: 2, clause: { benefit: { amount: { percent: 1 } } } });
}, 60_000);
