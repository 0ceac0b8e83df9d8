import type { Value } from '@hegu/rules/expression.ts';
import type { FieldDef } from '@hegu/rules/facts.ts';
import { useRef } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { type Path, useEditing } from '../parts/editing.ts';
import { PlaceErrors } from '../parts/inputs.tsx';
import { ListSelect } from './list-select.tsx';
import type { TreeContext } from './make.ts';

type FieldType = FieldDef['type'];

/** What of a value stands on its own line. */
export function Inline({
  node,
  path,
  cx,
  types,
  swap,
}: {
  node: Value;
  path: Path;
  cx: TreeContext;
  types: readonly FieldType[];
  swap: (value: Value) => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, set, catalogue } = useEditing();
  switch (node.op) {
    case 'fact':
    case 'item': {
      const all =
        node.op === 'item'
          ? (catalogue.collections.get(cx.collection ?? '')?.fields ?? [])
          : [...catalogue.fields.values()];
      const offered = all.filter((f) => types.includes(f.type));
      const def = all.find((f) => f.key === node.field);
      const choose = (key: string) => {
        const next = all.find((f) => f.key === key);
        swap(
          node.op === 'item'
            ? { op: 'item', field: key }
            : { op: 'fact', field: key, ...(next?.period === 'year' ? { year: node.year ?? -1 } : {}) },
        );
      };
      return (
        <>
          <select
            aria-label={t.pickField}
            className={inputClass}
            disabled={!on}
            value={node.field}
            onChange={(e) => choose(e.target.value)}
          >
            {!offered.some((f) => f.key === node.field) && (
              <option value={node.field}>{def?.label[locale] ?? node.field}</option>
            )}
            {offered.map((f) => (
              <option key={f.key} value={f.key}>
                {f.label[locale]}
              </option>
            ))}
          </select>
          {node.op === 'fact' && (def?.period === 'year' || node.year !== undefined) && (
            <YearSelect
              year={node.year}
              path={[...path, 'year']}
              {...(def?.period === 'year' ? {} : { removable: true })}
            />
          )}
          <PlaceErrors path={[...path, 'field']} />
          <PlaceErrors path={[...path, 'year']} />
        </>
      );
    }
    case 'number':
      return (
        <>
          <Figure value={node.value} path={[...path, 'value']} />
          <select
            aria-label={t.unit.plain}
            className={`${inputClass} ${styles.middle}`}
            disabled={!on}
            value={node.unit ?? 'plain'}
            onChange={(e) => set([...path, 'unit'], e.target.value === 'plain' ? undefined : e.target.value)}
          >
            {(['plain', 'count', 'score', 'years', 'months', 'days', 'area'] as const).map((u) => (
              <option key={u} value={u}>
                {t.unit[u]}
              </option>
            ))}
          </select>
        </>
      );
    case 'money':
      return (
        <>
          <Figure value={node.yuan} path={[...path, 'yuan']} />
          <span className={styles.word}>{t.yuan}</span>
        </>
      );
    case 'percent':
      return (
        <>
          <Figure value={node.value} path={[...path, 'value']} />
          <span className={styles.word}>%</span>
        </>
      );
    case 'date':
      return (
        <input
          type="date"
          aria-label={t.valueOp.date}
          className={inputClass}
          disabled={!on}
          value={node.value}
          onChange={(e) => set([...path, 'value'], e.target.value)}
        />
      );
    case 'context':
      return (
        <select
          aria-label={t.valueOp.context}
          className={inputClass}
          disabled={!on}
          value={node.date}
          onChange={(e) => set([...path, 'date'], e.target.value)}
        >
          {(['assessment', 'eventFrom', 'eventTo'] as const).map((d) => (
            <option key={d} value={d}>
              {t.contextDate[d]}
            </option>
          ))}
        </select>
      );
    case 'count':
    case 'total':
    case 'greatest':
      return (
        <ListSelect
          value={node.in}
          path={[...path, 'in']}
          onChange={(name) => set(path, newValueIn(node.op, name, cx))}
        />
      );
    case 'use':
      return (
        <>
          <select
            aria-label={t.valueOp.use}
            className={inputClass}
            disabled={!on}
            value={node.name}
            onChange={(e) => set([...path, 'name'], e.target.value)}
          >
            {!(node.name in cx.definitions) && <option value={node.name}>{node.name}</option>}
            {Object.keys(cx.definitions).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
          <PlaceErrors path={[...path, 'name']} />
        </>
      );
    default:
      return null;
  }
}

function newValueIn(op: 'count' | 'total' | 'greatest', name: string, cx: TreeContext): Value {
  if (op === 'count') return { op, in: name };
  const field = cx.catalogue.collections
    .get(name)
    ?.fields.find((f) => f.type === 'number' || f.type === 'date');
  return { op, in: name, value: { op: 'item', field: field?.key ?? 'value' } };
}

function YearSelect({
  year,
  path,
  removable = false,
}: {
  year: number | undefined;
  path: Path;
  /** For a field that has no years: there by mistake. */
  removable?: boolean;
}) {
  const t = useT(officeWords);
  const { on, set, assessedYear } = useEditing();
  const relative = [0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10];
  const fixed = Array.from({ length: 16 }, (_, i) => assessedYear + 1 - i);
  return (
    <select
      aria-label={t.year}
      className={`${inputClass} ${styles.middle}`}
      disabled={!on}
      value={year ?? ''}
      onChange={(e) => set(path, e.target.value === '' ? undefined : Number(e.target.value))}
    >
      {removable && <option value="">{t.none}</option>}
      {(year === undefined || ![...relative, ...fixed].includes(year)) && (
        <option value={year ?? ''}>{year}</option>
      )}
      {relative.map((y) => (
        <option key={y} value={y}>
          {t.yearOf(y)}
        </option>
      ))}
      {fixed.map((y) => (
        <option key={y} value={y}>
          {y}
        </option>
      ))}
    </select>
  );
}

/** A figure of the rule; with the live preview on, it can be dragged. */
export function Figure({ value, path }: { value: number | undefined; path: Path }) {
  const t = useT(officeWords);
  const { on, live, set } = useEditing();
  // The slider's ends stay where they were while it is dragged
  const start = useRef(value ?? 0);
  const most = start.current > 0 ? start.current * 2 : 10;
  const step = most >= 1000 ? most / 200 : most >= 20 ? 1 : most / 100;
  return (
    <span className={styles.figure}>
      <input
        type="number"
        step="any"
        aria-label={t.value}
        className={inputClass}
        disabled={!on}
        value={value ?? ''}
        onChange={(e) => set(path, e.target.value === '' ? undefined : Number(e.target.value))}
      />
      {live && on && (
        <input
          type="range"
          aria-label={t.drag}
          min={0}
          max={most}
          step={step}
          value={Math.min(most, value ?? 0)}
          onChange={(e) => set(path, Number(Number(e.target.value).toFixed(2)))}
        />
      )}
      <PlaceErrors path={path} />
    </span>
  );
}
