import type { LadderView, LeafView, RungState, RungView } from '@hegu/contract/enterprise/ladder.ts';
import type { WorkCalendar } from '@hegu/rules/civil.ts';
import {
  assessStandard,
  type CompiledStandard,
  compileStandard,
  type RequirementFinding,
} from '@hegu/rules/evaluate/assess.ts';
import { compileValue } from '@hegu/rules/evaluate/compile.ts';
import type { Quantity } from '@hegu/rules/evaluate/quantity.ts';
import { runOf } from '@hegu/rules/evaluate/run.ts';
import { type ExplainContext, type Explained, explainRequirement } from '@hegu/rules/explain/explain.ts';
import { type FactCatalogue, type Facts, factsAt, type Profile, type Words } from '@hegu/rules/facts.ts';
import type { Standard } from '@hegu/rules/standard.ts';
import type { Truth } from '@hegu/rules/truth.ts';

/** How far a firm is on the ladder (梯度培育). Pure: standards, facts and a day in, an answer with every reason out. */

/** From the first rung up. `high-tech` is a track of its own beside the ladder. */
export const rungOrder = [
  'tech-sme',
  'innovative-sme',
  'tech-innovative-sme',
  'high-tech',
  'specialised',
  'little-giant',
  'key-little-giant',
  'champion',
] as const;

/** 科技型, 创新型 and since 2026 科技和创新型 are one level; whoever is above it does not go back. */
const levelOf: Readonly<Record<string, number>> = {
  'tech-sme': 1,
  'innovative-sme': 1,
  'tech-innovative-sme': 1,
  specialised: 2,
  'little-giant': 3,
  'key-little-giant': 4,
  champion: 4,
};

export interface LadderStandard {
  readonly standard: Standard;
  readonly compiled: CompiledStandard;
  readonly packHash: string;
  readonly scores: ReadonlyMap<string, (run: ReturnType<typeof runOf>) => Quantity>;
}

export function prepare(standard: Standard, packHash: string, catalogue: FactCatalogue): LadderStandard {
  const { definitions } = standard;
  const names = [...standard.scores.map((s) => s.use), ...(standard.total ? [standard.total] : [])];
  return {
    standard,
    packHash,
    compiled: compileStandard(standard, catalogue),
    scores: new Map(
      names.map((name) => [name, compileValue({ catalogue, definitions }, { op: 'use', name })]),
    ),
  };
}

export interface Occasion {
  readonly assessedOn: string;
  /** A batch that says itself which version it goes by. */
  readonly batch?: string | undefined;
  /** The title is held and asked for again (复核). */
  readonly renewal?: boolean | undefined;
}

/** The version of a rung's standard for an occasion: the batch's own first, else the one of the day. */
export function standardFor(
  rung: string,
  occasion: Occasion,
  standards: readonly LadderStandard[],
): LadderStandard | null {
  const { assessedOn, batch } = occasion;
  const of = standards.filter((s) => s.standard.rung === rung);
  const ofBatch = batch === undefined ? undefined : of.find((s) => s.standard.batches.includes(batch));
  if (ofBatch) return ofBatch;
  const covers = ({ standard: { period } }: LadderStandard) =>
    period.from <= assessedOn && (period.to === null || assessedOn <= period.to);
  const suits = ({ standard }: LadderStandard) =>
    standard.for === 'both' || (standard.for === 'renewal') === (occasion.renewal ?? false);
  return of.find((s) => covers(s) && suits(s)) ?? null;
}

/** Accounting years in operation follow from the day of founding where nobody has stated them. */
export function withDerived(facts: Facts, assessedOn: string): Facts {
  return {
    ...facts,
    years: facts.years,
    items: facts.items,
    fact(field, year) {
      const stated = facts.fact(field, year);
      if (stated || field !== 'accountingYears') return stated;
      const founded = facts.fact('establishedOn', null);
      return typeof founded?.value === 'string'
        ? {
            ...founded,
            value: Math.max(0, Number(assessedOn.slice(0, 4)) - Number(founded.value.slice(0, 4))),
          }
        : undefined;
    },
  };
}

/** The last day of the certificate of a rung that is valid on a day. */
export function heldUntil(facts: Facts, rung: string, day: string): string | null {
  const ends = (facts.items('certificates')?.items ?? []).flatMap(({ values: v }) =>
    v.kind === rung &&
    typeof v.validTo === 'string' &&
    v.validTo >= day &&
    !(typeof v.grantedOn === 'string' && v.grantedOn > day)
      ? [v.validTo]
      : [],
  );
  return ends.sort().at(-1) ?? null;
}

const leavesOf = (e: Explained): Explained[] => (e.parts.length === 0 ? [e] : e.parts.flatMap(leavesOf));

const leafView = (e: Explained): LeafView => ({
  truth: e.truth,
  asks: e.asks,
  actual: e.actual,
  required: e.required,
  shortfall: e.shortfall,
  sources: e.sources.map(({ label, value, source, observedOn }) => ({ label, value, source, observedOn })),
});

const stateOf: Readonly<Record<Truth, RungState>> = {
  met: 'met',
  review: 'needsReview',
  unknown: 'needsData',
  unmet: 'notMet',
};

const clamp = (n: number, max: number) => Math.min(max, Math.max(0, n));

/** First what the firm itself can do, then what data is missing for, last what only people judge. */
const whoseTurn: Readonly<Record<Truth, number>> = { unmet: 0, unknown: 1, review: 2, met: 3 };

/** What still stands in the way, by the route with the fewest things missing. */
function inTheWay(
  gates: readonly RequirementFinding[],
  routes: readonly { readonly requirements: readonly RequirementFinding[] }[],
): RequirementFinding[] {
  const open = (of: readonly RequirementFinding[]) => of.filter((r) => r.truth !== 'met');
  const weight: Readonly<Record<Truth, number>> = { met: 0, review: 1, unknown: 2, unmet: 4 };
  const cost = (of: readonly RequirementFinding[]) => of.reduce((n, r) => n + weight[r.truth], 0);
  const [best] = routes.map((r) => open(r.requirements)).sort((a, b) => cost(a) - cost(b));
  return [...open(gates), ...(best ?? [])].sort((a, b) => whoseTurn[a.truth] - whoseTurn[b.truth]);
}

const fieldsOf = (r: RequirementFinding): string[] => {
  const walk = (f: RequirementFinding['finding']): string[] =>
    f.truth === 'met'
      ? []
      : [...(f.cites ?? []).flatMap((c) => c.field ?? c.collection ?? []), ...(f.parts ?? []).flatMap(walk)];
  return [...new Set(walk(r.finding))];
};

/** What one assessment comes to, without words: for a whole registry. */
export interface Assessed {
  readonly state: RungState;
  readonly heldUntil: string | null;
  readonly missing: readonly RequirementFinding[];
  readonly total: { readonly lo: number; readonly hi: number; readonly max: number } | null;
}

export interface Subject {
  readonly facts: Facts;
  readonly calendar: WorkCalendar;
}

export function assessRung(s: LadderStandard, subject: Subject, occasion: Occasion) {
  const at = { assessedOn: occasion.assessedOn, calendar: subject.calendar };
  const decision = assessStandard(s.compiled, subject.facts, at);
  const held = heldUntil(subject.facts, s.standard.rung, occasion.assessedOn);
  const outside = decision.gates.some((g) => g.requirement.kind === 'scope' && g.truth === 'unmet');
  const again = occasion.renewal === true || occasion.batch !== undefined;
  const state: RungState =
    held !== null && !again ? 'held' : outside ? 'notApplicable' : stateOf[decision.truth];
  const run = runOf(subject.facts, at);
  const score = (name: string, max: number) => {
    const q = s.scores.get(name)?.(run);
    return { lo: clamp(q?.lo ?? 0, max), hi: clamp(q?.hi ?? max, max) };
  };
  const scores = s.standard.scores.map(({ id, text, use, max }) => ({ id, text, max, ...score(use, max) }));
  const most = scores.reduce((n, x) => n + x.max, 0);
  const total = s.standard.total ? { ...score(s.standard.total, most), max: most } : null;
  const assessed: Assessed = {
    state,
    heldUntil: held,
    missing: inTheWay(decision.gates, decision.routes),
    total,
  };
  return { ...assessed, decision, scores };
}

/** The window that is open, or the next, or the last there was. */
export function windowOn(filing: Standard['filing'], day: string): RungView['filing'] {
  const standing = (w: Standard['filing'][number]) =>
    day < w.from ? ('coming' as const) : w.to !== null && w.to < day ? ('over' as const) : ('open' as const);
  const rank = { open: 0, coming: 1, over: 2 };
  const [best] = filing
    .map((w) => ({ from: w.from, to: w.to, standing: standing(w) }))
    .sort(
      (a, b) =>
        rank[a.standing] - rank[b.standing] ||
        (a.standing === 'over' ? (a.from < b.from ? 1 : -1) : a.from < b.from ? -1 : 1),
    );
  return best ?? null;
}

const titleOf = (catalogue: FactCatalogue, rung: string): Words =>
  catalogue.collections.get('certificates')?.byKey.get('kind')?.codes?.[rung] ?? { zh: rung, en: rung };

export function rungView(
  s: LadderStandard,
  subject: Subject,
  occasion: Occasion,
  catalogue: FactCatalogue,
): RungView {
  const { standard } = s;
  const { state, heldUntil: until, missing, total, decision, scores } = assessRung(s, subject, occasion);
  const cx: ExplainContext = {
    catalogue,
    definitions: standard.definitions,
    facts: subject.facts,
    at: { assessedOn: occasion.assessedOn, calendar: subject.calendar },
  };
  const criterion = (r: RequirementFinding) => {
    const e = explainRequirement(cx, r);
    const { id, text, article, kind, truth } = e;
    return { id, text, article, kind, truth, leaves: leavesOf(e).map(leafView) };
  };
  return {
    rung: standard.rung,
    title: titleOf(catalogue, standard.rung),
    standard: {
      id: standard.id,
      title: standard.title,
      number: standard.number ?? null,
      mark: standard.provenance.mark,
      address: standard.provenance.address,
      packHash: s.packHash,
    },
    state,
    heldUntil: until,
    gates: decision.gates.map(criterion),
    routes: decision.routes.map((r, i) => ({
      id: r.id,
      text: standard.routes[i]?.text ?? { zh: r.id, en: r.id },
      truth: r.truth,
      criteria: r.requirements.map(criterion),
    })),
    scores,
    total,
    missing: missing.map((r) => ({
      id: r.requirement.id,
      text: r.requirement.text,
      truth: r.truth,
      fields: fieldsOf(r),
    })),
    filing: windowOn(standard.filing, occasion.assessedOn),
    validYears: standard.validYears ?? null,
  };
}

/** The whole ladder of one firm on one occasion. */
export function ladderOf(
  profile: Profile,
  occasion: Occasion & { readonly knownOn?: string | undefined },
  world: {
    readonly standards: readonly LadderStandard[];
    readonly catalogue: FactCatalogue;
    readonly calendar: WorkCalendar;
  },
): Omit<LadderView, 'firmId'> {
  const { assessedOn, batch, renewal = false } = occasion;
  const facts = withDerived(factsAt(profile, assessedOn, occasion.knownOn), assessedOn);
  const subject = { facts, calendar: world.calendar };
  const rungs = rungOrder.flatMap((rung) => {
    const s = standardFor(rung, occasion, world.standards);
    return s ? [rungView(s, subject, occasion, world.catalogue)] : [];
  });
  const level = Math.max(
    0,
    ...Object.keys(levelOf).map((r) => (heldUntil(facts, r, assessedOn) ? (levelOf[r] ?? 0) : 0)),
  );
  const next = rungs.find((r) => (levelOf[r.rung] ?? 0) > level && r.state !== 'notApplicable');
  return { assessedOn, batch: batch ?? null, renewal, rungs, next: next?.rung ?? null };
}
