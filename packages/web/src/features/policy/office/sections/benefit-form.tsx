import type { Amount, Clause } from '@hegu/rules/clause.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { ClauseAt } from '../parts/clause-picks.tsx';
import { useEditing } from '../parts/editing.ts';
import { AddButton, CheckAt, NumberAt, PlaceErrors, RemoveButton, SelectAt } from '../parts/inputs.tsx';
import { ConditionEditor, Where } from '../tree/condition.tsx';
import { firstField, newCondition, type TreeContext } from '../tree/make.ts';
import { ValueEditor } from '../tree/value.tsx';

const amountOps = ['flat', 'percent', 'bands', 'share', 'unknown'] as const;
const kinds = ['money', 'rent', 'interest', 'voucher', 'qualification', 'other'] as const;
const entitlements = ['fixed', 'upper', 'selective'] as const;

/** What is given: how much, for what, in which parts. */
export function BenefitForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { catalogue, set, on } = useEditing();
  const { benefit } = clause;
  const { amount, per } = benefit;
  const path = ['clause', 'benefit'] as const;
  const cx: TreeContext = { catalogue, definitions: clause.definitions ?? {}, collection: per?.in };
  const choose = (op: Amount['op']) => {
    const money = firstField(cx, ['number']);
    const made: Record<Amount['op'], Amount> = {
      flat: { op: 'flat', yuan: 100_000 },
      percent: { op: 'percent', percent: 10, of: money, capYuan: 500_000 },
      bands: { op: 'bands', of: money, bands: [{ from: 0, yuan: 100_000 }] },
      share: { op: 'share', percent: 100, clause: clause.follows?.[0] ?? '' },
      unknown: { op: 'unknown' },
    };
    set([...path, 'amount'], made[op]);
  };
  return (
    <fieldset className={styles.part}>
      <legend>{t.benefit}</legend>
      <div className={styles.pair}>
        <SelectAt
          label={t.benefitKind}
          path={[...path, 'kind']}
          value={benefit.kind ?? 'money'}
          options={kinds.map((value) => ({ value, label: t.benefitKinds[value] ?? value }))}
        />
        <SelectAt
          label={t.entitlement}
          path={['clause', 'entitlement']}
          value={clause.entitlement}
          options={entitlements.map((value) => ({ value, label: t.entitlements[value] ?? value }))}
        />
        <SelectAt
          label={t.amountOp}
          path={[...path, 'amount', 'op']}
          value={amount.op}
          options={amountOps.map((value) => ({ value, label: t.amountOps[value] ?? value }))}
          onChange={choose}
        />
        <SelectAt
          label={t.per}
          path={[...path, 'per', 'in']}
          value={per?.in ?? ''}
          options={[
            { value: '', label: t.perNone },
            ...[...catalogue.collections.values()].map((c) => ({
              value: c.key,
              label: `${t.perIn} ${c.label[locale]}`,
            })),
          ]}
          onChange={(name) => set([...path, 'per'], name === '' ? undefined : { in: name })}
        />
      </div>
      <AmountForm amount={amount} cx={cx} />
      <PlaceErrors path={[...path, 'amount']} more={['bands']} />
      <PlaceErrors path={path} />
      {per && (
        <div className={styles.list}>
          <strong>{t.perWhere}</strong>
          <PlaceErrors path={[...path, 'per']} />
          <Where node={per} path={[...path, 'per']} cx={cx} />
          <NumberAt label={t.perLimit} path={[...path, 'per', 'limit']} value={per.limit} step={1} />
        </div>
      )}
      <div className={styles.pair}>
        <NumberAt label={t.years} path={[...path, 'years']} value={benefit.years} step={1} />
        <CheckAt label={t.automatic} path={['clause', 'automatic']} value={clause.automatic} />
      </div>
      <div className={styles.list}>
        <strong>{t.instalments}</strong>
        <PlaceErrors path={[...path, 'instalments']} />
        <p className={styles.hint}>{t.instalmentsHint}</p>
        {(benefit.instalments ?? []).map((part, i) => {
          const at = [...path, 'instalments', i];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an instalment is known by its place
            <div key={i} className={styles.requirement}>
              <div className={styles.stretch}>
                <NumberAt label={t.percent} path={[...at, 'percent']} value={part.percent} />
                <NumberAt
                  label={t.afterMonths}
                  path={[...at, 'afterMonths']}
                  value={part.afterMonths}
                  step={1}
                />
                {on && (
                  <RemoveButton
                    what={`${t.instalments} ${String(i + 1)}`}
                    onClick={() => {
                      const left = (benefit.instalments ?? []).filter((_, n) => n !== i);
                      set([...path, 'instalments'], left.length === 0 ? undefined : left);
                    }}
                  />
                )}
              </div>
              {part.recheck ? (
                <>
                  <span className={styles.word}>{t.recheck}</span>
                  <ConditionEditor
                    node={part.recheck}
                    path={[...at, 'recheck']}
                    cx={cx}
                    onRemove={() => set([...at, 'recheck'], undefined)}
                  />
                </>
              ) : (
                <AddButton onClick={() => set([...at, 'recheck'], newCondition('compare', cx))}>
                  {t.addRecheck}
                </AddButton>
              )}
              <PlaceErrors path={at} />
            </div>
          );
        })}
        <AddButton
          onClick={() =>
            set([...path, 'instalments'], [...(benefit.instalments ?? []), restOf(benefit.instalments ?? [])])
          }
        >
          {t.addInstalment}
        </AddButton>
      </div>
    </fieldset>
  );
}

/** What is still to be paid, a year after the last part. */
const restOf = (parts: readonly { readonly percent: number; readonly afterMonths: number }[]) => ({
  percent: Math.max(0, Number((100 - parts.reduce((n, p) => n + (p.percent ?? 0), 0)).toFixed(6))),
  afterMonths: parts.length === 0 ? 0 : (parts.at(-1)?.afterMonths ?? 0) + 12,
});

function AmountForm({ amount, cx }: { amount: Amount; cx: TreeContext }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const path = ['clause', 'benefit', 'amount'] as const;
  switch (amount.op) {
    case 'flat':
      return (
        <NumberAt label={`${t.amountOps.flat} (${t.yuan})`} path={[...path, 'yuan']} value={amount.yuan} />
      );
    case 'percent':
      return (
        <>
          <div className={styles.pair}>
            <NumberAt label={t.percent} path={[...path, 'percent']} value={amount.percent} />
            <NumberAt label={t.cap} path={[...path, 'capYuan']} value={amount.capYuan} />
          </div>
          <div className={styles.list}>
            <strong>{t.base}</strong>
            <ValueEditor node={amount.of} path={[...path, 'of']} cx={cx} />
          </div>
        </>
      );
    case 'bands':
      return (
        <div className={styles.list}>
          <strong>{t.base}</strong>
          <ValueEditor node={amount.of} path={[...path, 'of']} cx={cx} />
          {amount.bands.map((band, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a band is known by its place
            <div key={i} className={styles.stretch}>
              <NumberAt label={t.bandFrom} path={[...path, 'bands', i, 'from']} value={band.from} />
              <NumberAt label={t.yuan} path={[...path, 'bands', i, 'yuan']} value={band.yuan} />
              {on && amount.bands.length > 1 && (
                <RemoveButton onClick={() => set([...path, 'bands', i], undefined)} />
              )}
              <PlaceErrors path={[...path, 'bands', i]} />
            </div>
          ))}
          <AddButton
            onClick={() =>
              set([...path, 'bands', amount.bands.length], {
                from: (amount.bands.at(-1)?.from ?? 0) + 1,
                yuan: amount.bands.at(-1)?.yuan ?? 0,
              })
            }
          >
            {t.addBand}
          </AddButton>
        </div>
      );
    case 'share':
      return (
        <div className={styles.pair}>
          <NumberAt label={t.percent} path={[...path, 'percent']} value={amount.percent} />
          <NumberAt label={t.cap} path={[...path, 'capYuan']} value={amount.capYuan} />
          <ClauseAt label={t.shareOf} path={[...path, 'clause']} value={amount.clause} />
        </div>
      );
    case 'unknown':
      return null;
  }
}
