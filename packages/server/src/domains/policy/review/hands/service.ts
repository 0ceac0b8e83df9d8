import { addTodo, closeTodos } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { codesWithRelations, relatedCodes } from '../../../enterprise/index.ts';
import type { ApplicationRow, Part } from '../../applications/store.ts';
import { isRelated, partNow } from '../conflicts/service.ts';
import * as store from './store.ts';

/**
 * Who is left to act: each step is for somebody who had no other part and has no interest, so a small office can run out of people. Then
 * nobody could decide and nobody would know.
 */

type Waits = Pick<ApplicationRow, 'id' | 'firmId' | 'creditCode' | 'status'>;

/** Of these applications those that wait for the office while nobody of it may take the step that is next. */
export async function withoutHands(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  rows: readonly Waits[],
): Promise<ReadonlySet<string>> {
  const waits = rows.flatMap((row) => {
    const part = partNow[row.status];
    return part ? [{ row, part }] : [];
  });
  if (waits.length === 0) return new Set();
  const officers = await store.officers(q.tx, q.scope, q.now);
  const ids = waits.map((w) => w.row.id);
  const parts = new Map<string, Part>();
  for (const p of await store.partsOf(q.tx, q.scope, ids))
    parts.set(`${p.applicationId} ${p.person}`, p.part);
  const firms = [...new Set(waits.map((w) => w.row.firmId))];
  const declared = new Set(
    (await store.declaredOf(q.tx, q.scope, firms)).map((d) => `${d.firmId} ${d.person}`),
  );
  // Offices rarely hold shares: only codes with a relation at all are looked at firm by firm
  const codes = [...new Set(officers.flatMap((o) => o.codes))];
  const holding = await codesWithRelations(q.tx, q.scope, codes);
  const known = new Map<string, boolean>();
  const related = async (code: string, firm: string): Promise<boolean> => {
    if (code === firm || !holding.has(code)) return code === firm;
    const key = `${code} ${firm}`;
    const found = known.get(key) ?? isRelated((await relatedCodes(q.tx, q.scope, code, firm)).result);
    known.set(key, found);
    return found;
  };
  const out = new Set<string>();
  for (const { row, part } of waits) {
    const mayAct = async (o: store.OfficerRow): Promise<boolean> => {
      const had = parts.get(`${row.id} ${o.person}`);
      if ((had !== undefined && had !== part) || declared.has(`${row.firmId} ${o.person}`)) return false;
      for (const code of o.codes) if (await related(code, row.creditCode)) return false;
      return true;
    };
    let free = false;
    for (const o of officers) {
      free = await mayAct(o);
      if (free) break;
    }
    if (!free) out.add(row.id);
  }
  return out;
}

const todo = 'policy.nobody_left';

/**
 * Job: administrators are asked, once for each step, for somebody of the office who may act; what has found its person since is off
 * their list. A move of the case takes it off by itself.
 */
export async function askForHands(cx: Command): Promise<void> {
  const rows = await store.waiting(cx.tx, cx.scope, todo);
  const stuck = await withoutHands(cx, rows);
  for (const row of rows) {
    if (row.told && !stuck.has(row.id))
      await closeTodos(cx, { subjectKind: 'policy_application', subjectId: row.id, kind: todo });
    if (row.told || !stuck.has(row.id)) continue;
    const number = row.number === null ? '' : ` ${row.number}`;
    await addTodo(cx, {
      kind: todo,
      words: {
        zh: '请再邀请一位主管部门人员（角色选“政府”）：有申报没有人可以办理',
        en: 'Invite another officer: nobody may act on an application',
      },
      about: { zh: `${row.titleZh}${number}`, en: `${row.titleEn}${number}` },
      for: { role: 'admin', organisationId: null },
      subjectKind: 'policy_application',
      subjectId: row.id,
      ...(row.caseId === null ? {} : { caseId: row.caseId }),
      link: '/admin/members?role=officer',
    });
  }
}
