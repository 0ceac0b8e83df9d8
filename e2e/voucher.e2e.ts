import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled } from './support.ts';

/** A voucher at the till, as a researcher sees it: offered, taken off, held, and back on the quota after a cancellation. */

const now = '2026-11-24T09:50:00+08:00';
let house: House;
let instrument: string;
let slot: { startsAt: string; endsAt: string };

interface Wallet {
  leftFen: number;
  heldFen: number;
  usedFen: number;
}

async function wallet(): Promise<Wallet> {
  const { body } = await house.api('researcher', 'GET', '/voucher-grants');
  const grants = body.items as { status: string; wallet: Wallet | null }[];
  const found = grants.find((g) => g.status === 'granted')?.wallet;
  if (!found) throw new Error(`no quota in ${JSON.stringify(grants)}`);
  return found;
}

const yuan = (fen: number) =>
  `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: now });
  const found = await house.api('researcher', 'GET', '/catalogue?q=TQ-XS&kind=instrument&limit=50');
  const items = found.body.items as { refId: string; titleZh: string }[];
  instrument = items.find((i) => i.titleZh.includes('质谱中心 1 号'))?.refId ?? '';
  const window = 'from=2026-11-27T09:00:00%2B08:00&to=2026-12-07T18:00:00%2B08:00';
  const free = await house.api(
    'researcher',
    'GET',
    `/instruments/${instrument}/availability?${window}&minutes=120`,
  );
  slot = free.body.nextFree as typeof slot;
  expect(slot, JSON.stringify(free.body)).toBeTruthy();
}, 180_000);
afterAll(() => house?.close());

describe('a researcher with a voucher', () => {
  test('sees what remains to pay, books, cancels, and has the quota back', async () => {
    const before = await wallet();
    const v = await house.visit('researcher');
    const address = `/instruments/${instrument}/book?start=${encodeURIComponent(slot.startsAt)}&end=${encodeURIComponent(slot.endsAt)}`;
    await v.open(address);
    await v.page.getByLabel('仪器配置').selectOption({ index: 1 });
    const choice = v.page.getByLabel('用创新券抵扣');
    await choice.waitFor({ timeout: 20_000 });
    await choice.check();
    const verdict = v.page.locator('#verdict');
    await verdict.getByText('项目支付，将冻结').waitFor({ timeout: 20_000 });
    // What the scheme does not pay for is refused at the field, and the way back is there
    const purpose = verdict.getByLabel('这次用来做什么');
    await verdict.getByText('不能用券：法定检测、认证；').waitFor();
    await purpose.selectOption({ label: '法定检测、认证' });
    await verdict.getByText('“法定检测、认证”不在创新券支持范围内').waitFor({ timeout: 20_000 });
    expect(await v.page.getByRole('button', { name: '提交预约' }).isEnabled()).toBe(false);
    await purpose.selectOption({ index: 0 });
    await verdict.getByText('项目支付，将冻结').waitFor({ timeout: 20_000 });
    const asked = {
      instrumentId: instrument,
      ...slot,
      configuration: 'esi',
      voucher: true,
    };
    const preview = await house.api('researcher', 'POST', '/reservations/preview', asked);
    const part = preview.body.voucher as { priceFen: number; coverFen: number; remainsFen: number };
    expect(part.coverFen).toBe(Math.floor(part.priceFen / 2));
    const said = (await verdict.textContent()) ?? '';
    for (const fen of [part.coverFen, part.remainsFen, before.leftFen - part.coverFen])
      expect(said).toContain(yuan(fen));
    const submit = v.page.getByRole('button', { name: '提交预约' });
    await expect.poll(() => submit.isEnabled(), { timeout: 20_000 }).toBe(true);
    await submit.click();
    await v.page.waitForURL(/\/reservations\//, { timeout: 20_000 });
    await v.page.getByText('创新券抵扣').first().waitFor({ timeout: 20_000 });
    expect(await wallet()).toEqual({
      ...before,
      leftFen: before.leftFen - part.coverFen,
      heldFen: before.heldFen + part.coverFen,
    });

    await v.open('/vouchers');
    await v.page.getByRole('img', { name: new RegExp(`预约冻结 ${yuan(part.coverFen)}`) }).waitFor();
    expect(await v.axe()).toEqual([]);
    await v.page.getByRole('link', { name: '查看预约' }).first().click();
    await v.page.waitForURL(/\/reservations\//);
    await settled(v.page);
    await v.page.getByRole('button', { name: '取消预约' }).first().click();
    const dialog = v.page.getByRole('dialog');
    await dialog.getByText(`创新券抵扣的 ${yuan(part.coverFen)} 退回额度`).waitFor();
    await dialog.getByRole('button', { name: '取消预约' }).click();
    await expect.poll(wallet, { timeout: 20_000 }).toEqual(before);
    await v.open('/vouchers');
    await v.page.locator('main table').getByText('已释放').first().waitFor();
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('on an English phone the purpose is shown whole', async () => {
    const v = await house.visit('researcher', { width: 390, lang: 'en' });
    const address = `/instruments/${instrument}/book?start=${encodeURIComponent(slot.startsAt)}&end=${encodeURIComponent(slot.endsAt)}`;
    await v.open(address);
    await v.page.getByLabel('Pay part with a voucher').check({ timeout: 20_000 });
    const long = 'Bulk acceptance and release testing';
    await v.page.getByLabel('What it is for').selectOption({ label: long });
    await v.page.locator('p').getByText(long, { exact: true }).waitFor({ timeout: 20_000 });
    await v.page.getByText(`“${long}” is not covered by vouchers`).waitFor({ timeout: 20_000 });
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('checking out says what the voucher paid of the actual charge, and what goes back', async () => {
    const start = Temporal.Instant.from(now).add({ minutes: 10 });
    const made = await house.api('facility', 'POST', '/reservations', {
      instrumentId: instrument,
      startsAt: start.toString(),
      endsAt: start.add({ hours: 2 }).toString(),
      configuration: 'esi',
      onBehalfOf: 'researcher',
      override: true,
      voucher: true,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const heldFen = Number(made.body.voucherFen);
    expect(heldFen).toBeGreaterThan(0);
    const address = `/reservations/${made.body.id}`;
    const arrived = await house.api('researcher', 'POST', `${address}/check-in`, {});
    expect(arrived.status, JSON.stringify(arrived.body)).toBe(200);
    const v = await house.visit('researcher', { width: 390 });
    await v.open(`/i/${instrument}`);
    await v.page.getByRole('button', { name: '签退' }).first().click();
    await v.page.getByRole('dialog').getByRole('button', { name: '确认签退' }).click();
    await v.page.getByRole('status').getByText('费用 ¥').waitFor({ timeout: 20_000 });
    const said = (await v.page.getByRole('dialog').textContent()) ?? '';
    const { body } = await house.api('researcher', 'GET', address);
    const [chargeFen, paidFen] = [Number(body.chargedFen), Number(body.voucherFen)];
    expect(paidFen).toBe(Math.min(heldFen, Math.floor(chargeFen / 2)));
    expect(said).toContain(`创新券支付 ${yuan(paidFen)}，项目支付 ${yuan(chargeFen - paidFen)}`);
    if (heldFen > paidFen) expect(said).toContain(`多冻结的 ${yuan(heldFen - paidFen)} 已退回额度`);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('is told in place why another owner’s instrument takes no voucher', async () => {
    const { body } = await house.api('researcher', 'GET', '/catalogue?q=TQ-XS&kind=instrument&limit=50');
    const items = body.items as { refId: string; titleZh: string }[];
    const other = items.find((i) => i.titleZh.includes('张江药析'))?.refId;
    const v = await house.visit('researcher', { width: 390 });
    await v.open(`/instruments/${other}/book`);
    await v.page.getByText('尚未成为该方案的服务机构').first().waitFor({ timeout: 20_000 });
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.close();
  });
});

describe('the office and the provider', () => {
  test('a claim is checked by one, approved by another and paid; the budget says so', async () => {
    const officer = await house.visit('officer');
    await officer.open('/vouchers/office?view=claims');
    await officer.page
      .getByRole('link', { name: /^V2026/ })
      .first()
      .click();
    // One invoice is wrong: that use goes back alone
    await officer.page.getByRole('row').nth(1).getByRole('checkbox').check();
    await officer.page.getByRole('button', { name: '退回选中的 1 笔' }).click();
    await officer.page.getByRole('dialog').getByLabel('退回原因').fill('发票抬头不是用券单位');
    await officer.page.getByRole('dialog').getByRole('button', { name: '退回选中的 1 笔' }).click();
    const back = officer.page.getByRole('region', { name: '退回的用券（1 笔）' }).last();
    await back.getByText('发票抬头不是用券单位').waitFor({ timeout: 20_000 });
    await officer.page.getByRole('button', { name: '核对通过' }).click();
    await officer.page.getByRole('dialog').getByRole('button', { name: '核对通过' }).click();
    await officer.page.getByText('已核对，待批准').first().waitFor({ timeout: 20_000 });
    expect(await officer.page.getByRole('button', { name: '批准付款' }).count()).toBe(0);
    const address = new URL(officer.page.url()).pathname;

    const admin = await house.visit('admin');
    await admin.open(address);
    await admin.page.getByRole('button', { name: '批准付款' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: '批准付款' }).click();
    await admin.page.getByRole('button', { name: '登记付款' }).click();
    await admin.page.getByLabel('付款凭证号').fill('演示 0001');
    await admin.page.getByRole('dialog').getByRole('button', { name: '登记付款' }).click();
    await admin.page.getByText('已付款').first().waitFor({ timeout: 20_000 });
    await admin.open('/vouchers/office?view=budget');
    const { body } = await house.api('officer', 'GET', '/voucher-programmes');
    const board = (body.items as { board: { paidFen: number } }[])[0]?.board;
    expect(board?.paidFen).toBeGreaterThan(0);
    await admin.page.getByRole('img', { name: new RegExp(`已兑付 ${yuan(board?.paidFen ?? 0)}`) }).waitFor();
    expect(await admin.axe()).toEqual([]);
    expect([...officer.complaints, ...admin.complaints]).toEqual([]);
    await officer.close();
    await admin.close();
  });

  test('money is asked back after a check; the provider states its case, somebody else decides', async () => {
    const officer = await house.visit('officer');
    await officer.open('/vouchers/office?view=checks');
    await officer.page.getByRole('button', { name: '抽取样本' }).first().click();
    const drawing = officer.page.getByRole('dialog');
    await drawing.getByRole('button', { name: '抽取', exact: true }).click();
    await officer.page.getByRole('button', { name: '登记结论' }).first().click();
    const finding = officer.page.getByRole('dialog');
    await finding.getByLabel('不合格').check();
    await finding.getByLabel('说明').fill('机时记录不全');
    // Which use is drawn is by chance, and no more than it paid can be asked back
    const drawn = await officer.page.locator('main table').getByRole('link').first().getAttribute('href');
    const { body: use } = await house.api('officer', 'GET', `/voucher-uses/${drawn?.split('/').at(-1)}`);
    const half = Math.floor((use.usedFen as number) / 200);
    const taken = Math.ceil(half / 2) * 100;
    await finding.getByLabel('拟追回（元）').fill(String(half));
    await finding.getByRole('button', { name: '登记' }).click();
    await officer.page.getByText('拟追回，待陈述申辩').first().waitFor({ timeout: 20_000 });
    await officer.page.locator('main table').getByRole('link').first().click();
    await officer.page.getByText('陈述申辩截止').waitFor({ timeout: 20_000 });
    const address = new URL(officer.page.url()).pathname;

    const facility = await house.visit('facility', { width: 390 });
    await facility.open(address);
    await facility.page.getByLabel('事实、理由和依据').fill('记录已补');
    expect(await facility.axe()).toEqual([]);
    await facility.page.getByRole('button', { name: '提交陈述申辩' }).click();
    await facility.page.getByRole('dialog').getByRole('button', { name: '提交陈述申辩' }).click();
    await facility.page.getByText('待决定').first().waitFor({ timeout: 20_000 });

    // Who asked does not decide
    await officer.open(address);
    await officer.page.getByText('由提出人以外的人决定。').waitFor({ timeout: 20_000 });
    expect(await officer.page.getByRole('button', { name: /决定追回/ }).count()).toBe(0);
    const other = await house.visit('officer2');
    await other.open(address);
    await other.page.getByText('记录已补').waitFor({ timeout: 20_000 });
    await other.page.getByLabel('追回金额（元）').fill(String(taken / 100));
    await other.page.getByLabel('决定的事实和理由').fill('差额追回');
    await other.page.getByRole('button', { name: `决定追回 ${yuan(taken)}` }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: '决定追回' }).click();
    await other.page.getByText('已追回').first().waitFor({ timeout: 20_000 });
    await facility.open('/manage/vouchers');
    await facility.page.getByText(yuan(taken)).first().waitFor({ timeout: 20_000 });
    expect(await facility.axe()).toEqual([]);
    expect([...officer.complaints, ...facility.complaints, ...other.complaints]).toEqual([]);
    for (const v of [officer, facility, other]) await v.close();
  });
});
