import type { Value } from '@hegu/rules/expression.ts';
import type { FieldDef } from '@hegu/rules/facts.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { type Path, useEditing } from '../parts/editing.ts';
import { AddButton, PlaceErrors, RemoveButton } from '../parts/inputs.tsx';
import { ConditionEditor, Where } from './condition.tsx';
import { newValue, type TreeContext, valueOps } from './make.ts';
import { Figure, Inline } from './value-inline.tsx';

type FieldType = FieldDef['type'];
const numeric: readonly FieldType[] = ['number', 'date', 'flag'];

/** One value of a rule: a field, a figure with its unit, or a computation of such. */
export function ValueEditor({
  node,
  path,
  cx,
  types = numeric,
  onSwap,
}: {
  node: Value;
  path: Path;
  cx: TreeContext;
  /** Fields offered. */
  types?: readonly FieldType[];
  /** When another field or another kind of value is chosen; else the place itself is changed. */
  onSwap?: (value: Value) => void;
}) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  const swap = onSwap ?? ((v: Value) => set(path, v));
  // A code or a flag is read from a field; a number or a day can be worked out too
  const coded = !types.includes('number') && !types.includes('date');
  const ops = valueOps.filter((op) =>
    coded
      ? op === 'fact' ||
        (op === 'item' && cx.collection !== undefined) ||
        (op === 'use' && Object.keys(cx.definitions).length > 0)
      : (op !== 'item' || cx.collection !== undefined) &&
        (op !== 'use' || node.op === 'use' || Object.keys(cx.definitions).length > 0),
  );
  return (
    <div className={styles.value}>
      <div className={styles.row}>
        <select
          aria-label={t.value}
          className={`${inputClass} ${styles.middle}`}
          disabled={!on}
          value={node.op}
          onChange={(e) => {
            const op = e.target.value as Value['op'];
            swap(coded && op !== 'use' ? fieldNode(op, cx, types) : newValue(op, cx, node));
          }}
        >
          {!ops.includes(node.op) && <option value={node.op}>{t.valueOp[node.op]}</option>}
          {ops.map((op) => (
            <option key={op} value={op}>
              {t.valueOp[op]}
            </option>
          ))}
        </select>
        <Inline node={node} path={path} cx={cx} types={types} swap={swap} />
      </div>
      <PlaceErrors path={path} more={ownParts[node.op] ?? always} />
      <Below node={node} path={path} cx={cx} />
    </div>
  );
}

const always: readonly string[] = ['op'];
/** Parts of a value without a place of their own. */
const ownParts: Readonly<Partial<Record<Value['op'], readonly string[]>>> = {
  number: ['op', 'unit'],
  date: ['op', 'value'],
  context: ['op', 'date'],
  add: ['op', 'of'],
  min: ['op', 'of'],
  max: ['op', 'of'],
  average: ['op', 'of'],
  between: ['op', 'unit'],
  bands: ['op', 'bands', 'unit'],
  shift: ['op', 'years', 'months', 'days', 'workingDays'],
};

function fieldNode(op: Value['op'], cx: TreeContext, types: readonly FieldType[]): Value {
  const inside = op === 'item' ? cx.catalogue.collections.get(cx.collection ?? '')?.fields : undefined;
  const found = (inside ?? [...cx.catalogue.fields.values()]).find((f) => types.includes(f.type));
  return op === 'item'
    ? { op: 'item', field: found?.key ?? 'kind' }
    : { op: 'fact', field: found?.key ?? 'fields' };
}

function Below({ node, path, cx }: { node: Value; path: Path; cx: TreeContext }) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  switch (node.op) {
    case 'add':
    case 'min':
    case 'max':
    case 'average':
      return (
        <div className={styles.parts}>
          {node.of.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place; it has no name
            <div key={i} className={styles.row}>
              <ValueEditor node={part} path={[...path, 'of', i]} cx={cx} />
              {on && node.of.length > 1 && (
                <RemoveButton onClick={() => set([...path, 'of', i], undefined)} />
              )}
            </div>
          ))}
          <AddButton onClick={() => set([...path, 'of', node.of.length], newValue('fact', cx))}>
            {t.addPart}
          </AddButton>
        </div>
      );
    case 'subtract':
      return (
        <Two
          path={path}
          cx={cx}
          parts={[
            ['from', node.from],
            ['take', node.take],
          ]}
          word={t.minus}
        />
      );
    case 'ratio':
      return (
        <Two
          path={path}
          cx={cx}
          parts={[
            ['over', node.over],
            ['under', node.under],
          ]}
          word={t.over}
        />
      );
    case 'growth':
      return (
        <Two
          path={path}
          cx={cx}
          parts={[
            ['from', node.from],
            ['to', node.to],
          ]}
          word="→"
        />
      );
    case 'between':
      return (
        <>
          <Two
            path={path}
            cx={cx}
            parts={[
              ['from', node.from],
              ['to', node.to],
            ]}
            word="→"
          />
          <select
            aria-label={t.valueOp.between}
            className={`${inputClass} ${styles.middle}`}
            disabled={!on}
            value={node.unit}
            onChange={(e) => set([...path, 'unit'], e.target.value)}
          >
            {(['years', 'months', 'days'] as const).map((u) => (
              <option key={u} value={u}>
                {t.unit[u]}
              </option>
            ))}
          </select>
        </>
      );
    case 'multiply':
      return (
        <div className={styles.parts}>
          <ValueEditor node={node.value} path={[...path, 'value']} cx={cx} />
          <span className={styles.row}>
            <span className={styles.word}>×</span>
            <Figure value={node.by} path={[...path, 'by']} />
          </span>
        </div>
      );
    case 'count':
      return <Where node={node} path={path} cx={cx} />;
    case 'total':
    case 'greatest':
      return (
        <div className={styles.parts}>
          <ValueEditor node={node.value} path={[...path, 'value']} cx={{ ...cx, collection: node.in }} />
          <Where node={node} path={path} cx={cx} />
        </div>
      );
    case 'bands':
      return (
        <div className={styles.parts}>
          <ValueEditor node={node.value} path={[...path, 'value']} cx={cx} />
          {node.bands.map((band, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a band is known by its place
            <span key={i} className={styles.row}>
              <span className={styles.word}>≥</span>
              <Figure value={band.from} path={[...path, 'bands', i, 'from']} />
              <span className={styles.word}>→</span>
              <Figure value={band.gives} path={[...path, 'bands', i, 'gives']} />
              <PlaceErrors path={[...path, 'bands', i]} />
              {on && node.bands.length > 1 && (
                <RemoveButton onClick={() => set([...path, 'bands', i], undefined)} />
              )}
            </span>
          ))}
          <AddButton
            onClick={() =>
              set([...path, 'bands', node.bands.length], {
                from: (node.bands.at(-1)?.from ?? 0) + 1,
                gives: node.bands.at(-1)?.gives ?? 0,
              })
            }
          >
            {t.addBand}
          </AddButton>
          <span className={styles.row}>
            <span className={styles.word}>{t.otherwise}</span>
            <Figure value={node.otherwise} path={[...path, 'otherwise']} />
            <select
              aria-label={t.bandsGive}
              className={`${inputClass} ${styles.middle}`}
              disabled={!on}
              value={node.unit ?? 'plain'}
              onChange={(e) =>
                set([...path, 'unit'], e.target.value === 'plain' ? undefined : e.target.value)
              }
            >
              {(['plain', 'score', 'money', 'share', 'count'] as const).map((u) => (
                <option key={u} value={u}>
                  {t.bandsUnit[u]}
                </option>
              ))}
            </select>
          </span>
        </div>
      );
    case 'when':
      return (
        <div className={styles.parts}>
          <ConditionEditor node={node.if} path={[...path, 'if']} cx={cx} />
          <Two
            path={path}
            cx={cx}
            parts={[
              ['use', node.use],
              ['otherwise', node.otherwise],
            ]}
            word={t.otherwise}
          />
        </div>
      );
    case 'shift':
      return (
        <div className={styles.parts}>
          <ValueEditor node={node.date} path={[...path, 'date']} cx={cx} types={['date']} />
          <span className={styles.row}>
            {(['years', 'months', 'days', 'workingDays'] as const).map((u) => (
              <label key={u} className={styles.row}>
                <input
                  type="number"
                  className={`${inputClass} ${styles.short}`}
                  disabled={!on}
                  value={node[u] ?? 0}
                  onChange={(e) => set([...path, u], Math.trunc(Number(e.target.value)) || undefined)}
                />
                {t.unit[u]}
              </label>
            ))}
          </span>
        </div>
      );
    default:
      return null;
  }
}

function Two({
  path,
  cx,
  parts,
  word,
}: {
  path: Path;
  cx: TreeContext;
  parts: readonly [readonly [string, Value], readonly [string, Value]];
  word: string;
}) {
  const [first, second] = parts;
  return (
    <div className={styles.parts}>
      <ValueEditor node={first[1]} path={[...path, first[0]]} cx={cx} />
      <span className={styles.word}>{word}</span>
      <ValueEditor node={second[1]} path={[...path, second[0]]} cx={cx} />
    </div>
  );
}
