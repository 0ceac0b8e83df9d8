import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';

/** The articles an answer rests on. */
export function Cited({
  cited,
}: {
  cited: readonly { clauseId: string; title: { zh: string; en: string }; article: string }[];
}) {
  const t = useT(applicationWords).faq;
  const locale = useLocale();
  if (cited.length === 0) return null;
  return (
    <p className={styles.faint}>
      {t.cited}{' '}
      {cited.map((c) => (
        <Link key={`${c.clauseId}:${c.article}`} to="/policies/$id" params={{ id: c.clauseId }}>
          {c.title[locale]} {c.article}{' '}
        </Link>
      ))}
    </p>
  );
}
