import type { Role } from '@hegu/contract/identity.ts';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTodos } from '../casework/index.ts';
import { testDb } from '../db/testing/index.ts';
import { makePlace, type Place } from '../files/testing/index.ts';
import { listNotices } from '../notices/service.ts';
import { makeCreditCode } from './credit-code.ts';
import { hashToken } from './gate.ts';
import * as groups from './groups/service.ts';
import { createKey, listKeys, makeKey, revokeKey } from './keys/service.ts';
import * as members from './members/service.ts';
import * as organisations from './organisations/service.ts';
import { afterFailure, checkPassword, lockoutLimits } from './rules.ts';
import { findActorByKey } from './store.ts';

const now = '2026-07-15T02:00:00Z';
const at = Temporal.Instant.from(now);
const refusal = (code: string) => expect.objectContaining({ code });

describe('people, organisations and what they are in a valley', () => {
  let t: Awaited<ReturnType<typeof testDb>>;
  let place: Place;
  let admin: string;
  let home: string;

  beforeAll(async () => {
    t = await testDb();
    place = await makePlace(t.db);
    admin = await place.person('方仲平');
    home = await place.organisation();
    await place.join(admin, home, 'admin');
  });
  afterAll(() => t.close());

  const asked = (creditCode: string) => ({
    creditCode,
    nameZh: '上海谷风生物科技有限公司',
    nameEn: 'Gufeng Bio',
    kind: 'company' as const,
    tier: 'enterprise' as const,
  });

  test('an organisation applies, waits on the park’s list, is admitted, and its applicant becomes its PI', async () => {
    const founder = await place.person('沈知行');
    const park = await place.person('园区小周');
    await place.join(park, home, 'park');
    const code = makeCreditCode('91310114MA1GW2T4');
    const { result: applied } = await place.run(await place.actor(founder), now, (cx) =>
      organisations.apply(cx, asked(code)),
    );
    expect(applied.status).toBe('applied');

    const todos = await place.ask(await place.actor(park), now, (q) => listTodos(q, { limit: 10 }));
    expect(todos.items.map((x) => [x.kind, x.dueAt])).toEqual([
      ['organisation.review', expect.stringContaining('2026-07-22')],
    ]);

    // A second application for the same code, and a decision by somebody who may not
    await expect(
      place.run(await place.actor(founder), now, (cx) => organisations.apply(cx, asked(code))),
    ).rejects.toEqual(refusal('organisation.exists'));
    await expect(
      place.run(await place.actor(founder), now, (cx) =>
        organisations.decide(cx, applied.id, { decision: 'admit' }),
      ),
    ).rejects.toEqual(refusal('access.denied'));

    const { result: admitted, audits } = await place.run(await place.actor(park), now, (cx) =>
      organisations.decide(cx, applied.id, { decision: 'admit' }),
    );
    expect(admitted.status).toBe('active');
    expect(audits.map((a) => a.action)).toContain('organisation.decide');
    expect((await place.ask(await place.actor(park), now, (q) => listTodos(q, { limit: 10 }))).items).toEqual(
      [],
    );
    const listed = await place.ask(await place.actor(admin), now, (q) =>
      members.list(q, { limit: 50, organisationId: applied.id }),
    );
    expect(listed.items.map((m) => [m.userId, m.role])).toEqual([[founder, 'pi']]);
    await expect(
      place.run(await place.actor(admin), now, (cx) =>
        organisations.decide(cx, applied.id, { decision: 'refuse', reason: '太晚' }),
      ),
    ).rejects.toEqual(refusal('organisation.decided'));
  });

  test('a wrong credit code is refused and says which part is wrong', async () => {
    const founder = await place.person('沈知行');
    const right = makeCreditCode('91310114MA1GW2T5');
    const wrong = right.slice(0, 17) + (right.endsWith('0') ? '1' : '0');
    await expect(
      place.run(await place.actor(founder), now, (cx) => organisations.apply(cx, asked(wrong))),
    ).rejects.toMatchObject({
      code: 'credit_code.invalid',
      reasons: [{ data: { problem: expect.stringContaining('末位校验码') } }],
    });
  });

  test('who applied invites colleagues as researchers and PIs of that organisation, and to nothing more', async () => {
    const founder = await place.person('创始人');
    const creditCode = makeCreditCode('91310114MA1GW2T9');
    const { result: applied } = await place.run(await place.actor(founder), now, (cx) =>
      organisations.apply(cx, asked(creditCode)),
    );
    await place.run(await place.actor(admin), now, (cx) =>
      organisations.decide(cx, applied.id, { decision: 'admit' }),
    );
    const told = await place.ask(await place.actor(founder), now, (q) => listNotices(q, { limit: 10 }));
    expect(told.items.map((n) => n.kind)).toEqual(['organisation.admitted']);
    const invite = async (organisationId: string, role: Role) =>
      place.run(await place.actor(founder), now, (cx) =>
        members.invite(cx, { organisationId, role, validDays: 2 }),
      );
    const colleague = await place.person('同事');
    const { result: sent } = await invite(applied.id, 'researcher');
    await place.run(await place.actor(colleague), now, (cx) => members.accept(cx, sent.token));
    await invite(applied.id, 'pi');
    for (const role of ['facility', 'park', 'officer', 'admin'] as const)
      await expect(invite(applied.id, role)).rejects.toEqual(refusal('access.denied'));
    await expect(invite(home, 'researcher')).rejects.toEqual(refusal('access.denied'));
    // An invitation to the bench is not a PI's to withdraw either
    const { result: other } = await place.run(await place.actor(admin), now, (cx) =>
      members.invite(cx, { organisationId: applied.id, role: 'facility', validDays: 2 }),
    );
    const withdraw = async (id: string) =>
      place.run(await place.actor(founder), now, (cx) => members.revokeInvitation(cx, id));
    await expect(withdraw(other.id)).rejects.toEqual(refusal('record.not_found'));
  });

  test('an invitation serves one person once, and not after it was withdrawn or has run out', async () => {
    const guest = await place.person('客人');
    const other = await place.person('旁人');
    const body = { organisationId: home, role: 'researcher' as const, validDays: 2 };
    const { result: first } = await place.run(await place.actor(admin), now, (cx) =>
      members.invite(cx, body),
    );
    await place.run(await place.actor(guest), now, (cx) => members.accept(cx, first.token));
    await expect(
      place.run(await place.actor(other), now, (cx) => members.accept(cx, first.token)),
    ).rejects.toEqual(refusal('invitation.invalid'));

    const { result: second } = await place.run(await place.actor(admin), now, (cx) =>
      members.invite(cx, body),
    );
    await expect(
      place.run(await place.actor(other), '2026-07-17T02:00:01Z', (cx) => members.accept(cx, second.token)),
    ).rejects.toEqual(refusal('invitation.invalid'));
    await place.run(await place.actor(admin), now, (cx) => members.revokeInvitation(cx, second.id));
    await expect(
      place.run(await place.actor(other), now, (cx) => members.accept(cx, second.token)),
    ).rejects.toEqual(refusal('invitation.invalid'));
  });

  test('a link says what it is for before anybody signs in, and what has become of it', async () => {
    const guest = await place.person('读信人');
    const send = async () =>
      (
        await place.run(await place.actor(admin), now, (cx) =>
          members.invite(cx, {
            organisationId: home,
            role: 'researcher',
            email: 'guest@example.org',
            validDays: 2,
          }),
        )
      ).result;
    const read = (token: string, when = now) =>
      place.ask(null, when, (q) => members.readInvitation(q, token));
    const [first, second] = [await send(), await send()];
    const said = await read(first.token);
    expect(said).toEqual({
      organisationName: first.organisationName,
      organisationNameEn: expect.any(String),
      role: 'researcher',
      invitedBy: '方仲平',
      expiresAt: '2026-07-17T02:00:00Z',
      status: 'open',
    });
    expect((await read(first.token, '2026-07-17T01:59:59Z')).status).toBe('open');
    expect((await read(first.token, '2026-07-17T02:00:00Z')).status).toBe('expired');
    await place.run(await place.actor(guest), now, (cx) => members.accept(cx, first.token));
    expect((await read(first.token, '2026-07-18T02:00:00Z')).status).toBe('used');
    await place.run(await place.actor(admin), now, (cx) => members.revokeInvitation(cx, second.id));
    expect((await read(second.token)).status).toBe('withdrawn');
    const elsewhere = await makePlace(t.db);
    for (const wrong of [`${first.token}x`, first.token.slice(1), first.id])
      await expect(read(wrong)).rejects.toEqual(refusal('invitation.unknown'));
    await expect(elsewhere.ask(null, now, (q) => members.readInvitation(q, first.token))).rejects.toEqual(
      refusal('invitation.unknown'),
    );
  });

  test('ten people with one invitation at once: one gets in', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, (_, n) => place.person(`同时${n}`)));
    const { result: invited } = await place.run(await place.actor(admin), now, (cx) =>
      members.invite(cx, { organisationId: home, role: 'researcher', validDays: 2 }),
    );
    const outcomes = await Promise.allSettled(
      people.map(async (p) =>
        place.run(await place.actor(p), now, (cx) => members.accept(cx, invited.token)),
      ),
    );
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  });

  test('the last administrator stays, even when two are removed at once', async () => {
    const second = await place.person('第二位管理员');
    await place.join(second, home, 'admin');
    const admins = await place.ask(await place.actor(admin), now, (q) =>
      members.list(q, { limit: 50, role: 'admin' }),
    );
    const outcomes = await Promise.allSettled(
      admins.items.map(async (m) =>
        place.run(await place.actor(admin), now, (cx) => members.remove(cx, m.id)),
      ),
    );
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    const left = admins.items.find((_, n) => outcomes[n]?.status === 'rejected');
    admin = left?.userId ?? admin;
    expect(
      (await place.ask(await place.actor(admin), now, (q) => members.list(q, { limit: 50, role: 'admin' })))
        .items,
    ).toHaveLength(1);
  });

  test('a facility manager gives roles in their organisation, but not those that look after the valley', async () => {
    const manager = await place.person('机组');
    const newcomer = await place.person('新人', { email: 'newcomer@example.org' });
    const elsewhere = await place.organisation();
    await place.join(manager, home, 'facility');
    const give = async (organisationId: string, role: 'researcher' | 'admin') =>
      place.run(await place.actor(manager), now, (cx) =>
        members.add(cx, { username: 'newcomer@example.org', organisationId, role }),
      );
    expect((await give(home, 'researcher')).result.userId).toBe(newcomer);
    await expect(give(home, 'researcher')).rejects.toEqual(refusal('membership.exists'));
    await expect(give(home, 'admin')).rejects.toEqual(refusal('access.denied'));
    await expect(give(elsewhere, 'researcher')).rejects.toEqual(refusal('access.denied'));
  });

  test('groups: members and PI belong to the organisation; an old version is refused', async () => {
    const pi = await place.person('组长');
    const stranger = await place.person('外人');
    await place.join(pi, home, 'pi');
    const actor = await place.actor(pi);
    await expect(
      place.run(actor, now, (cx) =>
        groups.create(cx, { organisationId: home, nameZh: '组', nameEn: 'G', piUserId: stranger }),
      ),
    ).rejects.toEqual(refusal('group.pi_not_member'));
    const { result: group } = await place.run(actor, now, (cx) =>
      groups.create(cx, { organisationId: home, nameZh: '糖化学组', nameEn: 'Glycochemistry', piUserId: pi }),
    );
    await expect(
      place.run(actor, now, (cx) => groups.update(cx, group.id, { memberIds: [stranger] })),
    ).rejects.toEqual(refusal('group.member_not_in_organisation'));
    const { result: changed } = await place.run(actor, now, (cx) =>
      groups.update(cx, group.id, { memberIds: [pi] }, group.version),
    );
    expect(changed.members.map((m) => m.userId)).toEqual([pi]);
    await expect(
      place.run(actor, now, (cx) => groups.update(cx, group.id, { nameZh: '旧' }, group.version)),
    ).rejects.toEqual(refusal('request.stale'));
    await expect(
      place.run(await place.actor(stranger), now, (cx) => groups.update(cx, group.id, { nameZh: '改' })),
    ).rejects.toEqual(refusal('record.not_found'));
  });

  test('API keys: kept as a hash, shown once, theirs alone, over when revoked or expired, of one valley', async () => {
    const owner = await place.person('持钥人');
    await place.join(owner, home, 'researcher');
    const { result: key } = await place.run(await place.actor(owner), now, (cx) =>
      makeKey(cx, { name: '脚本', validDays: 1 }),
    );
    const find = (token: string, when = at, p = place) =>
      t.db.read(p.scope, (tx) => findActorByKey(tx, p.scope, { tokenHash: hashToken(token), now: when }));
    expect(key.token).toMatch(/^hegu_[a-z0-9-]+_[A-Za-z0-9]{40}$/);
    expect((await find(key.token))?.userId).toBe(owner);
    expect(await find(key.token, at.add({ hours: 25 }))).toBeNull();
    const other = await makePlace(t.db);
    expect(await find(key.token, at, other)).toBeNull();
    const listed = await place.ask(await place.actor(owner), now, listKeys);
    expect(JSON.stringify(listed)).not.toContain(key.token);
    const thief = await place.person('他人');
    await expect(place.run(await place.actor(thief), now, (cx) => revokeKey(cx, key.id))).rejects.toEqual(
      refusal('record.not_found'),
    );
    await place.run(await place.actor(owner), now, (cx) => revokeKey(cx, key.id));
    expect(await find(key.token)).toBeNull();
    const { result: endless } = await place.run(await place.actor(owner), now, (cx) =>
      createKey(cx, owner, '长期', null),
    );
    expect((await find(endless.token, at.add({ hours: 24 * 3650 })))?.userId).toBe(owner);
  });
});

test('passwords: long enough, mixed, not common, not one’s own name', () => {
  expect(checkPassword('hegu-demo-2026', ['researcher'])).toBe(true);
  for (const bad of [
    'short1',
    'onlyletterslong',
    '1234567890123',
    'password123',
    'Qwertyuiop1',
    'aaaaaaaaa1',
    'researcher99',
  ]) {
    expect(checkPassword(bad, ['researcher', 'researcher@example.org']), bad).toBe(false);
  }
});

test('lockout: the tenth failure on a name within fifteen minutes locks it; later ones count anew', () => {
  let count = null as ReturnType<typeof afterFailure> | null;
  for (let n = 0; n < lockoutLimits.name - 1; n++) count = afterFailure(count, 'name', n * 1000);
  expect(count?.lockedUntilMs).toBeNull();
  count = afterFailure(count, 'name', 60_000);
  expect(count.lockedUntilMs).toBe(60_000 + lockoutLimits.lockMs);
  expect(afterFailure(count, 'name', lockoutLimits.windowMs + 70_000).failures).toBe(1);
});
