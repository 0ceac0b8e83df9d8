import {
  discloseRelations,
  getRelations,
  type Purpose,
  type RelationGraph,
} from '@hegu/contract/enterprise/facts.ts';
import type { Firm } from '@hegu/contract/enterprise/firms.ts';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import type { Stand } from '../parts/stand.ts';
import styles from './firm.module.css';
import { directed, type Edge, graphLayout, nodeHeight, nodeWidth } from './graph-layout.ts';
import { firmPageWords } from './messages.ts';

/** Who holds the firm and what it holds: drawn, and as a list that a keyboard can walk. */
export function Relations({
  firm,
  stand,
  reading,
}: {
  firm: Firm;
  stand: Stand;
  reading?: { readonly purpose: Purpose; readonly note: string };
}) {
  const t = useT(firmPageWords);
  const own = useRouteQuery(getRelations, { params: { id: firm.id } }, { enabled: stand.own });
  const ask = useRouteMutation(discloseRelations);
  if (!stand.own && !reading) return null;
  const graph = stand.own ? own.data : ask.data;
  const error = stand.own ? own.error : ask.error;
  return (
    <Section id="graph" title={t.graph} hint={graph?.arrows.length ? t.graphHint : undefined}>
      {error && <ProblemView error={error} />}
      {stand.own && own.isPending && <Skeleton lines={3} height={32} />}
      {!stand.own && reading && !graph && (
        <p className={styles.completeness}>
          <Button
            busy={ask.isPending}
            onClick={() => ask.mutate({ params: { id: firm.id }, body: { ...reading } })}
          >
            {t.graphLook}
          </Button>
          <span className={styles.faint}>{t.graphLookHint}</span>
        </p>
      )}
      {graph?.arrows.length === 0 && (
        <Empty icon="globe" title={t.graphEmpty}>
          {t.graphEmptyHint}
        </Empty>
      )}
      {graph && graph.arrows.length > 0 && <Drawing graph={graph} />}
    </Section>
  );
}

const clipped = (name: string): string => (name.length > 13 ? `${name.slice(0, 12)}…` : name);

function Drawing({ graph }: { graph: RelationGraph }) {
  const t = useT(firmPageWords);
  const format = useFormat();
  const [active, setActive] = useState<string | null>(null);
  const { width, height, nodes, edges } = graphLayout(graph);
  const nameOf = (code: string) =>
    code === graph.creditCode ? t.thisFirm : (nodes.find((n) => n.code === code)?.name ?? t.unnamed);
  const share = (edge: Edge) => (edge.share === null ? t.shareUnknown : format.percent(edge.share, 2));
  const verb = (edge: Edge) => t.verbs[edge.kind];
  return (
    <div className={styles.graph}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a drawing that scrolls must be reachable with the keyboard */}
      <section className={styles.drawing} aria-label={t.graph} tabIndex={0}>
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={t.graphOf(edges.map((e) => `${nameOf(e.holder)} ${verb(e)} ${nameOf(e.held)}`))}
        >
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8z" fill="var(--ink-2)" />
            </marker>
          </defs>
          {edges.map((edge) => {
            const [x1, y1] = edge.from;
            const [x2, y2] = edge.to;
            const mid = (y1 + y2) / 2;
            return (
              <g key={edge.key} data-active={active === edge.key || undefined} className={styles.edge}>
                <path
                  d={
                    y1 === y2
                      ? `M${x1} ${y1}L${x2} ${y2}`
                      : `M${x1} ${y1}C${x1} ${mid} ${x2} ${mid} ${x2} ${y2}`
                  }
                  data-kind={edge.kind}
                  {...(directed(edge.kind) ? { markerEnd: 'url(#arrow)' } : {})}
                />
                {directed(edge.kind) && (
                  <text x={(x1 + x2) / 2 + 6} y={mid + 4}>
                    {share(edge)}
                  </text>
                )}
              </g>
            );
          })}
          {nodes.map((node) => (
            <g key={node.code} className={styles.node} data-self={node.self || undefined}>
              <rect
                x={node.x}
                y={node.y}
                width={nodeWidth}
                height={nodeHeight}
                rx={3}
                data-same={node.sameControl || undefined}
              />
              <text x={node.x + nodeWidth / 2} y={node.y + 22}>
                {clipped(node.self ? (node.name ?? t.thisFirm) : (node.name ?? t.unnamed))}
              </text>
              <text x={node.x + nodeWidth / 2} y={node.y + 40} className={styles.nodeCode}>
                {node.code}
              </text>
            </g>
          ))}
        </svg>
      </section>
      <ul className={styles.edges}>
        {edges.map((edge) => (
          <li key={edge.key}>
            <button
              type="button"
              aria-pressed={active === edge.key}
              onClick={() => setActive(active === edge.key ? null : edge.key)}
              onFocus={() => setActive(edge.key)}
              onMouseEnter={() => setActive(edge.key)}
              onMouseLeave={() => setActive(null)}
            >
              <span>
                <strong>{nameOf(edge.holder)}</strong> {verb(edge)} <strong>{nameOf(edge.held)}</strong>
              </span>
              <small>
                {!directed(edge.kind) ? '' : `${t.shareOf(share(edge))} · `}
                {edge.holder === graph.creditCode ? edge.held : edge.holder}
              </small>
            </button>
          </li>
        ))}
        {!graph.whole && <li className={styles.faint}>{t.graphPart}</li>}
      </ul>
    </div>
  );
}
