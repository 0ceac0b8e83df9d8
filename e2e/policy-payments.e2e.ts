import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled, type Visit } from './support.ts';

/** From a second review to money and back: reviewed by two, shared out, made public, objected to, ordered, paid, taken back. */

let house: House;

interface Listed {
  items: { id: string; firmName: string; item: string | null; status: string }[];
}

beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: '2026-11-24T09:50:00+08:00' });
}, 180_000);
afterAll(() => house?.close());

const button = (v: Visit, name: string | RegExp) => v.page.getByRole('button', { name });
const dialog = (v: Visit) => v.page.locator('dialog[open]');
const text = async (v: Visit) => (await v.page.locator('main').textContent()) ?? '';
const fits = (v: Visit) => v.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

/** The application for a product of the demo valley. */
async function idOf(product: string): Promise<string> {
  const { body } = await house.api('officer', 'GET', '/policy-applications?scope=valley&limit=100');
  const found = (body as unknown as Listed).items.find((a) => a.item === product);
  if (!found) throw new Error(`nobody applied for ${product}`);
  return found.id;
}

async function through(v: Visit): Promise<void> {
  expect(await v.axe()).toEqual([]);
  expect(v.complaints).toEqual([]);
  await v.close();
}

describe('review', () => {
  test('the second reviewer is another person, and cannot go above what the rule comes to', async () => {
    const id = await idOf('JC-D5');
    const refused = await house.api('officer2', 'POST', `/policy-applications/${id}/review`, {
      verdict: 'approve',
      amountFen: 1,
      reason: '我也来复审',
    });
    expect(refused.body).toMatchObject({ status: 422, reasons: [{ code: 'policy.same_person' }] });
    const v = await house.visit('officer');
    await v.open(`/policies/office/applications/${id}`);
    await v.page.getByLabel('同意支持').check();
    await v.page.getByLabel('支持金额（元）').fill('99999999');
    await v.page.getByText('不得超过规则测算的 104 万元').waitFor();
    await v.page.getByLabel('理由').fill('同意');
    expect(await button(v, '作出决定').isDisabled()).toBe(true);
    await v.page.getByLabel('支持金额（元）').fill('1000000');
    await button(v, '作出决定').click();
    await dialog(v).getByRole('button', { name: '作出决定' }).click();
    await v.page.getByText('已同意支持，待核定预算后公示。').waitFor();
    await through(v);
  }, 60_000);

  test('what is missing is asked for once, with the day until which the firm has time', async () => {
    const v = await house.visit('officer', { width: 390 });
    await v.open(`/policies/office/applications/${await idOf('LY-G4')}`);
    await button(v, '一次性告知补正').click();
    await dialog(v).getByText('12月24日 周四 前未补正视为撤回').waitFor();
    await dialog(v).getByLabel('缺什么、怎么补').fill('请补交临床试验总结报告');
    await button(v, '告知企业').click();
    await v.page.getByText('企业须在 12月24日 周四 前补正，逾期视为撤回。').waitFor();
    expect(await fits(v)).toBe(true);
    await through(v);
  }, 60_000);

  test('an appeal is decided by somebody who had no part', async () => {
    const v = await house.visit('officer');
    await v.open(`/policies/office/applications/${await idOf('QH-C5')}`);
    await v.page.getByLabel('改变原决定').check();
    await v.page.getByLabel('理由').fill('补充审计报告已按品种列示，原决定的理由不再成立');
    await button(v, '作出复核决定').click();
    await dialog(v).getByRole('button', { name: '作出复核决定' }).click();
    await v.page.getByText('已改变原决定').waitFor();
    await through(v);
  }, 60_000);
});

describe('from budget to publicity', () => {
  test('the budget is shared out as previewed', async () => {
    const v = await house.visit('officer');
    await v.open('/policies/office');
    await v.page.getByText('4 件待核定预算').waitFor();
    await v.page.locator('main section a[href="/policies/office/budgets"]').click();
    await v.page.getByRole('link', { name: /生物医药专项/ }).click();
    await button(v, '按比例').click();
    await settled(v.page);
    await button(v, '按受理先后').click();
    await settled(v.page);
    expect(await text(v)).toContain('足额');
    expect(await v.axe()).toEqual([]);
    await button(v, '确认核定').click();
    await dialog(v).getByRole('button', { name: '确认核定' }).click();
    await v.page.getByText('已核定，可以公示了。').waitFor();
    await v.page.getByRole('link', { name: '去公示' }).click();
    await v.page.getByRole('heading', { level: 1, name: '公示' }).waitFor();
    await through(v);
  }, 60_000);

  test('a list is made public with its days', async () => {
    const v = await house.visit('officer');
    await v.open('/policies/office/publicity');
    await v.page.getByRole('checkbox').first().check();
    await button(v, '发布公示').click();
    await dialog(v).getByLabel('名单标题').fill('第三批拟支持名单');
    await dialog(v).getByLabel('公示期（工作日）').fill('7');
    expect(await v.axe()).toEqual([]);
    await dialog(v).getByRole('button', { name: '发布公示' }).click();
    await v.page.getByText(/名单已发布，编号 GS2026/).waitFor();
    await settled(v.page);
    expect(await text(v)).toContain('明天起算，共 7 个工作日');
    expect(await text(v)).toContain('没有待公示的申报');
    await through(v);
  }, 60_000);

  test('somebody objects; it is found groundless, with an answer', async () => {
    const other = await house.visit('researcher');
    await other.open('/policies/publicity');
    await other.page.getByRole('link', { name: '第三批拟支持名单' }).click();
    await button(other, '提异议').first().click();
    await dialog(other).getByLabel(/联系/).fill('13900009999');
    await dialog(other).locator('textarea').fill('研发投入是否与其他项目重复，请核实');
    await dialog(other).getByRole('button', { name: '提异议' }).click();
    await other.page
      .getByText(/异议已/)
      .first()
      .waitFor();
    await other.close();

    const v = await house.visit('officer');
    await v.open('/policies/office/objections');
    const card = v.page.locator('main li').filter({ hasText: '是否与其他项目重复' }).first();
    expect(await card.textContent()).toContain('第三批拟支持名单');
    expect(await v.axe()).toEqual([]);
    await card.getByRole('button', { name: '异议不成立' }).click();
    await dialog(v).getByRole('textbox').fill('已核对审计报告与其他项目台账，未见重复');
    await dialog(v).getByRole('button', { name: '异议不成立' }).click();
    await card.waitFor({ state: 'detached' });
    await v.page.getByRole('button', { name: '异议不成立', exact: true }).first().click();
    await settled(v.page);
    await v.open('/policies/office/objections?status=dismissed');
    expect(await text(v)).toContain('未见重复');
    await through(v);
  }, 90_000);
});

describe('money', () => {
  const firm = '上海沅禾医疗器械有限公司';
  const row = (v: Visit) => v.page.locator('main tr').filter({ hasText: firm }).first();

  test('ordered by one, approved by another, paid, and received by the firm', async () => {
    const id = await idOf('YH-S3');
    const v = await house.visit('officer');
    await v.open('/policies/office/orders?step=ready');
    expect(await v.axe()).toEqual([]);
    await row(v).getByRole('button', { name: '制单' }).click();
    await dialog(v).getByRole('button', { name: '制单' }).click();
    await row(v).waitFor({ state: 'detached' });
    await button(v, /^待复核/).click();
    await row(v).getByText('由您制单，须由他人复核').waitFor();
    const { body } = await house.api('officer', 'GET', `/policy-orders?scope=valley&applicationId=${id}`);
    const order = (body as unknown as Listed).items[0]?.id ?? '';
    const own = await house.api('officer', 'POST', `/policy-orders/${order}/approve`);
    expect(own.body).toMatchObject({ status: 422, reasons: [{ code: 'policy.order_own' }] });

    const second = await house.visit('officer2', { width: 390 });
    await second.open('/policies/office/orders?step=made');
    const card = second.page.locator('main li').filter({ hasText: firm });
    await card.getByRole('button', { name: '复核通过' }).click();
    await dialog(second).getByText('¥1,320,000.00').waitFor();
    await dialog(second).getByRole('button', { name: '复核通过' }).click();
    await card.waitFor({ state: 'detached' });
    expect(await fits(second)).toBe(true);
    await through(second);

    await v.open('/policies/office/orders?step=approved');
    await row(v).getByRole('button', { name: '登记付款' }).click();
    await dialog(v).getByLabel('付款日期').fill('2026-11-25');
    await dialog(v).getByLabel('银行流水号').fill('YSBF20261124-9');
    await dialog(v).getByRole('button', { name: '登记付款' }).click();
    await dialog(v).getByText('付款日期不能晚于今天').waitFor();
    await dialog(v).getByLabel('付款日期').fill('2026-11-24');
    expect(await v.axe()).toEqual([]);
    await dialog(v).getByRole('button', { name: '登记付款' }).click();
    await row(v).waitFor({ state: 'detached' });

    const own2 = await house.visit('researcher2');
    await own2.open(`/policies/applications/${id}`);
    await button(own2, /到账/).click();
    await own2.page
      .getByText(/确认到账|已到账/)
      .first()
      .waitFor();
    await own2.close();
    await v.open('/policies/office/orders?step=paid');
    await v.page.getByText('企业 11月24日 周二 确认到账').waitFor();
    const saved = v.page.waitForEvent('download');
    await button(v, '导出 Excel').click();
    expect((await saved).suggestedFilename()).toContain('.xlsx');
    await through(v);
  }, 120_000);

  test('a part of it is asked back: proposed by one, decided by another, repaid in parts', async () => {
    const v = await house.visit('officer');
    await v.open(`/policies/office/applications/${await idOf('YH-S3')}`);
    await v.page.getByRole('link', { name: '提出追回' }).click();
    await dialog(v).getByRole('button', { name: '选择' }).click();
    await dialog(v).getByLabel('追回金额（元）').fill('2000000');
    await dialog(v).getByLabel('事实与理由').fill('产品生产场地迁出本市');
    await dialog(v).getByLabel('依据的条款').fill('第二十一条');
    await dialog(v).getByRole('button', { name: '提出追回' }).click();
    await dialog(v)
      .getByText(/追回金额超过已拨付的/)
      .waitFor();
    await dialog(v).getByLabel('追回金额（元）').fill('320000');
    expect(await v.axe()).toEqual([]);
    await dialog(v).getByRole('button', { name: '提出追回' }).click();
    const card = (of: Visit) =>
      of.page.locator('main li').filter({ hasText: '产品生产场地迁出本市' }).first();
    await card(v).getByText('由您提出，须由他人决定').waitFor();

    const second = await house.visit('officer2');
    await second.open('/policies/office/clawbacks?status=proposed');
    await card(second).getByRole('button', { name: '同意追回' }).click();
    await dialog(second).getByLabel('退回期限').fill('2026-01-01');
    await dialog(second).getByLabel('决定理由').fill('情况属实');
    await dialog(second).getByRole('button', { name: '同意追回' }).click();
    await dialog(second).getByText('请写明退回期限，不能早于今天').waitFor();
    await dialog(second).getByLabel('退回期限').fill('2026-12-31');
    await dialog(second).getByRole('button', { name: '同意追回' }).click();
    await card(second).waitFor({ state: 'detached' });
    await through(second);

    await v.open('/policies/office/clawbacks?status=ordered');
    await card(v).getByRole('button', { name: '登记退款' }).click();
    await dialog(v).getByLabel('退回金额（元）').fill('80000');
    await dialog(v).getByLabel('银行流水号').fill('TK-1');
    await dialog(v).getByRole('button', { name: '登记退款' }).click();
    await card(v).getByRole('img', { name: '已退回 ¥80,000.00，共 ¥320,000.00' }).waitFor();
    expect(await card(v).textContent()).toContain('¥240,000.00');
    await through(v);
  }, 90_000);
});

test('a question is answered with its clause and published reworded', async () => {
  const v = await house.visit('officer', { width: 390 });
  await v.open('/policies/office/questions');
  const card = v.page.locator('main li').filter({ hasText: '去年首次认定' }).first();
  await card.getByRole('button', { name: '答复' }).click();
  await button(v, '插入条款内容').click();
  const words = dialog(v).getByLabel('答复内容');
  expect(await words.inputValue()).toContain('普陀');
  await words.fill(`${await words.inputValue()}认定年度的次年也可以申报。`);
  expect(await v.axe()).toEqual([]);
  await button(v, '发出答复').click();
  await card.waitFor({ state: 'detached' });
  await v.open('/policies/office/questions?status=answered');
  await card.getByRole('button', { name: '公开为常见问题' }).click();
  await dialog(v).getByLabel('公开的问题').fill('上一年首次认定的，今年能申报吗？');
  await dialog(v).getByRole('button', { name: '公开为常见问题' }).click();
  await card.getByRole('button', { name: '取消公开' }).waitFor();
  expect(await fits(v)).toBe(true);
  await through(v);
  const { body } = await house.api('pi', 'GET', '/clauses/putuo.high-tech.first/faq');
  expect(body).toMatchObject({ items: [{ question: '上一年首次认定的，今年能申报吗？' }] });
}, 60_000);
