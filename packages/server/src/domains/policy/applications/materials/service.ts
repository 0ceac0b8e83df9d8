import type { MaterialLine } from '@hegu/contract/policy/applications.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { newId } from '../../../../platform/ids.ts';
import { libraryOf } from '../../library/service.ts';
import type { ApplicationRow } from '../store.ts';
import * as store from './store.ts';

/** Papers handed in before: the same one is not asked for again. */

type Of = Pick<ApplicationRow, 'id' | 'firmId'>;

/** For each paper the clause asks for, the files of the firm's newest other application that held the same one. */
async function handedInBefore(q: Query, of: Of, clause: Clause): Promise<store.HandedIn[]> {
  const v = await libraryOf(q);
  const wanted = clause.materials.filter((m) => m.form === 'file');
  const before = await store.handedInBefore(
    q.tx,
    q.scope,
    of,
    wanted.map((m) => m.id),
  );
  return wanted.flatMap((m) => {
    // An id is its author's; the name says whether it is the same paper
    const same = before.filter((b) => {
      const other = v.library.clauses.get(b.clauseId)?.clause.materials.find((x) => x.id === b.materialId);
      return b.materialId === m.id && other?.name.zh === m.name.zh;
    });
    const newest = same[0]?.applicationId;
    return same.filter((b) => b.applicationId === newest);
  });
}

/** Takes over what was handed in before. */
export async function takeOver(cx: Command, of: Of, clause: Clause): Promise<void> {
  for (const b of await handedInBefore(cx, of, clause))
    await store.insert(cx.tx, cx.scope, {
      id: newId(),
      applicationId: of.id,
      materialId: b.materialId,
      fileId: b.fileId,
      fromApplicationId: b.applicationId,
      by: cx.actor.userId,
      at: cx.now,
    });
}

/** The earlier application that the file would be taken over from; null where it is no such paper. */
export async function earlierWith(
  q: Query,
  of: Of,
  clause: Clause,
  wanted: { readonly materialId: string; readonly fileId: string },
): Promise<string | null> {
  const before = await handedInBefore(q, of, clause);
  return (
    before.find((b) => b.materialId === wanted.materialId && b.fileId === wanted.fileId)?.applicationId ??
    null
  );
}

/** The lines with what may be taken over still: handed in before and, since somebody took it out, not in this one. */
export async function withReusable(
  q: Query,
  of: Of,
  clause: Clause,
  lines: readonly Omit<MaterialLine, 'reusable'>[],
): Promise<MaterialLine[]> {
  const before = await handedInBefore(q, of, clause);
  return lines.map((line) => ({
    ...line,
    reusable: before
      .filter((b) => b.materialId === line.materialId && !line.files.some((f) => f.fileId === b.fileId))
      .map((b) => ({
        fileId: b.fileId,
        name: b.name,
        from: { id: b.applicationId, number: b.number, title: { zh: b.titleZh, en: b.titleEn } },
      })),
  }));
}
