import { parseDay, printDay } from '../civil.ts';
import type { Cap, Clause, Policy } from '../clause.ts';
import type { Words } from '../facts.ts';
import { type Figure, type FigureKind, figuresIn } from './figures.ts';

/**
 * Words that people read beside the figures of the rule. A clause whose amount was changed and whose plain words were not tells a firm
 * the old sum. A warning, never an error: words may speak of other figures too.
 */
export interface WordsProblem extends Words {
  readonly path: readonly (string | number)[];
  readonly code: 'words.figure';
  readonly severity: 'warning';
}

/** What the words of a clause may speak of besides its own rule. */
export interface Around {
  /** Ceilings that name the clause. */
  readonly caps: readonly Cap[];
  /** The clause it is a share of, where it is one and that is at hand. */
  readonly shareOf: Clause | null;
}

export const aroundOf = (clause: Clause, policies: readonly Policy[]): Around => {
  const { amount } = clause.benefit;
  return {
    caps: policies.flatMap((p) => p.caps).filter((c) => c.clauses.includes(clause.id)),
    shareOf:
      (amount.op === 'share' && policies.flatMap((p) => p.clauses).find((c) => c.id === amount.clause)) ||
      null,
  };
};

type Path = readonly (string | number)[];

/** Figures of title, plain words and conditions that neither the rule nor what is around it has. */
export function checkWords(clause: Clause, path: Path, around: Around): WordsProblem[] {
  const known = figuresOf(clause, around);
  const places: [Path, Words][] = [
    [[...path, 'title'], clause.title],
    // Where the sum is not known, the words say what is known instead
    ...(clause.benefit.amount.op === 'unknown' ? [] : [[[...path, 'plain'], clause.plain] as [Path, Words]]),
    ...clause.requirements.map((r, i): [Path, Words] => [[...path, 'requirements', i, 'text'], r.text]),
  ];
  return places.flatMap(([at, words]) =>
    (['zh', 'en'] as const).flatMap((language) => {
      const told = new Set<string>();
      return figuresIn(words[language], language).flatMap((f): WordsProblem[] => {
        if (known.has(f) || told.has(f.said)) return [];
        told.add(f.said);
        const rule = known.spoken(f.kind);
        return [
          {
            path: [...at, language],
            code: 'words.figure',
            severity: 'warning',
            zh: `文字写着“${f.said}”，规则里没有这个数${rule.zh}。改了规则，文字也要改；若说的是别的事，不用管`,
            en: `The words say “${f.said}”, which the rule does not have${rule.en}. Where the rule was changed, change the words too; if they speak of something else, leave them`,
          },
        ];
      });
    }),
  );
}

/** Below this a sum is a price for one of something (每平方米2元), and no award. */
const smallest = 100;

interface Known {
  has(figure: Figure): boolean;
  /** The rule's own figures of a kind, to be put beside what the words say. */
  spoken(kind: FigureKind): Words;
}

function figuresOf(clause: Clause, around: Around): Known {
  const of: Record<Exclude<FigureKind, 'date'>, Set<number>> = {
    money: new Set(),
    percent: new Set(),
    months: new Set(),
    workingDays: new Set(),
  };
  const days = new Set<string>();
  /** What it pays: told beside a sum that the rule does not have. */
  const pays = new Set<number>();
  const walk = (node: unknown): void => {
    if (typeof node === 'string') {
      if (/^\d{4}-\d{2}-\d{2}$/.test(node)) days.add(node);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    for (const [key, part] of Object.entries(node)) {
      if (typeof part === 'number') number(key, part, node as Readonly<Record<string, unknown>>);
      else walk(part);
    }
  };
  const number = (key: string, n: number, node: Readonly<Record<string, unknown>>): void => {
    if (key === 'yuan' || key === 'capYuan' || key === 'yuanPerYear') of.money.add(n);
    else if (key === 'percent' || (key === 'value' && node.op === 'percent')) of.percent.add(n);
    else if (key === 'by') of.percent.add(n * 100);
    else if (key === 'months') of.months.add(Math.abs(n));
    else if (key === 'afterMonths') {
      // A part a year later is paid in the second of two years
      of.months.add(n);
      of.months.add(n + 12);
    } else if (key === 'years') of.months.add(12 * Math.abs(n));
    else if (key === 'workingDays' || key === 'decisionWorkingDays') of.workingDays.add(Math.abs(n));
    else if (key === 'year' && n <= 0) of.months.add(12 * Math.abs(n));
    else if (key === 'value') {
      of.months.add(node.unit === 'years' ? 12 * n : n);
      of.workingDays.add(n);
    } else if (key === 'from' || key === 'gives' || key === 'otherwise') {
      // The edge of a band is in the unit of what is banded, which stands elsewhere
      of.money.add(n);
      of.percent.add(n);
      of.months.add(n);
      of.months.add(12 * n);
    }
  };
  const { period, event, bridges, filing, definitions, benefit, budget, decisionWorkingDays } = clause;
  walk({ period, event, bridges, filing, definitions, benefit, budget, decisionWorkingDays });
  for (const r of clause.requirements) walk(r.rule);
  for (const cap of around.caps) walk(cap.limit);
  const { amount, instalments, years } = benefit;
  // A sum in parts may be told by its parts, by its years, and as a whole
  const wholes = sumsOf(amount, around.shareOf);
  for (const sum of wholes) {
    of.money.add(sum);
    pays.add(sum);
    for (const part of instalments ?? []) of.money.add((sum * part.percent) / 100);
    if (years) of.money.add(sum * years);
  }
  const blind = amount.op === 'share' && wholes.length === 0;
  const near = (set: ReadonlySet<number>, value: number) =>
    set.has(value) || [...set].some((x) => Math.abs(x - value) < 0.011);
  return {
    has(f) {
      if (f.kind === 'date') return dayKnown(days, f.date ?? '');
      if (f.kind === 'money' && (blind || f.values.every((v) => v < smallest))) return true;
      return f.values.some((v) => near(of[f.kind as Exclude<FigureKind, 'date'>], v));
    },
    spoken(kind) {
      const numbers =
        kind === 'money' ? [...(pays.size > 0 ? pays : of.money)] : kind === 'percent' ? [...of.percent] : [];
      if (numbers.length === 0 || numbers.length > 4) return { zh: '', en: '' };
      const list = numbers.sort((a, b) => a - b);
      const zh = list.map((n) => (kind === 'money' ? yuanInChinese(n) : `${n}%`)).join('、');
      const en = list.map((n) => (kind === 'money' ? `¥${n.toLocaleString('en-US')}` : `${n} %`)).join(', ');
      return { zh: `（规则里是 ${zh}）`, en: ` (it has ${en})` };
    },
  };
}

/** What an amount comes to where that is one sum: the flat sum, the ceiling, each band. */
function sumsOf(amount: Clause['benefit']['amount'], shareOf: Clause | null): number[] {
  switch (amount.op) {
    case 'flat':
      return [amount.yuan];
    case 'percent':
      return amount.capYuan === undefined ? [] : [amount.capYuan];
    case 'bands':
      return amount.bands.map((b) => b.yuan);
    case 'share': {
      const base = shareOf ? sumsOf(shareOf.benefit.amount, null) : [];
      const shares = base.map((sum) => (sum * amount.percent) / 100);
      return [...shares, ...base, ...(amount.capYuan === undefined ? [] : [amount.capYuan])];
    }
    case 'unknown':
      return [];
  }
}

/** Words may name the day before or after an edge (2022年10月前), or its month alone. */
function dayKnown(days: ReadonlySet<string>, said: string): boolean {
  for (const day of days)
    for (const step of [0, -1, 1]) if (printDay(parseDay(day) + step).startsWith(said)) return true;
  return false;
}

const yuanInChinese = (n: number): string =>
  n >= 1e8 && n % 1e6 === 0 ? `${n / 1e8} 亿元` : n >= 1e4 ? `${n / 1e4} 万元` : `${n} 元`;
