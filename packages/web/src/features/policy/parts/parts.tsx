import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import type { ReactNode } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { amountFace, moneyFace } from './amount.ts';
import styles from './parts.module.css';
import { windowSaid } from './window.ts';
import { policyWords } from './words.ts';

/** The amount of a clause, drawn large, with 最高 where it is an upper bound; below it how it is worked out. */
export function Amount({
  clause,
  size = 'row',
  explain = true,
}: {
  clause: Pick<ClauseSummary, 'mostFen' | 'entitlement' | 'amount'>;
  size?: 'row' | 'hero';
  explain?: boolean;
}) {
  const t = useT(policyWords);
  const locale = useLocale();
  const face = amountFace(clause, locale);
  const words = clause.amount[locale];
  const plain = [face.upTo ? t.upTo : '', face.lead, face.figure ?? '', face.unit].filter(Boolean).join(' ');
  return (
    <div className={size === 'hero' ? `${styles.amount} ${styles.hero}` : styles.amount}>
      {face.figure === null ? (
        <span className={styles.none}>{t.noFigure}</span>
      ) : (
        <Figure upTo={face.upTo} lead={face.lead} figure={face.figure} unit={face.unit} />
      )}
      {explain && face.figure !== null && words !== plain && <span className={styles.how}>{words}</span>}
    </div>
  );
}

function Figure({ upTo, lead, figure, unit }: { upTo: boolean; lead: string; figure: string; unit: string }) {
  const t = useT(policyWords);
  return (
    <span className={styles.line}>
      {upTo && <span className={styles.upTo}>{t.upTo} </span>}
      {lead && <span className={styles.unit}>{lead} </span>}
      <strong className={styles.figure}>{figure}</strong>
      {unit && <span className={styles.unit}> {unit}</span>}
    </span>
  );
}

/** A sum in 分 in the same face. */
export function BigMoney({
  fen,
  upTo = false,
  hero = false,
}: {
  fen: number;
  upTo?: boolean;
  hero?: boolean;
}) {
  const locale = useLocale();
  return (
    <span className={hero ? `${styles.amount} ${styles.hero}` : styles.amount}>
      <Figure upTo={upTo} {...moneyFace(fen, locale)} />
    </span>
  );
}

export function WindowTag({ clause }: { clause: Pick<ClauseSummary, 'window' | 'standing'> }) {
  const t = useT(policyWords);
  const format = useFormat();
  const said = windowSaid(clause, t, format.day);
  return <StatusTag tone={said.tone}>{said.text}</StatusTag>;
}

/** What the words were taken from: nothing to say of a text that was read, a mark on what only the news told. */
export function SourceMark({ clause }: { clause: Pick<ClauseSummary, 'provenance'> }) {
  const t = useT(policyWords);
  const news = clause.provenance.mark === 'news';
  return (
    <a
      className={news ? `${styles.mark} ${styles.news}` : styles.mark}
      href={clause.provenance.address}
      target="_blank"
      rel="noreferrer noopener"
      title={news ? t.newsWhy : t.textWhy}
    >
      {news ? t.news : t.text}
      <span className="sr-only"> · {t.source}</span>
      <span aria-hidden="true"> ↗</span>
    </a>
  );
}

export function EntitlementTag({ clause }: { clause: Pick<ClauseSummary, 'entitlement' | 'automatic'> }) {
  const t = useT(policyWords);
  return (
    <span className={styles.chip} title={t.entitlementLong[clause.entitlement]}>
      {clause.automatic ? t.automatic : t.entitlement[clause.entitlement]}
    </span>
  );
}

export function Chip({ children }: { children: ReactNode }) {
  return <span className={styles.chip}>{children}</span>;
}
