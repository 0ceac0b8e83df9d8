import type { Value } from '../expression.ts';
import { type CompileContext, fieldOf } from './fields.ts';
import { type Band, fractionOf } from './quantity.ts';

/** What the numbers of a tree are counted in, and bands in those units. */

/** Edges and what they give in the units of computation; `unit` is that of the value the bands lie over. */
export function bandsOf(
  value: Extract<Value, { op: 'bands' }>,
  unit: string | undefined,
): { bands: Band[]; otherwise: number } {
  const scale = unit === 'money' ? 100 : 1;
  const per = unit === 'share' ? 100 : 1;
  const bands = value.bands.map((b): Band => {
    const [num, den] = fractionOf(b.from * scale);
    return { num, den: den * per, at: (b.from * scale) / per, gives: given(value.unit, b.gives) };
  });
  return { bands, otherwise: given(value.unit, value.otherwise) };
}

const given = (unit: string | undefined, n: number): number =>
  unit === 'money' ? Math.round(n * 100) : unit === 'share' ? n / 100 : n;

/** Whether edges of bands over a value are yuan or percent. */
export function unitOf(cx: CompileContext, value: Value): string | undefined {
  switch (value.op) {
    case 'fact':
    case 'item':
      return fieldOf(cx, value).unit;
    case 'money':
      return 'money';
    case 'percent':
    case 'ratio':
    case 'growth':
      return 'share';
    case 'number':
      return value.unit;
    case 'add':
    case 'average':
    case 'min':
    case 'max':
      return value.of[0] && unitOf(cx, value.of[0]);
    case 'subtract':
      return unitOf(cx, value.from);
    case 'multiply':
      return unitOf(cx, value.value);
    case 'count':
      return 'count';
    case 'total':
    case 'greatest':
      return unitOf({ ...cx, collection: value.in }, value.value);
    case 'bands':
      return value.unit;
    case 'when':
      return unitOf(cx, value.use);
    case 'between':
      return value.unit;
    case 'use': {
      const defined = cx.definitions[value.name];
      return defined && unitOf(cx, defined);
    }
    default:
      return undefined;
  }
}
