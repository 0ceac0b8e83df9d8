import type { Finding } from '../evaluate/run.ts';
import type { Condition, Definitions, Value } from '../expression.ts';
import type { FactCatalogue } from '../facts.ts';
import { measuredOf } from './words.ts';

/** What time alone changes: the day of assessment moves forward, ages and terms grow with it, days that are written stay. */

interface TimeContext {
  readonly catalogue: FactCatalogue;
  readonly definitions: Definitions;
  readonly collection?: string;
}

/** 1 grows, −1 shrinks, 0 stays as the days go by; null where that cannot be said. */
export function trendOf(cx: TimeContext, v: Value): 1 | 0 | -1 | null {
  switch (v.op) {
    case 'fact':
    case 'item': {
      const field =
        v.op === 'fact'
          ? cx.catalogue.fields.get(v.field)
          : cx.collection && cx.catalogue.collections.get(cx.collection)?.byKey.get(v.field);
      return field && field.type === 'number' && field.change === 'time' ? 1 : 0;
    }
    case 'context':
      return v.date === 'assessment' ? 1 : 0;
    case 'between':
      return sum(trendOf(cx, v.to), turned(trendOf(cx, v.from)));
    case 'subtract':
      return sum(trendOf(cx, v.from), turned(trendOf(cx, v.take)));
    case 'shift':
      return trendOf(cx, v.date);
    case 'multiply':
      return v.by < 0 ? turned(trendOf(cx, v.value)) : trendOf(cx, v.value);
    case 'add':
    case 'min':
    case 'max':
    case 'average':
      return v.of.map((p) => trendOf(cx, p)).reduce(sum);
    case 'use': {
      const defined = cx.definitions[v.name];
      return defined ? trendOf(cx, defined) : null;
    }
    case 'bands':
    case 'when':
    case 'ratio':
    case 'growth':
      return null;
    default:
      return 0;
  }
}

const turned = (t: 1 | 0 | -1 | null): 1 | 0 | -1 | null => (t === 1 ? -1 : t === -1 ? 1 : t);
const sum = (a: 1 | 0 | -1 | null, b: 1 | 0 | -1 | null): 1 | 0 | -1 | null =>
  a === null || b === null || a * b < 0 ? null : ((Math.sign(a + b) as 1 | 0 | -1) ?? 0);

const daysIn: Readonly<Record<string, number>> = { date: 1, days: 1, months: 30.5, years: 365.25 };

/**
 * Days after which a comparison that is not as wanted is so by time alone, months and years taken as they are on the average;
 * null where time does not help.
 */
export function daysUntil(
  cx: TimeContext & { readonly assessedYear: number },
  f: Finding,
  node: Extract<Condition, { op: 'compare' }>,
  upward: boolean,
): number | null {
  const drift = sum(trendOf(cx, node.left), turned(trendOf(cx, node.right)));
  if (drift === null || drift === 0 || drift > 0 !== upward || !f.left || !f.right) return null;
  const gap = Math.abs(f.right.lo - f.left.lo);
  if (!Number.isFinite(gap)) return null;
  return Math.ceil(gap * (daysIn[String(measuredOf(cx, node.left).unit)] ?? 1));
}
