import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Section } from '../../../ui/page.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { type Fact, voicesOf } from '../parts/groups.ts';
import { useSourceName } from '../parts/source.ts';
import { printValue } from '../parts/value.ts';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

/** Where sources say different things: what each says, side by side, and which one counts. */
export function Conflicts({ facts }: { facts: readonly Fact[] }) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const source = useSourceName();
  const { catalogue, codeName } = useFirmCatalogue();
  const conflicts = facts.filter((f) => f.conflict);
  if (conflicts.length === 0) return null;
  return (
    <Section title={t.conflicts} hint={t.conflictsHint}>
      <ul className={styles.conflicts}>
        {conflicts.map((fact) => {
          const def = catalogue?.byKey.get(fact.field);
          return (
            <li key={`${fact.field}:${fact.year}`}>
              <strong>
                {def?.label[locale] ?? fact.field}
                {fact.year !== null && ` · ${fact.year}`}
              </strong>
              <ul className={styles.voices}>
                {voicesOf(fact).map((o) => (
                  <li key={o.source} data-counts={o.counts || undefined}>
                    <span>{printValue(def, o.value, locale, codeName)}</span>
                    <small>
                      {source(o.source)} · {o.observedOn}
                    </small>
                    <em>{o.counts ? t.counts : t.notCounted}</em>
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
