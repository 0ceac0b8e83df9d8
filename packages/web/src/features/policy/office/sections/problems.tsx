import { useNavigate } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { anchorOf, type Path, type ShownProblem, useEditing } from '../parts/editing.ts';

type Words = typeof officeWords.zh;

/** What a place of a draft is called on the page; of words in two languages, which of them. */
function placeWords(path: Path, t: Words, others: (id: string) => string): string {
  const last = path.at(-1);
  const part = partWords(path, t, others);
  return last === 'zh' || last === 'en' ? `${part} · ${t[last]}` : part;
}

function partWords(path: Path, t: Words, others: (id: string) => string): string {
  const [root, part, at] = path;
  if (root === 'golden') return `${t.caseName} ${String(Number(part) + 1)}`;
  if (root === 'document') return t.document;
  if (root === 'library') return others(String(part));
  switch (part) {
    case 'title':
      return t.titleField;
    case 'datesKnown':
      return t.datesKnown;
    case 'requirements':
      return typeof at === 'number' ? t.conditionNo(at + 1) : t.conditions;
    case 'follows':
    case 'definitions':
    case 'benefit':
    case 'materials':
    case 'plain':
    case 'article':
    case 'provenance':
    case 'period':
    case 'event':
    case 'filing':
    case 'bridges':
    case 'entitlement':
    case 'automatic':
      return t[part];
    case 'budget':
      return t.clauseBudget;
    case 'decisionWorkingDays':
      return t.materials;
    default:
      return t.tabs.clause;
  }
}

export function Problems({ problems }: { problems: readonly ShownProblem[] }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { others } = useEditing();
  const titleOf = (id: string) => others.find((c) => c.id === id)?.title[locale] ?? id;
  const navigate = useNavigate({ from: '/policies/office/$id' });
  const go = (path: Path) => {
    if (path[0] === 'golden') {
      void navigate({ search: { tab: 'cases' } });
      return;
    }
    // The place itself, or the nearest part above it that is on the page
    for (let depth = path.length; depth > 0; depth--) {
      const place = document.getElementById(anchorOf(path.slice(0, depth)));
      if (place) {
        place.scrollIntoView({ block: 'center' });
        place.focus();
        return;
      }
    }
  };
  return (
    <section className={styles.panel} aria-label={t.problems(problems.length)}>
      <h2>{t.problems(problems.length)}</h2>
      {problems.length === 0 ? (
        <p className={styles.hint}>{t.problemsNone}</p>
      ) : (
        <ul className={styles.problemList}>
          {problems.map((p) => (
            <li key={`${p.path.join('.')}${p.zh}`} data-severity={p.severity}>
              <button type="button" onClick={() => go(p.path)}>
                <strong>{p.severity === 'error' ? t.error : t.warning}</strong>{' '}
                {placeWords(p.path, t, titleOf)}
                {t.colon}
                {p[locale]}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
