import { type Condition, comparisons, type Value } from '@hegu/rules/expression.ts';
import { useRef } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { codesOf } from '../parts/choices.ts';
import { type Path, useEditing } from '../parts/editing.ts';
import { AddButton, PlaceErrors, RemoveButton } from '../parts/inputs.tsx';
import { ListSelect } from './list-select.tsx';
import {
  conditionOps,
  newCondition,
  rightFor,
  type TreeContext,
  type Turned,
  turnedTo,
  unitIn,
} from './make.ts';
import { ValueEditor } from './value.tsx';

/** The builder of conditions: field, comparison, value, and/or/not/at least, lists. Nothing is typed as code. */
export function ConditionEditor({
  node,
  path,
  cx,
  onRemove,
}: {
  node: Condition;
  path: Path;
  cx: TreeContext;
  onRemove?: () => void;
}) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  const turned = useRef<Turned | undefined>(undefined);
  return (
    <div className={styles.node} data-op={node.op}>
      <div className={styles.row}>
        <select
          aria-label={t.rule}
          className={inputClass}
          disabled={!on}
          value={node.op}
          onChange={(e) => {
            turned.current = turnedTo(e.target.value as Condition['op'], cx, node, turned.current);
            set(path, turned.current.to);
          }}
        >
          {conditionOps.map((op) => (
            <option key={op} value={op}>
              {t.op[op]}
            </option>
          ))}
        </select>
        <Body node={node} path={path} cx={cx} />
        {onRemove && on && <RemoveButton onClick={onRemove} />}
      </div>
      <PlaceErrors path={path} more={ownParts[node.op] ?? always} />
      <Parts node={node} path={path} cx={cx} />
    </div>
  );
}

const always: readonly string[] = ['op'];
/** Parts of a condition without a place of their own. */
const ownParts: Readonly<Partial<Record<Condition['op'], readonly string[]>>> = {
  all: ['op', 'of'],
  any: ['op', 'of'],
  atLeast: ['op', 'of', 'count'],
  compare: ['op', 'is'],
  flag: ['op', 'is'],
  review: ['op', 'field'],
};

/** What stands on the line of the node itself. */
function Body({ node, path, cx }: { node: Condition; path: Path; cx: TreeContext }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, set, catalogue } = useEditing();
  switch (node.op) {
    case 'atLeast':
      return (
        <input
          type="number"
          aria-label={t.atLeastCount}
          className={`${inputClass} ${styles.short}`}
          disabled={!on}
          min={1}
          value={node.count}
          onChange={(e) => set([...path, 'count'], Math.max(1, Math.trunc(Number(e.target.value))))}
        />
      );
    case 'compare':
      return (
        <>
          <ValueEditor
            node={node.left}
            path={[...path, 'left']}
            cx={cx}
            // What it is compared with takes the unit of what is compared, where that is another one
            onSwap={(left) => set(path, { ...node, left, right: rightFor(cx, left, node) })}
          />
          <select
            aria-label={t.op.compare}
            className={`${inputClass} ${styles.middle}`}
            disabled={!on}
            value={node.is}
            onChange={(e) => set([...path, 'is'], e.target.value)}
          >
            {comparisons.map((is) => (
              <option key={is} value={is}>
                {(unitIn(cx, node.left) === 'date' ? t.isDay : t.is)[is]}
              </option>
            ))}
          </select>
          <ValueEditor node={node.right} path={[...path, 'right']} cx={cx} />
        </>
      );
    case 'flag':
      return (
        <>
          <ValueEditor node={node.value} path={[...path, 'value']} cx={cx} types={['flag']} />
          <select
            aria-label={t.value}
            className={`${inputClass} ${styles.middle}`}
            disabled={!on}
            value={String(node.is)}
            onChange={(e) => set([...path, 'is'], e.target.value === 'true')}
          >
            <option value="true">{t.yes}</option>
            <option value="false">{t.no}</option>
          </select>
        </>
      );
    case 'in':
      return (
        <>
          <ValueEditor node={node.value} path={[...path, 'value']} cx={cx} types={['code', 'codes']} />
          <CodeSet value={node.value} set={node.set} path={[...path, 'set']} cx={cx} />
        </>
      );
    case 'exists':
      return (
        <ListSelect
          value={node.in}
          path={[...path, 'in']}
          onChange={(name) => set(path, { op: 'exists', in: name })}
        />
      );
    case 'review': {
      const flags = [...catalogue.fields.values()].filter((f) => f.type === 'flag');
      return (
        <select
          aria-label={t.pickField}
          className={inputClass}
          disabled={!on}
          value={node.field}
          onChange={(e) => set([...path, 'field'], e.target.value)}
        >
          {!flags.some((f) => f.key === node.field) && <option value={node.field}>{node.field}</option>}
          {flags.map((f) => (
            <option key={f.key} value={f.key}>
              {f.label[locale]}
            </option>
          ))}
        </select>
      );
    }
    default:
      return null;
  }
}

/** What stands below it. */
function Parts({ node, path, cx }: { node: Condition; path: Path; cx: TreeContext }) {
  const t = useT(officeWords);
  const { set } = useEditing();
  if (node.op === 'all' || node.op === 'any' || node.op === 'atLeast')
    return (
      <div className={styles.parts}>
        {node.of.map((part, i) => (
          <ConditionEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place; it has no name
            key={i}
            node={part}
            path={[...path, 'of', i]}
            cx={cx}
            {...(node.of.length > 1 ? { onRemove: () => set([...path, 'of', i], undefined) } : {})}
          />
        ))}
        <AddButton onClick={() => set([...path, 'of', node.of.length], newCondition('compare', cx))}>
          {t.addPart}
        </AddButton>
      </div>
    );
  if (node.op === 'not')
    return (
      <div className={styles.parts}>
        <ConditionEditor node={node.of} path={[...path, 'of']} cx={cx} />
      </div>
    );
  if (node.op === 'exists') return <Where node={node} path={path} cx={cx} />;
  return null;
}

/** The condition on the items of a list. */
export function Where({
  node,
  path,
  cx,
}: {
  node: { readonly in: string; readonly where?: Condition };
  path: Path;
  cx: TreeContext;
}) {
  const t = useT(officeWords);
  const { set } = useEditing();
  const inside: TreeContext = { ...cx, collection: node.in };
  if (!node.where)
    return (
      <div className={styles.parts}>
        <AddButton onClick={() => set([...path, 'where'], newCondition('in', inside))}>
          {t.addWhere}
        </AddButton>
      </div>
    );
  return (
    <div className={styles.parts}>
      <span className={styles.word}>{t.where}</span>
      <ConditionEditor
        node={node.where}
        path={[...path, 'where']}
        cx={inside}
        onRemove={() => set([...path, 'where'], undefined)}
      />
    </div>
  );
}

function CodeSet({
  value,
  set: chosen,
  path,
  cx,
}: {
  value: Value;
  set: readonly string[];
  path: Path;
  cx: TreeContext;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, set, catalogue, names, others } = useEditing();
  const def =
    value.op === 'fact'
      ? catalogue.fields.get(value.field)
      : value.op === 'item' && cx.collection !== undefined
        ? catalogue.collections.get(cx.collection)?.byKey.get(value.field)
        : undefined;
  const choices = def ? codesOf(names, others, def) : [];
  const unknown = chosen.filter((c) => !choices.some((x) => x.code === c));
  const toggle = (code: string) =>
    set(path, chosen.includes(code) ? chosen.filter((c) => c !== code) : [...chosen, code]);
  const wrong = (
    <>
      <PlaceErrors path={path} />
      {chosen.map((c, i) => (
        <PlaceErrors key={c} path={[...path, i]} />
      ))}
    </>
  );
  if (choices.length === 0)
    return (
      <>
        <input
          aria-label={t.value}
          className={inputClass}
          disabled={!on}
          value={chosen.join(',')}
          onChange={(e) =>
            set(
              path,
              e.target.value.split(/[,，\s]+/).filter((c) => c !== ''),
            )
          }
        />
        {wrong}
      </>
    );
  const label = (code: string) => choices.find((c) => c.code === code)?.[locale] ?? code;
  return (
    <>
      <details className={styles.codes}>
        <summary>
          {chosen.length === 0 ? t.pickCodes : chosen.map(label).join(locale === 'zh' ? '、' : ', ')}
        </summary>
        <div className={styles.codeList}>
          {[...unknown.map((code) => ({ code, zh: code, en: code })), ...choices].map((c) => (
            <label key={c.code}>
              <input
                type="checkbox"
                disabled={!on}
                checked={chosen.includes(c.code)}
                onChange={() => toggle(c.code)}
              />
              {c[locale]}
            </label>
          ))}
        </div>
      </details>
      {wrong}
    </>
  );
}
