import type { FirmFacts } from '@hegu/contract/enterprise/facts.ts';
import type { Answers } from '@hegu/contract/policy/matching.ts';
import type { FactValue } from '@hegu/rules/facts.ts';

/** The eight answers given before signing in, beside what is known of the firm. Nothing is written here: a person chooses. Pure. */

type Known = { readonly value: FactValue; readonly source: string; readonly observedOn: string };

interface OfFact {
  readonly kind: 'fact';
  readonly field: string;
  readonly year: number | null;
  readonly mine: FactValue;
  readonly known: Known | null;
}
interface OfItem {
  readonly kind: 'item';
  readonly collection: 'certificates' | 'products';
  /** Of the item it is the same as; a new one has none. */
  readonly id: string | null;
  readonly values: Readonly<Record<string, FactValue>>;
  readonly known: {
    readonly values: Readonly<Record<string, FactValue>>;
    readonly source: string;
    readonly observedOn: string;
  } | null;
}
export type Carried = (OfFact | OfItem) & {
  readonly key: string;
  readonly same: boolean;
  /** Something is known that speaks against it: another value, or that what is listed is all there is. */
  readonly against: boolean;
};

const equal = (a: FactValue | undefined, b: FactValue): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && [...a].sort().join() === [...b].sort().join()
    : a === b;

const within = (
  values: Readonly<Record<string, FactValue>>,
  known: Readonly<Record<string, FactValue>>,
): boolean => Object.entries(values).every(([k, v]) => equal(known[k], v));

export function carriedOf(
  answers: Answers,
  firm: Pick<FirmFacts, 'facts' | 'collections'>,
  lastYear: number,
): Carried[] {
  const out: Carried[] = [];
  const fact = (field: string, mine: FactValue | undefined, year: number | null = null) => {
    if (mine === undefined) return;
    const said = firm.facts.find((f) => f.field === field && f.year === year);
    const known = said?.observations.find((o) => o.counts) ?? said?.observations[0] ?? null;
    out.push({
      kind: 'fact',
      key: `${field}:${year ?? ''}`,
      field,
      year,
      mine,
      known: known && { value: known.value, source: known.source, observedOn: known.observedOn },
      same: known !== null && equal(known.value, mine),
      against: known !== null && !equal(known.value, mine),
    });
  };
  fact('registeredDistrict', answers.district);
  fact('fields', answers.fields);
  fact('establishedOn', answers.establishedOn);
  fact('sizeClass', answers.sizeClass);
  fact('revenue', answers.revenueFen, lastYear);
  fact('rdExpense', answers.rdExpenseFen, lastYear);

  const item = (
    collection: OfItem['collection'],
    key: string,
    values: Record<string, FactValue>,
    alike: (known: Readonly<Record<string, FactValue>>) => boolean,
  ) => {
    const listed = firm.collections.find((c) => c.collection === collection);
    const there = (listed?.items ?? []).filter((i) => alike(i.values));
    const found = there.find((i) => within(values, i.values)) ?? there[0] ?? null;
    out.push({
      kind: 'item',
      key: `${collection}:${key}`,
      collection,
      id: found?.id ?? null,
      // What is known of it besides stays
      values: { ...found?.values, ...values },
      known: found && { values: found.values, source: found.source, observedOn: found.observedOn },
      same: found !== null && within(values, found.values),
      against: found === null ? (listed?.complete ?? false) : !within(values, found.values),
    });
  };
  for (const kind of answers.titles ?? []) {
    const detail = answers.titleDetails?.find((d) => d.kind === kind);
    item(
      'certificates',
      kind,
      {
        kind,
        ...(detail?.event ? { event: detail.event } : {}),
        ...(detail?.grantedOn ? { grantedOn: detail.grantedOn } : {}),
      },
      (known) => known.kind === kind,
    );
  }
  const { product } = answers;
  if (product) {
    const { stage, stageOn } = product;
    const reached = stage === 'approved' || stage === 'marketed' ? 'approvedOn' : 'stageOn';
    item(
      'products',
      product.kind,
      {
        kind: product.kind,
        ...(product.class ? { class: product.class } : {}),
        ...(stage ? { stage } : {}),
        ...(stageOn ? { [reached]: stageOn } : {}),
      },
      // Which of several products is meant nobody has said: only the very same one is taken for it
      (known) =>
        known.kind === product.kind &&
        (product.class === undefined || known.class === product.class) &&
        (stage === undefined || known.stage === stage),
    );
  }
  return out;
}

/** What is recorded of the answers that were chosen: statements in the firm's own word. */
export function statementsOf(chosen: readonly Carried[]) {
  return {
    observations: chosen.flatMap((c) =>
      c.kind === 'fact'
        ? [{ field: c.field, value: c.mine, ...(c.year === null ? {} : { year: c.year }) }]
        : [],
    ),
    items: chosen.flatMap((c) =>
      c.kind === 'item'
        ? [{ collection: c.collection, values: { ...c.values }, ...(c.id === null ? {} : { id: c.id }) }]
        : [],
    ),
  };
}
