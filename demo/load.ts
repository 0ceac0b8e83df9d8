import { refreshCatalogue, refreshFacilities } from '../packages/server/src/domains/labs/index.ts';
import { offerPolicy, refreshLibrary } from '../packages/server/src/domains/policy/index.ts';
import { chinaCalendar } from '../packages/server/src/platform/clock/calendar.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import type { Tx } from '../packages/server/src/platform/db/db.ts';
import { openScope } from '../packages/server/src/platform/db/scope.ts';
import { makeCreditCode } from '../packages/server/src/platform/identity/credit-code.ts';
import { apply } from '../packages/server/src/platform/identity/organisations/service.ts';
import { runCommand } from '../packages/server/src/platform/jobs/index.ts';
import type { RunningServer } from '../packages/server/src/server.ts';
import { makeDemoValley } from './index.ts';
import { applications } from './load-applications.ts';
import { bookingHistory } from './load-bookings.ts';
import { firms } from './load-firms.ts';
import { instalments } from './load-instalments.ts';
import { instruments } from './load-instruments.ts';
import { parkAid } from './load-park-aid.ts';
import { districtCode, type LoadContext, organisations, people } from './load-people.ts';
import { revision } from './load-policies.ts';
import { vouchers } from './load-vouchers.ts';
import { analyse, demoValleyExists, insertAll, markOrganisation } from './store.ts';

/**
 * Puts the demo valley into an empty place: everything in one transaction, so that a first start that is interrupted leaves
 * nothing and the next one begins again. Three months of history are written as rows, not replayed as requests; what they
 * add up to (balances, statements, the exclusion constraint) is held by the same tables as everything else.
 */

export const demoPassword = 'hegu-demo-2026';

export interface LoadOptions {
  readonly server: Pick<RunningServer, 'db' | 'auth' | 'clock' | 'jobs' | 'files'>;
  readonly onProgress?: (message: string) => void;
}

/** @returns false when the demo valley is there already. */
export async function loadDemo(options: LoadOptions): Promise<boolean> {
  const { db, auth, clock, jobs, files } = options.server;
  const say = options.onProgress ?? (() => {});
  if (await db.read(null, demoValleyExists)) return false;
  say('生成 making data');
  const now = clock.now();
  const demo = makeDemoValley(now);
  const scope = openScope({ valleyId: demo.valley.id, zone: demo.valley.zone });
  const passwordHash = await (await auth.$context).password.hash(demoPassword);

  const deps = { db, now: () => now, publish: () => {}, enqueue: jobs.enqueue, nudge: () => {} };
  const context = { demo, now, valleyId: demo.valley.id, calendar: chinaCalendar };
  await runCommand(deps, scope, async (cx) => {
    const { tx } = cx;
    await valley(tx, context);
    say('机构与人员 organisations and people');
    await organisations(tx, context);
    await people(tx, context, passwordHash);
    say('仪器 instruments');
    await instruments(tx, context);
    say('预约与账目 bookings and accounts');
    await bookingHistory(tx, context);
    await applicant(cx, context);
    say('企业 firms');
    await firms(cx, demo, (o) => districtCode(o.place.district.zh));
    say('创新券 vouchers');
    await vouchers(cx, context);
    say('政策申报 applications');
    await applications(cx, context);
    say('分期拨付 instalments');
    await instalments(cx, context);
    say('政策修订 a revision');
    await revision(cx, context);
    say('园区补助 aid of the park');
    await parkAid(cx, context, files);
    // As the morning's job does, so that a firm finds what it may take from the first minute; after everything that pays out by hand
    say('免申即享 offers');
    await offerPolicy(scope, (_, fn) => fn(cx));
    say('检索 search index');
    await refreshLibrary(cx);
    await refreshFacilities(cx, { ids: demo.facilities.map((f) => f.id) });
    await refreshCatalogue(cx, { ids: demo.instruments.map((i) => i.id) });
    await analyse(tx);
    await cx.audit({
      action: 'demo.load',
      entity: 'valley',
      entityId: demo.valley.id,
      after: { instruments: demo.instruments.length, reservations: demo.reservations.length },
    });
  });
  return true;
}

async function valley(
  tx: Tx,
  { demo, now }: { demo: ReturnType<typeof makeDemoValley>; now: { toString(): string } },
): Promise<void> {
  const others = await tx.selectFrom('valleys').select('id').limit(1).execute();
  await insertAll(tx, 'valleys', [
    {
      id: demo.valley.id,
      slug: demo.valley.slug,
      name_zh: demo.valley.name.zh,
      name_en: demo.valley.name.en,
      zone: demo.valley.zone,
      demo: true,
      is_default: others.length === 0,
      settings: {},
      created_at: now.toString(),
    },
  ]);
}

/** One company has applied and waits for the park's answer, so that there is something to decide. */
async function applicant(cx: Command, { demo }: LoadContext): Promise<void> {
  const person = demo.people.findLast((p) => p.username === null);
  if (!person) return;
  const actor = { userId: person.id, name: person.name.zh, via: 'session' as const, memberships: [] };
  const { id } = await apply(
    { ...cx, actor, audit: cx.audit },
    {
      creditCode: makeCreditCode('91310114DEM0APP0'),
      nameZh: '上海嘉屿医疗器械有限公司（演示数据）',
      nameEn: 'Shanghai Jiayu Medical Devices (demonstration data)',
      kind: 'company',
      district: '310114',
      tier: 'enterprise',
    },
  );
  await markOrganisation(cx.tx, id);
}
