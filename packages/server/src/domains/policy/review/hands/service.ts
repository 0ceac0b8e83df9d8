import type { StandAside } from '@hegu/contract/policy/hands.ts';
import { addTodo, closeTodos } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { codesWithRelations, relatedCodes } from '../../../enterprise/index.ts';
import type { ApplicationRow, Part } from '../../applications/store.ts';
import { isRelated, partNow } from '../conflicts/service.ts';
import { nobodyLeft } from '../rules.ts';
import * as store from './store.ts';

/**
 * Who is left to act: each step is for somebody who had no other part and has no interest, so a small office can run out of people. Then
 * nobody could decide and nobody would know.
 */

type Waits = Pick<ApplicationRow, 'id' | 'firmId' | 'creditCode' | 'status'>;

/** The office's people, and of each what keeps them from the step that is next. */
export async function officeOn(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  rows: readonly Waits[],
): Promise<{
  readonly officers: readonly store.OfficerRow[];
  whyNot(row: Waits, officer: store.OfficerRow): Promise<StandAside | null>;
}> {
  const officers = await store.officers(q.tx, q.scope, q.now);
  const ids = rows.map((r) => r.id);
  const parts = new Map<string, Part>();
  for (const p of await store.partsOf(q.tx, q.scope, ids))
    parts.set(`${p.applicationId} ${p.person}`, p.part);
  const firms = [...new Set(rows.map((r) => r.firmId))];
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
  return {
    officers,
    whyNot: async (row, o) => {
      const had = parts.get(`${row.id} ${o.person}`);
      if (had !== undefined && had !== partNow[row.status]) return had;
      if (declared.has(`${row.firmId} ${o.person}`)) return 'declared';
      for (const code of o.codes) if (await related(code, row.creditCode)) return 'related';
      return null;
    },
  };
}

/** Of these applications those that wait for the office while nobody of it may take the step that is next. */
export async function withoutHands(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  rows: readonly Waits[],
): Promise<ReadonlySet<string>> {
  const waits = rows.filter((row) => partNow[row.status]);
  if (waits.length === 0) return new Set();
  const { officers, whyNot } = await officeOn(q, waits);
  const out = new Set<string>();
  for (const row of waits) {
    let free = false;
    for (const o of officers) {
      free = (await whyNot(row, o)) === null;
      if (free) break;
    }
    if (!free) out.add(row.id);
  }
  return out;
}

/**
 * Job: administrators are asked, once for each step, for somebody of the office who may act; what has found its person since is off
 * their list. A move of the case takes it off by itself.
 */
export async function askForHands(cx: Command): Promise<void> {
  const rows = await store.waiting(cx.tx, cx.scope, nobodyLeft);
  const stuck = await withoutHands(cx, rows);
  for (const row of rows) {
    if (row.told && !stuck.has(row.id))
      await closeTodos(cx, { subjectKind: 'policy_application', subjectId: row.id, kind: nobodyLeft });
    if (row.told || !stuck.has(row.id)) continue;
    const number = row.number === null ? '' : ` ${row.number}`;
    await addTodo(cx, {
      kind: nobodyLeft,
      words: {
        zh: '请安排一位主管部门人员：有申报没有人可以办理',
        en: 'Find another officer: nobody may act on an application',
      },
      about: { zh: `${row.titleZh}${number}`, en: `${row.titleEn}${number}` },
      for: { role: 'admin', organisationId: null },
      subjectKind: 'policy_application',
      subjectId: row.id,
      ...(row.caseId === null ? {} : { caseId: row.caseId }),
      link: `/policies/office/applications/${row.id}`,
    });
  }
}
