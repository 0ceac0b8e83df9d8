import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { type House, openHouse, settled, type Visit } from '../e2e/support.ts';
import { ensureBrowser } from './browser.mjs';
import { ensureWeb } from './prepare.mjs';

/**
 * Makes the pictures of the tour and the guides again: `npm run pictures`, or `npm run pictures -- phone charge` for some of them.
 * A real server with the demo valley, a real browser, and a clock that stands, so that a picture changes only when the page does.
 */

const now = '2026-11-24T09:50:00+08:00';
const zone = 'Asia/Shanghai';
const folder = join(import.meta.dirname, '..', 'docs', 'pictures');
const biggest = 250_000;
const wanted = new Set(process.argv.slice(2));

/** An instant some days from the frozen today, by the clock of the valley. */
const at = (day: number, clock: string): string => {
  const date = Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().add({ days: day });
  return `${date}T${clock}:00+08:00`;
};
const dayOf = (instant: string) => instant.slice(0, 10);

interface Listed {
  readonly items: readonly Record<string, unknown>[];
}

/** An answer that has to be yes: a picture of a refusal nobody meant is worse than no picture. */
async function ask(
  house: House,
  who: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await house.api(who, method, path, body);
  if (answer.status >= 300)
    throw new Error(`${method} ${path} as ${who}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function first(
  house: House,
  who: string,
  path: string,
  is: (item: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  const { items } = (await ask(house, who, 'GET', path)) as unknown as Listed;
  const found = items.find(is);
  if (!found) throw new Error(`nothing fits in ${path} as ${who}`);
  return found;
}

interface Scene {
  readonly house: House;
  /** Bookable at once. */
  readonly lcms: Record<string, unknown>;
  /** Wants the approval of the PI, then of the facility. */
  readonly approving: Record<string, unknown>;
}

async function instrument(house: House, q: string, part: string): Promise<Record<string, unknown>> {
  const found = await first(
    house,
    'researcher',
    `/catalogue?q=${encodeURIComponent(q)}&kind=instrument&limit=50`,
    (i) => String(i.titleZh).includes(part),
  );
  return ask(house, 'researcher', 'GET', `/instruments/${String(found.refId)}`);
}

/** The firm whose people `researcher` and `pi` are. */
const firmOf = async (house: House): Promise<string> =>
  String((await first(house, 'researcher', '/firms?mine=true&limit=1', () => true)).id);

const reserve = ({ house }: Scene, on: Record<string, unknown>, who: string, from: string, to: string) =>
  ask(house, 'facility', 'POST', '/reservations', {
    instrumentId: on.id,
    startsAt: from,
    endsAt: to,
    configuration: 'esi',
    onBehalfOf: who,
    override: true,
  });

async function shoot(page: Page, name: string): Promise<void> {
  await settled(page);
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size } = statSync(file);
  console.log(`${name}.png  ${Math.round(size / 1000)} kB${size > biggest ? '  TOO BIG' : ''}`);
  if (size > biggest) process.exitCode = 1;
}

/** Puts an element this far below the top of the window. */
const bringUp = (page: Page, selector: string, below = 84) =>
  page
    .locator(selector)
    .first()
    .evaluate((el, px) => window.scrollTo(0, el.getBoundingClientRect().top + window.scrollY - px), below);

interface Shot {
  readonly name: string;
  readonly who: string | null;
  readonly width?: number;
  readonly lang?: 'zh' | 'en';
  readonly dark?: boolean;
  /** Makes what the picture shows, and leaves the page as it is to be taken. */
  readonly show: (scene: Scene, visit: Visit) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'home', who: null, show: (_, v) => v.open('/') },
  { name: 'home-dark-en', who: 'pi', lang: 'en', dark: true, show: (_, v) => v.open('/') },
  {
    name: 'search',
    who: null,
    async show(_, v) {
      await v.open(`/search?q=${encodeURIComponent('液质联用')}`);
      await v.page.getByRole('button', { name: '明天下午' }).click();
      await v.page.locator('main li').filter({ hasText: '/小时' }).first().waitFor();
    },
  },
  {
    name: 'instrument',
    who: 'researcher',
    show: (s, v) => v.open(`/instruments/${String(s.lcms.id)}`),
  },
  {
    name: 'refused',
    who: 'researcher',
    async show(s, v) {
      await reserve(s, s.lcms, 'researcher2', at(1, '13:00'), at(1, '15:00'));
      const wish = `start=${encodeURIComponent(at(1, '14:00'))}&end=${encodeURIComponent(at(1, '16:00'))}`;
      await v.open(`/instruments/${String(s.lcms.id)}/book?${wish}`);
      await v.page.getByRole('alert').filter({ hasText: '约不了' }).waitFor();
    },
  },
  {
    name: 'slots',
    who: 'researcher',
    async show(s, v) {
      const spin = await first(
        s.house,
        'researcher',
        `/catalogue?q=${encodeURIComponent('离心机')}&kind=instrument&limit=5`,
        () => true,
      );
      const { classCode } = await ask(s.house, 'researcher', 'GET', `/instruments/${String(spin.refId)}`);
      const steps = `${String(classCode)}:60::;${String(s.lcms.classCode)}:120::240`;
      await v.open(
        `/slots?steps=${encodeURIComponent(steps)}&from=${dayOf(at(1, '00:00'))}&to=${dayOf(at(7, '00:00'))}`,
      );
      await v.page.getByText('方案 1').first().waitFor();
    },
  },
  {
    name: 'approve',
    who: 'pi',
    async show(s, v) {
      const window = `from=${encodeURIComponent(at(3, '09:00'))}&to=${encodeURIComponent(at(13, '18:00'))}`;
      const id = String(s.approving.id);
      const free = await ask(
        s.house,
        'researcher',
        'GET',
        `/instruments/${id}/availability?${window}&minutes=120`,
      );
      const asked = await ask(s.house, 'researcher', 'POST', '/reservations', {
        instrumentId: id,
        ...(free.nextFree as Record<string, string>),
        configuration: 'esi',
        note: '血浆样品 24 个，已去蛋白',
      });
      await v.open(`/reservations/${String(asked.id)}`);
    },
  },
  {
    name: 'day',
    who: 'facility',
    async show(s, v) {
      await v.open(`/manage/day?date=${dayOf(now)}&facility=${String(s.lcms.facilityId)}`);
      await v.page.locator('.ec-event').first().waitFor();
    },
  },
  {
    name: 'outage',
    who: 'facility',
    async show(s, v) {
      await reserve(s, s.lcms, 'researcher', at(2, '10:00'), at(2, '12:00'));
      const what = new URLSearchParams({
        instrument: String(s.lcms.id),
        facility: String(s.lcms.facilityId),
        from: at(2, '09:00'),
        to: at(2, '18:00'),
        reason: '更换真空泵，预计一天',
        planned: '1',
      });
      await v.open(`/manage/outages?${what}`);
      await v.page.getByRole('button', { name: '看影响了谁' }).click();
      await v.page.getByText('会受影响').waitFor();
    },
  },
  {
    name: 'phone-in',
    who: 'researcher',
    width: 390,
    async show(s, v) {
      await reserve(s, s.lcms, 'researcher', at(0, '10:00'), at(0, '12:00'));
      await v.open(`/i/${String(s.lcms.id)}`);
      await v.page.getByRole('button', { name: /签到/ }).waitFor();
    },
  },
  {
    // Goes on from phone-in
    name: 'phone-out',
    who: 'researcher',
    width: 390,
    async show(s, v) {
      await v.open(`/i/${String(s.lcms.id)}`);
      const arrive = v.page.getByRole('button', { name: /签到/ });
      await arrive.click();
      await v.page.getByRole('button', { name: '签退' }).waitFor();
    },
  },
  {
    name: 'charge',
    who: 'researcher',
    async show(s, v) {
      const charge = await first(
        s.house,
        'researcher',
        '/charges?limit=50',
        (c) => c.kind === 'use' && (c.may as { dispute: boolean }).dispute && Number(c.amountFen) > 0,
      );
      await ask(s.house, 'researcher', 'POST', `/charges/${String(charge.id)}/dispute`, {
        reason: '仪器中途报真空故障，停了 40 分钟，请按实际可用时间核减。',
      });
      await v.open(`/charges/${String(charge.id)}`);
    },
  },
  {
    name: 'statement',
    who: 'pi',
    async show(s, v) {
      const statement = await first(s.house, 'pi', '/statements?limit=50', (i) => i.status === 'issued');
      await v.open(`/statements/${String(statement.id)}`);
    },
  },
  {
    name: 'hours',
    who: 'facility',
    async show(s, v) {
      const dsc = await instrument(s.house, 'DSC 3+', 'DSC 3+');
      await v.open(`/manage/instruments/${String(dsc.id)}`);
      await v.page.getByRole('heading', { name: '开放时间' }).first().waitFor();
      await settled(v.page);
      await bringUp(v.page, 'h2:has-text("开放时间")');
    },
  },
  {
    name: 'import',
    who: 'facility',
    async show(s, v) {
      const facility = String(s.lcms.facilityNameZh);
      const rows = [
        [
          '平台',
          '中文名称',
          '英文名称',
          '型号',
          '厂家',
          '分类代码',
          '资产编号',
          '服务方式',
          '购置日期',
          '机时单价·企业（元/小时）',
        ],
        [
          facility,
          '高分辨液质联用仪',
          'High-resolution LC-MS',
          'Orbitrap Astral',
          'Thermo Fisher',
          '液质联用',
          'MS-2026-0101',
          '自主上机、委托测试',
          '2026-09-01',
          '980',
        ],
        [
          facility,
          '气质联用仪',
          'GC-MS',
          '8890-5977C',
          'Agilent',
          '气质联用',
          'MS-2026-0102',
          '自主上机',
          '2026年13月',
          '三百',
        ],
        [
          '质谱中心二部',
          '飞行时间质谱仪',
          'TOF mass spectrometer',
          'timsTOF',
          'Bruker',
          '',
          'MS-2026-0103',
          '自助',
          '2026-09-01',
          '880',
        ],
      ];
      await v.open('/manage/import');
      await v.page.locator('input[type=file]').setInputFiles({
        name: '新购仪器.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(rows.map((r) => r.join(',')).join('\r\n')),
      });
      await v.page.getByText('现在还不能导入').waitFor();
      await settled(v.page);
      await bringUp(v.page, 'h2:has-text("二、选择文件")', 120);
    },
  },
  {
    name: 'usage',
    who: 'facility',
    async show(_, v) {
      await v.open('/manage/usage');
      // The chart library arrives on its own, later than the page
      await v.page.locator('main svg text').first().waitFor();
    },
  },
  {
    name: 'organisations',
    who: 'admin',
    async show(s, v) {
      // Invented; its check digits fit
      await ask(s.house, 'researcher2', 'POST', '/organisations', {
        creditCode: '91310114DEM000882Q',
        nameZh: '上海澄谷体外诊断有限公司（演示）',
        nameEn: 'Shanghai Chenggu Diagnostics Co., Ltd. (demo)',
        kind: 'company',
        district: '嘉定区',
        address: '嘉定新城马东片区 械谷 6 号楼（演示地址）',
      });
      await v.open('/admin/organisations');
      await v.page.getByRole('button', { name: '准予入驻' }).first().waitFor();
    },
  },
  {
    name: 'policies',
    who: 'researcher',
    async show(s, v) {
      await v.open(`/firms/${await firmOf(s.house)}/policies`);
      await v.page.getByRole('heading', { name: /现在能申/ }).waitFor();
    },
  },
  {
    name: 'clause',
    who: null,
    show: (_, v) => v.open('/policies/pudong.2024-7.drug-approved-1'),
  },
  {
    name: 'ladder',
    who: 'researcher',
    show: async (s, v) => v.open(`/firms/${await firmOf(s.house)}/ladder`),
  },
  { name: 'voucher', who: 'researcher', show: (_, v) => v.open('/vouchers') },
  { name: 'desk', who: 'officer', show: (_, v) => v.open('/') },
  {
    name: 'review',
    who: 'officer2',
    async show(s, v) {
      const waiting = await first(
        s.house,
        'officer2',
        '/policy-applications?scope=valley&limit=50',
        (a) => a.status === 'second' || a.status === 'first',
      );
      await v.open(`/policies/office/applications/${String(waiting.id)}`);
    },
  },
  { name: 'clawback', who: 'officer', show: (_, v) => v.open('/policies/office/clawbacks') },
  {
    name: 'editor',
    who: 'officer',
    async show(s, v) {
      const draft = await ask(s.house, 'officer', 'POST', '/policy-drafts', {
        kind: 'version',
        clauseId: 'lingang.specialised.specialised',
      });
      await v.open(`/policies/office/${String(draft.id)}`);
    },
  },
];

mkdirSync(folder, { recursive: true });
const unknown = [...wanted].filter((name) => !shots.some((s) => s.name === name));
if (unknown.length > 0) throw new Error(`no such picture: ${unknown.join(', ')}`);
process.env.HEGU_CHROMIUM ??= await ensureBrowser();
await ensureWeb();
console.log('正在起一台带演示谷的服务器… starting a server with the demo valley');
const house = await openHouse({ HEGU_NOW: now });
try {
  const scene: Scene = {
    house,
    lcms: await instrument(house, 'TQ-XS', '质谱中心 1 号'),
    approving: await instrument(house, '7500', '质谱中心 1 号'),
  };
  for (const shot of shots) {
    if (wanted.size > 0 && !wanted.has(shot.name)) continue;
    const visit = await house.visit(shot.who, {
      ...(shot.width ? { width: shot.width } : {}),
      ...(shot.lang ? { lang: shot.lang } : {}),
      ...(shot.dark ? { dark: true } : {}),
    });
    try {
      await shot.show(scene, visit);
      await shoot(visit.page, shot.name);
      for (const complaint of visit.complaints) console.log(`  ${complaint}`);
    } catch (error) {
      // The others are still worth taking
      console.error(`${shot.name}: ${String(error)}`);
      process.exitCode = 1;
      await visit.page.screenshot({ path: join(folder, `${shot.name}.failed.png`) }).catch(() => {});
    }
    await visit.close();
  }
} finally {
  await house.close();
}
