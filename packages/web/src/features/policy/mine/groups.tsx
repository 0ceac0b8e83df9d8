import type { MatchResult } from '@hegu/contract/policy/matching.ts';
import { groups } from '@hegu/contract/policy/matching.ts';
import { type ReactNode, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { MatchCard } from './match-card.tsx';
import { mineWords } from './messages.ts';
import styles from './mine.module.css';
import { byNearness } from './sums.ts';

type Match = MatchResult['matches'][number];
type Group = Match['group'];

const order: readonly Group[] = [
  'confirm',
  'now',
  'review',
  'soon',
  'nearly',
  'data',
  'received',
  'other',
  'over',
];
/** Long lists that few people came for. */
const folded: ReadonlySet<Group> = new Set<Group>(['other', 'over']);
const first = 12;

/** The clauses in their groups; what is not for this firm, or over, stays folded until it is asked for. */
export function Groups({
  result,
  open,
  onOpen,
  only = groups,
  action,
}: {
  result: MatchResult;
  open?: string | undefined;
  onOpen?: (id: string | undefined) => void;
  only?: readonly Group[];
  action?: (match: Match) => ReactNode;
}) {
  const t = useT(mineWords);
  return (
    <>
      {order
        .filter((g) => only.includes(g) && (result.counts[g] ?? 0) > 0)
        .map((g) => {
          const matches = result.matches.filter((m) => m.group === g);
          return (
            <Section
              key={g}
              id={`group-${g}`}
              title={`${t.groups[g]} ${matches.length}`}
              hint={t.groupHints[g]}
            >
              <List
                matches={g === 'data' ? byNearness(matches) : matches}
                start={folded.has(g) ? 0 : first}
                open={open}
                {...(onOpen ? { onOpen } : {})}
                {...(action ? { action } : {})}
              />
            </Section>
          );
        })}
    </>
  );
}

function List({
  matches,
  start,
  open,
  onOpen,
  action,
}: {
  matches: readonly Match[];
  start: number;
  open: string | undefined;
  onOpen?: (id: string | undefined) => void;
  action?: (match: Match) => ReactNode;
}) {
  const t = useT(mineWords);
  const [all, setAll] = useState(false);
  // What the address asks for is shown wherever it stands.
  const shown = matches.filter((m, i) => all || i < start || m.clause.id === open);
  const rest = matches.length - shown.length;
  return (
    <>
      <ul>
        {shown.map((m) => (
          <MatchCard
            key={m.clause.id}
            match={m}
            open={m.clause.id === open}
            onToggle={(on) => {
              if (on !== (m.clause.id === open)) onOpen?.(on ? m.clause.id : undefined);
            }}
            action={action?.(m)}
          />
        ))}
      </ul>
      {(rest > 0 || (all && matches.length > start)) && (
        <p className={styles.moreRow}>
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t.hide : t.show(rest)}
          </Button>
        </p>
      )}
    </>
  );
}
