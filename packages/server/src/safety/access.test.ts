import { allErrors } from '@hegu/contract/all-errors.ts';
import type { RouteSpec } from '@hegu/contract/route.ts';
import { describe, expect, test } from 'vitest';
import type { AccessTable, Subject } from '../platform/access.ts';
import { type Role, roles } from '../platform/command.ts';
import { newId } from '../platform/ids.ts';
import { accessTables } from '../server.ts';
import { faultsOfProblem, pathOf, routes } from '../testing/client.ts';
import { plainInput } from '../testing/inputs.ts';
import type { Person } from '../testing/people.ts';
import { servedWorld } from '../testing/served-world.ts';

/** Who may call what: every route against every role, from the tables themselves. */

const tables: readonly AccessTable[] = accessTables.map((a) => a.table);
const nameOf = (r: RouteSpec) => `${r.method.toUpperCase()} ${r.path}`;
const rowOf = (action: string) => tables.find((t) => action in t)?.[action];

const { server, world } = await servedWorld();

describe('routes and tables fit together', () => {
  test('every declared route is bound once, and nothing else is bound', () => {
    const bound = server.server.bound.map((b) => nameOf(b.route));
    const declared = routes.map(nameOf);
    expect(new Set(bound).size, 'bound twice').toBe(bound.length);
    expect(new Set(declared).size, 'declared twice').toBe(declared.length);
    expect([...bound].sort()).toEqual([...declared].sort());
  });

  test('every action is public, about oneself, or a row of exactly one table', () => {
    const wrong = routes
      .filter((r) => r.action !== 'public' && r.action !== 'self')
      .filter((r) => tables.filter((t) => r.action in t).length !== 1)
      .map((r) => `${nameOf(r)}: ${r.action}`);
    expect(wrong).toEqual([]);
  });

  test('no action is in two tables, and none names somebody who does not exist', () => {
    const actions = tables.flatMap((t) => Object.keys(t));
    expect(new Set(actions).size).toBe(actions.length);
    const subjects: readonly string[] = ['visitor', 'user', ...roles];
    for (const table of tables)
      for (const [action, row] of Object.entries(table))
        expect(
          Object.keys(row).filter((s) => !subjects.includes(s)),
          action,
        ).toEqual([]);
  });

  test('every error a route may answer is declared', () => {
    const unknown = routes.flatMap((r) => r.errors.filter((code) => !(code in allErrors)));
    expect(unknown).toEqual([]);
  });

  test('a route that changes something is never public', () => {
    // A search with a body reads
    const writes = server.server.bound.filter((b) => b.kind === 'write' && b.route.action === 'public');
    expect(writes.map((b) => nameOf(b.route))).toEqual([]);
    const gets = server.server.bound.filter((b) => b.kind === 'write' && b.route.method === 'get');
    expect(gets.map((b) => nameOf(b.route))).toEqual([]);
  });
});

describe('commands of visitors', () => {
  test('are these two, and each has its cell', () => {
    const open = server.server.bound.filter((b) => b.route.visitors);
    expect(open.map((b) => nameOf(b.route)).sort()).toEqual([
      'POST /policy-questions',
      'POST /publicities/{id}/objections',
    ]);
    for (const b of open) expect(rowOf(b.route.action)?.visitor, nameOf(b.route)).toBe('valley');
    // A cell opens nothing by itself
    const cells = tables.flatMap((t) => Object.entries(t).filter(([, row]) => row.visitor !== undefined));
    for (const [action] of cells)
      for (const r of routes.filter((x) => x.action === action)) expect(r.visitors, nameOf(r)).toBe(true);
  });
});

describe('every route asked by a visitor and by every role', () => {
  const roleOf: Readonly<Record<Role, () => Person>> = {
    researcher: () => world.people.researcher,
    pi: () => world.people.pi,
    facility: () => world.people.facility,
    park: () => world.people.park,
    officer: () => world.people.officer,
    admin: () => world.people.admin,
  };

  const mayPass = (action: string, subject: Subject): boolean => {
    if (action === 'public') return true;
    if (subject === 'visitor') return rowOf(action)?.visitor !== undefined;
    if (action === 'self') return true;
    const row = rowOf(action) ?? {};
    return row.visitor !== undefined || row.user !== undefined || row[subject] !== undefined;
  };

  for (const route of routes) {
    test(nameOf(route), async () => {
      for (const subject of ['visitor', ...roles] as const) {
        // Ids that nobody has: what passes the table finds nothing, and changes nothing
        const input = plainInput(route, newId);
        const answer = await server.send(route.method, pathOf(route.path, input.params), {
          as: subject === 'visitor' ? null : roleOf[subject]().key,
          query: input.query,
          ...(input.body === undefined ? {} : { body: input.body }),
        });
        const who = `${subject}: ${answer.status} ${answer.text.slice(0, 300)}`;
        expect(answer.status, who).toBeLessThan(500);
        if (answer.status >= 400) expect(faultsOfProblem(answer), who).toEqual([]);
        if (mayPass(route.action, subject)) {
          expect(answer.status, who).not.toBe(401);
          expect(answer.codes, 'a plain input is well-formed').not.toContain('request.invalid');
          // Within a table's row a target may still be out of reach: then it is 403 or said not to be there
          if (route.action === 'public' || route.action === 'self')
            expect(answer.codes, who).not.toContain('access.denied');
        } else {
          expect(answer.codes, who).toEqual([
            subject === 'visitor' ? 'access.sign_in_required' : 'access.denied',
          ]);
          expect(answer.status, who).toBe(subject === 'visitor' ? 401 : 403);
        }
      }
    });
  }
});
