import { DomainError } from '../../platform/errors.ts';
import { createKey } from '../../platform/identity/keys/service.ts';
import { revokeKey } from '../../platform/identity/keys/store.ts';
import { findUserByName } from '../../platform/identity/store.ts';
import { CliError, tableText } from '../io.ts';
import type { Room } from '../program.ts';
import { findLiveKey, listKeysOf } from '../store.ts';
import { wholeNumber } from './options.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function keyCommands({ program, add, action, t }: Room): void {
  const key = add(program, 'key', { zh: 'API 密钥', en: 'API keys' });
  const valley = t({ zh: '产业谷（默认为默认谷）', en: 'valley (else the default one)' });
  const json = t({ zh: '以 JSON 输出', en: 'print JSON' });

  add(key, 'create <username>', {
    zh: '为用户生成密钥，只显示一次',
    en: 'make a key that acts as this user; shown once',
  })
    .option('--name <text>', t({ zh: '用途', en: 'what it is for' }), 'cli')
    .option(
      '--days <n>',
      t({ zh: '有效天数（默认 90；0 为不过期）', en: 'days it is valid (0: for ever)' }),
      wholeNumber('--days', 0, 3650),
      90,
    )
    .option('--valley <slug>', valley)
    .option('--json', json)
    .action(
      action(
        async (
          session,
          username: string,
          o: { name: string; days: number; valley?: string; json?: true },
        ) => {
          const { scope } = await session.valley(o.valley);
          const made = await session.command(scope, async (cx) => {
            const user = await findUserByName(cx.tx, username);
            if (!user) throw new DomainError('user.not_found');
            const created = await createKey(cx, user.id, o.name, o.days === 0 ? null : o.days);
            await cx.audit({
              action: 'api-key.create',
              entity: 'api-key',
              entityId: created.id,
              after: { userId: user.id, name: o.name, expiresAt: created.expiresAt },
            });
            return created;
          });
          if (o.json) session.io.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
          else {
            session.say({
              zh: `密钥 ${made.id}，有效期至 ${made.expiresAt ?? '不限'}。令牌只显示这一次：`,
              en: `Key ${made.id}, valid until ${made.expiresAt ?? 'for ever'}. The token is shown this once:`,
            });
            session.io.stdout.write(`${made.token}\n`);
          }
          return undefined;
        },
      ),
    );

  add(key, 'list [username]', { zh: '列出密钥', en: 'list keys' })
    .option('--valley <slug>', valley)
    .option('--json', json)
    .action(
      action(async (session, username: string | undefined, o: { valley?: string; json?: true }) => {
        const { scope } = await session.valley(o.valley);
        const rows = await (await session.db()).read(scope, async (tx) => {
          const user = username === undefined ? undefined : await findUserByName(tx, username);
          if (username !== undefined && !user) throw new DomainError('user.not_found');
          return listKeysOf(tx, scope.valleyId, user?.id ?? null);
        });
        if (o.json) {
          const items = rows.map((k) => ({
            id: k.id,
            username: k.username,
            name: k.name,
            hint: k.hint,
            expiresAt: k.expires_at?.toString() ?? null,
            revokedAt: k.revoked_at?.toString() ?? null,
            lastUsedOn: k.last_used_on,
          }));
          session.io.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
          return undefined;
        }
        const headings = [
          'id',
          t({ zh: '用户', en: 'user' }),
          t({ zh: '用途', en: 'for' }),
          t({ zh: '尾号', en: 'ends' }),
          t({ zh: '有效期至', en: 'expires' }),
          t({ zh: '备注', en: 'notes' }),
        ];
        session.io.stdout.write(
          tableText(
            headings,
            rows.map((k) => [
              k.id,
              k.username ?? '',
              k.name,
              k.hint,
              k.expires_at?.toString().slice(0, 10) ?? '–',
              k.revoked_at ? t({ zh: '已吊销', en: 'revoked' }) : '',
            ]),
          ),
        );
        return undefined;
      }),
    );

  add(key, 'revoke <id>', { zh: '吊销密钥', en: 'revoke a key' })
    .option('--valley <slug>', valley)
    .action(
      action(async (session, id: string, o: { valley?: string }) => {
        const { scope } = await session.valley(o.valley);
        await session.command(scope, async (cx) => {
          const found = uuid.test(id) ? await findLiveKey(cx.tx, scope.valleyId, id) : undefined;
          if (!found || !(await revokeKey(cx.tx, scope.valleyId, found.user_id, found.id, cx.now)))
            throw new CliError({ zh: `没有可吊销的密钥 ${id}`, en: `There is no key ${id} to revoke` });
          await cx.audit({
            action: 'api-key.revoke',
            entity: 'api-key',
            entityId: found.id,
            before: { userId: found.user_id },
          });
        });
        session.say({ zh: `已吊销 ${id}`, en: `Revoked ${id}` });
        return undefined;
      }),
    );
}
