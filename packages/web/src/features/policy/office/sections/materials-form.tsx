import type { Clause } from '@hegu/rules/clause.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { type Path, useEditing } from '../parts/editing.ts';
import { IdAt } from '../parts/id-at.tsx';
import {
  AddButton,
  CheckAt,
  NumberAt,
  PlaceErrors,
  RemoveButton,
  SelectAt,
  WordsAt,
} from '../parts/inputs.tsx';
import { PicksAt } from '../parts/picks-at.tsx';

const sources = ['firm', 'platform', 'authority'] as const;
const forms = ['file', 'field', 'none'] as const;

/** What is handed in, from where it comes, and how long the office takes. */
export function MaterialsForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const all = clause.materials ?? [];
  const list = ['clause', 'materials'] as const;
  const fresh = () => {
    const ids = new Set(all.map((m) => m.id));
    let n = all.length + 1;
    while (ids.has(`material-${n}`)) n++;
    return { id: `material-${n}`, name: { zh: '', en: '' }, source: 'firm', required: true, form: 'file' };
  };
  return (
    <fieldset className={styles.part}>
      <legend>{t.materials}</legend>
      <PlaceErrors path={list} />
      {all.map((m, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its name can be edited
        <div key={i} className={styles.requirement}>
          <WordsAt label={t.materialName} path={[...list, i, 'name']} value={m.name} />
          <div className={styles.pair}>
            <SelectAt
              label={t.provenance}
              path={[...list, i, 'source']}
              value={m.source}
              options={sources.map((value) => ({ value, label: t.materialSource[value] ?? value }))}
            />
            <SelectAt
              label={t.materialForm}
              path={[...list, i, 'form']}
              value={m.form ?? 'file'}
              options={forms.map((value) => ({ value, label: t.materialForms[value] ?? value }))}
            />
            <IdAt path={[...list, i, 'id']} value={m.id} />
            <CheckAt label={t.required} path={[...list, i, 'required']} value={m.required ?? true} />
          </div>
          {(m.source === 'platform' || m.shows) && (
            <ShownAt path={[...list, i, 'shows']} value={m.shows ?? []} />
          )}
          {m.note ? (
            <>
              <WordsAt label={t.materialNote} path={[...list, i, 'note']} value={m.note} rows={2} />
              {on && (
                <RemoveButton
                  label={t.removeNote}
                  what={m.name?.zh}
                  onClick={() => set([...list, i, 'note'], undefined)}
                />
              )}
            </>
          ) : (
            <AddButton onClick={() => set([...list, i, 'note'], { zh: '', en: '' })}>{t.addNote}</AddButton>
          )}
          {on && <RemoveButton what={m.name?.zh} onClick={() => set([...list, i], undefined)} />}
          <PlaceErrors path={[...list, i]} />
        </div>
      ))}
      <AddButton onClick={() => set(list, [...all, fresh()])}>{t.addMaterial}</AddButton>
      <NumberAt
        label={t.decisionDays}
        path={['clause', 'decisionWorkingDays']}
        value={clause.decisionWorkingDays}
        step={1}
      />
    </fieldset>
  );
}

/** What the platform has in the place of the paper. */
function ShownAt({ path, value }: { path: Path; value: readonly string[] }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { catalogue, set } = useEditing();
  const all = [...catalogue.fields.values(), ...catalogue.collections.values()];
  return (
    <PicksAt
      label={t.materialShows}
      path={path}
      value={value}
      nameOf={(key) => all.find((x) => x.key === key)?.label[locale] ?? key}
      add={t.pickShown}
      onChange={(chosen) => set(path, chosen.length > 0 ? chosen : undefined)}
    >
      {all
        .filter((x) => !value.includes(x.key))
        .map((x) => (
          <option key={x.key} value={x.key}>
            {x.label[locale]}
          </option>
        ))}
    </PicksAt>
  );
}
