import type { Clause } from '@hegu/rules/clause.ts';
import { conditionWords } from '@hegu/rules/explain/words.ts';
import type { Condition } from '@hegu/rules/expression.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { useEditing } from '../parts/editing.ts';
import type { TreeContext } from './make.ts';

/** The rule read aloud, so that what was built can be compared with what was meant. */
export function Reading({ rule, cx, event }: { rule: Condition; cx: TreeContext; event?: Clause['event'] }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { spoken, assessedYear } = useEditing();
  let words: string;
  try {
    const { collection, definitions } = cx;
    words = conditionWords(
      {
        catalogue: spoken,
        definitions,
        assessedYear,
        event,
        ...(collection === undefined ? {} : { collection }),
      },
      rule,
    )[locale];
  } catch {
    // What cannot be read is told at its place by the checks
    return null;
  }
  return (
    <p className={styles.reading}>
      <span>{t.reads}</span> {words}
    </p>
  );
}
