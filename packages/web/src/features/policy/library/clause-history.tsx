import type { ClauseDetail } from '@hegu/contract/policy/library.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { Section } from '../../../ui/page.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import styles from './clause.module.css';
import { clauseWords } from './clause-messages.ts';

/** The matter through its documents (2018 → 2021 → 2024), and the versions of this clause. */
export function ClauseHistory({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const locale = useLocale();
  const format = useFormat();
  const chain = [
    ...clause.follows.map((c) => ({ ...c, here: false })),
    { id: clause.id, title: clause.title, here: true },
    ...clause.followedBy.map((c) => ({ ...c, here: false })),
  ];
  return (
    <Section title={t.history} hint={chain.length > 1 ? t.historyHint : undefined}>
      {chain.length > 1 && (
        <ol className={styles.chain}>
          {chain.map((c) => (
            <li key={c.id} aria-current={c.here ? 'true' : undefined}>
              {c.here ? (
                <>
                  <strong>{c.title[locale]}</strong>
                  <span className={styles.faint}>{t.thisOne}</span>
                </>
              ) : (
                <>
                  <Link to="/policies/$id" params={{ id: c.id }}>
                    {c.title[locale]}
                  </Link>
                  <Link
                    to="/policies/$id/compare"
                    params={{ id: clause.id }}
                    search={{ with: c.id }}
                    className={styles.noPrint}
                    aria-label={t.compareWith(c.title[locale])}
                  >
                    {t.compare}
                  </Link>
                </>
              )}
            </li>
          ))}
        </ol>
      )}
      <ul className={styles.versions}>
        {clause.versions.map((v) => (
          <li key={v.id}>
            <span>
              {v.id === clause.versionId ? (
                <strong>{t.version(v.version)}</strong>
              ) : (
                <Link
                  to="/policies/$id"
                  params={{ id: clause.id }}
                  search={v.until === null ? {} : { version: v.id }}
                >
                  {t.version(v.version)}
                </Link>
              )}
              {v.until === null && <StatusTag tone="act">{t.holds}</StatusTag>}
            </span>
            <span className={styles.faint}>
              {t.origin[v.origin]}
              {v.origin === 'valley' && ` · ${t.publishedOn(format.date(v.publishedAt))}`}
              {v.publishedBy && ` · ${v.publishedBy}`}
              {v.until && ` · ${t.untilDay(format.date(v.until))}`}
              {v.note && ` · ${v.note}`}
            </span>
            <code title={t.hashWhy}>{v.hash.slice(0, 12)}</code>
            {v.id !== clause.versionId && (
              <Link
                to="/policies/$id/compare"
                params={{ id: clause.id }}
                search={{ a: clause.versionId, b: v.id }}
                className={styles.noPrint}
              >
                {t.compare}
              </Link>
            )}
          </li>
        ))}
      </ul>
      <p className={styles.hash}>
        {t.hash}
        {locale === 'zh' ? '：' : ': '}
        <code>{clause.versions.find((v) => v.id === clause.versionId)?.hash ?? ''}</code> {t.hashWhy}
      </p>
    </Section>
  );
}
