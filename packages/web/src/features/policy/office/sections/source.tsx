import type { Draft } from '@hegu/contract/policy/drafts.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';

/** What the clause is written from, beside the form. */
export function Source({ draft, clause }: { draft: Draft; clause: Clause }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const address = clause.provenance?.address || draft.source?.address;
  return (
    <aside className={styles.source} aria-label={t.source}>
      <h2>{t.source}</h2>
      {draft.source && (
        <p>
          <strong>{draft.source.title[locale]}</strong>
          {draft.source.number && <span className={styles.hint}> {draft.source.number}</span>}
        </p>
      )}
      {clause.article && (
        <p>
          {t.article}
          {t.colon}
          {clause.article}
        </p>
      )}
      {clause.provenance?.mark && (
        <p>
          <StatusTag tone={clause.provenance.mark === 'text' ? 'act' : 'wait'}>
            {t.provenanceMark[clause.provenance.mark]}
          </StatusTag>
        </p>
      )}
      {address && /^https?:\/\//.test(address) && (
        <p>
          <a href={address} target="_blank" rel="noreferrer noopener">
            {t.openSource} ↗
          </a>
        </p>
      )}
      {draft.amount && (
        <p>
          <span className={styles.hint}>{t.amountNow}</span>
          <br />
          {draft.amount[locale]}
        </p>
      )}
      <blockquote>{clause.plain?.[locale]}</blockquote>
    </aside>
  );
}
