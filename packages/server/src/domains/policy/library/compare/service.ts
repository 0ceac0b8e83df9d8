import { civilOf, parseDay } from '@hegu/rules/civil.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { amountWords } from '../rules.ts';
import { clauseOf, libraryOf, todayOf, versionsOf } from '../service.ts';
import { differences } from './rules.ts';

/** Two versions of a clause, or two clauses of one matter, side by side: the older first. */
export async function compareClauses(
  q: Query,
  id: string,
  options: {
    readonly with?: string | undefined;
    readonly a?: string | undefined;
    readonly b?: string | undefined;
  },
) {
  const v = await libraryOf(q);
  const pick = async (clauseId: string, versionId: string | undefined, fallback: 'holding' | 'before') => {
    clauseOf(v, clauseId);
    const versions = await versionsOf(q, clauseId);
    const chosen =
      versionId !== undefined
        ? versions.find((x) => x.id === versionId)
        : fallback === 'holding'
          ? versions[0]
          : (versions[1] ?? versions[0]);
    if (!chosen) throw new DomainError('policy.version_unknown', { versionId });
    return chosen;
  };
  const other = options.with ?? id;
  const one = await pick(id, options.a, 'holding');
  const two = await pick(other, options.b, other === id ? 'before' : 'holding');
  const [before, after] =
    two.clause.period.from < one.clause.period.from ||
    (two.clause.period.from === one.clause.period.from && two.version <= one.version)
      ? [two, one]
      : [one, two];
  const year = civilOf(parseDay(todayOf(q))).year;
  const titleOf = (of: string) => v.library.clauses.get(of)?.clause.title ?? { zh: of, en: of };
  const amount = (c: typeof one.clause) => amountWords(c, v.library.catalogue, year, titleOf);
  const view = (x: typeof one) => ({
    id: x.clause.id,
    title: x.clause.title,
    version: x.version,
    versionId: x.id,
  });
  return {
    before: view(before),
    after: view(after),
    differences: differences(
      before.clause,
      after.clause,
      { before: amount(before.clause), after: amount(after.clause) },
      v.library.catalogue,
      year,
    ),
  };
}
