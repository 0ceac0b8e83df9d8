import type { Command } from '../../platform/command.ts';
import { type Role, roles } from '../../platform/command.ts';
import { DomainError } from '../../platform/errors.ts';
import { add as addMember, remove as removeMember } from '../../platform/identity/members/service.ts';
import { findByCreditCode } from '../../platform/identity/organisations/store.ts';
import { findUserByName } from '../../platform/identity/store.ts';
import { CliError } from '../io.ts';
import type { Room } from '../program.ts';
import { findMembership } from '../store.ts';
import { oneOf } from './options.ts';
import { creditCodeOf } from './organisations.ts';

async function organisationOf(cx: Command, creditCode: string): Promise<string> {
  const found = await findByCreditCode(cx.tx, creditCode);
  if (!found)
    throw new CliError({
      zh: `没有信用代码为 ${creditCode} 的机构，请先 hegu org add`,
      en: `There is no organisation with the credit code ${creditCode}: hegu org add first`,
    });
  return found.id;
}

export function memberCommands({ program, add, action, t }: Room): void {
  const member = add(program, 'member', { zh: '角色与成员', en: 'roles of people in organisations' });
  const valley = t({ zh: '产业谷（默认为默认谷）', en: 'valley (else the default one)' });
  const role = roles.join(' | ');
  const parse = oneOf('role', roles);
  const argument = t({ zh: '机构的统一社会信用代码', en: 'unified social credit code of the organisation' });

  add(member, 'add', { zh: '授予角色', en: 'give a role' })
    .argument('<username>', t({ zh: '用户名', en: 'username' }))
    .argument('<creditCode>', argument)
    .argument('<role>', role, parse)
    .option('--valley <slug>', valley)
    .action(
      action(async (session, username: string, code: string, given: Role, o: { valley?: string }) => {
        const creditCode = creditCodeOf(code, session.locale);
        const { scope } = await session.valley(o.valley);
        const added = await session.command(scope, async (cx) =>
          addMember(cx, { username, role: given, organisationId: await organisationOf(cx, creditCode) }),
        );
        session.say({
          zh: `${added.name} 现为 ${added.organisationName} 的 ${given}`,
          en: `${added.name} is now ${given} of ${added.organisationName}`,
        });
        return undefined;
      }),
    );

  add(member, 'remove', { zh: '撤销角色', en: 'take a role away' })
    .argument('<username>', t({ zh: '用户名', en: 'username' }))
    .argument('<creditCode>', argument)
    .argument('<role>', role, parse)
    .option('--valley <slug>', valley)
    .action(
      action(async (session, username: string, code: string, given: Role, o: { valley?: string }) => {
        const creditCode = creditCodeOf(code, session.locale);
        const { scope } = await session.valley(o.valley);
        await session.command(scope, async (cx) => {
          const user = await findUserByName(cx.tx, username);
          if (!user) throw new DomainError('user.not_found');
          const organisationId = await organisationOf(cx, creditCode);
          const found = await findMembership(cx.tx, scope, { userId: user.id, organisationId, role: given });
          if (!found)
            throw new CliError({
              zh: `${username} 没有这个角色`,
              en: `${username} does not hold that role there`,
            });
          await removeMember(cx, found.id);
        });
        session.say({ zh: `已撤销 ${username} 的 ${given}`, en: `${username} is no longer ${given} there` });
        return undefined;
      }),
    );
}
