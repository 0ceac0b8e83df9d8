import { itemName } from '@hegu/rules/explain/item-name.ts';
import type { FactValue, FieldDef, Item, Observation } from '@hegu/rules/facts.ts';
import type { GoldenCase } from '@hegu/rules/golden.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { FactInput } from '../../../enterprise/parts/fact-input.tsx';
import { fromInput, toInput } from '../../../enterprise/parts/value.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { useEditing } from '../parts/editing.ts';
import { RemoveButton } from '../parts/inputs.tsx';
import { Earlier } from './earlier.tsx';

/** The made-up firm of a case: its facts and its lists. */
export function CaseFacts({ index, golden }: { index: number; golden: GoldenCase }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, set, catalogue } = useEditing();
  const { facts, collections } = golden.profile;
  const told = { source: 'standard-case', observedOn: golden.assessedOn };
  const place = ['golden', index, 'profile'] as const;
  const year = Number(golden.assessedOn.slice(0, 4)) - 1;
  const blank = (def: FieldDef): FactValue =>
    def.type === 'number'
      ? 0
      : def.type === 'flag'
        ? false
        : def.type === 'date'
          ? golden.assessedOn
          : def.type === 'codes'
            ? []
            : '';
  const addFact = (key: string) => {
    const def = catalogue.fields.get(key);
    if (!def) return;
    const dated = def.period === 'year' ? { year } : {};
    set([...place, 'facts', key], [...(facts[key] ?? []), { value: blank(def), ...dated, ...told }]);
  };
  const addItem = (key: string) => {
    const before = collections[key] ?? { complete: true, items: [] };
    let n = before.items.length + 1;
    while (before.items.some((i) => i.id === `${key}-${n}`)) n++;
    set([...place, 'collections', key], {
      ...before,
      items: [...before.items, { id: `${key}-${n}`, values: {}, ...told }],
    });
  };
  return (
    <fieldset className={styles.part}>
      <legend>{t.editFacts}</legend>
      {Object.entries(facts).flatMap(([key, all]) =>
        all.map((o, i) => (
          <FactRow
            // biome-ignore lint/suspicious/noArrayIndexKey: several of one field differ by their place
            key={`${key}${i}`}
            fieldKey={key}
            observation={o}
            onChange={(next) => set([...place, 'facts', key, i], next)}
            onRemove={() =>
              set([...place, 'facts', key], all.length === 1 ? undefined : all.filter((_, n) => n !== i))
            }
          />
        )),
      )}
      {on && (
        <Picker
          label={t.addFact}
          options={[...catalogue.fields.values()].map((f) => ({ key: f.key, label: f.label[locale] }))}
          onPick={addFact}
        />
      )}
      {Object.entries(collections).map(([key, c]) => {
        const def = catalogue.collections.get(key);
        return (
          <div key={key} className={styles.list}>
            <div className={styles.row}>
              <strong>{def?.label[locale] ?? key}</strong>
              <label className={styles.row}>
                <input
                  type="checkbox"
                  disabled={!on}
                  checked={c.complete}
                  onChange={(e) => set([...place, 'collections', key, 'complete'], e.target.checked)}
                />
                {t.complete}
              </label>
              {on && (
                <RemoveButton
                  what={def?.label[locale]}
                  onClick={() => set([...place, 'collections', key], undefined)}
                />
              )}
            </div>
            {c.items.map((item, i) => (
              <ItemRow
                key={item.id}
                collection={key}
                item={item}
                fields={def?.fields ?? []}
                onChange={(next) => set([...place, 'collections', key, 'items', i], next)}
                onRemove={() => set([...place, 'collections', key, 'items', i], undefined)}
              />
            ))}
          </div>
        );
      })}
      {on && (
        <Picker
          label={t.addItem('')}
          options={[...catalogue.collections.values()].map((c) => ({ key: c.key, label: c.label[locale] }))}
          onPick={addItem}
        />
      )}
      <Earlier index={index} golden={golden} />
    </fieldset>
  );
}

function Picker({
  label,
  options,
  onPick,
}: {
  label: string;
  options: readonly { readonly key: string; readonly label: string }[];
  onPick: (key: string) => void;
}) {
  return (
    <select
      aria-label={label}
      className={`${inputClass} ${styles.picker}`}
      value=""
      onChange={(e) => e.target.value && onPick(e.target.value)}
    >
      <option value="">+ {label}</option>
      {options.map((o) => (
        <option key={o.key} value={o.key}>
          {o.label}
        </option>
      ))}
    </select>
  );
}

/** A fact's value, kept as it is typed until it can be read. */
function ValueInput({
  def,
  value,
  onChange,
}: {
  def: FieldDef;
  value: FactValue | undefined;
  onChange: (value: FactValue | undefined) => void;
}) {
  const id = useId();
  const { on } = useEditing();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <FactInput
      id={id}
      def={def}
      disabled={!on}
      note=""
      value={typed ?? toInput(def, value)}
      onChange={(text) => {
        const read = fromInput(def, text);
        // Half a number stays in the input and is not yet a value
        if (read === null) setTyped(text);
        else {
          setTyped(/[.。]$|\.\d*0$/.test(text) ? text : null);
          onChange(read);
        }
      }}
    />
  );
}

function FactRow({
  fieldKey,
  observation,
  onChange,
  onRemove,
}: {
  fieldKey: string;
  observation: Observation;
  onChange: (next: Observation) => void;
  onRemove: () => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, catalogue } = useEditing();
  const def = catalogue.fields.get(fieldKey);
  const yearId = useId();
  return (
    <div className={styles.stretch}>
      {def ? (
        <ValueInput
          def={def}
          value={observation.value}
          onChange={(value) => value !== undefined && onChange({ ...observation, value })}
        />
      ) : (
        <span>{fieldKey}</span>
      )}
      {observation.year !== undefined && (
        <div className={styles.labelled}>
          <label htmlFor={yearId}>{t.year}</label>
          <input
            id={yearId}
            type="number"
            className={inputClass}
            disabled={!on}
            value={observation.year}
            onChange={(e) => onChange({ ...observation, year: Math.trunc(Number(e.target.value)) })}
          />
        </div>
      )}
      {on && <RemoveButton what={def?.label[locale] ?? fieldKey} onClick={onRemove} />}
    </div>
  );
}

function ItemRow({
  collection,
  item,
  fields,
  onChange,
  onRemove,
}: {
  collection: string;
  item: Item;
  fields: readonly FieldDef[];
  onChange: (next: Item) => void;
  onRemove: () => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, catalogue } = useEditing();
  const there = fields.filter((f) => f.key in item.values);
  const put = (key: string, value: FactValue | undefined) => {
    const { [key]: _, ...rest } = item.values;
    onChange({ ...item, values: value === undefined ? rest : { ...rest, [key]: value } });
  };
  return (
    <div className={styles.requirement}>
      <div className={styles.pair}>
        {there.map((def) => (
          <ValueInput
            key={def.key}
            def={def}
            value={item.values[def.key]}
            onChange={(value) => put(def.key, value)}
          />
        ))}
      </div>
      {on && (
        <div className={styles.row}>
          <Picker
            label={t.addFact}
            options={fields
              .filter((f) => !(f.key in item.values))
              .map((f) => ({ key: f.key, label: f.label[locale] }))}
            onPick={(key) => {
              const def = fields.find((f) => f.key === key);
              if (!def) return;
              put(
                key,
                def.type === 'number'
                  ? 0
                  : def.type === 'flag'
                    ? false
                    : def.type === 'date'
                      ? item.observedOn
                      : def.type === 'codes'
                        ? []
                        : (Object.keys(def.codes ?? {})[0] ?? ''),
              );
            }}
          />
          <RemoveButton
            what={itemName(catalogue, collection, item.id, item.values)[locale]}
            onClick={onRemove}
          />
        </div>
      )}
    </div>
  );
}
