import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../../platform/db/db.ts';
import type { ValleyScope } from '../../platform/db/scope.ts';
import { DomainError } from '../../platform/errors.ts';
import { scopeOf } from '../../platform/identity/gate.ts';
import { createLockout } from '../../platform/identity/lockout.ts';
import { checkPassword } from '../../platform/identity/rules.ts';
import { findUserByName } from '../../platform/identity/store.ts';
import { newId } from '../../platform/ids.ts';
import { CliError, readStdin, tableText } from '../io.ts';
import type { Room } from '../program.ts';
import type { Session } from '../session.ts';
import { endSessions, insertUser, isMember, listUsers, setDisabled, setPassword } from '../store.ts';

/** No letters or digits that look like others, so that it can be read out. */
const letters = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

/** Four groups of four, about 78 bits: `hxqk-7mfe-…`. */
export function newPassword(): string {
  const pick = (from: string) => from[randomInt(from.length)] ?? '';
  for (;;) {
    const groups = Array.from({ length: 4 }, () =>
      Array.from({ length: 4 }, () => pick(letters + digits)).join(''),
    );
    const password = groups.join('-');
    if (checkPassword(password, [])) return password;
  }
}

async function givenOrNew(session: Session, fromStdin: boolean | undefined, names: readonly string[]) {
  if (!fromStdin) return { password: newPassword(), shown: true };
  const password = await readStdin(session.io);
  if (!checkPassword(password, names)) throw new DomainError('password.too_weak');
  return { password, shown: false };
}

/**
 * A change to a person, which is not of one valley: written to the audit log of every valley they are in, or else of the
 * default one. The first of these transactions makes the change.
 */
async function change(
  session: Session,
  userId: string,
  action: string,
  after: unknown,
  write: (tx: Tx, now: ReturnType<Session['clock']['now']>) => Promise<void>,
): Promise<void> {
  const db = await session.db();
  const scopes = (await session.valleys()).map(scopeOf);
  const theirs: ValleyScope[] = [];
  for (const scope of scopes)
    if (await db.read(scope, (tx) => isMember(tx, scope, userId))) theirs.push(scope);
  const logged =
    theirs.length > 0
      ? theirs
      : await session
          .valley(undefined)
          .then((v) => [v.scope])
          .catch(() => []);
  const [first, ...others] = logged;
  if (!first) {
    await db.tx(null, (tx) => write(tx, session.clock.now()));
    return;
  }
  const entry = { action, entity: 'user', entityId: userId, after } as const;
  await session.command(first, async (cx) => {
    await write(cx.tx, cx.now);
    await cx.audit(entry);
  });
  for (const scope of others) await session.command(scope, (cx) => cx.audit(entry));
}

async function find(session: Session, username: string) {
  const user = await (await session.db()).read(null, (tx) => findUserByName(tx, username));
  if (!user) throw new DomainError('user.not_found');
  return user;
}

const taken = {
  username: { zh: '这个用户名已被使用', en: 'This username is taken' },
  email: { zh: '这个邮箱已被使用', en: 'This e-mail address is taken' },
  phone: { zh: '这个手机号已被使用', en: 'This phone number is taken' },
};

interface CreateOptions {
  name: string;
  email: string;
  phone?: string;
  locale: string;
  passwordStdin?: true;
  json?: true;
}

export function userCommands({ program, add, action, t }: Room): void {
  const user = add(program, 'user', { zh: '用户', en: 'people' });
  const json = t({ zh: '以 JSON 输出', en: 'print JSON' });
  const fromStdin = t({
    zh: '从标准输入读取密码；不给则生成一个，只显示一次',
    en: 'read the password from standard input; without it one is made and shown once',
  });

  add(user, 'create <username>', { zh: '新建用户', en: 'make a user' })
    .requiredOption('--name <name>', t({ zh: '姓名', en: 'name' }))
    .requiredOption('--email <address>', t({ zh: '邮箱', en: 'e-mail address' }))
    .option(
      '--phone <number>',
      t({ zh: '手机号，如 +8613800000000', en: 'phone number, e.g. +8613800000000' }),
    )
    .option('--locale <zh|en>', t({ zh: '界面语言', en: 'language of their screens' }), 'zh')
    .option('--password-stdin', fromStdin)
    .option('--json', json)
    .action(
      action(async (session, username: string, options: CreateOptions) => {
        const input = readNew(username, options);
        const { password, shown } = await givenOrNew(session, options.passwordStdin, [
          input.username,
          input.email,
          input.name,
        ]);
        const passwordHash = await (await (await session.auth()).$context).password.hash(password);
        const id = newId();
        const after = { username: input.username, name: input.name, email: input.email };
        await change(session, id, 'user.create', after, async (tx, at) => {
          const conflict = await insertUser(tx, { ...input, id, passwordHash, at });
          if (conflict) throw new CliError(taken[conflict]);
        });
        if (options.json) {
          const result = { id, username: input.username, ...(shown ? { password } : {}) };
          session.io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
          return undefined;
        }
        session.say({
          zh: `已创建用户 ${input.username}（${id}）`,
          en: `Made the user ${input.username} (${id})`,
        });
        if (shown)
          session.say({
            zh: `密码（只显示这一次）：${password}`,
            en: `Password (shown this once): ${password}`,
          });
        return undefined;
      }),
    );

  add(user, 'password <username>', {
    zh: '重设密码，并退出此人的所有登录',
    en: 'set a new password and end all sessions',
  })
    .option('--password-stdin', fromStdin)
    .action(
      action(async (session, username: string, options: { passwordStdin?: true }) => {
        const found = await find(session, username);
        const { password, shown } = await givenOrNew(session, options.passwordStdin, [
          found.username ?? '',
          found.email,
          found.name,
        ]);
        const hash = await (await (await session.auth()).$context).password.hash(password);
        await change(session, found.id, 'user.password', {}, (tx, at) => setPassword(tx, found.id, hash, at));
        // Whoever was locked out by wrong attempts may come in with the new one.
        const lockout = createLockout(await session.db(), () => 0);
        await lockout.succeeded({ name: found.email.toLowerCase(), address: null });
        session.say({ zh: `已重设 ${username} 的密码`, en: `Set a new password for ${username}` });
        if (shown)
          session.say({
            zh: `密码（只显示这一次）：${password}`,
            en: `Password (shown this once): ${password}`,
          });
        return undefined;
      }),
    );

  for (const disable of [true, false]) {
    const words = disable
      ? { zh: '停用用户，并退出其所有登录', en: 'keep a user out and end their sessions' }
      : { zh: '恢复用户', en: 'let a user in again' };
    add(user, `${disable ? 'disable' : 'enable'} <username>`, words).action(
      action(async (session, username: string) => {
        const found = await find(session, username);
        await change(session, found.id, disable ? 'user.disable' : 'user.enable', {}, async (tx, at) => {
          if (!(await setDisabled(tx, found.id, disable ? at : null, at)))
            throw new CliError(
              disable
                ? { zh: `${username} 已经停用`, en: `${username} is disabled already` }
                : { zh: `${username} 没有被停用`, en: `${username} is not disabled` },
            );
          if (disable) await endSessions(tx, found.id);
        });
        session.say(
          disable
            ? { zh: `已停用 ${username}`, en: `Disabled ${username}` }
            : { zh: `已恢复 ${username}`, en: `Enabled ${username}` },
        );
        return undefined;
      }),
    );
  }

  add(user, 'list', { zh: '列出用户', en: 'list the users' })
    .option('--q <words>', t({ zh: '按姓名、用户名或邮箱查找', en: 'find by name, username or e-mail' }))
    .option('--json', json)
    .action(
      action(async (session, options: { q?: string; json?: true }) => {
        const rows = await (await session.db()).read(null, (tx) => listUsers(tx, options.q));
        if (options.json) {
          const items = rows.map((u) => ({
            id: u.id,
            username: u.username,
            name: u.name,
            email: u.email,
            phone: u.phone_number,
            locale: u.locale,
            disabledAt: u.disabled_at?.toString() ?? null,
            demo: u.demo,
            createdAt: u.created_at.toString(),
          }));
          session.io.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
          return undefined;
        }
        const headings = [
          t({ zh: '用户名', en: 'username' }),
          t({ zh: '姓名', en: 'name' }),
          t({ zh: '邮箱', en: 'e-mail' }),
          t({ zh: '备注', en: 'notes' }),
        ];
        const notes = (u: (typeof rows)[number]) =>
          [u.disabled_at && t({ zh: '已停用', en: 'disabled' }), u.demo && t({ zh: '演示', en: 'demo' })]
            .filter(Boolean)
            .join(' ');
        session.io.stdout.write(
          tableText(
            headings,
            rows.map((u) => [u.username ?? '', u.name, u.email, notes(u)]),
          ),
        );
        return undefined;
      }),
    );
}

const NewUserInput = z.object({
  // As the sign-in by username accepts it.
  username: z.string().regex(/^[A-Za-z0-9_.]{2,30}$/),
  name: z.string().trim().min(1).max(60),
  email: z.email().max(254),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .nullable(),
  locale: z.enum(['zh', 'en']),
});

const wrong: Readonly<Record<string, { zh: string; en: string }>> = {
  username: {
    zh: '用户名为 2–30 位字母、数字、下划线或点',
    en: 'A username has 2–30 letters, digits, underscores or dots',
  },
  name: { zh: '姓名为 1–60 个字', en: 'A name has 1–60 characters' },
  email: { zh: '邮箱地址不对', en: 'That is no e-mail address' },
  phone: {
    zh: '手机号要带国家码，如 +8613800000000',
    en: 'A phone number begins with its country code: +86…',
  },
  locale: { zh: '语言为 zh 或 en', en: 'The language is zh or en' },
};

function readNew(username: string, o: CreateOptions): z.output<typeof NewUserInput> {
  const read = NewUserInput.safeParse({
    username,
    name: o.name,
    email: o.email,
    phone: o.phone ?? null,
    locale: o.locale,
  });
  if (read.success) return read.data;
  const field = String(read.error.issues[0]?.path[0]);
  throw new CliError(wrong[field] ?? { zh: `${field} 不对`, en: `${field} is not valid` });
}
