import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as audit from '../platform/audit/index.ts';
import { openAuditKey, seal } from '../platform/audit/index.ts';
import { systemClock } from '../platform/clock/index.ts';
import { appRole } from '../platform/db/migrate.ts';
import { type TestDb, testDb } from '../platform/db/testing/index.ts';
import { createAuth } from '../platform/identity/auth.ts';
import { makeCreditCode } from '../platform/identity/credit-code.ts';
import { identify, scopeOf } from '../platform/identity/gate.ts';
import { createLockout } from '../platform/identity/lockout.ts';
import { checkPassword } from '../platform/identity/rules.ts';
import { listValleys } from '../platform/identity/store.ts';
import { newPassword } from './commands/users.ts';
import { openTerminal, type Terminal } from './testing/index.ts';

let test: TestDb;
let terminal: Terminal;
const code = makeCreditCode('91310114MA1GT5XQ');

beforeAll(async () => {
  test = await testDb();
  terminal = await openTerminal(test.connection);
});
afterAll(async () => {
  await terminal?.close();
  await test?.close();
});

const hegu = (line: string, stdin?: string) => terminal.hegu(line.split(' '), stdin);
const json = async (line: string) => JSON.parse((await hegu(`${line} --json`)).out);
const valley = async (slug: string) => {
  const row = (await test.db.read(null, listValleys)).find((v) => v.slug === slug);
  if (!row) throw new Error(`no ${slug}`);
  return scopeOf(row);
};
const audited = async (slug: string) => {
  const scope = await valley(slug);
  return test.db.read(scope, (tx) =>
    tx.selectFrom('audit_entries').select(['action', 'via', 'actor_id', 'after']).orderBy('id').execute(),
  );
};

/** Signs in as a browser would. */
async function signIn(username: string, password: string) {
  const { auth, close } = createAuth({
    connection: test.connection,
    role: appRole,
    secret: 'a secret of this test, long enough for the library',
    baseUrl: 'http://127.0.0.1',
    trustedOrigins: () => [],
    secureCookies: false,
    lockout: createLockout(test.db, () => systemClock.now().epochMilliseconds),
  });
  try {
    const response = await auth.handler(
      new Request('http://127.0.0.1/api/auth/sign-in/username', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      }),
    );
    const body = (await response.json()) as { token?: string; user?: { name: string } };
    return { status: response.status, token: body.token ?? '', name: body.user?.name };
  } finally {
    await close();
  }
}

describe('words and endings', () => {
  it('speaks Chinese and, when asked, English', async () => {
    const chinese = await hegu('--help');
    expect(chinese.exit).toBe(0);
    expect(chinese.out).toContain('用法：');
    expect(chinese.out).toContain('产业谷');
    const english = await hegu('--lang en --help');
    expect(english.out).toContain('Usage:');
    expect(english.out).not.toMatch(/\p{Script=Han}/u);
    const everyHelp = [
      'valley',
      'user',
      'org',
      'member',
      'key',
      'audit',
      'ledger',
      'db',
      'demo',
      'backup',
      'restore',
    ];
    for (const group of everyHelp) {
      const help = await hegu(`${group} --lang en --help`);
      expect(help.exit, group).toBe(0);
      expect(help.out, group).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('tells a mistyped command from a refusal', async () => {
    for (const [line, words] of [
      ['vally list', '没有命令 vally'],
      ['valley list --jsn', '没有选项 --jsn'],
      ['key create', '缺少参数 username'],
      ['valley create x --name-zh 甲', '缺少必填选项'],
      ['key create x --days many', '应为 0 到 3650 之间的整数'],
      [`org add ${code} --name-zh 甲 --name-en A --kind shop`, '--kind 只能是'],
    ] as const) {
      const said = await hegu(line);
      expect(said, line).toMatchObject({ exit: 2, out: '' });
      expect(said.err, line).toContain(words);
    }
    expect((await hegu('user')).exit).toBe(2);
    expect((await hegu('backup /nowhere/at/all.tar.gz')).exit).toBe(3);
  });

  it('says what to do when there is no valley yet', async () => {
    const said = await hegu('org list');
    expect(said.exit).toBe(1);
    expect(said.err).toContain('hegu valley create');
  });
});

describe('a deployment from nothing', () => {
  it('makes valleys', async () => {
    expect(
      (await terminal.hegu(['valley', 'create', 'jiading', '--name-zh', '嘉定械谷', '--name-en', 'Jiading']))
        .exit,
    ).toBe(0);
    const second = ['valley', 'create', 'putuo', '--name-zh', '普陀', '--name-en', 'Putuo', '--default'];
    expect((await terminal.hegu(second)).exit).toBe(0);
    expect(await json('valley list')).toMatchObject([
      { slug: 'jiading', default: false, zone: 'Asia/Shanghai' },
      { slug: 'putuo', default: true, demo: false },
    ]);
    expect((await hegu('valley list')).out).toMatch(
      /标识 {5}名称 {6}时区 {11}备注\njiading {2}嘉定械谷 {2}Asia\/Shanghai\n/,
    );
    expect((await terminal.hegu(second)).err).toContain('已经有名为 putuo 的产业谷');
    expect((await hegu('valley create Bad_Slug --name-zh x --name-en x')).exit).toBe(1);
    expect((await hegu('valley create z --name-zh x --name-en x --zone Mars/Base')).err).toContain(
      '没有名为 Mars/Base 的时区',
    );
    expect((await hegu('valley default jiading')).exit).toBe(0);
    expect(await json('valley list')).toMatchObject([{ default: true }, { default: false }]);
    expect((await audited('putuo')).map((e) => [e.action, e.via])).toEqual([['valley.create', 'cli']]);
    expect((await hegu('valley default nowhere')).err).toContain('没有名为 nowhere 的产业谷');
  });

  it('makes a user who can sign in, with a password shown once', async () => {
    const said = await terminal.hegu([
      'user',
      'create',
      'Wang.Fang',
      '--name',
      '王芳',
      '--email',
      'Wang@Example.cn',
    ]);
    expect(said.exit).toBe(0);
    const password = /密码（只显示这一次）：(\S+)/.exec(said.out)?.[1] ?? '';
    expect(checkPassword(password, ['王芳', 'wang'])).toBe(true);
    expect(await signIn('wang.fang', password)).toMatchObject({ status: 200, name: '王芳' });
    expect((await signIn('wang.fang', `${password}x`)).status).toBe(401);
    expect(JSON.stringify(await audited('jiading'))).not.toContain(password);

    const again = await terminal.hegu([
      'user',
      'create',
      'wang.fang',
      '--name',
      'x',
      '--email',
      'y@example.cn',
    ]);
    expect(again).toMatchObject({ exit: 1, err: '这个用户名已被使用\n' });
    const mail = await terminal.hegu([
      'user',
      'create',
      'other',
      '--name',
      'x',
      '--email',
      'wang@example.cn',
    ]);
    expect(mail.err).toBe('这个邮箱已被使用\n');
    for (const bad of [
      ['a', 'x', 'x@example.cn'],
      ['王芳', 'x', 'x@example.cn'],
      ['abc', '', 'x@example.cn'],
      ['abc', 'x', 'nobody'],
    ])
      expect(
        (await terminal.hegu(['user', 'create', bad[0]!, '--name', bad[1]!, '--email', bad[2]!])).exit,
      ).toBe(1);
  });

  it('takes a password from standard input, and refuses a weak one', async () => {
    const args = ['user', 'create', 'li', '--name', '李强', '--email', 'li@example.cn', '--password-stdin'];
    expect((await terminal.hegu(args, 'short1')).err).toContain('password.too_weak');
    const said = await terminal.hegu(args, 'zhi-pu-liang-2026\n');
    expect(said.exit).toBe(0);
    expect(said.out).not.toContain('zhi-pu');
    expect((await signIn('li', 'zhi-pu-liang-2026')).status).toBe(200);
  });

  it('sets a new password, ends sessions and lifts a lockout', async () => {
    const { token } = await signIn('li', 'zhi-pu-liang-2026');
    for (let i = 0; i < 10; i++) await signIn('li', 'wrong-wrong-1');
    expect((await signIn('li', 'zhi-pu-liang-2026')).status).toBe(429);
    const links = () =>
      test.db.read(null, (tx) =>
        sql<{ value: string }>`select value from verifications order by identifier`.execute(tx),
      );
    await test.db.tx(null, (tx) =>
      sql`insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
        select u.username, 'reset-' || u.username, u.id, now() + interval '1 hour', now(), now() from users u
        where u.username in ('li', 'wang.fang')`.execute(tx),
    );
    expect((await links()).rows).toHaveLength(2);
    const said = await terminal.hegu(['user', 'password', 'li', '--password-stdin'], 'xin-de-mi-ma-77');
    expect(said.exit).toBe(0);
    expect((await signIn('li', 'zhi-pu-liang-2026')).status).toBe(401);
    expect((await signIn('li', 'xin-de-mi-ma-77')).status).toBe(200);
    // The link to reset it that was under way is void, somebody else's is not
    expect((await links()).rows).toHaveLength(1);
    const scope = await valley('jiading');
    const now = systemClock.now();
    expect(
      await test.db.read(scope, (tx) => identify(tx, scope, { kind: 'session', token }, now, now)),
    ).toBeNull();
    expect((await hegu('user password nobody')).err).toContain('user.not_found');
  });

  it('keeps a disabled user out and lets them in again', async () => {
    const { token } = await signIn('li', 'xin-de-mi-ma-77');
    const scope = await valley('jiading');
    const who = () => {
      const now = systemClock.now();
      return test.db.read(scope, (tx) => identify(tx, scope, { kind: 'session', token }, now, now));
    };
    expect(await who()).toMatchObject({ name: '李强' });
    expect((await hegu('user disable li')).exit).toBe(0);
    expect(await who()).toBeNull();
    expect((await hegu('user disable li')).err).toContain('已经停用');
    expect(await json('user list --q li@')).toMatchObject([
      { username: 'li', disabledAt: '2026-07-15T02:00:00.123456Z' },
    ]);
    expect((await hegu('user list')).out).toMatch(/li +李强 +li@example.cn +已停用/);
    expect((await hegu('user enable li')).exit).toBe(0);
    expect((await hegu('user enable li')).exit).toBe(1);
  });

  it('admits organisations and gives roles', async () => {
    const add = [
      'org',
      'add',
      code,
      '--name-zh',
      '某医疗器械公司',
      '--name-en',
      'Some Devices',
      '--kind',
      'company',
    ];
    expect((await terminal.hegu(add)).exit).toBe(0);
    expect((await terminal.hegu(add)).err).toContain('organisation.exists');
    expect((await terminal.hegu([...add, '--valley', 'putuo', '--tier', 'member'])).exit).toBe(0);
    expect(await json('org list')).toMatchObject([
      { creditCode: code, status: 'active', tier: 'enterprise' },
    ]);
    expect(await json('org list --valley putuo')).toMatchObject([{ creditCode: code, tier: 'member' }]);
    const wrong = await terminal.hegu(add.with(2, `${code.slice(0, 17)}${code.endsWith('0') ? '1' : '0'}`));
    expect(wrong.err).toContain('末位校验码不符');

    expect((await hegu(`member add li ${code} admin`)).out).toBe('李强 现为 某医疗器械公司 的 admin\n');
    expect((await hegu(`member add li ${code} admin`)).err).toContain('membership.exists');
    expect((await hegu(`member remove li ${code} admin`)).err).toContain('membership.last_admin');
    expect((await hegu(`member add wang.fang ${code} admin`)).exit).toBe(0);
    expect((await hegu(`member remove li ${code} admin`)).exit).toBe(0);
    expect((await hegu(`member remove li ${code} admin`)).err).toContain('没有这个角色');
    expect((await hegu(`member add nobody ${code} pi`)).err).toContain('user.not_found');
    const other = makeCreditCode('91310115MA1K3A0B');
    expect((await hegu(`member add li ${other} pi`)).err).toContain('hegu org add');
    const actions = (await audited('jiading')).map((e) => e.action);
    expect(actions).toEqual(
      expect.arrayContaining(['organisation.add', 'member.add', 'member.remove', 'user.password']),
    );
    // What happens to a person is in the log of the valleys they are in.
    expect((await hegu('user password wang.fang')).exit).toBe(0);
    expect((await audited('jiading')).at(-1)?.action).toBe('user.password');
  });

  it('makes and revokes keys that act as a person in one valley', async () => {
    const key = await json('key create wang.fang --days 30');
    expect(key.token).toMatch(/^hegu_jiading_[A-Za-z0-9]{40}$/);
    expect(key.expiresAt).toBe('2026-08-14T02:00:00.123456Z');
    const scope = await valley('jiading');
    const use = (now = systemClock.now()) =>
      test.db.read(scope, (tx) =>
        identify(tx, scope, { kind: 'key', token: key.token, valley: 'jiading' }, now, now),
      );
    const early = systemClock.now().subtract({ hours: 24 * 3650 });
    expect(await use(early)).toMatchObject({ name: '王芳', memberships: [{ role: 'admin' }] });
    const listed = await hegu('key list wang.fang');
    expect(listed.out).toContain(key.id);
    expect(listed.out).not.toContain(key.token);
    expect((await hegu(`key revoke ${key.id} --valley putuo`)).exit).toBe(1);
    expect((await hegu(`key revoke ${key.id}`)).exit).toBe(0);
    expect((await hegu(`key revoke ${key.id}`)).exit).toBe(1);
    await expect(use(early)).rejects.toThrow('access.key_invalid');
  });
});

describe('proofs', () => {
  it('proves the audit log and the books, and exits 1 when something was changed', async () => {
    // Before a server has ever run there are no keys, and nothing that was signed.
    expect((await hegu('audit verify')).out).toMatch(/0 条记录，0 个签名树头，\d+ 条待封存/);
    const key = await openAuditKey(terminal.dataDir);
    for (const slug of ['jiading', 'putuo']) await seal(test.db, await valley(slug), key, systemClock.now());
    const fine = await hegu('audit verify');
    expect(fine.exit).toBe(0);
    expect(fine.out).toMatch(/✓ jiading 审计日志完好：\d+ 条记录/);
    expect((await hegu('ledger verify')).out).toContain('✓ putuo 账目平衡');

    const lost = await terminal.hegu(['audit', 'verify'], '', {
      HEGU_DATA: join(terminal.dataDir, 'elsewhere'),
    });
    expect(lost.exit).toBe(3);
    expect(lost.err).toContain('HEGU_DATA');

    const heads = await hegu('audit head');
    const witness = join(terminal.dataDir, 'heads.json');
    await writeFile(witness, heads.out);
    expect((await hegu(`audit verify --witness ${witness}`)).exit).toBe(0);
    await writeFile(witness, '[{"treeSize": 3}]');
    expect((await hegu(`audit verify --witness ${witness}`)).err).toContain('没有签名树头');

    const scope = await valley('jiading');
    const proofs = await test.db.read(scope, async (tx) => {
      const [older, newer] = (await audit.list({ tx, scope, now: systemClock.now() } as never, { limit: 2 }))
        .items;
      if (!older || !newer) throw new Error('there should be two entries');
      const q = { tx, scope };
      return [
        { entry: older, proof: await audit.proof(q, { id: older.id }) },
        { entry: newer, proof: await audit.proof(q, { id: newer.id }) },
      ] as const;
    });
    const file = join(terminal.dataDir, 'proof.json');
    const check = async (contents: unknown, more: readonly string[] = [], env = {}) => {
      await writeFile(file, typeof contents === 'string' ? contents : JSON.stringify(contents));
      return terminal.hegu(['audit', 'verify', file, ...more], '', env);
    };
    const [{ entry, proof }] = proofs;
    const holds = await check(proof);
    expect(holds).toMatchObject({ exit: 0, err: '' });
    expect(holds.out).toContain(`✓ ${entry.id} 证明成立`);
    expect((await check(proofs)).out).toContain('2 条中 2 条证明成立');
    const changed = [
      [{ ...proof, leaf: { ...proof.leaf, actorName: '别人' } }, '记录不在这个树头之下'],
      [{ ...proof, body: { ...proof.body, after: { amountFen: 1 } } }, '内容被改过'],
      [{ ...proof, head: { ...proof.head, treeSize: proof.head.treeSize + 1 } }, '树头被改过'],
      [[{ entry: { ...entry, actorName: '别人' }, proof }, proofs[1]], '列出的内容被改过'],
      [[{ entry, proof: null }], '还没有封存'],
    ] as const;
    for (const [contents, words] of changed) {
      const refused = await check(contents);
      expect(refused.exit, words).toBe(1);
      expect(refused.out).toContain(words);
    }
    expect(JSON.parse((await check(changed[1][0], ['--json'])).out)).toEqual([
      { id: entry.id, ok: false, fault: 'body' },
    ]);
    expect((await check('{"a": 1}')).err).toContain('没有审计证明');
    expect((await terminal.hegu(['audit', 'verify', join(terminal.dataDir, 'nothing.json')])).exit).toBe(3);
    // Away from the deployment the key comes from elsewhere, in either of the forms it is given out in
    const away = {
      HEGU_DATA: join(terminal.dataDir, 'elsewhere'),
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
    };
    const unknown = await check(proof, [], away);
    expect([unknown.exit, unknown.out.includes('--key')]).toEqual([1, true]);
    const published = join(terminal.dataDir, 'keys.json');
    const { items } = audit.listKeys(await audit.readTrustedKeys(terminal.dataDir), key);
    for (const given of [JSON.stringify({ items }), items[0]?.publicKey ?? '']) {
      await writeFile(published, given);
      expect((await check(proof, ['--key', published], away)).exit).toBe(0);
    }
    await writeFile(published, 'no key');
    expect((await check(proof, ['--key', published])).err).toContain('没有公钥');
    expect((await check(proof, ['--valley', 'jiading'])).exit).toBe(2);

    const { asOwner } = await import('../platform/audit/testing/index.ts');
    await asOwner(test, (c) =>
      c.query(`UPDATE audit_entries SET actor_name = '别人' WHERE action = 'valley.default'`),
    );
    const found = await hegu('audit verify --valley jiading');
    expect(found.exit).toBe(1);
    expect(found.out).toContain('entry.tampered');
    expect((await json('audit verify --valley jiading'))[0]).toMatchObject({
      ok: false,
      discrepancyCount: 1,
    });
  });
});

describe('the database', () => {
  it('tells its state', async () => {
    expect(await json('db status')).toMatchObject({ ok: true, pending: [], unsecured: [], citus: null });
    expect((await hegu('db migrate')).out).toBe('已是最新\n');
    expect((await hegu('db distribute')).err).toContain('没有 Citus');
  });
});

describe('backups', () => {
  it('says before anything is changed that there will be no keys, and then succeeds', async () => {
    const file = join(terminal.dataDir, 'for-no-keys.tar.gz');
    expect((await hegu(`backup ${file}`)).exit).toBe(0);
    const target = await testDb();
    const other = await openTerminal(target.connection);
    try {
      const restored = await other.hegu(['restore', file, '--no-keys']);
      expect(restored.err).toContain('没有密钥，归档里有，但 --no-keys 不取');
      expect(restored.out).toContain('– putuo 审计日志未核对：没有公钥');
      expect(restored.out).toContain('✓ putuo 账目平衡');
      expect(restored.exit).toBe(0);
    } finally {
      await other.close();
      await target.close();
    }
  });

  it('goes to a file or to standard output, and comes back with its proofs', async () => {
    const file = join(terminal.dataDir, 'backup.tar.gz');
    const made = await hegu(`backup ${file}`);
    expect(made.exit).toBe(0);
    const fingerprint = /指纹 ([0-9a-f]{64})/.exec(made.out)?.[1] ?? '';
    expect((await hegu(`backup ${file}`)).err).toContain('已存在');
    expect((await hegu(`restore ${file} --check --fingerprint ${fingerprint}`)).exit).toBe(0);
    expect((await hegu(`restore ${file} --check --fingerprint ${'0'.repeat(64)}`)).exit).toBe(1);
    const piped = await hegu('backup -');
    expect(piped.err).toContain('指纹');

    const target = await testDb();
    const other = await openTerminal(target.connection);
    try {
      await mkdir(other.dataDir, { recursive: true });
      const restored = await other.hegu(['restore', file]);
      // The entry changed above is found again: a backup keeps what was there.
      expect(restored.exit).toBe(1);
      expect(restored.out).toContain('entry.tampered');
      expect(restored.out).toContain('✓ putuo 审计日志完好');
      expect(restored.out).toContain('✓ jiading 账目平衡');
      expect(JSON.parse((await other.hegu(['org', 'list', '--json'])).out)).toEqual(await json('org list'));
      const refused = await other.hegu(['restore', file]);
      expect(refused.err).toContain('数据库不是空的');
    } finally {
      await other.close();
      await target.close();
    }
  });
});

describe('passwords that are made', () => {
  it('are strong and never the same', () => {
    const made = Array.from({ length: 200 }, newPassword);
    expect(new Set(made).size).toBe(200);
    for (const password of made) {
      expect(password).toMatch(/^[a-hjkm-np-z2-9]{4}(-[a-hjkm-np-z2-9]{4}){3}$/);
      expect(checkPassword(password, [])).toBe(true);
    }
  });
});
