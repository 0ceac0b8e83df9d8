import type { RelationGraph } from '@hegu/contract/enterprise/facts.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directed, graphLayout, nodeHeight, nodeWidth } from './graph-layout.ts';

const arrow = (
  holderCode: string,
  heldCode: string,
  kind: RelationGraph['arrows'][number]['kind'] = 'control',
) => ({ holderCode, holderName: null, heldCode, heldName: null, kind, share: null });
const graph = (arrows: RelationGraph['arrows']): RelationGraph => ({
  firmId: '00000000-0000-7000-8000-000000000000',
  creditCode: 'me',
  arrows,
  sameControl: ['me'],
  whole: true,
});

describe('drawing of relations', () => {
  it('puts holders above, what is held below, siblings beside', () => {
    const { nodes } = graphLayout(
      graph([
        arrow('parent', 'me'),
        arrow('me', 'child'),
        arrow('me', 'twin', 'sibling'),
        arrow('top', 'parent'),
      ]),
    );
    const y = (code: string) => nodes.find((n) => n.code === code)?.y ?? Number.NaN;
    expect(y('top')).toBeLessThan(y('parent'));
    expect(y('parent')).toBeLessThan(y('me'));
    expect(y('twin')).toBe(y('me'));
    expect(y('child')).toBeGreaterThan(y('me'));
  });
  it('firms of one controller or founder stand beside each other, and what both have stated is one line', () => {
    const { nodes, edges } = graphLayout(
      graph([
        arrow('me', 'same', 'controller'),
        arrow('same', 'me', 'controller'),
        arrow('me', 'old', 'founder'),
        arrow('me', 'cross', 'share'),
        arrow('cross', 'me', 'share'),
      ]),
    );
    const y = (code: string) => nodes.find((n) => n.code === code)?.y;
    expect([y('same'), y('old')]).toEqual([y('me'), y('me')]);
    expect(edges.map((e) => e.kind).sort()).toEqual(['controller', 'founder', 'share', 'share']);
  });
  it('draws a firm without relations alone', () => {
    const { nodes, edges } = graphLayout(graph([]));
    expect(nodes.map((n) => n.code)).toEqual(['me']);
    expect(edges).toEqual([]);
  });
  it('never lays two firms over each other or off the drawing, also in circles', () => {
    const code = fc.constantFrom('me', 'a', 'b', 'c', 'd', 'e');
    const kind = fc.constantFrom('control' as const, 'share' as const, 'sibling' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(code, code, kind), { maxLength: 12 }), (raw) => {
        const arrows = raw.filter(([a, b]) => a !== b).map(([a, b, k]) => arrow(a, b, k));
        const { nodes, edges, width, height } = graphLayout(graph(arrows));
        const drawn = new Set(edges.map((e) => `${e.kind} ${e.holder} ${e.held}`));
        for (const a of arrows) {
          const there = drawn.has(`${a.kind} ${a.holderCode} ${a.heldCode}`);
          const other = !directed(a.kind) && drawn.has(`${a.kind} ${a.heldCode} ${a.holderCode}`);
          expect(there || other).toBe(true);
        }
        for (const [i, n] of nodes.entries()) {
          expect(n.x).toBeGreaterThanOrEqual(0);
          expect(n.x + nodeWidth).toBeLessThanOrEqual(width);
          expect(n.y + nodeHeight).toBeLessThanOrEqual(height);
          for (const m of nodes.slice(i + 1)) {
            expect(Math.abs(n.x - m.x) >= nodeWidth || Math.abs(n.y - m.y) >= nodeHeight).toBe(true);
          }
        }
      }),
    );
  });
});
